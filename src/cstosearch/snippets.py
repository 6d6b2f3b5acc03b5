"""Which words of a document does a query mean, and which excerpt shows them best?

Only data comes out: spans of characters, and text as it stands in the document. What is marked is
what made the document match: in `(a AND b) OR c`, an `a` without any `b` is not marked, nor is
anything under NOT; a phrase is one span.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from cstosearch.analysis import Token, stem, tokenize
from cstosearch.model import Document, Snippet, Span
from cstosearch.query.nodes import And, Node, Not, Or, Phrase, Prefer, Prefix, Text, Words

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


def find_marks(query: Node, document: Document) -> Marks:
    """Return what made a document match a query; a derived title is not searched."""
    title = _Searched("" if document.title_derived else document.title)
    body = _Searched(document.text)
    leaves = dict.fromkeys(_matching(query, title, body) or ())
    return Marks(_spans(leaves, "title", title), _spans(leaves, "body", body))


@dataclass
class _Searched:
    """A field's text and its tokens."""

    text: str
    found: dict[Text, list[Span]] = field(default_factory=dict)

    @cached_property
    def tokens(self) -> list[Token]:
        return tokenize(self.text)

    @cached_property
    def words(self) -> list[str]:
        return [token.text for token in self.tokens]

    @cached_property
    def stems(self) -> list[str]:
        return [stem(word) for word in self.words]

    def spans(self, leaf: Text) -> list[Span]:
        """Return where a leaf occurs."""
        if leaf not in self.found:
            self.found[leaf] = list(self._spans(leaf))
        return self.found[leaf]

    def _spans(self, leaf: Text) -> Iterable[Span]:
        match leaf:
            case Prefix(prefix):
                return (Span(t.start, t.end) for t in self.tokens if t.text.startswith(prefix))
            case Phrase(words):
                return self._runs(self.words, list(words))
            case Words(words):
                return self._runs(self.stems, [stem(word) for word in words])

    def _runs(self, have: list[str], want: list[str]) -> Iterable[Span]:
        size, first = len(want), want[0]
        for at, word in enumerate(have):
            if word == first and have[at : at + size] == want:
                yield Span(self.tokens[at].start, self.tokens[at + size - 1].end)


def _matching(node: Node, title: _Searched, body: _Searched) -> list[Text] | None:
    """Return the leaves that make the node match, or None if it does not."""
    match node:
        case Words() | Phrase() | Prefix():
            here = any(
                text.spans(node)
                for name, text in (("title", title), ("body", body))
                if node.field in {None, name}
            )
            return [node] if here else None
        case And(operands):
            parts = [_matching(operand, title, body) for operand in operands]
            return None if None in parts else [leaf for part in parts for leaf in part or ()]
        case Or(operands):
            found = [_matching(operand, title, body) for operand in operands]
            some = [part for part in found if part is not None]
            return [leaf for part in some for leaf in part] if some else None
        case Prefer(required, optional):
            needed = _matching(required, title, body)
            return None if needed is None else needed + (_matching(optional, title, body) or [])
        case Not(operand):
            return [] if _matching(operand, title, body) is None else None
        case _:
            # What does not look at the text is taken to match: the engine has seen to that.
            return []


def _spans(leaves: Iterable[Text], name: str, text: _Searched) -> list[tuple[Span, Text]]:
    return sorted(
        (
            (span, leaf)
            for leaf in leaves
            if leaf.field in {None, name}
            for span in text.spans(leaf)
        ),
        key=lambda pair: pair[0],
    )


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
