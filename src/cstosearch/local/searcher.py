"""Which documents of one generation match a query, and in what order?

The query tree is evaluated here over Whoosh's postings, document by document and word by word,
not by Whoosh's query classes, several of which answer wrongly (see docs/design.md).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, product
from pathlib import Path
from typing import Any, Final

from cstosearch.engine import Page, Ranked
from cstosearch.local.leaf import Leaf
from cstosearch.local.scoring import DIGITS, Collection, Counts, score_word
from cstosearch.local.storage import open_reader, size_on_disk
from cstosearch.model import DateRange, Document, Sort, Stats
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Id,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Text,
    Words,
)

_UNDATED: Final = 0
"""In the `day` column."""

Scores = dict[int, float]
"""The documents that match, by number, each with its score."""


class Snapshot:
    """One committed generation, open for searching; see `engine.Snapshot`."""

    def __init__(self, directory: Path) -> None:
        facts, reader = open_reader(directory)
        self.generation: int = facts["generation"]
        self._facts = facts
        self._size = size_on_disk(directory)
        self._reader = reader
        # Whoosh's reader of an index without segments has no columns.
        leaves = reader.leaf_readers() if reader.doc_count_all() else ()
        self._leaves = [Leaf(leaf, base, directory) for leaf, base in leaves]

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def search(self, query: Node, *, sort: Sort, offset: int, limit: int | None) -> Page:
        """Return a page of the documents that match, in order, and how many there are."""
        scores = self._evaluate(query)
        ordered = sorted(scores, key=lambda number: self._rank(number, scores[number], sort))
        shown = ordered[offset : None if limit is None else offset + limit]
        return Page(
            len(ordered), [Ranked(self._document(number), scores[number]) for number in shown]
        )

    def count(self, query: Node) -> int:
        """Return how many documents match."""
        return len(self._evaluate(query))

    def document(self, id_: str) -> Document | None:
        """Return the document with this id."""
        return next(map(self._document, self._evaluate(Id(id_))), None)

    def ids(self, prefix: str, limit: int) -> Sequence[str]:
        """Return up to `limit` ids that begin with `prefix`, in order."""
        return sorted(self._ids[n] for n in self._evaluate(Id(prefix, prefix=True)))[:limit]

    def stats(self) -> Stats:
        """Return what the generation holds; this reads every document."""
        documents = [self._document(number) for number in self._live]
        dates = sorted(document.date for document in documents if document.date)
        return Stats(
            generation=self.generation,
            documents=len(documents),
            undated=len(documents) - len(dates),
            first_date=dates[0] if dates else None,
            last_date=dates[-1] if dates else None,
            tokens=sum(map(sum, self._lengths.values())),
            files=self._facts.get("files", 0),
            records=self._facts.get("records", 0),
            size=self._size,
            by_lang=tuple(Counter(document.lang for document in documents).most_common()),
            by_year=tuple(sorted(Counter(day.year for day in dates).items())),
        )

    def _document(self, number: int) -> Document:
        leaf = next(leaf for leaf in reversed(self._leaves) if leaf.base <= number)
        return leaf.document(number)

    def _rank(self, number: int, score: float, sort: Sort) -> tuple[float, float, float | str, str]:
        """Return what documents are sorted by; those without a date stand last among equals."""
        day = self._days[number]
        newest = -day
        match sort:
            case "relevance":
                return -score, newest, 0, self._ids[number]
            case "newest":
                return newest, -score, 0, self._ids[number]
            case "oldest":
                return day == _UNDATED, day, -score, self._ids[number]

    @cached_property
    def _live(self) -> frozenset[int]:
        return frozenset(self._reader.all_doc_ids())

    @cached_property
    def _days(self) -> Sequence[int]:
        return self._column("day")

    @cached_property
    def _ids(self) -> Sequence[str]:
        return self._column("id")

    @cached_property
    def _lengths(self) -> dict[int, Counts]:
        titles, bodies = self._column("title_length"), self._column("body_length")
        return {number: (titles[number], bodies[number]) for number in self._live}

    def _column(self, name: str) -> list[Any]:
        return [value for leaf in self._leaves for value in leaf.column(name)]

    @cached_property
    def _collection(self) -> Collection:
        live = len(self._live)
        titles, bodies = (sum(each) for each in zip((0, 0), *self._lengths.values(), strict=True))
        return Collection(live, (titles / live, bodies / live) if live else (0.0, 0.0))

    def _evaluate(self, query: Node) -> Scores:
        """Return the documents that a query matches, with scores rounded for comparison."""
        found = self._scores(query, {})
        return {number: round(score, DIGITS) for number, score in found.items()}

    def _scores(self, node: Node, known: dict[Node, Scores]) -> Scores:
        """Return the documents that a node matches; `known` keeps those of nodes that repeat."""
        if node not in known:
            known[node] = self._scores_of(node, known)
        return known[node]

    def _scores_of(self, node: Node, known: dict[Node, Scores]) -> Scores:
        match node:
            case And(operands):
                return _in_all([self._scores(operand, known) for operand in operands])
            case Or(operands):
                return _added(self._scores(operand, known) for operand in operands)
            case Prefer(required, optional):
                needed, extra = self._scores(required, known), self._scores(optional, known)
                return {n: score + extra.get(n, 0.0) for n, score in needed.items()}
            case Words() | Phrase() | Prefix():
                occurrences = self._occurrences(node)
                return score_word(occurrences, self._lengths, self._collection)
            case Not() | Dated() | Id() | Everything():
                return dict.fromkeys(self._selected(node, known), 0.0)

    def _selected(
        self, node: Not | Dated | Id | Everything, known: dict[Node, Scores]
    ) -> Iterable[int]:
        """Return the documents of a node that says which, but not how well they match."""
        match node:
            case Not(operand):
                return self._live - self._scores(operand, known).keys()
            case Dated(within):
                return self._published(within)
            case Id(id_, prefix):
                return chain.from_iterable(
                    leaf.having_id(id_, prefix=prefix) for leaf in self._leaves
                )
            case Everything():
                return self._live

    def _published(self, within: DateRange | None) -> Iterable[int]:
        if within is None:
            return (n for n in self._live if self._days[n] == _UNDATED)
        first = (within.start or date.min).toordinal()
        last = (within.end or date.max).toordinal()
        return (n for n in self._live if first <= self._days[n] <= last)

    def _occurrences(self, node: Text) -> dict[int, Counts]:
        """Return how often a word, phrase or prefix occurs in the title and body of documents."""
        found: dict[int, Counts] = {}
        for field, leaf in product(("title", "body"), self._leaves):
            if node.field in {None, field}:
                for number, count in leaf.occurrences(node, field):
                    title = found.get(number, (0, 0))[0]
                    found[number] = (count, 0) if field == "title" else (title, count)
        return found


def _in_all(several: Sequence[Scores]) -> Scores:
    common = set.intersection(*(set(scores) for scores in several))
    return {number: sum(scores[number] for scores in several) for number in common}


def _added(several: Iterable[Scores]) -> Scores:
    total: Scores = {}
    for scores in several:
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + score
    return total
