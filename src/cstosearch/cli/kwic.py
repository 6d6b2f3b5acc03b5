"""The concordance of `search --kwic`: its lines as they are found."""

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import click

import cstosearch
from cstosearch import Asked, Index, Line, LineSort
from cstosearch.cli import streams
from cstosearch.cli.explain import no_hits
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.model import CONTEXT
from cstosearch.render import Terminal, json, kwic
from cstosearch.render.report import counted
from cstosearch.render.table import table

_TABLES: Final = ("csv", "tsv")
_FORMATS: Final = ("text", "jsonl", *_TABLES)


def lines(
    query: str,
    asked: Asked,
    *,
    index_dir: str,
    sort: LineSort,
    limit: int | None,
    output: str,
    around: int | None,
    color: str,
) -> int:
    """Print the lines of a query, or so many, and then how many they are; return the exit code."""
    if output not in _FORMATS:
        raise click.UsageError(f"--kwic has no --format {output}: there are {', '.join(_FORMATS)}")
    most = None if limit is None else min(limit, sys.maxsize - 1)
    terminal = streams.terminal(color)
    parts = kwic.layout(terminal, around)
    if around is None:
        around = parts.context if output == "text" else CONTEXT
    began, number = time.perf_counter(), 0
    with cstosearch.open_index(index_dir) as index:
        found = index.concordance(
            query, sort=sort, limit=None if most is None else most + 1, context=around, **asked
        )
        written = _written(islice(found, most), output, terminal, parts)
        for number, line in enumerate(written, 0 if output in _TABLES else 1):  # noqa: B007 - counts
            streams.result(line)
        more = next(found, None) is not None
        if number:
            streams.note(_sum(number, time.perf_counter() - began, more=more))
        else:
            streams.note(_nothing(index, query, asked))
    return EXIT_HITS if number else EXIT_NONE


def _written(
    found: Iterable[Line], output: str, terminal: Terminal, parts: kwic.Layout
) -> Iterator[str]:
    match output:
        case "csv" | "tsv":
            return table(kwic.HEADER, kwic.rows(found), output)
        case "jsonl":
            return json.concordance(found, ascii_only=streams.ascii_only())
        case _:
            return kwic.text(found, terminal, parts)


def _sum(number: int, seconds: float, *, more: bool) -> str:
    """Say how many lines there are, and whether a limit has cut them short."""
    first, rest = ("first ", "; more without --limit") if more else ("", "")
    return f"{first}{counted(number, 'line')} ({seconds * 1000:.0f} ms){rest}"


def _nothing(index: Index, query: str, asked: Asked) -> str:
    """Say why there are no lines."""
    results = index.search(query, limit=0, **asked)
    if not results.total:
        return no_hits(index, results.query, query, asked)
    hits = counted(results.total, "hit")
    return f"no lines: {hits} for {results.query}, by no word that could be shown"
