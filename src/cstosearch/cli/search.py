"""The command `search`: the hits of a query, a page at a time."""

import re
from typing import Final

import click

import cstosearch
from cstosearch import Asked, Results, Sort
from cstosearch.cli import options, streams
from cstosearch.cli.query import QueryCommand, asks
from cstosearch.errors import EXIT_HITS, EXIT_NONE, CstosearchError
from cstosearch.render import json, text
from cstosearch.render.report import counted

_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_OPERATOR_IN_LOWER_CASE: Final = re.compile(r"(?<![^\s(])(?:and|or|not)(?![^\s)])")


@click.command(
    "search",
    cls=QueryCommand,
    epilog=options.examples(
        "cstosearch search border conflict --since 2020-07 --sort newest",
        "cstosearch search '\"working group\" -nato' --format json",
        "cstosearch search --on 2020-07-09",
    ),
)
@asks(required=True)
@options.limit(10, "Hits a page.")
@click.option(
    "--page", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Which page."
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="What comes first.",
)
@options.output("text", "json", "jsonl")
@click.option("--count", is_flag=True, help="Print how many hits there are, and nothing else.")
@options.color
@options.index
def command(
    *,
    query: str,
    asked: Asked,
    limit: int,
    page: int,
    sort: Sort,
    output: str,
    color: str,
    index_dir: str,
    count: bool,
) -> int:
    """Search the index, and show the hits.

    QUERY is words, "exact phrases", AND, OR, NOT, -word, (groups), prefix*, title:word,
    date:2020-07. Put it in single quotes, lest the shell take the double ones away. It may be
    left out where a filter is given.

    A DATE is a day, a month or a year: 2020-07-08, 08.07.2020, "July 2020", 2020, yesterday.
    """
    with cstosearch.open_index(index_dir) as index:
        if count:
            total = index.count(query, **asked)
            streams.result(str(total))
            return EXIT_HITS if total else EXIT_NONE
        results = index.search(query, sort=sort, offset=(page - 1) * limit, limit=limit, **asked)
    _refuse_past_the_end(results, page, limit)
    _show(results, page, output, color)
    return EXIT_HITS if results.total else EXIT_NONE


def _refuse_past_the_end(results: Results, page: int, limit: int) -> None:
    if results.total and not results.hits:
        last = -(-results.total // limit)
        hits, pages = counted(results.total, "hit"), counted(last, "page")
        raise CstosearchError(
            f"page {page} is past the end: {hits}, {pages} of {limit}; try --page {last}"
        )


def _show(results: Results, page: int, output: str, color: str) -> None:
    ascii_only = streams.ascii_only()
    if output == "json":
        streams.result(json.page(results, ascii_only=ascii_only))
        return
    if output == "jsonl":
        streams.result("\n".join(json.lines(results, ascii_only=ascii_only)))
    else:
        streams.result(text.hits(results, streams.terminal(color)))
    streams.note(_place(results, page) if results.total else _no_hits(results.query))


def _place(results: Results, page: int) -> str:
    """Say which hits these are, of how many, and how to see more."""
    first, last, total = results.offset + 1, results.offset + len(results), results.total
    span = f"{first:,}\N{EN DASH}{last:,}" if first < last else f"{first:,}"
    of = f"{span} of " if len(results) < total else ""
    more = f"; --page {page + 1} for more" if last < total else ""
    return f"{of}{counted(total, 'hit')} ({results.took_ms:.0f} ms){more}"


def _no_hits(query: str) -> str:
    """Say that nothing matches a canonical query, and what of it may have been meant otherwise."""
    words = _OPERATOR_IN_LOWER_CASE.findall(_QUOTED.sub("", query))
    meant = ", ".join(dict.fromkeys(word.upper() for word in words))
    hint = f"; operators are written in capitals: {meant}" if words else ""
    return f"no hits for {query}{hint}"
