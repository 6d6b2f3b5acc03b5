"""What does a file say of itself before its text: front matter, or lines such as `Date:`?

The shapes it reads, at the beginning of a file::

    ---                          From: Ann <ann@example.org>      Special training will be held
    title: Special training      Subject: Special training        Date: 8 July 2020
    date: 2020-07-08             Date: Wed, 8 Jul 2020 10:00
    ---

Front matter, and a block of header lines as e-mails have it, say that the file is one text,
whatever dates stand in it. Header lines that mean nothing here, such as `From:`, are text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from cstosearch.corpus.decode import clean_text
from cstosearch.corpus.layouts.lines import PageLine
from cstosearch.dates import parse_metadata

_FENCES: Final = {"---": ("---", "..."), "+++": ("+++",)}
_MAX_FRONT: Final = 100
_FRONT_LINE: Final = re.compile(r"[\w-]{1,40}\s*[:=].*|-\s.*|#.*")
"""A key and its value, an entry of a list, a comment; anything else is no front matter."""
_MAX_HEADER: Final = 12
"""A `Date:` line further down is prose."""

_PAIR: Final = re.compile(r"(?P<key>[\w -]{2,30}?)\s*+[:=]\s*+(?P<value>.*)")
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
        kept: object = _decoded(value) if name == "title" else value
        if name == "day":
            kept = parse_metadata(value)
        elif name == "url":
            kept = value if re.match(r"https?://\S+$|www\.\S+$", value) else ""
        if not name or not kept or getattr(self, name):
            return False
        setattr(self, name, kept)
        return True


def _decoded(value: str) -> str:
    """Return a title, read as e-mails write it (RFC 2047) where it is written so."""
    if "=?" not in value:
        return value
    from email.errors import HeaderParseError  # noqa: PLC0415 - few files need it
    from email.header import decode_header, make_header  # noqa: PLC0415

    try:
        return clean_text(str(make_header(decode_header(value))))
    except (HeaderParseError, LookupError, ValueError):
        return value


def front_matter(lines: Sequence[PageLine]) -> tuple[Metadata, list[PageLine]]:
    """Return what front matter or a block of header lines says, and the lines that are text."""
    fences = _FENCES.get(lines[0].text, ()) if lines else ()
    for end, line in enumerate(lines[1:_MAX_FRONT], start=1):
        if line.text in fences:
            return _fenced(lines, end)
        if not _FRONT_LINE.fullmatch(line.text):
            break
    end = _block_of_headers(lines)
    found = Metadata()
    return found, header(lines[:end], found) + _beginning_a_block(lines[end:])


def _fenced(lines: Sequence[PageLine], end: int) -> tuple[Metadata, list[PageLine]]:
    """Return what the lines between two fences say; those that say nothing here are text."""
    found = Metadata(lines=[lines[0], lines[end]])
    text: list[PageLine] = []
    for line in lines[1:end]:
        pair = _PAIR.fullmatch(line.text)
        taken = pair is not None and found.take(pair["key"], pair["value"].strip("\"' "))
        (found.lines if taken else text).append(line)
    return found, text + _beginning_a_block(lines[end + 1 :])


def _block_of_headers(lines: Sequence[PageLine]) -> int:
    """Return the line at which a block of header lines ends, 0 where there is none."""
    end = next((at for at, line in enumerate(lines) if at and line.gap), len(lines))
    pairs = [_PAIR.fullmatch(line.text) for line in lines[:end]]
    keys = {_KEYS.get(pair["key"].lower()) for pair in pairs if pair}
    return end if end > 1 and all(pairs) and {"day", "title"} <= keys else 0


def _beginning_a_block(lines: Sequence[PageLine]) -> list[PageLine]:
    return [replace(lines[0], gap=True), *lines[1:]] if lines else []


def header(lines: Sequence[PageLine], found: Metadata) -> list[PageLine]:
    """Add what header lines say to `found`; return the lines that are text.

    A `Date:` line may stand below a title; other header lines stand at the very beginning. Text
    after a header line begins a new block.
    """
    text: list[PageLine] = []
    block = _block_of_headers(lines)
    for at, line in enumerate(lines):
        pair = _PAIR.fullmatch(line.text) if at < _MAX_HEADER else None
        dated = pair is not None and _KEYS.get(pair["key"].lower()) == "day"
        may_be = dated or at < block or not text
        if pair and may_be and found.take(pair["key"], pair["value"]):
            found.lines.append(line)
        else:
            follows = bool(found.lines) and found.lines[-1] is lines[at - 1]
            text.append(replace(line, gap=True) if follows else line)
    return text
