"""What does an element of a web page make of the text within it?

By its tag and attributes it parts text or not; the text in it is furniture, a margin, beside the
point, or the article.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

Kind = Literal["text", "form", "margin", "furniture"]
"""What text is by the element that it stands in; a margin is the page's header or footer."""

Role = Literal["", "body", "article", "main", "title", "data"]
"""What an element is to the reader: a region of text, or metadata."""

ARTICLE_TYPE: Final = re.compile(r"(?:Article|Posting|Report)$")
"""How the types of schema.org that are articles end."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


INLINE: Final = _words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label link mark meta"
    " nobr o:p q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
UNSEEN: Final = _words("noscript script style template title")
BETWEEN_WORDS: Final = _words(
    "audio button canvas datalist iframe img option select svg textarea video"
)
"""Elements that stand in a line of text without ending it."""

_FURNITURE: Final = UNSEEN | (BETWEEN_WORDS - {"img"}) | {"nav"}
_FURNITURE_ROLES: Final = frozenset(("navigation", "search", "menu", "menubar"))
_LANDMARKS: Final = {"banner": "header", "contentinfo": "footer", "main": "main"}
_TRAIL: Final = re.compile(r"\bbreadcrumbs?\b", re.IGNORECASE)


class Place(NamedTuple):
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


def role_of(tag: str, attributes: Mapping[str, str]) -> Role:
    """Return what an element is to the reader."""
    said = attributes.get("role")
    if "articleBody" in attributes.get("itemprop", "").split():
        return "body"
    if "article" in (tag, said) or ARTICLE_TYPE.search(attributes.get("itemtype", "")):
        return "article"
    if "main" in (tag, said):
        return "main"
    if tag == "script" and attributes.get("type", "").strip().lower() == "application/ld+json":
        return "data"
    return "title" if tag == "title" else ""


def place_within(above: Place, tag: str, attributes: Mapping[str, str], article: int) -> Place:
    """Return the place that an element makes in another; `article` is its number if it is one."""
    landmark = _LANDMARKS.get(attributes.get("role", ""), tag)
    if _is_furniture(landmark, attributes):
        return above._replace(kind="furniture")
    if article:
        return above._replace(owner=article, sheltered=True)
    return _place_in_landmark(above, landmark)


def _place_in_landmark(above: Place, landmark: str) -> Place:
    match landmark:
        case "header" | "footer" if not above.sheltered:
            return above._replace(kind="margin")
        case "form" if above.kind == "text":
            return above._replace(kind="form")
        case "main":
            return above._replace(sheltered=True)
        case "aside":
            return above._replace(aside=True)
        case "h1":
            return above._replace(heading=True)
        case _:
            return above


def _is_furniture(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether an element holds nothing that the page says."""
    return (
        tag in _FURNITURE
        or attributes.get("role") in _FURNITURE_ROLES
        or attributes.get("itemtype", "").endswith("/BreadcrumbList")
        or _TRAIL.search(attributes.get("class", "")) is not None
    )
