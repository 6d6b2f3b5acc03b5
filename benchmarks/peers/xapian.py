"""How is Xapian used, by Debian's python3-xapian?

Its `TermGenerator` keeps words as they are with positions, and stems without; phrases, prefixes and
exact words look at the words. Title and body are one field for it, the title counted twice and
apart by a gap of positions, and the title once more under its prefix; the day is a value.
"""
# mypy: disable-error-code="import-not-found"

import json
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import xapian
from queries import Form, Query
from story import Story

from peers import TITLE_WEIGHT, Answer, Peer

DAY: Final = 0
"""The slot of the day."""
FLUSH: Final = "50000"
"""Documents that are held before they are written."""


class Engine(Peer):
    """Xapian."""

    def __init__(self) -> None:
        self._stemmer = xapian.Stem("english")

    def version(self) -> str:
        """Return the version of Xapian."""
        return str(xapian.version_string())

    def document(self, story: Story) -> Story:
        """Return the story: what Xapian takes is terms, and making those is part of indexing."""
        return story

    def index(self, directory: Path, documents: Iterable[Story]) -> None:
        """Add all documents and commit."""
        os.environ["XAPIAN_FLUSH_THRESHOLD"] = FLUSH
        database = xapian.WritableDatabase(str(directory), xapian.DB_CREATE)
        for story in documents:
            database.add_document(self._made(story))
        database.commit()
        database.close()

    def _made(self, story: Story) -> xapian.Document:
        made = xapian.Document()
        terms = xapian.TermGenerator()
        terms.set_stemmer(self._stemmer)
        terms.set_document(made)
        terms.index_text(story.title, 1, "S")
        terms.index_text(story.title, int(TITLE_WEIGHT))
        terms.increase_termpos()
        terms.index_text(story.body)
        day = date.fromisoformat(story.date).toordinal() if story.date else 0
        made.add_value(DAY, xapian.sortable_serialise(day))
        made.add_boolean_term(f"Q{story.id}")
        made.set_data(json.dumps(story))
        return made

    def open(self, directory: Path) -> None:
        """Open the last commit."""
        self._database = xapian.Database(str(directory))
        self._size = self._database.get_doccount()

    def prepared(self, query: Query) -> Callable[[], Answer]:
        """Return a search for the ten best."""
        asked = self._text(query)
        if query.since:
            days = [date.fromisoformat(day).toordinal() for day in (query.since, query.until)]
            bounds = map(xapian.sortable_serialise, days)
            range_ = xapian.Query(xapian.Query.OP_VALUE_RANGE, DAY, *bounds)
            asked = xapian.Query(xapian.Query.OP_FILTER, asked, range_)
        enquire = xapian.Enquire(self._database)
        enquire.set_query(asked)
        return lambda: self._ask(enquire)

    def _ask(self, enquire: xapian.Enquire) -> Answer:
        # Looking at as many as there are makes the estimate exact.
        found = enquire.get_mset(0, 10, self._size)
        stories = [Story(*json.loads(match.document.get_data())) for match in found]
        return Answer(found.get_matches_estimated(), [story.id for story in stories])

    def _text(self, query: Query) -> xapian.Query:
        words = list(query.words)
        stems = [f"Z{self._stemmer(word).decode()}" for word in words]
        match query.form:
            case Form.TERM | Form.ANY:
                return xapian.Query(xapian.Query.OP_OR, stems)
            case Form.ALL:
                return xapian.Query(xapian.Query.OP_AND, stems)
            case Form.PHRASE:
                return xapian.Query(xapian.Query.OP_PHRASE, words)
            case Form.EXACT:
                return xapian.Query(words[0])
            case Form.PREFIX:
                return xapian.Query(
                    xapian.Query.OP_WILDCARD,
                    words[0],
                    0,
                    xapian.Query.WILDCARD_LIMIT_ERROR,
                    xapian.Query.OP_SYNONYM,
                )

    def update(self, directory: Path, documents: Sequence[Story]) -> None:
        """Replace by the term of the id, in one commit."""
        database = xapian.WritableDatabase(str(directory), xapian.DB_OPEN)
        for story in documents:
            database.replace_document(f"Q{story.id}", self._made(story))
        database.commit()
        database.close()
