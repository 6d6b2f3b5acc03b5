"""Which items make up a page of text? All layouts together, on one page.

The lines are read once, from the top. A line opens an item where one of the layouts knows it;
the item goes on to the next opening, or to the page's footer. What stands before the first
opening, or after a footer, belongs to no item: `undated` keeps it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cstosearch.corpus.layouts import article, sidebar, titled, undated, whole
from cstosearch.corpus.layouts.lines import PageLine, paragraphs
from cstosearch.corpus.layouts.metadata import Metadata, front_matter, header
from cstosearch.corpus.layouts.opening import Opening


class Item(NamedTuple):
    """What one record of a page says; bytes `start:end` of the page hold it."""

    layout: str
    start: int
    end: int
    date: date | None
    title: str
    paragraphs: tuple[str, ...]
    url: str = ""
    lang: str = ""


def read(lines: Sequence[PageLine], named: date | None, said: Metadata | None = None) -> list[Item]:
    """Return the items of a page.

    `named` is the date in the file's name. `said` is what is known of the page from elsewhere;
    without it, front matter, header lines and a first line that reads like a title are read.
    """
    known, rest = (said, list(lines)) if said is not None else front_matter(lines)
    openings = [] if known.day else list(find_openings(rest))
    if not openings:
        text = rest if said is not None else header(rest, known)
        if not (text or known.lines):
            return []
        return [_whole(text, known, named, may_be_first=said is None)]
    items = list(_items(rest, openings))
    return _with_metadata(items, known)


def find_openings(lines: Sequence[PageLine]) -> Iterator[Opening]:
    """Yield the heads of the items of a page, in order."""
    at, floor, above = 0, 0, ""
    while at < len(lines):
        found = (
            titled.opening(lines, at, floor, above)
            or sidebar.opening(lines, at)
            # The first line below a sidebar's date is that item's own, though it be a title.
            or article.opening(lines, at, floor + (above == "sidebar"))
        )
        if found is not None:
            yield found
            at, floor, above = found.body, found.body, found.layout
        elif lines[at].furniture and (at > floor or not above):
            at, floor, above = at + 1, at + 1, ""
        else:
            at += 1


def _items(lines: Sequence[PageLine], openings: Sequence[Opening]) -> Iterator[Item]:
    yield from _undated(lines[: openings[0].first])
    ends = [opening.first for opening in openings[1:]] + [len(lines)]
    for opening, end in zip(openings, ends, strict=True):
        stop = _footer(lines, opening.body, end)
        yield _item(opening, lines[opening.first : opening.body], lines[opening.body : stop])
        yield from _undated(lines[stop:end])


def _footer(lines: Sequence[PageLine], start: int, end: int) -> int:
    """Return the line of the footer that ends an item's text, or `end`."""
    has_text = False
    for at in range(start, end):
        if lines[at].furniture and has_text:
            return at
        has_text = has_text or not lines[at].furniture
    return end


def _item(opening: Opening, head: Sequence[PageLine], body: Sequence[PageLine]) -> Item:
    kept = [line for line in body if not line.furniture]
    url, texts = _address([*(line for line in head if line.url), *kept])
    found = paragraphs(texts)
    if not found and not opening.title:
        # A date with nothing below it is not thrown away: the date as written is the text.
        found = (url or head[0].text,)
    return Item(
        layout=opening.layout,
        start=head[0].start,
        end=[*head, *kept][-1].end,
        date=opening.date,
        title=opening.title,
        paragraphs=found,
        url=url,
    )


def _address(lines: Sequence[PageLine]) -> tuple[str, list[PageLine]]:
    """Return the first address that stands alone, and the other lines."""
    at = next((at for at, line in enumerate(lines) if line.url), None)
    if at is None:
        return "", list(lines)
    return lines[at].url, [*lines[:at], *lines[at + 1 :]]


def _undated(lines: Sequence[PageLine]) -> Iterator[Item]:
    for text in undated.texts(lines):
        url, rest = _address(text)
        found = paragraphs(rest) or ((url,) if url else ())
        if found:
            yield Item("undated", text[0].start, text[-1].end, None, "", found, url)


def _whole(
    lines: Sequence[PageLine], known: Metadata, named: date | None, *, may_be_first: bool
) -> Item:
    title, below = whole.split_title(lines, known.title, may_be_first=may_be_first)
    url, texts = ("", list(below)) if known.url else _address(below)
    every = [*known.lines, *lines]
    return Item(
        layout="whole",
        start=min(line.start for line in every),
        end=max(line.end for line in every),
        date=known.day or named,
        title=title,
        paragraphs=paragraphs(texts) or (() if title else tuple(line.text for line in every)),
        url=known.url or url,
        lang=known.lang,
    )


def _with_metadata(items: list[Item], known: Metadata) -> list[Item]:
    """Give what the page says of itself to the item that it is about.

    That is its only item, else the only one with a title: beside it, the lines of front matter
    are kept as a text of their own.
    """
    if len(items) == 1:
        start = min([items[0].start, *(line.start for line in known.lines)])
        return [_completed(items[0], known)._replace(start=start)]
    titled = [item for item in items if item.title]
    if len(titled) == 1:
        items = [_completed(item, known) if item.title else item for item in items]
    own = sorted(known.lines, key=lambda line: line.start)
    return [*_undated(own), *items]


def _completed(item: Item, known: Metadata) -> Item:
    return item._replace(
        title=item.title or known.title, url=item.url or known.url, lang=known.lang
    )
