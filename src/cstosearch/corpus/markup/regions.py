"""Which part of a web page is its article?"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from cstosearch.corpus.markup.elements import Place, Role

_MIN_PROSE: Final = 60
"""A block at least this long, in characters, is no mere heading or line of links."""


class Block(NamedTuple):
    """A block of text, its number on the page, and where it stands."""

    at: int
    text: str
    place: Place


class Region(NamedTuple):
    """Blocks `start:end`, of those that stand in the `article` numbered `owner` itself.

    `size` is the length of all text between, whoever owns it.
    """

    start: int
    end: int
    owner: int
    size: int

    def holds(self, block: Block) -> bool:
        """Say whether a block belongs to it."""
        inside = self.start <= block.at < self.end and block.place.owner == self.owner
        return inside and not block.place.aside

    def is_within(self, other: "Region") -> bool:
        """Say whether another region has all of it."""
        return other.start <= self.start and self.end <= other.end


def find_article(
    marked: Mapping[Role, Sequence[Region]],
    around_lead: Sequence[Region],
    blocks: Sequence[Block],
    lead: Block | None,
) -> Region | None:
    """Return what is marked as the article, else what is around its `h1`, else `main`.

    `marked` holds the regions by role; `around_lead` the elements around the `lead`, which is
    the block of the `h1`, innermost first.
    """
    articles = {region.owner: region for region in marked["article"]}
    if body := _largest(marked["body"]):
        return articles.get(body.owner, body)
    if lead and lead.place.owner in articles:
        return articles[lead.place.owner]
    around = _around(around_lead, blocks, lead)
    article = _largest(articles.values())
    if article and (around is None or _outweighs(article, around, blocks)):
        return article
    return around or _largest(marked["main"])


def _largest(regions: Iterable[Region]) -> Region | None:
    return max(regions, key=lambda region: region.size, default=None)


def _around(
    around_lead: Sequence[Region], blocks: Sequence[Block], lead: Block | None
) -> Region | None:
    """Return the smallest element that holds the `h1` and prose."""
    prose = [
        block.at
        for block in blocks
        if block is not lead and not block.place.aside and len(block.text) >= _MIN_PROSE
    ]
    for region in around_lead:
        if bisect_left(prose, region.start) < bisect_left(prose, region.end):
            return region
    return None


def _outweighs(article: Region, around: Region, blocks: Sequence[Block]) -> bool:
    """Say whether an article is within what is around the `h1`, and most of it: no teaser is."""
    own = sum(len(block.text) for block in blocks if around.holds(block))
    return article.is_within(around) and article.size > own
