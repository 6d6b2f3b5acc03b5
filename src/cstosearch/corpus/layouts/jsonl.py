"""Which records does a `.jsonl` file hold? One JSON object a line, read line by line.

The shape it reads::

    {"title": "...", "date": "2020-07-08", "body": "...", "url": "...", "lang": "en",
     "id": "...", "entities": [{"type": "country", "name": "Armenia"}],
     "mentions": ["2019-11-28", "2020-07-07..2020-07-08",
                  {"start": "2019-11-01", "end": "2019-11-30", "granularity": "month"}]}

All but one of `title` and `body` may be missing; `KEYS` has other names that exports give them.
A line that cannot be read so is kept as a text, and told of; one that is too long to be read is
left out, and told of. `brought` reads entities and mentions.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import IO, Any, Final, NamedTuple

from cstosearch.corpus.decode import clean_text
from cstosearch.corpus.files import MAX_AT_ONCE, Warn, unreadable_as_source_error
from cstosearch.corpus.layouts.brought import Brought
from cstosearch.corpus.layouts.lines import join_wrapped, without_photos
from cstosearch.dates import parse_metadata
from cstosearch.errors import SourceError
from cstosearch.model import Entity, Mention

KEYS: Final = {
    "title": ("title", "headline"),
    "date": ("date", "published", "published_at", "datePublished"),
    "body": ("body", "text", "content"),
    "url": ("url", "link"),
    "lang": ("lang", "language"),
    "id": ("id",),
}
"""The keys of a line, and after the first the other names that are understood."""
_JSON: Final = json.JSONDecoder()
_INDENTED: Final = re.compile(r"\t|\s{2,}")
_MAX_WARNINGS: Final = 5
_PASSED_OVER: Final = 1 << 20
"""Bytes of a line that is too long which are held at once."""


class Row(NamedTuple):
    """What one line says, and the bytes `start:end` it stands in."""

    start: int
    end: int
    data: bytes
    date: date | None
    title: str
    paragraphs: tuple[str, ...]
    url: str = ""
    lang: str = ""
    id: str = ""
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()


def read(stream: IO[bytes], warn: Warn) -> Iterator[Row]:
    """Yield the rows of a file; `warn` is told of the first lines that cannot be read as such.

    At the end it is told how many entities and mentions were not understood.

    Rows before a place where the file is damaged are kept, and `warn` is told; `SourceError` is
    raised where there are none.
    """
    told, brought = _Limited(warn), Brought()
    for number, start, line in _lines(stream, warn, told):
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        text = data.strip()
        if text:
            begin = start + len(line) - len(data.lstrip())
            row = _row_or_raw(begin, text, told, number, brought)
            if row.title or row.paragraphs:
                yield row
    told.close()
    brought.tell(warn)


class _Limited:
    """Passes the first warnings on, and counts the others."""

    def __init__(self, warn: Warn) -> None:
        self._warn = warn
        self._count = 0

    def __call__(self, text: str) -> None:
        self._count += 1
        if self._count <= _MAX_WARNINGS:
            self._warn(text)

    def close(self) -> None:
        more = self._count - _MAX_WARNINGS
        if more > 0:
            self._warn(f"{more:,} more {'line' if more == 1 else 'lines'} like these")


def _row_or_raw(start: int, data: bytes, warn: Warn, number: int, brought: Brought) -> Row:
    try:
        row, complaint = _row(start, data, brought, number)
    except _UnreadableError as error:
        warn(f"line {number}: {error}: kept as text")
        return _raw(start, data, error.date)
    if complaint:
        warn(f"line {number}: {complaint}")
    return row


class _UnreadableError(Exception):
    """A line that is no row; `date` is what it says nevertheless."""

    def __init__(self, message: str, said: date | None = None) -> None:
        super().__init__(message)
        self.date = said


def _lines(stream: IO[bytes], warn: Warn, told: Warn) -> Iterator[tuple[int, int, bytes]]:
    """Yield lines with their number and where they begin; `told` is told of those left out."""
    count = start = 0
    try:
        with unreadable_as_source_error():
            while line := stream.readline(MAX_AT_ONCE + 1):
                size = len(line)
                if size > MAX_AT_ONCE:
                    size += _pass_over(stream, line)
                    told(f"line {count + 1}: larger than {MAX_AT_ONCE >> 20} MB: left out")
                else:
                    yield count + 1, start, line
                start += size
                count += 1
    except SourceError as error:
        if not count:
            raise
        warn(f"{error}: only the first {count} lines were read")


def _pass_over(stream: IO[bytes], piece: bytes) -> int:
    """Pass over the rest of a line, which begins with a piece; return how many bytes that is."""
    size = 0
    while piece and not piece.endswith(b"\n"):
        piece = stream.readline(_PASSED_OVER)
        size += len(piece)
    return size


def _row(start: int, data: bytes, brought: Brought, number: int) -> tuple[Row, str]:
    """Return the row of a line, and what of it was not understood."""
    try:
        value = _loads(data)
    except json.JSONDecodeError as error:
        raise _UnreadableError(f"not JSON ({error.msg.lower()})") from None
    except RecursionError:
        raise _UnreadableError("not JSON (nested too deeply)") from None
    except ValueError:
        raise _UnreadableError("not JSON (not UTF-8)") from None
    if not isinstance(value, dict):
        raise _UnreadableError("not a JSON object")
    title, body = _text(value, "title"), _text(value, "body")
    if not title and not body:
        raise _UnreadableError('neither "title" nor "body"', _date(value))
    row = Row(
        start=start,
        end=start + len(data),
        data=data,
        date=_date(value),
        # A title that stood in for one, in what this program wrote, is in the body.
        title="" if value.get("title_derived") is True and body else clean_text(title),
        paragraphs=tuple(filter(None, map(without_photos, join_wrapped(_body_lines(body))))),
        url=clean_text(_text(value, "url")),
        lang=clean_text(_text(value, "lang")),
        id=_printable(clean_text(_text(value, "id"))),
        entities=brought.entities(value.get("entities"), number),
        mentions=brought.mentions(value.get("mentions"), number),
    )
    return row, _complaint(value, row)


def _loads(data: bytes) -> Any:
    """Return what `json.loads` does, which first tries each line for five encodings."""
    try:
        text = data.decode("utf-8", "surrogatepass")
        value, end = _JSON.raw_decode(text)
    except ValueError:
        return json.loads(data)
    return value if end == len(text) else json.loads(data)


def _complaint(value: dict[str, Any], row: Row) -> str:
    """Return what of a line was not understood, though the rest was."""
    if row.date is None and (written := clean_text(_text(value, "date"))):
        return f'"{written[:40]}" is no date: kept without one'
    if row.paragraphs:
        return ""
    known = {name for names in KEYS.values() for name in names}
    other = [key for key, text in value.items() if isinstance(text, str) and key not in known]
    keys = ", ".join(f'"{clean_text(key)[:40]}"' for key in other[:5])
    return f'no "body"; there are {keys}, which are not read' if keys else ""


def _body_lines(body: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of a body that are not blank, and whether each begins a paragraph."""
    gap = True
    for raw in _printable_lines(body):
        line = raw.strip()
        if line:
            yield " ".join(line.split()) if "  " in line else line, gap or raw.startswith("  ")
        gap = not line


def _printable_lines(body: str) -> list[str]:
    """Return the lines of a body, cleaned but for spaces; two or more begin an indented one."""
    plain = body.replace("\r\n", "\n").replace("\t", "  ").replace("\xa0", " ")
    lines = plain.split("\n")
    if not "".join(lines).isprintable():
        return [
            f"{'  ' if _INDENTED.match(raw) else ''}{clean_text(raw)}" for raw in body.splitlines()
        ]
    return lines if plain.isascii() else unicodedata.normalize("NFC", plain).split("\n")


def _raw(start: int, data: bytes, said: date | None) -> Row:
    text = clean_text(data.decode("utf-8", "replace"))
    return Row(start, start + len(data), data, said, "", (text,) if text else ())


def _date(value: dict[str, Any]) -> date | None:
    written = clean_text(_text(value, "date"))
    return parse_metadata(written) if written else None


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(filter(str.isprintable, text))


def _text(value: dict[str, Any], key: str) -> str:
    """Return the text under a key, by whichever of its names comes first."""
    found, name = value.get(key), key
    if not found:
        name = next((name for name in KEYS[key] if value.get(name)), key)
        found = value.get(name)
    if found is None:
        return ""
    if isinstance(found, str):
        return found
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    raise _UnreadableError(f'"{name}" is not a text')
