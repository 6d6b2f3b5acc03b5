"""How is cstosearch used?"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from queries import Query, as_text
from story import Story

import cstosearch
from cstosearch import Document, Source
from cstosearch.local import LocalEngine
from cstosearch.query.parse import parse
from peers import Answer, Peer

TODAY = date(2024, 1, 1)
"""No query has a date that counts from it."""


class Engine(Peer):
    """The embedded engine; with `whole`, the library, which parses queries and makes snippets."""

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole

    def version(self) -> str:
        """Return the version of cstosearch."""
        return cstosearch.__version__

    def document(self, story: Story) -> Document:
        """Return a document with one source, as each that comes from a corpus has."""
        digest = sha256(story.body.encode()).hexdigest()
        return Document(
            id=story.id,
            title=story.title,
            title_derived=False,
            body=story.body,
            date=date.fromisoformat(story.date) if story.date else None,
            url="",
            lang="",
            sources=(Source("corpus.jsonl", 0, len(story.body), digest),),
        )

    def index(self, directory: Path, documents: Iterable[Document]) -> None:
        """Write a first generation."""
        with LocalEngine(directory).writer(fresh=True, timeout=0) as writer:
            for document in documents:
                writer.add(document)
            writer.commit(b"", files=0, records=0)

    def open(self, directory: Path) -> None:
        """Open the generation."""
        if self._whole:
            self._index = cstosearch.open_index(directory)
        else:
            self._snapshot = LocalEngine(directory).open()

    def prepared(self, query: Query) -> Callable[[], Answer]:
        """Return a search for a page of ten."""
        text = as_text(query)
        if self._whole:
            return lambda: self._ask_library(text)
        tree = parse(text, today=TODAY)

        def ask() -> Answer:
            page = self._snapshot.search(tree, sort="relevance", offset=0, limit=10)
            return Answer(page.total, [ranked.document.id for ranked in page.ranked])

        return ask

    def _ask_library(self, text: str) -> Answer:
        results = self._index.search(text, limit=10)
        return Answer(results.total, [hit.document.id for hit in results])

    def update(self, directory: Path, documents: Sequence[Document]) -> None:
        """Delete and add, in one generation."""
        with LocalEngine(directory).writer(fresh=False, timeout=0) as writer:
            writer.delete([document.id for document in documents])
            for document in documents:
                writer.add(document)
            writer.commit(b"", files=0, records=0)
