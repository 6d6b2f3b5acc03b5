"""What text do these bytes hold, and at which byte does each line stand?"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from cstosearch.corpus.files import Warn
from cstosearch.errors import SourceError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BREAK: Final = re.compile("\r\n|[\n\r\f\u2028\u2029]")
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_HIGH: Final = re.compile("[^\x00-\x7f]")
_HIGH_BYTE: Final = re.compile(rb"[\x80-\xff]")
_HIGH_PAIR: Final = re.compile(rb"[\xc0-\xff]{2}")
_TERMINAL_SEQUENCE: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BINARY_SHARE: Final = 0.02
"""Of control characters in a file; text has none but for strays, binary formats have many."""


class Line(NamedTuple):
    """A line that is not blank: its text, cleaned, and the bytes `start:end` it stands in.

    `gap` says that a blank line, or the beginning of the file, comes before it.
    """

    text: str
    start: int
    end: int
    gap: bool


def decode_lines(data: bytes, warn: Warn) -> list[Line]:
    """Return the lines of a page that are not blank.

    UTF-8 and UTF-16 (by its mark) are read as such. Other bytes are read as the legacy encoding
    they look like, or as UTF-8 with U+FFFD where it is broken, and `warn` is told.
    Raises `SourceError` for what is empty or not text.
    """
    skip, marked = next(((len(b), name) for b, name in _BOMS if data.startswith(b)), (0, ""))
    body = data[skip:]
    if not body.strip():
        raise SourceError("empty")
    if not marked.startswith("utf-16") and _is_binary(body):
        raise SourceError("not text (binary data)")
    encoding, errors, text = _decode(body, marked)
    if encoding.startswith("cp"):
        warn(f"not UTF-8: read as {encoding}")
    elif damaged := len(_ESCAPED.findall(text)):
        warn(f"not valid {encoding.upper()}: {damaged} bytes could not be read")
    return list(_lines(text, encoding, errors, skip))


def _is_binary(data: bytes) -> bool:
    sample = data[: 1 << 16]
    controls = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 27), 127])))
    return controls > max(2, len(sample) * _BINARY_SHARE)


def _decode(data: bytes, marked: str) -> tuple[str, str, str]:
    """Return an encoding, its error handler, and the text.

    The handler keeps every byte that cannot be read as a lone surrogate, so that encoding a line
    again tells its length in bytes.
    """
    if marked.startswith("utf-16"):
        whole = data[: len(data) & ~1]
        return marked, "surrogatepass", whole.decode(marked, "surrogatepass")
    text = data.decode("utf-8", "surrogateescape")
    broken = len(_ESCAPED.findall(text))
    if broken > len(_HIGH.findall(text)) - broken:
        # Russian words are runs of high bytes; in a Western text such bytes stand alone.
        pairs, high = len(_HIGH_PAIR.findall(data)), len(_HIGH_BYTE.findall(data))
        encoding = "cp1251" if 4 * pairs > high else "cp1252"
        return encoding, "surrogateescape", data.decode(encoding, "surrogateescape")
    return "utf-8", "surrogateescape", text


def _lines(text: str, encoding: str, errors: str, offset: int) -> Iterator[Line]:
    gap = True
    for raw, ending in _split(text):
        clean = clean_text(raw)
        if clean:
            lead = _width(raw[: len(raw) - len(raw.lstrip())], encoding, errors)
            yield Line(clean, offset + lead, offset + _width(raw.rstrip(), encoding, errors), gap)
        gap = not clean
        offset += _width(raw, encoding, errors) + _width(ending, encoding, errors)


def _width(text: str, encoding: str, errors: str) -> int:
    """Return how many bytes text stands in."""
    if encoding == "utf-8" and text.isascii():
        return len(text)
    return len(text.encode(encoding, errors))


def _split(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    for match in _BREAK.finditer(text):
        yield text[position : match.start()], match[0]
        position = match.end()
    yield text[position:], ""


def clean_text(raw: str) -> str:
    """Return text on one line: white space collapsed, NFC, without control characters."""
    if not raw.isprintable():
        raw = _CONTROL.sub(" ", _TERMINAL_SEQUENCE.sub("", raw))
        raw = re.sub("[\ud800-\udfff]", "\ufffd", raw)
    return unicodedata.normalize("NFC", " ".join(raw.split()))
