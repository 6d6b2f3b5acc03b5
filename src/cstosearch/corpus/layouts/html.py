"""What does a saved web page say: its title, date, address, language, article and the rest?

The shape it reads is any HTML. The page's own metadata gives title, date, address and language;
nothing is guessed from the text. The markup (`itemprop=articleBody`, `article`, what is around
the `h1`, `main`) says which blocks of text are the article; the others are the rest.

The parser's events are followed, no tree is built: pages may be nested as deep as they like.
"""

import codecs
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any, Final, Literal, NamedTuple

from cstosearch.corpus.decode import clean_text
from cstosearch.dates import parse_metadata, parse_stamp
from cstosearch.errors import ExtraMissingError, SourceError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_DECLARED_WITHIN: Final = 4096
_BELIEVED: Final = re.compile(
    r"(?:windows-|cp)125[013-8]|iso-8859-(?:[2-9]|1[0-6])|koi8-[ru]|cp866|ibm866"
    r"|gb2312|gbk|gb18030|big5|euc-jp|euc-kr|shift_jis"
)
"""Encodings that nobody declares by mistake, as happens with windows-1252 and ISO 8859-1."""

_HIGH: Final = re.compile("[^\x00-\x7f]")
_HIGH_BYTE: Final = re.compile(rb"[\x80-\xff]")
_HIGH_PAIR: Final = re.compile(rb"[\xc0-\xff]{2}")
_CONTROLS: Final = bytes([*range(9), *range(14, 27), 127])
_BINARY_SHARE: Final = 0.02
_ANY_TAG: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|h[1-6]|p|div|span|a|br|b|i|font|center|ul|ol|li"
    r"|table|td|main|article|section)[\s/>]",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE: Final = _words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label link mark meta"
    " nobr o:p q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
_UNSEEN: Final = _words("noscript script style template title")
_BETWEEN_WORDS: Final = _words(
    "audio button canvas datalist iframe img option select svg textarea video"
)
"""Elements that stand in a line of text without ending it."""

_FURNITURE: Final = _UNSEEN | (_BETWEEN_WORDS - {"img"}) | {"nav"}
_NO_ATTRIBUTES: Final[Mapping[str, str]] = {}
"""What the parser gives in its place is many times slower to ask."""

_FURNITURE_ROLES: Final = frozenset(("navigation", "search", "menu", "menubar"))
_LANDMARKS: Final = {"banner": "header", "contentinfo": "footer", "main": "main"}
_TRAIL: Final = re.compile(r"\bbreadcrumbs?\b", re.IGNORECASE)
_DATE_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:date|time|datetime)(?:$|[\s_-])", re.IGNORECASE)
_ARTICLE_TYPE: Final = re.compile(r"(?:Article|Posting|Report)$")
_MIN_PROSE: Final = 60
"""A block at least this long, in characters, is no mere heading or line of links."""

_PUBLISHED: Final = ("article:published_time", "og:article:published_time", "og:published_time")
_DATED: Final = (
    *(f"{core}.{term}" for term in ("issued", "date", "created") for core in ("dcterms", "dc")),
    *("dc.date.issued", "dc.date.created", "pubdate", "publishdate", "publish-date"),
    *("publish_date", "publication_date", "publication-date", "article.published"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "citation_publication_date"),
    *("citation_date", "date"),
)
"""The names under which metadata gives the date of publication, the most telling first."""

_SEPARATED: Final = re.compile(r"\s(?:[|–—·•»/:-]|::)\s$")
_MAX_STAMP: Final = 100
_STAMP_PARTS: Final = 8
"""How much of an element's text is looked at for its date, in characters and in pieces."""

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_SAVED_FROM: Final = re.compile(r"\s*saved from url=\(\d+\)(https?://\S+)")
_LANG: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page; "" and None where its metadata is silent.

    `paragraphs` is the article's text less its title, one string a block; `rest` is the text
    outside of it, in page order. Where the metadata gives no date, all text is in `rest`.
    """

    title: str
    date: date | None
    url: str
    lang: str
    paragraphs: tuple[str, ...]
    rest: tuple[str, ...]


def extract(data: bytes) -> Page:
    """Return what a saved page says.

    Raises `SourceError` where the bytes hold no page with text, and `ExtraMissingError` where the
    parser is not installed.
    """
    page = _parse(_decode(data))
    blocks = page.visible_blocks()
    lead = next((block for block in blocks if block.place.is_lead), None)
    title = _title(page.facts, lead)
    if not blocks and not title:
        raise SourceError("no text on the page; was it saved before its scripts had run?")
    region = _article(page, blocks, lead)
    published = _published(page.facts, page.stamps, region)
    inside, outside = [], []
    for block in blocks:
        if published is None or not (block is lead or region.holds(block)):
            outside.append(block.text)
        elif not (block.text == title or parse_stamp(block.text) == published):
            inside.append(block.text)
    url, lang = _url(page.facts), page.facts.lang
    return Page(title, published, url, lang, tuple(inside), tuple(outside))


# From bytes to events.


def _decode(data: bytes) -> str:
    if not data.strip():
        raise SourceError("empty")
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), "")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if not marked and controls > max(2, len(data) * _BINARY_SHARE):
        raise SourceError("not a web page (binary data)")
    text = data.decode(marked, "replace") if marked else _decode_unmarked(data)
    if not _ANY_TAG.search(text):
        raise SourceError("not a web page: no HTML in it; if it is plain text, name it .txt")
    return text.removeprefix("\ufeff").replace("\0", "")


def _decode_unmarked(data: bytes) -> str:
    """Read UTF-8, whatever is declared: browsers save in it and leave the old declaration."""
    text = data.decode("utf-8", "replace")
    if (broken := text.count("\ufffd")) <= len(_HIGH.findall(text)) - broken:
        return text
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    label = declared[1].decode().lower() if declared else ""
    if _BELIEVED.fullmatch(label):
        return data.decode(label, "replace")
    # Russian words are runs of high bytes; in a Western text such bytes stand alone.
    russian = 4 * len(_HIGH_PAIR.findall(data)) > len(_HIGH_BYTE.findall(data))
    return data.decode("cp1251" if russian else "cp1252", "replace")


def _parse(text: str) -> "_Reader":
    try:
        from lxml import etree  # noqa: PLC0415 - only those who keep saved pages need it
    except ImportError:
        raise ExtraMissingError("reading .html files", "html") from None
    reader = _Reader()
    # A tree would end at 2,048 levels and silently lose what is deeper; events go on.
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True)
    parser.feed(text.encode("utf-8", "replace"))
    parser.close()
    return reader


# From events to blocks.

Kind = Literal["text", "form", "margin", "furniture"]
"""What text is by the element that it stands in; a margin is the page's header or footer."""

Role = Literal["", "body", "article", "main", "title", "data"]
"""What an element is to the reader: a region of text, or metadata."""


class _Place(NamedTuple):
    """What an element hands down to the text within it.

    `owner` numbers the innermost `article` (0: none); `aside` says that the page marks the text
    as beside the point, `sheltered` that a header or footer here is not the page's.
    """

    kind: Kind = "text"
    owner: int = 0
    aside: bool = False
    sheltered: bool = False
    heading: bool = False

    @property
    def is_lead(self) -> bool:
        """Say whether an `h1` here may head the article; one in the margin names the site."""
        return self.heading and self.kind in ("text", "form") and not self.aside


class _Block(NamedTuple):
    """A block of text, its number on the page, and where it stands."""

    at: int
    text: str
    place: _Place


class _Region(NamedTuple):
    """Blocks `start:end`, of those that stand in the `article` numbered `owner` itself.

    `size` is the length of all text between, whoever owns it.
    """

    start: int
    end: int
    owner: int
    size: int

    def holds(self, block: _Block) -> bool:
        """Say whether a block belongs to it."""
        inside = self.start <= block.at < self.end and block.place.owner == self.owner
        return inside and not block.place.aside

    def is_within(self, other: "_Region") -> bool:
        """Say whether another region has all of it."""
        return other.start <= self.start and self.end <= other.end


class _Stamp(NamedTuple):
    """A publication date, as written, in or before block `at`."""

    at: int
    owner: int
    value: str


class _Open(NamedTuple):
    """An element that is still open; `start`, `size` and `parts` count what came before it."""

    role: Role
    place: _Place
    attributes: Mapping[str, str]
    start: int
    size: int
    parts: int


@dataclass(slots=True)
class _Facts:
    """The page's metadata, as written; the first of each kind."""

    meta: dict[str, str] = field(default_factory=dict)
    texts: dict[Role, list[str]] = field(default_factory=lambda: {"title": [], "data": []})
    canonical: str = ""
    saved_from: str = ""
    lang: str = ""

    def note(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Keep what an element says by its attributes."""
        if tag == "meta":
            key = attributes.get("property") or attributes.get("name") or ""
            if content := clean_text(attributes.get("content", "")):
                self.meta.setdefault(key.strip().lower(), content)
        elif tag == "link" and "canonical" in attributes.get("rel", "").lower().split():
            self.canonical = self.canonical or clean_text(attributes.get("href", ""))
        elif tag == "html":
            lang = _LANG.match(attributes.get("lang") or attributes.get("xml:lang") or "")
            self.lang = self.lang or (lang[1].lower() if lang else "")


class _Reader:
    """Collects the blocks, regions and metadata of a page from the parser's events."""

    def __init__(self) -> None:
        self.facts = _Facts()
        self.blocks: list[_Block] = []
        self.stamps: list[_Stamp] = []
        self.regions: dict[Role, list[_Region]] = {"body": [], "article": [], "main": []}
        self.around_lead: list[_Region] = []
        self._lead_depth = 0
        self._open = [_Open("", _Place(), {}, 0, 0, 0)]
        self._parts: list[str] = []
        self._size = 0
        self._articles = 0

    def visible_blocks(self) -> list[_Block]:
        """Return the blocks that are text.

        A form that holds most of the text is the page itself, as ASP.NET makes it; so is a header
        with nothing after it, which was never closed.
        """
        within = sum(len(block.text) for block in self.blocks if block.place.kind == "form")
        kinds = ("text", "form") if 2 * within > self._size else ("text",)
        text = [b for b in self.blocks if b.place.kind in kinds or b.place.heading]
        return text or self.blocks

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        above = self._open[-1].place
        attributes = attributes or _NO_ATTRIBUTES
        if above.kind == "furniture":
            self._open.append(self._open[-1]._replace(role=""))
            return
        if tag not in _INLINE and tag not in _UNSEEN:
            self._part(tag, above)
        self.facts.note(tag, attributes)
        role = _role(tag, attributes)
        place = self._place(tag, role, attributes)
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
            elif tag not in _INLINE:
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
        """Take a comment; browsers leave one that says where a page was saved from."""
        if found := _SAVED_FROM.match(text):
            self.facts.saved_from = self.facts.saved_from or clean_text(found[1])

    def close(self) -> None:
        """Take the end of the page."""
        self._flush()

    def _part(self, tag: str, above: _Place) -> None:
        """Part the text before an element from the text in or after it."""
        if tag in _BETWEEN_WORDS or above.heading:
            self._parts.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        text = clean_text("".join(self._parts))
        self._parts.clear()
        if text:
            self.blocks.append(_Block(len(self.blocks), text, self._open[-1].place))
            self._size += len(text)

    def _place(self, tag: str, role: Role, attributes: Mapping[str, str]) -> _Place:
        above = self._open[-1].place
        landmark = _LANDMARKS.get(attributes.get("role", ""), tag)
        if _is_furniture(landmark, attributes):
            return above._replace(kind="furniture")
        if role == "article":
            self._articles += 1
            return above._replace(owner=self._articles, sheltered=True)
        if landmark in ("header", "footer"):
            return above if above.sheltered else above._replace(kind="margin")
        if landmark == "form":
            return above._replace(kind="form") if above.kind == "text" else above
        if landmark in ("main", "aside", "h1"):
            return above._replace(
                sheltered=above.sheltered or landmark == "main",
                aside=above.aside or landmark == "aside",
                heading=above.heading or landmark == "h1",
            )
        return above

    def _stamp(self, tag: str, closed: _Open) -> None:
        """Keep the publication date that an element states, in an attribute or as its text."""
        said = closed.attributes
        published = said.get("itemprop") == "datePublished" or (tag == "time" and "pubdate" in said)
        if published and not closed.place.aside:
            parts = [block.text for block in self.blocks[closed.start : closed.start + 1]]
            parts = parts or self._parts[closed.parts : closed.parts + _STAMP_PARTS]
            text = "".join(part[:_MAX_STAMP] for part in parts)
            value = said.get("datetime") or said.get("content") or text
            self.stamps.append(_Stamp(closed.start, closed.place.owner, value))

    def _is_dateline(self, tag: str, closed: _Open) -> bool:
        """Say whether an inline element is a date that stands before the text of a block."""
        opens_block = closed.parts == 0 and closed.start == len(self.blocks)
        named = tag == "time" or _DATE_CLASS.search(closed.attributes.get("class", ""))
        return opens_block and bool(named) and not closed.place.heading

    def _region(self, closed: _Open) -> None:
        size = self._size - closed.size
        region = _Region(closed.start, len(self.blocks), closed.place.owner, size)
        if closed.role in self.regions and not closed.place.aside:
            self.regions[closed.role].append(region)
        if len(self._open) < self._lead_depth:
            self._lead_depth = len(self._open)
            self.around_lead.append(region)


def _role(tag: str, attributes: Mapping[str, str]) -> Role:
    said = attributes.get("role")
    if "articleBody" in attributes.get("itemprop", "").split():
        return "body"
    if "article" in (tag, said) or _ARTICLE_TYPE.search(attributes.get("itemtype", "")):
        return "article"
    if "main" in (tag, said):
        return "main"
    if tag == "script" and attributes.get("type", "").strip().lower() == "application/ld+json":
        return "data"
    return "title" if tag == "title" else ""


def _is_furniture(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether an element holds nothing that the page says."""
    return (
        tag in _FURNITURE
        or attributes.get("role") in _FURNITURE_ROLES
        or attributes.get("itemtype", "").endswith("/BreadcrumbList")
        or _TRAIL.search(attributes.get("class", "")) is not None
    )


# From blocks and metadata to what the page says.


def _article(page: _Reader, blocks: Sequence[_Block], lead: _Block | None) -> _Region:
    """Return the article: what is marked as such, else what is around the `h1`, else all."""
    articles = {region.owner: region for region in page.regions["article"]}
    if body := _largest(page.regions["body"]):
        return articles.get(body.owner, body)
    if lead and lead.place.owner in articles:
        return articles[lead.place.owner]
    around = _around(page, blocks, lead)
    article = _largest(articles.values())
    if article and (around is None or _outweighs(article, around, blocks)):
        return article
    return around or _largest(page.regions["main"]) or _Region(0, len(page.blocks), 0, 0)


def _largest(regions: Iterable[_Region]) -> _Region | None:
    return max(regions, key=lambda region: region.size, default=None)


def _around(page: _Reader, blocks: Sequence[_Block], lead: _Block | None) -> _Region | None:
    """Return the smallest element that holds the `h1` and prose."""
    prose = [
        block.at
        for block in blocks
        if block is not lead and not block.place.aside and len(block.text) >= _MIN_PROSE
    ]
    for region in page.around_lead:
        if bisect_left(prose, region.start) < bisect_left(prose, region.end):
            return region
    return None


def _outweighs(article: _Region, around: _Region, blocks: Sequence[_Block]) -> bool:
    """Say whether an article is within what is around the `h1`, and most of it: no teaser is."""
    own = sum(len(block.text) for block in blocks if around.holds(block))
    return article.is_within(around) and article.size > own


def _title(facts: _Facts, lead: _Block | None) -> str:
    site = facts.meta.get("og:site_name", "")
    headlines = {clean_text(unescape(_said(node, "headline"))) for node in _linked_articles(facts)}
    whole = clean_text(" ".join(facts.texts["title"][:1]))
    candidates = (
        facts.meta.get("og:title", ""),
        headlines.pop() if len(headlines) == 1 else "",
        lead.text if lead else "",
        whole,
    )
    named = (_without_site(title, site) for title in candidates)
    return next((title for title in named if title and title != site), whole)


def _without_site(title: str, site: str) -> str:
    """Return a title without the site's name behind it: ` | Site`, ` - Site`."""
    before = title.removesuffix(site) if site else title
    parted = _SEPARATED.search(before) if before != title else None
    return before[: parted.start()] if parted else title


def _published(facts: _Facts, stamps: Iterable[_Stamp], region: _Region) -> date | None:
    """Return the date of publication, by the first kind of metadata that gives one."""
    inside = [s for s in stamps if s.owner == region.owner and region.start <= s.at <= region.end]
    elsewhere = [s for s in stamps if not s.owner]
    return (
        _first_date(facts, _PUBLISHED)
        or _agreed(_said(node, "datePublished") for node in _linked_articles(facts))
        or _first_date(facts, _DATED)
        or _agreed(stamp.value for stamp in inside or elsewhere)
    )


def _first_date(facts: _Facts, keys: Iterable[str]) -> date | None:
    days = (parse_metadata(facts.meta[key]) for key in keys if key in facts.meta)
    return next((day for day in days if day), None)


def _agreed(values: Iterable[str]) -> date | None:
    """Return the date that all values give; where they differ, which is the page's is unknown."""
    days = {day for value in values if (day := parse_metadata(value))}
    return days.pop() if len(days) == 1 else None


def _url(facts: _Facts) -> str:
    said = (facts.canonical, facts.meta.get("og:url", ""), facts.saved_from)
    return next((url for url in said if _ADDRESS.fullmatch(url)), "")


def _linked_articles(facts: _Facts) -> Iterator[Mapping[str, Any]]:
    """Yield the articles among the page's JSON-LD; a list of teasers is not among them."""
    pending: list[Any] = []
    for script in facts.texts["data"]:
        try:
            pending.append(json.loads(script, strict=False))
        except (ValueError, RecursionError):
            continue
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            types = [kind for kind in _listed(node.get("@type")) if isinstance(kind, str)]
            if any(map(_ARTICLE_TYPE.search, types)):
                yield node
            pending += _listed(node.get("@graph"))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _said(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""
