"""Which segments should become one?"""

from collections.abc import Sequence
from typing import Final, NamedTuple

MAX_SEGMENTS: Final = 8
_MAX_DEAD: Final = 1 / 3
"""The share of deleted documents beyond which a segment is written anew."""
_MAX_TOKENS: Final = (1 << 32) - 1
"""A segment counts the tokens of a field in 32 bits."""


class Size(NamedTuple):
    """How large a segment is: its documents, deleted ones among them, and its tokens.

    `new` says that it has not been committed yet.
    """

    documents: int
    dead: int
    tokens: int
    new: bool


def to_merge(sizes: Sequence[Size]) -> list[int]:
    """Return which segments to merge into one, ascending; none, or a single one to write anew.

    The new ones become one, so that a commit adds one segment at most. Of the others the smallest
    are taken when there are too many, and with them all that are not larger than those together,
    so that a document is rewritten about once each time that the index doubles.
    """
    news = [at for at, size in enumerate(sizes) if size.new]
    chosen = set(news if len(news) > 1 else ())
    chosen |= {at for at, size in enumerate(sizes) if size.dead > _MAX_DEAD * size.documents}
    rest = sorted(set(range(len(sizes))) - chosen, key=lambda at: (_live(sizes[at]), at))
    while rest:
        too_many = len(rest) + bool(chosen) > MAX_SEGMENTS
        fits = chosen and _live(sizes[rest[0]]) <= sum(_live(sizes[at]) for at in chosen)
        if not (too_many or (fits and len(chosen) > 1)):
            break
        chosen.add(rest.pop(0))
    while sum(sizes[at].tokens for at in chosen) > _MAX_TOKENS:
        chosen.remove(max(chosen, key=lambda at: sizes[at].tokens))
    return sorted(chosen)


def _live(size: Size) -> int:
    return size.documents - size.dead
