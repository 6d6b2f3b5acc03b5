"""Which module writes a format, and what must it know of standard output?

The module is loaded when its format is asked for.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple

from cstosearch import Document, Results
from cstosearch.cli import streams


class _Format(NamedTuple):
    """A module of `render`, what to call there, and what to tell it, which `--color` decides.

    Where `document` is "" the format is one of hits only. `marked` says that it shows excerpts.
    """

    module: str
    told: Callable[[str], Mapping[str, object]]
    hits: str = "hits"
    document: str = "document"
    line_end: str = "\n"
    marked: bool = True


def _terminal(color: str) -> Mapping[str, object]:
    return {"terminal": streams.terminal(color)}


def _ascii(_color: str) -> Mapping[str, object]:
    return {"ascii_only": streams.ascii_only()}


def _utf8(**told: object) -> Callable[[str], Mapping[str, object]]:
    """Return what to tell where a file is written, which has one encoding everywhere."""

    def tell(_color: str) -> Mapping[str, object]:
        streams.use_utf8()
        return told

    return tell


_FORMATS: Final = {
    "text": _Format("text", _terminal),
    "json": _Format("json", _ascii, hits="page"),
    "jsonl": _Format("json", _ascii, hits="lines", document=""),
    "csv": _Format("table", _utf8(dialect="csv"), document=""),
    "tsv": _Format("table", _utf8(dialect="tsv"), document=""),
    "markdown": _Format("markdown", _utf8()),
    "bibtex": _Format("bibtex", _utf8(), marked=False),
    "ris": _Format("ris", _utf8(), line_end="\r\n", marked=False),
}
FORMATS: Final = tuple(_FORMATS)
OF_A_DOCUMENT: Final = tuple(name for name, each in _FORMATS.items() if each.document)


def shows_excerpts(name: str) -> bool:
    """Say whether excerpts stand in a format."""
    return _FORMATS[name].marked


def write_hits(name: str, results: Results, color: str) -> None:
    """Write a page of hits to standard output."""
    _write(_FORMATS[name], _FORMATS[name].hits, results, color)


def write_names(only: str, results: Results, *, null: bool) -> None:
    """Write the ids or source files of hits, parted by line ends or NULs.

    Behind a NUL, and where no terminal would obey them, names are as they are on disk.
    """
    verbatim = null and not streams.is_terminal(sys.stdout)
    streams.use_utf8(on_disk=verbatim)
    render: Any = import_module("cstosearch.render.names")
    streams.lines(render.hits(results, only, verbatim=verbatim), "\0" if null else "\n")


def write_document(name: str, document: Document, color: str) -> None:
    """Write a whole document to standard output."""
    _write(_FORMATS[name], _FORMATS[name].document, document, color)


def _write(format_: _Format, function: str, shown: Results | Document, color: str) -> None:
    render: Any = getattr(import_module(f"cstosearch.render.{format_.module}"), function)
    written = render(shown, **format_.told(color))
    if isinstance(written, str):
        streams.result(written)
    else:
        streams.lines(written, format_.line_end)
