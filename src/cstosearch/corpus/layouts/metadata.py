"""What does a file say of itself before its text: front matter, or lines such as `Date:`?

The shapes it reads, both at the beginning of a file::

    ---                                    Title: Special training will be held
    title: Special training                Date: 8 July 2020
    date: 2020-07-08                       URL: https://example.org/news/1
    ---
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from cstosearch.corpus.layouts.lines import PageLine
from cstosearch.dates import parse_metadata

_FENCES: Final = {"---": ("---", "..."), "+++": ("+++",)}
_MAX_FRONT: Final = 100
_MAX_HEADER: Final = 12
"""A `Date:` line further down is prose."""

_PAIR: Final = re.compile(r"(?P<key>[\w -]{2,30}?)\s*[:=]\s*(?P<value>.*)")
_KEYS: Final = {
    "title": "title",
    "headline": "title",
    "subject": "title",
    "заголовок": "title",
    "date": "day",
    "published": "day",
    "publication date": "day",
    "дата": "day",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "source": "url",
    "lang": "lang",
    "language": "lang",
}


@dataclass(slots=True)
class Metadata:
    """What a file says of itself; "" and None where it is silent."""

    title: str = ""
    day: date | None = None
    url: str = ""
    lang: str = ""
    lines: list[PageLine] = field(default_factory=list)

    def take(self, key: str, value: str) -> bool:
        """Keep a value under its key, if both make sense and the key is not taken."""
        name = _KEYS.get(key.strip().lower(), "")
        kept: object = value
        if name == "day":
            kept = parse_metadata(value)
        elif name == "url":
            kept = value if re.match(r"https?://\S+$|www\.\S+$", value) else ""
        if not name or not kept or getattr(self, name):
            return False
        setattr(self, name, kept)
        return True


def front_matter(lines: Sequence[PageLine]) -> tuple[Metadata, list[PageLine]]:
    """Return the fenced front matter, if there is any, and the lines after it."""
    fences = _FENCES.get(lines[0].text, ()) if lines else ()
    for end, line in enumerate(lines[1:_MAX_FRONT], start=1):
        if line.text in fences:
            found = Metadata(lines=list(lines[: end + 1]))
            for inner in lines[1:end]:
                if pair := _PAIR.fullmatch(inner.text):
                    found.take(pair["key"], pair["value"].strip("\"' "))
            return found, list(lines[end + 1 :])
    return Metadata(), list(lines)


def header(lines: Sequence[PageLine], found: Metadata) -> list[PageLine]:
    """Add what header lines say to `found`; return the lines that are text.

    A `Date:` line may stand below a title; other header lines stand at the very beginning. Text
    after a header line begins a new block.
    """
    text: list[PageLine] = []
    gap = False
    for at, line in enumerate(lines):
        pair = _PAIR.fullmatch(line.text) if at < _MAX_HEADER else None
        dated = pair is not None and _KEYS.get(pair["key"].lower()) == "day"
        if pair and (dated or not text) and found.take(pair["key"], pair["value"]):
            found.lines.append(line)
            gap = True
        else:
            text.append(replace(line, gap=True) if gap else line)
            gap = False
    return text
