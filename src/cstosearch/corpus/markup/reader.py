"""What blocks of text does a saved web page hold, and what marks the regions around them?

The parser's events are followed, no tree is built: pages may be nested as deep as they like.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from cstosearch.corpus.decode import clean_text, mark_unreadable
from cstosearch.corpus.markup.elements import (
    BETWEEN_WORDS,
    INLINE,
    UNSEEN,
    Place,
    Role,
    place_within,
    role_of,
)
from cstosearch.corpus.markup.facts import Facts
from cstosearch.corpus.markup.regions import Block, Region
from cstosearch.errors import ExtraMissingError

_NO_ATTRIBUTES: Final[Mapping[str, str]] = {}
"""What the parser gives in its place is many times slower to ask."""
_DATE_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:date|time|datetime)(?:$|[\s_-])", re.IGNORECASE)
_MAX_STAMP: Final = 100
_STAMP_PARTS: Final = 8
"""How much of an element's text is looked at for its date, in characters and in pieces."""


def read_markup(text: str) -> "Reader":
    """Return the reader of a page at its end.

    Raises `ExtraMissingError` where the parser is not installed.
    """
    try:
        from lxml import etree  # noqa: PLC0415 - only those who keep saved pages need it
    except ImportError:
        raise ExtraMissingError("reading .html files", "html") from None
    reader = Reader()
    # A tree would end at 2,048 levels and silently lose what is deeper; events go on.
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True)
    parser.feed(mark_unreadable(text).replace("\0", "").encode())
    parser.close()
    return reader


class _Stamp(NamedTuple):
    """A publication date, as written, in or before block `at`."""

    at: int
    owner: int
    value: str


class _Open(NamedTuple):
    """An element that is still open; `start`, `size` and `parts` count what came before it."""

    role: Role
    place: Place
    attributes: Mapping[str, str]
    start: int
    size: int
    parts: int


class Reader:
    """Collects the blocks, regions and metadata of a page from the parser's events."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.blocks: list[Block] = []
        self._stamps: list[_Stamp] = []
        self.regions: dict[Role, list[Region]] = {"body": [], "article": [], "main": []}
        self.around_lead: list[Region] = []
        self._lead_depth = 0
        self._open = [_Open("", Place(), {}, 0, 0, 0)]
        self._parts: list[str] = []
        self._size = 0
        self._articles = 0

    def visible_blocks(self) -> list[Block]:
        """Return the blocks that are text.

        A form that holds most of the text is the page itself, as ASP.NET makes it; so is a header
        with nothing after it, which was never closed.
        """
        within = sum(len(block.text) for block in self.blocks if block.place.kind == "form")
        kinds = ("text", "form") if 2 * within > self._size else ("text",)
        text = [b for b in self.blocks if b.place.kind in kinds or b.place.heading]
        return text or self.blocks

    def stamps(self, region: Region) -> list[str]:
        """Return the publication dates stated in a region, else those in no article."""
        inside = [s for s in self._stamps if s.owner == region.owner]
        stated = [s.value for s in inside if region.start <= s.at <= region.end]
        return stated or [s.value for s in self._stamps if not s.owner]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        above = self._open[-1].place
        attributes = attributes or _NO_ATTRIBUTES
        if above.kind == "furniture":
            self._open.append(self._open[-1]._replace(role=""))
            return
        if tag not in INLINE and tag not in UNSEEN:
            self._part(tag, above)
        self.facts.note(tag, attributes)
        role = role_of(tag, attributes)
        self._articles += role == "article"
        place = place_within(above, tag, attributes, self._articles if role == "article" else 0)
        if role in self.facts.texts:
            self.facts.texts[role].append("")
        if place.is_lead and not self._lead_depth:
            self._lead_depth = len(self._open)
        counts = len(self.blocks), self._size, len(self._parts)
        self._open.append(_Open(role, place, attributes, *counts))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        closed = self._open[-1]
        if closed.place.kind != "furniture":
            self._stamp(tag, closed)
            if self._is_dateline(tag, closed):
                self._flush()
            elif tag not in INLINE:
                self._part(tag, self._open[-2].place)
        self._open.pop()
        if closed.role in self.regions or len(self._open) < self._lead_depth:
            self._region(closed)

    def data(self, text: str) -> None:
        """Take a piece of text."""
        top = self._open[-1]
        if top.place.kind != "furniture":
            if self._parts or not text.isspace():
                self._parts.append(text)
        elif top.role in self.facts.texts:
            self.facts.texts[top.role][-1] += text

    def comment(self, text: str) -> None:
        """Take a comment."""
        self.facts.note_comment(text)

    def close(self) -> None:
        """Take the end of the page."""
        self._flush()

    def _part(self, tag: str, above: Place) -> None:
        """Part the text before an element from the text in or after it."""
        if tag in BETWEEN_WORDS or above.heading:
            self._parts.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        text = clean_text("".join(self._parts))
        self._parts.clear()
        if text:
            self.blocks.append(Block(len(self.blocks), text, self._open[-1].place))
            self._size += len(text)

    def _stamp(self, tag: str, closed: _Open) -> None:
        """Keep the publication date that an element states, in an attribute or as its text."""
        said = closed.attributes
        published = said.get("itemprop") == "datePublished" or (tag == "time" and "pubdate" in said)
        if published and not closed.place.aside:
            parts = [block.text for block in self.blocks[closed.start : closed.start + 1]]
            parts = parts or self._parts[closed.parts : closed.parts + _STAMP_PARTS]
            text = "".join(part[:_MAX_STAMP] for part in parts)
            value = said.get("datetime") or said.get("content") or text
            self._stamps.append(_Stamp(closed.start, closed.place.owner, value))

    def _is_dateline(self, tag: str, closed: _Open) -> bool:
        """Say whether an inline element is a date that stands before the text of a block."""
        opens_block = closed.parts == 0 and closed.start == len(self.blocks)
        named = tag == "time" or _DATE_CLASS.search(closed.attributes.get("class", ""))
        return opens_block and bool(named) and not closed.place.heading

    def _region(self, closed: _Open) -> None:
        size = self._size - closed.size
        region = Region(closed.start, len(self.blocks), closed.place.owner, size)
        if closed.role in self.regions and not closed.place.aside:
            self.regions[closed.role].append(region)
        if len(self._open) < self._lead_depth:
            self._lead_depth = len(self._open)
            self.around_lead.append(region)
