"""Which records stand in this file? One module a layout; here they meet."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from cstosearch.corpus.decode import Line, decode_lines
from cstosearch.corpus.files import Warn, display_path, kind_of, open_bytes, read_page
from cstosearch.corpus.layouts import html, jsonl, page
from cstosearch.corpus.layouts.lines import PageLine, classify, paragraphs
from cstosearch.corpus.layouts.metadata import Metadata
from cstosearch.dates import date_in_filename
from cstosearch.model import Record, Source

READER_VERSION: Final = 3
"""Grows when a file would be read otherwise than before, so that indexes read it again."""


def read_records(corpus: Path, path: str, warn: Warn) -> Iterator[Record]:
    """Yield the records of one source file, in order.

    Raises `SourceError` where the file cannot be read, `ExtraMissingError` where its format needs
    an extra. `warn` is told of reservations.
    """
    file, kind = display_path(path), kind_of(path)
    with open_bytes(corpus / path) as stream:
        if kind == "jsonl":
            for row in jsonl.read(stream, warn):
                source = Source(file, row.start, row.end, _digest(row.data))
                yield Record(source, "jsonl", *row[3:])
            return
        data = read_page(stream)
    named = date_in_filename(path.rpartition("/")[2])
    if kind == "html":
        yield from _html_records(file, data, named, warn)
        return
    lines = classify(decode_lines(data, warn), markdown=kind == "markdown")
    for item in page.read(lines, named):
        source = Source(file, item.start, item.end, _digest(data[item.start : item.end]))
        yield _record(source, item)


def _html_records(file: str, data: bytes, named: date | None, warn: Warn) -> Iterator[Record]:
    """Yield the records of a saved web page.

    Text is moved about by the markup, so each record's place is the whole file.
    """
    found = html.extract(data, warn)
    source = Source(file, 0, len(data), _digest(data))
    known = Metadata(title=found.title, url=found.url, lang=found.lang)
    if found.date is not None:
        article = paragraphs(_block_lines(found.paragraphs, len(data)))
        if not (article or found.title):
            article = found.paragraphs
        yield Record(source, "html", found.date, found.title, article, found.url, found.lang)
        known, named = Metadata(), None
    rest = _block_lines(found.rest, len(data))
    if rest:
        for item in page.read(rest, named, known):
            yield _record(source, item)


def _block_lines(blocks: Iterable[str], size: int) -> list[PageLine]:
    """Return each block of a page of `size` bytes as a line apart."""
    return classify((Line(text, 0, size, True) for text in blocks), markdown=False)


def _record(source: Source, item: page.Item) -> Record:
    return Record(source, item.layout, item.date, item.title, item.paragraphs, item.url, item.lang)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
