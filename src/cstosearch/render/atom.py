"""How does what is new look to a feed reader?

An Atom feed (RFC 4287) with an entry for each document, whichever of the queries it is new for;
those are its categories. What the RFC asks for and an archive does not have:

- ids are name-based UUIDs (RFC 4122): of a document by its id, of a feed by its queries;
- a document has a civil date: it is `published` at midnight in UTC, and not at all without one;
- `updated` is when the feed was made, since what is new may be old, and readers sort by it;
- an entry without an address has its excerpt as `content`, without which it would have to have one.

Text is plain. What XML 1.0 cannot have, and what would act on a terminal, is dropped.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Final
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from cstosearch.model import Hit, News
from cstosearch.render.terminal import plain, tidy

_NAMESPACE: Final = UUID("18f5f980-2b5a-4f34-9868-45d55a9897e0")
"""Of our ids; drawn once, it must stay the same."""
_NOT_XML: Final = re.compile("[\ufffe\uffff]")
"""What `plain` leaves and the `Char` of XML 1.0 excludes."""
_ADDRESS: Final = re.compile(r"https?://[^\s\"<>\\^`{|}]+", re.IGNORECASE)


def feed(news: Sequence[News], now: datetime, *, ascii_only: bool = False) -> str:
    """Return the feed of what is new at a moment, the newest documents first."""
    updated = now.astimezone(UTC).isoformat(timespec="seconds")
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    asked = "\n".join(f"{each.saved.name}\t{each.saved.query}" for each in news)
    _add(root, "id", _urn(f"feed\n{asked}"))
    names = ", ".join(each.saved.name for each in news)
    _add(root, "title", f"cstosearch: new for {names}" if names else "cstosearch: nothing is saved")
    _add(root, "updated", updated)
    _add(ET.SubElement(root, "author"), "name", "cstosearch")
    _add(root, "generator", "cstosearch")
    for hit, categories in _entries(news):
        _entry(ET.SubElement(root, "entry"), hit, categories, updated)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    if ascii_only:
        text = text.encode("ascii", "xmlcharrefreplace").decode()
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _entries(news: Iterable[News]) -> list[tuple[Hit, list[str]]]:
    """Return each document once, with the names of the queries that it is new for."""
    found: dict[str, tuple[Hit, list[str]]] = {}
    for each in news:
        for hit in each.results:
            found.setdefault(hit.document.id, (hit, []))[1].append(each.saved.name)

    def newest(entry: tuple[Hit, list[str]]) -> tuple[int, str]:
        document = entry[0].document
        return -document.date.toordinal() if document.date else 0, document.id

    return sorted(found.values(), key=newest)


def _entry(entry: ET.Element, hit: Hit, categories: Iterable[str], updated: str) -> None:
    document = hit.document
    _add(entry, "id", _urn(f"document\n{document.id}"))
    _add(entry, "title", tidy(document.title).text or "[no title]")
    _add(entry, "updated", updated)
    if document.date is not None:
        _add(entry, "published", datetime.combine(document.date, time(), UTC).isoformat())
    linked = _ADDRESS.fullmatch(document.url) is not None
    if linked:
        ET.SubElement(entry, "link", {"rel": "alternate", "href": _clean(document.url)})
    excerpts = [f"{'… ' * each.leading}{each.text}{' …' * each.trailing}" for each in hit.snippets]
    _add(entry, "summary" if linked else "content", "\n\n".join(excerpts), type="text")
    for name in categories:
        ET.SubElement(entry, "category", {"term": _clean(name)})


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", plain(text))


def _urn(name: str) -> str:
    return uuid5(_NAMESPACE, name.encode("utf-8", "replace").decode()).urn
