"""Which words of a document does a query mean, and which excerpts show them best?

Only data comes out: spans of characters, and text as it stands in the document. What is marked is
what made the document match: in `(a AND b) OR c`, an `a` without any `b` is not marked, nor is
anything under NOT; a phrase is one span.
"""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop
from itertools import islice, pairwise
from typing import Final, NamedTuple

from cstosearch.analysis import spans_from
from cstosearch.engine import Anchors, Found, Leaf
from cstosearch.errors import IndexCorruptError
from cstosearch.model import Document, Snippet, Span, TextField
from cstosearch.query.nodes import And, Mentioned, Node, Or, Prefer, Text, Value

WIDTH: Final = 200
"""About how many characters an excerpt has."""
_MAX_OVERRUN: Final = 40
"""How many characters longer it may get, to end with a whole word."""
_WEIGHT_OF_FILTERS: Final = 1.0
"""That of entities and mentions: as much as a frequent word."""
_WEIGHT_STEPS: Final = 1_000
"""How finely weights are told apart."""

_Window = tuple[int, int, int, int]
"""Weight and number of the matches in it, both negative so that the best sorts first; its ends."""
_SENTENCE: Final = re.compile(r"(?:^|(?<=[.!?…]\s)|(?<=\n\n))\S")
_SPACE: Final = re.compile(r"\s")


Mark = tuple[Span, Leaf]
"""A span that matched, and which leaf it matched."""


class Marks(NamedTuple):
    """What matched in the title and in the text, in order, and what each leaf weighs."""

    title: Sequence[Mark]
    body: Sequence[Mark]
    weights: Mapping[Leaf, float]


def find_marks(query: Node, document: Document, found: Found) -> Marks:
    """Return what made a document match a query."""
    title = _Cut(document.title, Anchors(1, ()))
    body = _Cut(document.text, found.anchors)
    marks: dict[TextField, list[Mark]] = {"title": [], "body": []}
    weights = {**found.weights}
    for leaf in dict.fromkeys(_matching(query, found) or ()):
        if isinstance(leaf, Text):
            positions = found.positions[leaf]
            marks["title"] += title.spans(leaf, positions.title)
            marks["body"] += body.spans(leaf, positions.body)
        else:
            weights[leaf] = _WEIGHT_OF_FILTERS
            for field, span in _spoken_of(leaf, document, found):
                marks[field].append((span, leaf))
    return Marks(_sorted(marks["title"]), _sorted(marks["body"]), weights)


def _spoken_of(
    leaf: Value | Mentioned, document: Document, found: Found
) -> Iterator[tuple[TextField, Span]]:
    """Yield where a document speaks of an entity or a date that a query asks for."""
    if isinstance(leaf, Value):
        for each in document.occurrences:
            if each.entity in found.entities[leaf]:
                yield each.field, each.span
        return
    for mention in document.mentions:
        if mention.span and mention.range.overlaps(leaf.range):
            yield mention.field, mention.span


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


def _matching(node: Node, found: Found) -> list[Leaf] | None:
    """Return the leaves that make the node match, or None if it does not."""
    match node:
        case Text():
            return [node] if node in found.positions else None
        case Value() | Mentioned():
            # The engine has seen to it that those match, unless they are one of several.
            return [node] if node in found.entities or isinstance(node, Mentioned) else []
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
    if not marks.body:
        return (_snippet(body, _passage(body, Span(0, 0), Span(0, len(body)), width), ()),)
    matches = _Matches(marks)
    passages = _passages(body, matches, count, width)
    return tuple(_snippet(body, each, matches.spans_within(each)) for each in passages)


class _Matches:
    """The marks of a text as columns of numbers, which are quick to go through."""

    def __init__(self, marks: Marks) -> None:
        numbers = {leaf: number for number, leaf in enumerate(marks.weights)}
        self.starts = [span.start for span, _ in marks.body]
        self.ends = [span.end for span, _ in marks.body]
        self.leaves = [numbers[leaf] for _, leaf in marks.body]
        # Integers add up without errors; and each leaf is worth something.
        self.worth = [1 + round(weight * _WEIGHT_STEPS) for weight in marks.weights.values()]
        """What it is worth to show each leaf."""

    def within(self, passage: Span) -> Iterator[int]:
        """Yield the marks, by number, that stand in a passage as a whole."""
        first = bisect_left(self.starts, passage.start)
        last = bisect_left(self.starts, passage.end)
        return (at for at in range(first, last) if self.ends[at] <= passage.end)

    def spans_within(self, passage: Span) -> Iterator[Span]:
        """Yield where they stand."""
        return (Span(self.starts[at], self.ends[at]) for at in self.within(passage))

    def show(self, passage: Span) -> bool:
        """Make worthless what a passage shows; say whether it shows anything for the first time."""
        new = {self.leaves[at] for at in self.within(passage) if self.worth[self.leaves[at]]}
        for leaf in new:
            self.worth[leaf] = 0
        return bool(new)

    def windows(self, free: Span, width: int) -> Iterator[_Window]:
        """Yield for each mark in what is free the window that ends with it."""
        starts, leaves, worth = self.starts, self.leaves, self.worth
        counts = [0] * len(worth)
        inside: deque[int] = deque()
        weight = 0
        for at in self.within(free):
            leaf, end = leaves[at], self.ends[at]
            inside.append(at)
            if not counts[leaf]:
                weight += worth[leaf]
            counts[leaf] += 1
            while end - starts[inside[0]] > width and len(inside) > 1:
                gone = leaves[inside.popleft()]
                counts[gone] -= 1
                if not counts[gone]:
                    weight -= worth[gone]
            yield -weight, -len(inside), starts[inside[0]], end


def _passages(body: str, matches: _Matches, count: int, width: int) -> list[Span]:
    """Return where the excerpts are, in order.

    Windows are weighed anew only after an excerpt has shown a leaf for the first time, or when
    none is left: about once for each leaf, however many excerpts are asked for.
    """
    chosen: list[Span] = []
    while len(chosen) < count:
        ends = pairwise([Span(0, 0), *chosen, Span(len(body), len(body))])
        gaps = (Span(before.end, behind.start) for before, behind in ends)
        windows = [window for gap in gaps for window in matches.windows(gap, width)]
        if not windows:
            break
        heapify(windows)
        while windows and len(chosen) < count:
            *_, start, end = heappop(windows)
            at = bisect_left(chosen, (start, end))
            low = chosen[at - 1].end if at else 0
            high = chosen[at].start if at < len(chosen) else len(body)
            if low <= start and end <= high:
                passage = _passage(body, Span(start, end), Span(low, high), width)
                chosen.insert(at, passage)
                if matches.show(passage):
                    break
    return chosen


def _snippet(body: str, passage: Span, matches: Iterable[Span]) -> Snippet:
    start, end = passage
    return Snippet(
        body[start:end],
        tuple(Span(first - start, last - start) for first, last in merged(matches)),
        leading=start > 0,
        trailing=end < len(body),
    )


def _passage(body: str, window: Span, free: Span, width: int) -> Span:
    """Return the excerpt around a window, within what is free."""
    start = _start(body, window, free, width)
    return Span(start, _end(body, max(start + width, window.end), free.end))


def _start(body: str, window: Span, free: Span, width: int) -> int:
    """Return where the excerpt begins: with the sentence of the first match, if that fits."""
    first, last = window
    spare = max(0, width - (last - first))
    # A match near the end leaves room for more before it.
    earliest = max(free.start, min(first - spare // 2, free.end - width))
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
