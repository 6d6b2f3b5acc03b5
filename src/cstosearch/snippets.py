"""Which words of a document does a query mean, and which excerpts show them best?

Only data comes out: spans of characters, and text as it stands in the document. What is marked is
what made the document match: in `(a AND b) OR c`, an `a` without any `b` is not marked, nor is
anything under NOT; a phrase is one span.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop
from itertools import islice, pairwise
from typing import Final, NamedTuple

from cstosearch.analysis import spans_from
from cstosearch.engine import Anchors, Found
from cstosearch.errors import IndexCorruptError
from cstosearch.model import Document, Snippet, Span
from cstosearch.query.nodes import (
    And,
    Fuzzy,
    Node,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Text,
    Wildcard,
    Words,
)

WIDTH: Final = 200
"""About how many characters an excerpt has."""
_MAX_OVERRUN: Final = 40
"""How many characters longer it may get, to end with a whole word."""
_WEIGHT_STEPS: Final = 1_000
"""How finely weights are told apart."""
_SENTENCE: Final = re.compile(r"(?:^|(?<=[.!?…]\s)|(?<=\n\n))\S")
_SPACE: Final = re.compile(r"\s")


Mark = tuple[Span, Text]
"""A span that matched, and which leaf it matched."""


class Marks(NamedTuple):
    """What matched in the title and in the text, in order, and what each leaf weighs."""

    title: Sequence[Mark]
    body: Sequence[Mark]
    weights: Mapping[Text, float]


def find_marks(query: Node, document: Document, found: Found) -> Marks:
    """Return what made a document match a query."""
    leaves = {leaf: found.positions[leaf] for leaf in _matching(query, found) or ()}
    title = _Cut(document.title, Anchors(1, ()))
    body = _Cut(document.text, found.anchors)
    return Marks(
        _sorted(pair for leaf, each in leaves.items() for pair in title.spans(leaf, each.title)),
        _sorted(pair for leaf, each in leaves.items() for pair in body.spans(leaf, each.body)),
        found.weights,
    )


class _Cut:
    """A text that is cut into tokens only from the anchor before one that is asked for up to it."""

    def __init__(self, text: str, anchors: Anchors) -> None:
        self._text = text
        self._anchors = anchors
        self._pieces: dict[int, _Piece] = {}

    def token(self, number: int) -> tuple[int, int]:
        """Return where the token with this number stands."""
        at = min(number // self._anchors.every, len(self._anchors.starts))
        if at not in self._pieces:
            start = self._anchors.starts[at - 1] if at else 0
            self._pieces[at] = _Piece([], spans_from(self._text, start))
        known, rest = self._pieces[at]
        place = number - at * self._anchors.every
        if place >= len(known):
            known.extend(islice(rest, place + 1 - len(known)))
        try:
            return known[place]
        except IndexError:
            message = "the index is damaged: run cstosearch index --rebuild"
            raise IndexCorruptError(message) from None

    def spans(self, leaf: Text, places: Iterable[tuple[int, int]]) -> Iterator[Mark]:
        """Yield the spans of a leaf that stands at some places."""
        for first, last in places:
            yield Span(self.token(first)[0], self.token(last)[1]), leaf


class _Piece(NamedTuple):
    """The tokens behind an anchor: those that are known, and what finds the next."""

    known: list[tuple[int, int]]
    rest: Iterator[tuple[int, int]]


def _matching(node: Node, found: Found) -> list[Text] | None:
    """Return the leaves that make the node match, or None if it does not."""
    match node:
        case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return [node] if node in found.positions else None
        case And(operands):
            parts = [_matching(operand, found) for operand in operands]
            return None if None in parts else [leaf for part in parts for leaf in part or ()]
        case Or(operands):
            parts = [_matching(operand, found) for operand in operands]
            some = [part for part in parts if part is not None]
            return [leaf for part in some for leaf in part] if some else None
        case Prefer(required, optional):
            needed = _matching(required, found)
            return None if needed is None else needed + (_matching(optional, found) or [])
        case _:
            # What is not a word is taken to match: the engine has seen to that.
            return []


def _sorted(spans: Iterable[Mark]) -> list[Mark]:
    return sorted(spans, key=lambda pair: pair[0])


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return sorted spans with those that overlap made one."""
    whole: list[Span] = []
    for span in spans:
        if whole and span.start < whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return tuple(whole)


def best_snippets(body: str, marks: Marks, count: int, width: int = WIDTH) -> tuple[Snippet, ...]:
    """Return up to `count` excerpts, none overlapping, in the order of the text.

    The first chosen is around the window whose leaves weigh most, each counted once; then the one
    with most matches; then the first. Each further one is chosen alike, by the leaves that are in
    none so far. Where nothing matched, the beginning is the only one.
    """
    if not body or not count:
        return ()
    chosen = (
        _passages(body, marks, count, width) if marks.body else [_passage(body, Span(0, 0), width)]
    )
    return tuple(_snippet(body, passage, _within(marks.body, passage)) for passage in chosen)


def _passages(body: str, marks: Marks, count: int, width: int) -> list[Span]:
    """Return where the excerpts are, in order.

    Windows are weighed anew only after an excerpt has shown a leaf for the first time, or when
    none is left: about once for each leaf, however many excerpts are asked for.
    """
    chosen: list[Span] = []
    worth = {leaf: 1 + round(weight * _WEIGHT_STEPS) for leaf, weight in marks.weights.items()}
    while len(chosen) < count:
        windows = list(_free_windows(marks.body, chosen, len(body), worth, width))
        if not windows:
            break
        heapify(windows)
        while windows and len(chosen) < count:
            window = heappop(windows).place
            free = _free(chosen, window, len(body))
            if free is None:
                continue
            passage = _passage(body, window, width, free)
            insort(chosen, passage)
            new = {leaf for _, leaf in _within(marks.body, passage) if worth[leaf]}
            if new:
                worth |= dict.fromkeys(new, 0)
                break
    return chosen


class _Window(NamedTuple):
    """Where some matches stand; the better ones sort first. Integers add up without errors."""

    less_weight: int
    fewer: int
    place: Span


def _free_windows(
    marks: Sequence[Mark], chosen: Sequence[Span], size: int, worth: Mapping[Text, int], width: int
) -> Iterator[_Window]:
    """Yield the windows of matches between excerpts: for each match, the one that ends there."""
    for before, after in pairwise([Span(0, 0), *chosen, Span(size, size)]):
        yield from _windows(_within(marks, Span(before.end, after.start)), worth, width)


def _windows(marks: Sequence[Mark], worth: Mapping[Text, int], width: int) -> Iterator[_Window]:
    counts: dict[Text, int] = {}
    weight, left = 0, 0
    for right, (span, leaf) in enumerate(marks):
        counts[leaf] = counts.get(leaf, 0) + 1
        weight += worth[leaf] if counts[leaf] == 1 else 0
        while left < right and span.end - marks[left][0].start > width:
            gone = marks[left][1]
            counts[gone] -= 1
            weight -= 0 if counts[gone] else worth[gone]
            left += 1
        yield _Window(-weight, left - right - 1, Span(marks[left][0].start, span.end))


def _free(chosen: Sequence[Span], window: Span, size: int) -> Span | None:
    """Return what lies between the excerpts before and after a window; None if it is in one."""
    at = bisect_right(chosen, window)
    low = chosen[at - 1].end if at else 0
    high = chosen[at].start if at < len(chosen) else size
    return Span(low, high) if low <= window.start and window.end <= high else None


def _within(marks: Sequence[Mark], passage: Span) -> list[Mark]:
    """Return the marks that stand in a passage as a whole."""
    first = bisect_left(marks, passage.start, key=_beginning)
    last = bisect_left(marks, passage.end, key=_beginning)
    return [mark for mark in marks[first:last] if mark[0].end <= passage.end]


def _beginning(mark: Mark) -> int:
    return mark[0].start


def _snippet(body: str, passage: Span, marks: Sequence[Mark]) -> Snippet:
    start, end = passage
    return Snippet(
        body[start:end],
        tuple(Span(a - start, b - start) for a, b in merged(span for span, _ in marks)),
        leading=start > 0,
        trailing=end < len(body),
    )


def _passage(body: str, window: Span, width: int, free: Span | None = None) -> Span:
    """Return the excerpt around a window, within what is free."""
    low, high = free or (0, len(body))
    start = _start(body, window, width, low, high)
    return Span(start, _end(body, max(start + width, window.end), high))


def _start(body: str, window: Span, width: int, low: int, high: int) -> int:
    """Return where the excerpt begins: with the sentence of the first match, if that fits."""
    first, last = window
    spare = max(0, width - (last - first))
    # A match near the end leaves room for more before it.
    earliest = max(low, min(first - spare // 2, high - width))
    sentences = [match.start() for match in _SENTENCE.finditer(body, earliest, first + 1)]
    if sentences:
        return sentences[-1]
    if earliest == 0 or body[earliest - 1].isspace():
        return earliest
    gap = _SPACE.search(body, earliest, first)
    return gap.end() if gap else first


def _end(body: str, end: int, high: int) -> int:
    """Return where the excerpt ends: behind a whole word, unless that is very long."""
    gap = _SPACE.search(body, min(end, high), min(end + _MAX_OVERRUN, high))
    if gap is not None:
        return gap.start()
    return high if end + _MAX_OVERRUN >= high else end
