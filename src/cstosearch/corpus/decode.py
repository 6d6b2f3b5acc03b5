"""What text do these bytes hold, and at which byte does each line stand?"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from cstosearch.corpus.files import Warn
from cstosearch.corpus.russian import most_russian
from cstosearch.errors import SourceError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BREAK: Final = re.compile("(\r\n|[\n\r\f\u2028\u2029])")
_UNREADABLE: Final = re.compile("[\ud800-\udfff]")
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_HIGH: Final = re.compile("[^\x00-\x7f]")
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]{1,64}")
_RUNS: Final = 1 << 13
"""Of high bytes, by which a legacy encoding is told: tens of thousands of bytes."""

_TERMINAL_SEQUENCE: Final = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_CONTROLS: Final = bytes([*range(9), *range(14, 27), 127])
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BINARY_SHARE: Final = 0.02
"""Of control characters in a file; text has none but for strays, binary formats have many."""

_BELIEVED: Final = re.compile(
    r"(?:windows-|cp)125[013-8]|iso-8859-(?:[2-9]|1[013-6])|koi8-[ru]|cp866|ibm866"
    r"|gb2312|gbk|gb18030|big5|euc-jp|euc-kr|shift_jis"
)
"""Encodings that nobody declares by mistake, as happens with those of the West."""

_WESTERN: Final = re.compile(r"(?:windows-|cp)1252|iso-8859-1|latin-?1")


class Decoded(NamedTuple):
    """Text that follows the first `skip` bytes of a file.

    Every byte that cannot be read stands in it as a lone surrogate, so that `encoding` and the
    error handler `errors` turn each part of the text into the bytes that it was read from.
    """

    text: str
    encoding: str
    errors: str
    skip: int


class Line(NamedTuple):
    """A line that is not blank: its text, cleaned, and the bytes `start:end` it stands in.

    `gap` says that a blank line, or the beginning of the file, comes before it.
    """

    text: str
    start: int
    end: int
    gap: bool


def decode_lines(data: bytes, warn: Warn) -> list[Line]:
    """Return the lines of a page that are not blank, read as `decode` does.

    Raises `SourceError` for what is empty or not text.
    """
    return list(_lines(*decode(data, warn)))


def decode(data: bytes, warn: Warn, declared: str = "") -> Decoded:
    """Return the text of a file.

    UTF-8 and UTF-16 (by its mark) are read as such, whatever is declared. Other bytes are read as
    the encoding that is `declared` (in lower case), unless that may be by mistake; else as the
    legacy encoding they look like, or as UTF-8 where little of it is broken, and `warn` is told.
    Raises `SourceError` for what is empty or not text.
    """
    skip, marked = next(((len(b), name) for b, name in _BOMS if data.startswith(b)), (0, ""))
    body = data[skip:]
    if not body.strip():
        raise SourceError("empty")
    if marked.startswith("utf-16"):
        text = body[: len(body) & ~1].decode(marked, "surrogatepass")
        found = Decoded(text, marked, "surrogatepass", skip)
    elif _is_binary(body):
        raise SourceError("not text (binary data)")
    else:
        found = _decode_bytes(body, declared)._replace(skip=skip)
    _report(found, declared, warn)
    return found


def _is_binary(data: bytes) -> bool:
    sample = data[: 1 << 16]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(2, len(sample) * _BINARY_SHARE)


def _decode_bytes(data: bytes, declared: str) -> Decoded:
    encoding, text = "utf-8", data.decode("utf-8", "surrogateescape")
    if text.isascii():
        return Decoded(text, encoding, "surrogateescape", 0)
    broken = len(_ESCAPED.findall(text))
    if broken > len(_HIGH.findall(text)) - broken:
        encoding = declared if _BELIEVED.fullmatch(declared) else _likely(data)
        text = data.decode(encoding, "surrogateescape")
    return Decoded(text, encoding, "surrogateescape", 0)


def _likely(data: bytes) -> str:
    """Return the legacy encoding that bytes look like, by the first of their high bytes.

    Russian words are runs of high bytes; in a Western text such bytes stand alone.
    """
    runs = [run[0] for run in islice(_HIGH_RUN.finditer(data), _RUNS)]
    if 4 * sum(len(run) // 2 for run in runs) <= sum(map(len, runs)):
        return "cp1252"
    return most_russian(runs)


def _report(found: Decoded, declared: str, warn: Warn) -> None:
    """Say with what reservation a text was read, if with any."""
    expected = declared == found.encoding or (
        found.encoding == "cp1252" and _WESTERN.fullmatch(declared)
    )
    if not found.encoding.startswith("utf") and not expected:
        warn(f"not UTF-8: read as {found.encoding}")
    elif damaged := len(_ESCAPED.findall(found.text)):
        warn(f"not valid {found.encoding.upper()}: {damaged} bytes could not be read")


def _lines(text: str, encoding: str, errors: str, offset: int) -> Iterator[Line]:
    gap, parts = True, _BREAK.split(text)
    width = len if encoding == "utf-8" and text.isascii() else partial(_width, encoding, errors)
    for raw, ending in zip(parts[::2], [*parts[1::2], ""], strict=True):
        clean = clean_text(raw)
        if clean:
            lead = width(raw[: len(raw) - len(raw.lstrip())])
            yield Line(clean, offset + lead, offset + width(raw.rstrip()), gap)
        gap = not clean
        offset += width(raw) + width(ending)


def _width(encoding: str, errors: str, text: str) -> int:
    """Return how many bytes text stands in."""
    if encoding == "utf-8" and text.isascii():
        return len(text)
    return len(text.encode(encoding, errors))


def clean_text(raw: str) -> str:
    """Return text on one line: white space collapsed, NFC, without control characters."""
    if not raw.isprintable():
        raw = _CONTROL.sub(" ", _TERMINAL_SEQUENCE.sub("", raw))
        raw = mark_unreadable(raw)
    line = " ".join(raw.split())
    return line if line.isascii() else unicodedata.normalize("NFC", line)


def mark_unreadable(text: str) -> str:
    """Return text with U+FFFD in place of each byte that could not be read."""
    return _UNREADABLE.sub("\ufffd", text)
