"""The library's door: build an index of a corpus, open it, ask it."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, Unpack, get_args

from cstosearch.deadline import checked, deadline, streamed
from cstosearch.engine import Engine, Found, Page, Ranked, Snapshot
from cstosearch.errors import DocumentError
from cstosearch.local import LocalEngine
from cstosearch.model import (
    CONTEXT,
    WIDEST_WINDOW,
    Advice,
    Asked,
    CollocateSort,
    Collocations,
    Companions,
    Document,
    Entities,
    EntityType,
    Explanation,
    FacetField,
    Hit,
    Line,
    LineSort,
    Names,
    Progress,
    Results,
    Similar,
    Sort,
    Stats,
    Summary,
    Timeline,
    Unit,
    Verification,
    Vocabulary,
    WordSort,
)
from cstosearch.query.nodes import And, Node
from cstosearch.search.asked import tree_of
from cstosearch.search.cursor import Walk
from cstosearch.search.facets import countable, facet_of
from cstosearch.snippets import best_snippets, find_marks, merged

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
    gazetteer: PathLike | None = None,
    lock_timeout: float = 5.0,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Bring the index in the directory `index` in step with the files below `corpus`.

    Only files that are new or changed are read; `rebuild` reads all of them, and so does any
    build with other entities than before. `gazetteer` is a file that names entities, as
    `docs/formats.md` says; else it is `gazetteer.toml` in the corpus, if there is one. Whoever
    searches meanwhile sees the old state until the new one is complete. `dry_run` says what would
    be done and writes nothing. Another process that is writing is waited for, `lock_timeout`
    seconds.

    Raises `CorpusError` where the corpus cannot be read as a whole (single files that cannot are
    named in the summary), `GazetteerError`, `IndexLockedError`, and `IndexStateError` where the
    index cannot be written. After an error the index is as it was.
    """
    # Here, because a search has no use for what reads files.
    from cstosearch.indexing import bring_in_step  # noqa: PLC0415

    return bring_in_step(
        Path(corpus),
        LocalEngine(Path(index)),
        gazetteer=None if gazetteer is None else Path(gazetteer),
        leave_out=Path(index),
        rebuild=rebuild,
        dry_run=dry_run,
        lock_timeout=lock_timeout,
        progress=progress or (lambda _: None),
    )


def verify(
    corpus: PathLike = "corpus",
    index: PathLike = "index",
    *,
    deep: bool = False,
    gazetteer: PathLike | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Verification:
    """Say whether the index in a directory is what was written, and in step with its corpus.

    All of the index is read, and the saved queries beside it; nothing is written. `deep` reads the
    corpus too, and compares every document with what a rebuild would make. `gazetteer` is as for
    `build`.

    Raises `GazetteerError` where `gazetteer` is no file, `IndexMissingError`, `IndexFormatError`;
    `IndexStateError` where the system refuses.
    """
    from cstosearch.indexing.verifying import verify as verified  # noqa: PLC0415 - as above
    from cstosearch.saved import faults  # noqa: PLC0415 - as above

    found = verified(
        Path(corpus),
        LocalEngine(Path(index)),
        gazetteer=None if gazetteer is None else Path(gazetteer),
        leave_out=Path(index),
        deep=deep,
        progress=progress or (lambda _: None),
    )
    return found._replace(findings=(*found.findings, *faults(Path(index))))


def open_index(index: PathLike = "index") -> "Index":
    """Open the newest generation of the index in a directory.

    Raises `IndexMissingError`, `IndexCorruptError`, `IndexFormatError`.
    """
    return Index(LocalEngine(Path(index)), Path(index))


class Index:
    """One generation of an index, open for searching; a context manager.

    It does not change while it is open, whatever is built meanwhile. `directory` is where queries
    are saved.

    Whatever is asked takes a `timeout`: after so many seconds it is given up by `DeadlineError`,
    or a moment later, and may be asked again. None is no limit.
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
        after: str | None = None,
        snippets: int = 1,
        facets: Sequence[FacetField] = (),
        facet_values: int | None = 10,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Results:
        """Return hits `offset` to `offset + limit` for a query, and how many there are in all.

        A `limit` of None gives all hits from `offset` on. `after` is the `next` of the page before,
        "" for the first: whoever follows it meets each hit once, or hears that the index has
        changed. Each hit has up to `snippets` excerpts; without any it has no marks either, and
        costs less. All hits, not those of the page alone, are counted by each of the fields
        `facets`; of each its first `facet_values` are given, None for all. `Asked` says which
        filters there are.

        Raises `QueryError`; `CursorError`; `ValueError` for a negative number, an `offset` beside
        `after`, an unknown order or facet; `TypeError` for an unknown filter.
        """
        _refuse_negative(offset=offset, limit=limit, snippets=snippets, facet_values=facet_values)
        _refuse_unknown(sort, Sort)
        if offset and after is not None:
            raise ValueError("either offset or after says where to begin, not both")
        with deadline(timeout):
            began = time.perf_counter()
            tree = tree_of(query, **asked)
            walk = Walk.over(self._snapshot, tree, sort)
            if after:
                offset = walk.offset(after)
            page = self._snapshot.search(
                tree,
                sort=sort,
                offset=offset,
                limit=limit,
                count_by=[countable(facet) for facet in facets],
                values=facet_values,
            )
            hits = self._hits(tree, page, snippets)
            end = offset + len(hits)
            return Results(
                query=str(tree),
                total=page.total,
                offset=offset,
                limit=limit,
                took_ms=_since(began),
                generation=self.generation,
                hits=hits,
                next=walk.token(end) if hits and end < page.total else None,
                facets=tuple(map(facet_of, facets, page.counts)),
            )

    def similar(
        self,
        id: str,  # noqa: A002 - as in `document`
        query: str = "*",
        *,
        offset: int = 0,
        limit: int | None = 10,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Similar:
        """Return documents like the one with an id, of those that match a query and its filters.

        They have words that tell the document from others, which `Similar.terms` lists; the more
        of them, the more often and the weightier, the higher their score. Where no other document
        has a word of it, there are no terms, no hits, and the query is "".

        Raises `DocumentError` as `document` does, `QueryError`, and `ValueError` as `search` does.
        """
        # Here, because a search has no use for it.
        from cstosearch.search.words import having_any, others  # noqa: PLC0415

        _refuse_negative(offset=offset, limit=limit)
        with deadline(timeout):
            began = time.perf_counter()
            document = self.document(id)
            within = others(tree_of(query, **asked), document.id)
            terms = tuple(self._snapshot.typical(document))
            tree = having_any([term.word for term in terms], within) if terms else None
            page = self._snapshot.similar(terms, within, offset=offset, limit=limit)
            return Similar(
                query=str(tree) if tree else "",
                total=page.total,
                offset=offset,
                limit=limit,
                hits=self._hits(tree, page, 1) if tree else (),
                took_ms=_since(began),
                generation=self.generation,
                id=document.id,
                terms=terms,
            )

    def terms(
        self,
        pattern: str = "",
        *,
        stems: bool = False,
        sort: WordSort = "count",
        limit: int | None = 20,
        timeout: float | None = None,
    ) -> Vocabulary:
        """Return words of the vocabulary that begin so, or are like a pattern: `*ization`, `te?t`.

        Of all documents, case and accents folded. Sorted by `count` of documents, then of
        occurrences, or by `word`. With `stems`, the stems of such words, each with all words that
        an unquoted word of that stem finds. A `limit` of None gives all.

        Raises `QueryError`; `ValueError` for a negative `limit`.
        """
        from cstosearch.search.words import pattern_of  # noqa: PLC0415 - as above

        _refuse_negative(limit=limit)
        _refuse_unknown(sort, WordSort)
        with deadline(timeout):
            return self._snapshot.vocabulary(
                pattern_of(pattern), stems=stems, sort=sort, limit=limit
            )

    def collocates(
        self,
        word: str,
        query: str = "*",
        *,
        window: int = 5,
        sort: CollocateSort = "log-likelihood",
        limit: int | None = 20,
        repelled: bool = False,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Collocations:
        """Return words that stand up to `window` words from another more often than elsewhere.

        `word` is a word, which stands for its stem, a word or phrase in quotes, or a pattern. It
        is looked at in the title and text of all documents that match a query and its filters.
        `cstosearch.local.collocations` says what is counted, and how log-likelihood is computed.
        With `repelled`, words that are there less often. A `limit` of None gives all.

        Raises `QueryError`; `ValueError` for a negative `limit` or a `window` that is not
        between 1 and `WIDEST_WINDOW`.
        """
        from cstosearch.search.words import node_of  # noqa: PLC0415 - as above

        _refuse_negative(limit=limit)
        if not 1 <= window <= WIDEST_WINDOW:
            raise ValueError(f"a window is of 1 to {WIDEST_WINDOW} words: {window}")
        _refuse_unknown(sort, CollocateSort)
        with deadline(timeout):
            return self._snapshot.collocations(
                node_of(word),
                tree_of(query, **asked),
                window=window,
                sort=sort,
                limit=limit,
                repelled=repelled,
            )

    def entities(
        self,
        query: str = "*",
        *,
        type: EntityType | None = None,  # noqa: A002 - as in `Entity`
        limit: int | None = 20,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Entities:
        """Return the entities in the documents that match, those in most documents first.

        Each document counts once. With `type`, only entities of that type. A `limit` of None
        gives all.

        Raises `QueryError`; `ValueError` for a negative `limit` or an unknown type.
        """
        from cstosearch.search.entities import entities  # noqa: PLC0415 - as above

        _refuse_negative(limit=limit)
        _refuse_unknown_type(type)
        with deadline(timeout):
            return entities(tree_of(query, **asked), self._snapshot, only=type, limit=limit)

    def companions(
        self,
        name: str,
        query: str = "*",
        *,
        type: EntityType | None = None,  # noqa: A002 - as above
        sort: CollocateSort = "log-likelihood",
        limit: int | None = 20,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Companions:
        """Return entities in the same documents as another, more often than by chance.

        `name` is any name of it, or a pattern, and may have a field before it: `place:georgia`.
        The entities that it stands for are taken together; `Companions.entities` has them, and
        none where nothing is called so. Documents are those that match a query and its filters.
        `cstosearch.local.entities` says how log-likelihood is computed.

        Raises as `entities` does.
        """
        from cstosearch.search.entities import name_of  # noqa: PLC0415 - as above

        _refuse_negative(limit=limit)
        _refuse_unknown(sort, CollocateSort)
        _refuse_unknown_type(type)
        with deadline(timeout):
            leaf = name_of(name, no_alias=asked.get("no_alias", False))
            tree = tree_of(query, **asked)
            return self._snapshot.companions(leaf, tree, only=type, sort=sort, limit=limit)

    def names(
        self,
        name: str,
        query: str = "*",
        *,
        type: EntityType | None = None,  # noqa: A002 - as above
        limit: int | None = 20,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Names:
        """Return the entities that a name stands for, each with all its names.

        `name` is as in `companions`. Names that are known though no text has them are in 0
        documents. The entity in most documents comes first.

        Raises as `entities` does.
        """
        from cstosearch.search.entities import name_of  # noqa: PLC0415 - as above

        _refuse_negative(limit=limit)
        _refuse_unknown_type(type)
        with deadline(timeout):
            leaf = name_of(name, no_alias=asked.get("no_alias", False))
            return self._snapshot.names(leaf, tree_of(query, **asked), only=type, limit=limit)

    def _hits(self, tree: Node, page: Page, snippets: int) -> tuple[Hit, ...]:
        """Return the hits of a page, with excerpts and marks if there are to be any."""
        if not snippets:
            return tuple(Hit(each.document, each.score) for each in page.ranked)
        found = self._snapshot.find(tree, [each.place for each in page.ranked])
        return tuple(map(partial(_hit, tree, snippets), checked(page.ranked), found))

    def concordance(
        self,
        query: str = "",
        *,
        sort: LineSort = "relevance",
        limit: int | None = None,
        context: int = CONTEXT,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Iterator[Line]:
        """Yield a line for each match, with up to `context` characters on either side of it.

        Lines come as they are found, unless they are sorted by the three words beside the match,
        `left` or `right`, read outwards: then all are found first. The index must stay open.
        All lines must be found within the `timeout`; whatever is done with them does not count.

        Raises `QueryError`; `ValueError` for a negative `limit` or `context`.
        """
        # Here, because a page of hits has no use for it.
        from cstosearch.concordance import concordance  # noqa: PLC0415

        _refuse_negative(limit=limit, context=context)
        _refuse_unknown(sort, LineSort)
        tree = tree_of(query, **asked)
        lines = concordance(self._snapshot, tree, sort=sort, limit=limit, context=context)
        return streamed(lines, timeout)

    def count(
        self, query: str = "", *, timeout: float | None = None, **asked: Unpack[Asked]
    ) -> int:
        """Return how many documents match. Raises `QueryError`."""
        with deadline(timeout):
            return self._snapshot.count(tree_of(query, **asked))

    def explain(
        self, query: str = "", *, timeout: float | None = None, **asked: Unpack[Asked]
    ) -> Explanation:
        """Return how a query is understood, and how much each part of it matches.

        Raises `QueryError`.
        """
        # Here and below: what a plain search has no use for.
        from cstosearch.search.explain import explain  # noqa: PLC0415

        with deadline(timeout):
            return explain(tree_of(query, **asked), self._snapshot)

    def advise(
        self, query: str = "", *, timeout: float | None = None, **asked: Unpack[Asked]
    ) -> Advice:
        """Return why a query has no hits, and what to ask instead. Raises `QueryError`."""
        from cstosearch.search.advice import advise  # noqa: PLC0415

        with deadline(timeout):
            return advise(tree_of(query, **asked), self._snapshot)

    def timeline(
        self,
        query: str = "*",
        *,
        by: Unit | None = None,
        by_mention: bool = False,
        timeout: float | None = None,
        **asked: Unpack[Asked],
    ) -> Timeline:
        """Return how many documents match in each day, week, month or year.

        Without `by`, the unit is the finest that parts the time into about sixty periods at most.
        It begins with the first hit and ends with the last one, or at the bounds of the date where
        the query has them.

        With `by_mention`, documents count in the periods that they mention, not in the one that
        they were published in: once in each that a mention has a day of. A mention that is made
        of whole units longer than the period, as 2019 is longer than its months, does not count:
        for days and weeks, one of whole months; for months, of whole years; for years, of whole
        decades. Then the unit is month within five years, else year; bounds are those of
        `mentions:` in the query, and mentions beyond them do not count.

        Raises `QueryError`; `CstosearchError` where there are too many periods; `ValueError` for
        an unknown unit.
        """
        from cstosearch.search.timeline import timeline  # noqa: PLC0415 - searches do without it

        with deadline(timeout):
            return timeline(self._snapshot, tree_of(query, **asked), by, by_mention=by_mention)

    @property
    def saved(self) -> "SavedQueries":
        """The queries that are saved beside the index, and what is new for them."""
        # Here, because a search has no use for it.
        from cstosearch.search.news import SavedQueries  # noqa: PLC0415

        return SavedQueries(self._directory, self._snapshot, self._newest)

    def _newest(self, tree: Node, *, among: Node, limit: int | None) -> Results:
        """Return what a tree finds among the documents of another, newest first."""
        began = time.perf_counter()
        both = And((tree, among))
        page = self._snapshot.search(both, sort="newest", offset=0, limit=limit)
        hits = self._hits(tree, page, 1)
        took = _since(began)
        return Results(str(tree), page.total, 0, limit, took, self.generation, hits)

    def document(
        self,
        id: str,  # noqa: A002 - the name that users know it by
        *,
        timeout: float | None = None,
    ) -> Document:
        """Return the document with an id, or the only one whose id begins so.

        Raises `DocumentError` where there is none, or more than one.
        """
        with deadline(timeout):
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

    def stats(self, *, timeout: float | None = None) -> Stats:
        """Return what the index holds; this reads all of it."""
        with deadline(timeout):
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


def _since(began: float) -> float:
    """Return the milliseconds since a moment of the performance counter."""
    return round((time.perf_counter() - began) * 1000, 3)


def _refuse_unknown(sort: str, sorts: Any) -> None:
    known = [name for part in get_args(sorts) for name in get_args(part) or (part,)]
    if sort not in known:
        raise ValueError(f"sort is one of {', '.join(known)}: {sort!r}")


def _refuse_unknown_type(kind: str | None) -> None:
    known = get_args(EntityType)
    if kind is not None and kind not in known:
        raise ValueError(f"type is one of {', '.join(known)}: {kind!r}")


def _refuse_negative(**numbers: int | None) -> None:
    for name, number in numbers.items():
        if number is not None and number < 0:
            raise ValueError(f"{name} must not be negative: {number}")


def _hit(tree: Node, snippets: int, ranked: Ranked, found: Found) -> Hit:
    document = ranked.document
    marks = find_marks(tree, document, found)
    return Hit(
        document=document,
        score=ranked.score,
        snippets=best_snippets(document.text, marks, snippets),
        title_spans=merged(span for span, _ in marks.title),
    )
