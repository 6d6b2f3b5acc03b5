"""The command `search`: the hits of a query, a page at a time."""

import re
from typing import Final

import click

import cstosearch
from cstosearch import Asked, LineSort, Results, Sort
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
        "cstosearch search 'secretar*' --kwic --sort right",
    ),
)
@asks(required=True)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="Hits a page; lines in all with --kwic, where all are printed by default.",
)
@click.option(
    "--page", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Which page."
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "left", "right"]),
    default="relevance",
    show_default=True,
    help="What comes first; with --kwic also by the words left or right of the match.",
)
@click.option(
    "--snippets",
    metavar="N",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Excerpts of a hit, at most.",
)
@click.option(
    "--kwic", is_flag=True, help="Print each match on a line, with the words left and right of it."
)
@click.option(
    "--context",
    "around",
    metavar="N",
    type=click.IntRange(0, 10_000),
    help="Characters on either side of a match, with --kwic.  [default: what fits]",
)
@options.output("text", "json", "jsonl", "csv", "tsv")
@click.option("--count", is_flag=True, help="Print how many hits there are, and nothing else.")
@options.color
@options.index
def command(
    *,
    query: str,
    asked: Asked,
    limit: int,
    page: int,
    sort: LineSort,
    snippets: int,
    kwic: bool,
    around: int | None,
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
    if kwic:
        from cstosearch.cli.kwic import lines  # noqa: PLC0415 - only where it is asked for

        return lines(
            query,
            asked,
            index_dir=index_dir,
            sort=sort,
            limit=limit,
            output=output,
            around=around,
            color=color,
        )
    order = _order_of_hits(sort, around, output)
    with cstosearch.open_index(index_dir) as index:
        if count:
            total = index.count(query, **asked)
            streams.result(str(total))
            return EXIT_HITS if total else EXIT_NONE
        results = index.search(
            query,
            sort=order,
            offset=(page - 1) * limit,
            limit=limit,
            snippets=snippets,
            **asked,
        )
    _refuse_past_the_end(results, page, limit)
    _show(results, page, output, color)
    return EXIT_HITS if results.total else EXIT_NONE


def _order_of_hits(sort: LineSort, around: int | None, output: str) -> Sort:
    """Return the order, which is one of hits, or refuse what only lines of --kwic have."""
    if around is not None:
        raise click.UsageError("--context is for --kwic")
    if output in ("csv", "tsv"):
        raise click.UsageError(f"--format {output} is for --kwic")
    match sort:
        case "left" | "right":
            raise click.UsageError(f"--sort {sort} is for --kwic")
        case _:
            return sort


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
    streams.note(_place(results, page) if results.total else no_hits(results.query))


def _place(results: Results, page: int) -> str:
    """Say which hits these are, of how many, and how to see more."""
    first, last, total = results.offset + 1, results.offset + len(results), results.total
    span = f"{first:,}\N{EN DASH}{last:,}" if first < last else f"{first:,}"
    of = f"{span} of " if len(results) < total else ""
    more = f"; --page {page + 1} for more" if last < total else ""
    return f"{of}{counted(total, 'hit')} ({results.took_ms:.0f} ms){more}"


def no_hits(query: str) -> str:
    """Say that nothing matches a canonical query, and what of it may have been meant otherwise."""
    words = _OPERATOR_IN_LOWER_CASE.findall(_QUOTED.sub("", query))
    meant = ", ".join(dict.fromkeys(word.upper() for word in words))
    hint = f"; operators are written in capitals: {meant}" if words else ""
    return f"no hits for {query}{hint}"
