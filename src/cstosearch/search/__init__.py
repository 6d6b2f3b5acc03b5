"""The library's door: build an index of a corpus, open it, ask it."""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, Unpack

from cstosearch.engine import Engine, Found, Ranked, Snapshot
from cstosearch.errors import DocumentError
from cstosearch.local import LocalEngine
from cstosearch.model import (
    Asked,
    Document,
    Hit,
    Progress,
    Results,
    Sort,
    Stats,
    Summary,
)
from cstosearch.query.nodes import And, Node
from cstosearch.search.asked import tree_of
from cstosearch.snippets import best_snippet, find_marks, merged

if TYPE_CHECKING:
    from cstosearch.search.news import SavedQueries

PathLike = str | os.PathLike[str]

_MAX_CANDIDATES: Final = 5
"""How many ids an error names when several begin alike."""


def build(
    corpus: PathLike = "corpus",
    index: PathLike = "index",
    *,
    rebuild: bool = False,
    dry_run: bool = False,
    lock_timeout: float = 5.0,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Bring the index in the directory `index` in step with the files below `corpus`.

    Only files that are new or changed are read; `rebuild` reads all of them. Whoever searches
    meanwhile sees the old state until the new one is complete. `dry_run` says what would be done
    and writes nothing. Another process that is writing is waited for, `lock_timeout` seconds.

    Raises `CorpusError` where the corpus cannot be read as a whole (single files that cannot are
    named in the summary), `IndexLockedError`, and `IndexStateError` where the index cannot be
    written. After an error the index is as it was.
    """
    # Here, because a search has no use for what reads files.
    from cstosearch.indexing import bring_in_step  # noqa: PLC0415

    return bring_in_step(
        Path(corpus),
        LocalEngine(Path(index)),
        leave_out=Path(index),
        rebuild=rebuild,
        dry_run=dry_run,
        lock_timeout=lock_timeout,
        progress=progress or (lambda _: None),
    )


def open_index(index: PathLike = "index") -> "Index":
    """Open the newest generation of the index in a directory.

    Raises `IndexMissingError`, `IndexCorruptError`, `IndexFormatError`.
    """
    return Index(LocalEngine(Path(index)), Path(index))


class Index:
    """One generation of an index, open for searching; a context manager.

    It does not change while it is open, whatever is built meanwhile. `directory` is where queries
    are saved.
    """

    def __init__(self, engine: Engine, directory: Path) -> None:
        self._snapshot: Snapshot = engine.open()
        self._directory = directory

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._snapshot.generation

    def search(
        self,
        query: str = "",
        *,
        sort: Sort = "relevance",
        offset: int = 0,
        limit: int | None = 10,
        **asked: Unpack[Asked],
    ) -> Results:
        """Return hits `offset` to `offset + limit` for a query, and how many there are in all.

        A `limit` of None gives all hits from `offset` on. `Asked` says which filters there are.

        Raises `QueryError`; `ValueError` for a negative `offset` or `limit`.
        """
        if offset < 0 or (limit or 0) < 0:
            raise ValueError(f"offset and limit must not be negative: {offset}, {limit}")
        return self._answer(tree_of(query, **asked), sort=sort, offset=offset, limit=limit)

    def _answer(
        self, tree: Node, *, sort: Sort, offset: int, limit: int | None, among: Node | None = None
    ) -> Results:
        """Return what a tree finds, among the documents of another where that is given."""
        began = time.perf_counter()
        asked = tree if among is None else And((tree, among))
        page = self._snapshot.search(asked, sort=sort, offset=offset, limit=limit)
        found = self._snapshot.find(tree, page.ranked)
        hits = tuple(map(partial(_hit, tree), page.ranked, found))
        return Results(
            query=str(tree),
            total=page.total,
            offset=offset,
            limit=limit,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            generation=self.generation,
            hits=hits,
        )

    def count(self, query: str = "", **asked: Unpack[Asked]) -> int:
        """Return how many documents match. Raises `QueryError`."""
        return self._snapshot.count(tree_of(query, **asked))

    @property
    def saved(self) -> "SavedQueries":
        """The queries that are saved beside the index, and what is new for them."""
        # Here, because a search has no use for it.
        from cstosearch.search.news import SavedQueries  # noqa: PLC0415

        newest = partial(self._answer, sort="newest", offset=0)
        return SavedQueries(self._directory, self._snapshot, newest)

    def document(self, id: str) -> Document:  # noqa: A002 - the name that users know it by
        """Return the document with an id, or the only one whose id begins so.

        Raises `DocumentError` where there is none, or more than one.
        """
        found = self._snapshot.document(id)
        if found is not None:
            return found
        ids = self._snapshot.ids(id, _MAX_CANDIDATES + 1) if id else ()
        if not ids:
            raise DocumentError(f'no document has the id "{id}": take one from a list of hits')
        if len(ids) > 1:
            more = ", …" if len(ids) > _MAX_CANDIDATES else ""
            shown = ", ".join(ids[:_MAX_CANDIDATES])
            raise DocumentError(f'several ids begin with "{id}": {shown}{more}')
        return self.document(ids[0])

    def stats(self) -> Stats:
        """Return what the index holds; this reads all of it."""
        return self._snapshot.stats()

    def close(self) -> None:
        """Let go of the files."""
        self._snapshot.close()

    def __enter__(self) -> Self:
        """Return the index."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


def _hit(tree: Node, ranked: Ranked, found: Found) -> Hit:
    document = ranked.document
    marks = find_marks(tree, document, found)
    return Hit(
        document=document,
        score=ranked.score,
        snippets=(best_snippet(document.text, marks.body),) if document.text else (),
        title_spans=merged(span for span, _ in marks.title),
    )
