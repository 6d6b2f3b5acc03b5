"""How is stock Whoosh used, with its own codec and its own query classes?

Title and body are stemmed by PyStemmer, without stop words, the same once more as they are, all
with positions; the day is a number. It writes one segment by one process: two processes are a
little faster, but leave two segments to search. It does not sync its files to the disk. Dates are
bounded without `constantscore`, by which a page of ten loses hits and totals are too small.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import whoosh
from queries import Form, Query
from story import Story
from whoosh import query as whoosh_query
from whoosh.analysis import LowercaseFilter, PyStemmerFilter, RegexTokenizer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.index import create_in, open_dir

from peers import TITLE_WEIGHT, Answer, Peer

MEMORY: Final = 512
"""MB of postings that are held before they are written as a run."""
WORD: Final = r"[^\W_]+"
FIELDS: Final = {"title": TITLE_WEIGHT, "body": 1.0}


class Engine(Peer):
    """Stock Whoosh."""

    def __init__(self) -> None:
        self._words = RegexTokenizer(WORD) | LowercaseFilter()
        self._stems = self._words | PyStemmerFilter("english", cachesize=100_000)

    def version(self) -> str:
        """Return the version of Whoosh."""
        return str(whoosh.versionstring())

    def document(self, story: Story) -> dict[str, Any]:
        """Return the fields by name."""
        return {
            "id": story.id,
            "day": date.fromisoformat(story.date).toordinal() if story.date else 0,
            "title": story.title,
            "title_exact": story.title,
            "body": story.body,
            "body_exact": story.body,
        }

    def index(self, directory: Path, documents: Iterable[dict[str, Any]]) -> None:
        """Write one segment."""
        fields = {
            field + suffix: TEXT(analyzer, phrase=True, stored=not suffix)
            for field in FIELDS
            for suffix, analyzer in (("", self._stems), ("_exact", self._words))
        }
        directory.mkdir()
        schema = Schema(id=ID(stored=True, unique=True), day=NUMERIC(int, stored=True), **fields)
        writer = create_in(str(directory), schema).writer(limitmb=MEMORY)
        for document in documents:
            writer.add_document(**document)
        writer.commit()

    def open(self, directory: Path) -> None:
        """Open the last commit."""
        self._searcher = open_dir(str(directory)).searcher()

    def prepared(self, query: Query) -> Callable[[], Answer]:
        """Return a search for the ten best."""
        asked = self._text(query)
        if query.since:
            days = [date.fromisoformat(day).toordinal() for day in (query.since, query.until)]
            bound = whoosh_query.NumericRange("day", *days, constantscore=False)
            asked = whoosh_query.And([asked, bound])
        return lambda: self._ask(asked)

    def _ask(self, asked: whoosh_query.Query) -> Answer:
        results = self._searcher.search(asked, limit=10)
        return Answer(len(results), [hit.fields()["id"] for hit in results])

    def _text(self, query: Query) -> whoosh_query.Query:
        words = query.words
        match query.form:
            case Form.TERM | Form.ANY | Form.ALL:
                stems = [token.text for word in words for token in self._stems(word)]
                parts = [_in_fields(whoosh_query.Term, "", stem) for stem in stems]
                join = whoosh_query.And if query.form == Form.ALL else whoosh_query.Or
                return join(parts) if len(parts) > 1 else parts[0]
            case Form.PHRASE:
                return _in_fields(whoosh_query.Phrase, "_exact", list(words))
            case Form.EXACT:
                return _in_fields(whoosh_query.Term, "_exact", words[0])
            case Form.PREFIX:
                return _in_fields(whoosh_query.Prefix, "_exact", words[0])

    def update(self, directory: Path, documents: Sequence[dict[str, Any]]) -> None:
        """Replace by the unique id, in one commit."""
        writer = open_dir(str(directory)).writer()
        for document in documents:
            writer.update_document(**document)
        writer.commit()


def _in_fields(make: Callable[..., Any], suffix: str, asked: object) -> whoosh_query.Query:
    """Return a query for the title or the body."""
    return whoosh_query.Or(
        [make(field + suffix, asked, boost=weight) for field, weight in FIELDS.items()]
    )
