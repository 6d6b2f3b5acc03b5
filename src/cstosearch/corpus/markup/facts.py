"""What does a web page's metadata say of it: title, date of publication, address, language?

The page's own words are taken, nothing is guessed: where its metadata gives several dates, which
is the page's is unknown.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any, Final

from cstosearch.corpus.decode import clean_text
from cstosearch.corpus.markup.elements import ARTICLE_TYPE, Role
from cstosearch.dates import parse_metadata

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
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_SAVED_FROM: Final = re.compile(r"\s*saved from url=\(\d+\)(https?://\S+)")
_LANG: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")


@dataclass(slots=True)
class Facts:
    """The page's metadata, as written; the first of each kind.

    `texts` are the texts of elements that hold metadata and not what the page says.
    """

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

    def note_comment(self, text: str) -> None:
        """Keep what a comment says: browsers leave one that tells where a page was saved from."""
        if found := _SAVED_FROM.match(text):
            self.saved_from = self.saved_from or clean_text(found[1])

    def title(self, heading: str) -> str:
        """Return the title, less the name of the site; `heading` is the article's `h1`."""
        site = self.meta.get("og:site_name", "")
        headlines = {clean_text(unescape(text)) for text in self._linked("headline")}
        whole = clean_text(" ".join(self.texts["title"][:1]))
        candidates = (
            self.meta.get("og:title", ""),
            headlines.pop() if len(headlines) == 1 else "",
            heading,
            whole,
        )
        named = (_without_site(title, site) for title in candidates)
        return next((title for title in named if title and title != site), whole)

    def published(self, stamps: Iterable[str]) -> date | None:
        """Return the date of publication, by the first kind of metadata that gives one.

        `stamps` are the dates that elements of the text state.
        """
        return (
            self._first_date(_PUBLISHED)
            or _agreed(self._linked("datePublished"))
            or self._first_date(_DATED)
            or _agreed(stamps)
        )

    @property
    def url(self) -> str:
        """Return the page's address, "" if it gives none in full."""
        said = (self.canonical, self.meta.get("og:url", ""), self.saved_from)
        return next((url for url in said if _ADDRESS.fullmatch(url)), "")

    def _first_date(self, keys: Iterable[str]) -> date | None:
        days = (parse_metadata(self.meta[key]) for key in keys if key in self.meta)
        return next((day for day in days if day), None)

    def _linked(self, key: str) -> list[str]:
        """Return what the articles of the page's JSON-LD say under a key, "" for those silent."""
        values = (node.get(key) for node in _linked_articles(self.texts["data"]))
        return [value if isinstance(value, str) else "" for value in values]


def _without_site(title: str, site: str) -> str:
    """Return a title without the site's name behind it: ` | Site`, ` - Site`."""
    before = title.removesuffix(site) if site else title
    parted = _SEPARATED.search(before) if before != title else None
    return before[: parted.start()] if parted else title


def _agreed(values: Iterable[str]) -> date | None:
    """Return the date that all values give; where they differ, which is the page's is unknown."""
    days = {day for value in values if (day := parse_metadata(value))}
    return days.pop() if len(days) == 1 else None


def _linked_articles(scripts: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the articles among JSON-LD; a list of teasers is not among them."""
    pending: list[Any] = []
    for script in scripts:
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
            if any(map(ARTICLE_TYPE.search, types)):
                yield node
            pending += _listed(node.get("@graph"))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
