"""Each match of a query with the text around it: which lines are there, in which order?

In the orders of documents lines stream: some documents at a time are looked into, one is held. By
the words beside the match all matches have to be known first; of each only those words and its
place are held, and its document is read once more when its turn comes.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import islice, takewhile
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from cstosearch.analysis import Token, tokens_from
from cstosearch.deadline import checked
from cstosearch.engine import Place, Snapshot
from cstosearch.model import Document, Line, LineSort, Sort, Span, TextField
from cstosearch.query.nodes import Node, places_asked
from cstosearch.snippets import find_marks, merged

_SORTED_BY: Final = 3
"""Words beside the match that lines are sorted by."""
_FEWEST: Final = 16
_MOST: Final = 1024
"""Documents that are looked into at a time: few at first, so that the first lines come soon."""
_NEAR: Final = 64
"""Characters in which three words are looked for at first."""
_LONGEST_CUT: Final = 30
"""Characters of a word that are left out, where the context ends, rather than cut; half at most."""
_SPACE: Final = re.compile(r"\s")
_CUT_WORD: Final = re.compile(r"\s\S*\Z")


class _Match(NamedTuple):
    document: Document
    place: Place
    field: TextField
    span: Span


class _Held(NamedTuple):
    """What is kept of a match until all are known."""

    words: str
    place: Place
    field: TextField
    start: int
    end: int


def concordance(
    snapshot: Snapshot, query: Node, *, sort: LineSort, limit: int | None, context: int
) -> Iterator[Line]:
    """Yield up to `limit` lines with up to `context` characters on either side, in order.

    Matches in a title come before those in its text. Lines with the same words beside the match
    stand by relevance. A query that asks for no
    words, entities or mentions has no lines.
    """
    if next(places_asked(query), None) is None:
        return iter(())
    match sort:
        case "left" | "right":
            matches = _by_neighbours(snapshot, query, sort, limit)
        case _:
            matches = _by_document(snapshot, query, sort)
    most = None if limit is None else min(limit, sys.maxsize)
    return (_line(match, context) for match in islice(matches, most))


def _by_document(snapshot: Snapshot, query: Node, sort: Sort) -> Iterator[_Match]:
    """Yield the matches of each document in turn."""
    ranked = snapshot.ranked(query, sort=sort)
    size = _FEWEST
    while places := list(islice(ranked, size)):
        for place, found in checked(zip(places, snapshot.find(query, places), strict=True)):
            document = snapshot.read(place)
            marks = find_marks(query, document, found)
            for span in merged(span for span, _ in marks.title):
                yield _Match(document, place, "title", span)
            for span in merged(span for span, _ in marks.body):
                yield _Match(document, place, "body", span)
        size = min(2 * size, _MOST)


def _by_neighbours(
    snapshot: Snapshot, query: Node, side: Literal["left", "right"], limit: int | None
) -> Iterator[_Match]:
    """Yield the matches in the order of the words on one side of them."""
    neighbours = words_before if side == "left" else words_behind
    held = (
        _Held(" ".join(neighbours(_text(match), match.span)), match.place, match.field, *match.span)
        for match in checked(_by_document(snapshot, query, "relevance"))
    )
    by = attrgetter("words")
    for each in sorted(held, key=by) if limit is None else nsmallest(limit, held, key=by):
        yield _Match(snapshot.read(each.place), each.place, each.field, Span(each.start, each.end))


def words_behind(text: str, span: Span) -> list[str]:
    """Return the three words (folded) behind a match, in order; fewer where the text ends."""
    # From where a token begins: behind the match there may be the rest of one, as in "CSTO's".
    tokens = (token for token in tokens_from(text, span.start) if token.start >= span.end)
    return [token.text for token in islice(tokens, _SORTED_BY)]


def words_before(text: str, span: Span) -> list[str]:
    """Return the three words (folded) before a match, the nearest first."""
    near = _NEAR
    while True:
        start = max(0, span.start - near)
        tokens = list(_tokens_between(text, start, span.start))
        if start:
            del tokens[:1]  # it may be the rest of a word
        if not start or len(tokens) >= _SORTED_BY:
            return [token.text for token in tokens[: -_SORTED_BY - 1 : -1]]
        near *= 4


def _tokens_between(text: str, start: int, end: int) -> Iterable[Token]:
    return takewhile(lambda token: token.start < end, tokens_from(text, start))


def _text(match: _Match) -> str:
    return match.document.title if match.field == "title" else match.document.text


def _line(match: _Match, context: int) -> Line:
    text = _text(match)
    start, end = match.span
    return Line(
        match.document,
        match.field,
        match.span,
        _before(text, start, context),
        text[start:end],
        _behind(text, end, context),
    )


def _before(text: str, end: int, context: int) -> str:
    """Return what stands before a match, from a whole word on where one begins soon."""
    start = max(0, end - context)
    if start and not text[start - 1].isspace():
        gap = _SPACE.search(text, start, start + min(_LONGEST_CUT, context // 2))
        start = gap.end() if gap else start
    return text[start:end]


def _behind(text: str, start: int, context: int) -> str:
    """Return what stands behind a match, up to a whole word where one ends near."""
    end = start + context
    if end < len(text) and not text[end].isspace():
        gap = _CUT_WORD.search(text, end - min(_LONGEST_CUT, context // 2), end)
        end = gap.start() if gap else end
    return text[start:end]
