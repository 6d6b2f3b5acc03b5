"""Which words of a document does a query mean, and which excerpt shows them best?

Only data comes out: spans of characters, and text as it stands in the document. What is marked is
what made the document match: in `(a AND b) OR c`, an `a` without any `b` is not marked, nor is
anything under NOT; a phrase is one span.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from cstosearch.analysis import Token, tokens_from
from cstosearch.engine import Anchors, Found
from cstosearch.errors import IndexCorruptError
from cstosearch.model import Document, Snippet, Span
from cstosearch.query.nodes import And, Node, Or, Prefer, Text

WIDTH: Final = 200
"""About how many characters an excerpt has."""
_MAX_OVERRUN: Final = 40
"""How many characters longer it may get, to end with a whole word."""
_SENTENCE: Final = re.compile(r"(?:^|(?<=[.!?…]\s)|(?<=\n\n))\S")
_SPACE: Final = re.compile(r"\s")


class Marks(NamedTuple):
    """The spans that matched, in the title and in the text; of each, which leaf it matched."""

    title: Sequence[tuple[Span, Text]]
    body: Sequence[tuple[Span, Text]]


def find_marks(query: Node, document: Document, found: Found) -> Marks:
    """Return what made a document match a query."""
    leaves = {leaf: found.positions[leaf] for leaf in _matching(query, found) or ()}
    title = _Cut(document.title, Anchors(1, ()))
    body = _Cut(document.text, found.anchors)
    return Marks(
        _sorted(pair for leaf, each in leaves.items() for pair in title.spans(leaf, each.title)),
        _sorted(pair for leaf, each in leaves.items() for pair in body.spans(leaf, each.body)),
    )


class _Cut:
    """A text that is cut into tokens only around those that are asked for."""

    def __init__(self, text: str, anchors: Anchors) -> None:
        self._text = text
        self._anchors = anchors
        self._pieces: dict[int, list[Token]] = {}

    def token(self, number: int) -> Token:
        """Return the token with this number."""
        piece = min(number // self._anchors.every, len(self._anchors.starts))
        if piece not in self._pieces:
            start = self._anchors.starts[piece - 1] if piece else 0
            tokens = tokens_from(self._text, start)
            last = piece == len(self._anchors.starts)
            self._pieces[piece] = list(islice(tokens, None if last else self._anchors.every))
        try:
            return self._pieces[piece][number - piece * self._anchors.every]
        except IndexError:
            message = "the index is damaged: run cstosearch index --rebuild"
            raise IndexCorruptError(message) from None

    def spans(self, leaf: Text, places: Iterable[tuple[int, int]]) -> Iterator[tuple[Span, Text]]:
        """Yield the spans of a leaf that stands at some places."""
        for first, last in places:
            yield Span(self.token(first).start, self.token(last).end), leaf


def _matching(node: Node, found: Found) -> list[Text] | None:
    """Return the leaves that make the node match, or None if it does not."""
    match node:
        case Text():
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


def _sorted(spans: Iterable[tuple[Span, Text]]) -> list[tuple[Span, Text]]:
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


def best_snippet(body: str, marks: Sequence[tuple[Span, Text]], width: int = WIDTH) -> Snippet:
    """Return the excerpt around the best cluster of matches; without any, the beginning.

    Best is the window in which most different leaves occur, then most matches, then the first.
    """
    first, last = _best_window(marks, width) if marks else (0, 0)
    start = _start(body, first, last, width)
    end = _end(body, max(start + width, last))
    inside = (span for span, _ in marks if start <= span.start and span.end <= end)
    return Snippet(
        body[start:end],
        tuple(Span(span.start - start, span.end - start) for span in merged(inside)),
        leading=start > 0,
        trailing=end < len(body),
    )


def _best_window(marks: Sequence[tuple[Span, Text]], width: int) -> tuple[int, int]:
    """Return where the matches of the best window begin and end."""
    counts: dict[Text, int] = {}
    best, best_rank, left = marks[0][0], (0, 0), 0
    for right, (span, leaf) in enumerate(marks):
        counts[leaf] = counts.get(leaf, 0) + 1
        while left < right and span.end - marks[left][0].start > width:
            gone = marks[left][1]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            left += 1
        rank = len(counts), right - left + 1
        if rank > best_rank:
            best, best_rank = Span(marks[left][0].start, span.end), rank
    return best


def _start(body: str, first: int, last: int, width: int) -> int:
    """Return where the excerpt begins: with the sentence of the first match, if that fits."""
    spare = max(0, width - (last - first))
    # A match near the end leaves room for more before it.
    earliest = max(0, min(first - spare // 2, len(body) - width))
    sentences = [match.start() for match in _SENTENCE.finditer(body, earliest, first + 1)]
    if sentences:
        return sentences[-1]
    if earliest == 0 or body[earliest - 1].isspace():
        return earliest
    gap = _SPACE.search(body, earliest, first)
    return gap.end() if gap else first


def _end(body: str, end: int) -> int:
    """Return where the excerpt ends: behind a whole word, unless that is very long."""
    gap = _SPACE.search(body, end, end + _MAX_OVERRUN)
    if gap is not None:
        return gap.start()
    return len(body) if end + _MAX_OVERRUN >= len(body) else end
