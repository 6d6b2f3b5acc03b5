"""The command `timeline`: how the hits of a query are spread over time."""

import click

import cstosearch
from cstosearch import Asked, Timeline, Unit
from cstosearch.cli import options, streams
from cstosearch.cli.query import QueryCommand, asks
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.render import json, table, timeline
from cstosearch.render.report import counted


@click.command(
    "timeline",
    cls=QueryCommand,
    epilog=options.examples(
        "cstosearch timeline border --by month",
        "cstosearch timeline armenia OR azerbaijan --since 2020 --share",
        "cstosearch timeline --by year --format csv",
        "cstosearch timeline border --by-mention --by month",
    ),
)
@asks(required=False)
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "year"]),
    help="What time is cut into; weeks begin on Monday. By default days within a month, weeks "
    "within half a year, months within five years, else years; of mentions, months or years.",
)
@click.option(
    "--by-mention",
    is_flag=True,
    help="Count by the time that texts mention, not by the date of publication.",
)
@click.option(
    "--share",
    is_flag=True,
    help="Draw the share of the hits in all documents of a period, not their number.",
)
@options.output("text", "json", "csv", "tsv")
@options.color
@options.timeout
@options.index
def command(
    *,
    query: str,
    asked: Asked,
    by: Unit | None,
    by_mention: bool,
    share: bool,
    output: str,
    color: str,
    index_dir: str,
) -> int:
    """Show how many hits there are in each day, week, month or year.

    QUERY and filters are those of search; without any, all documents are counted. From the first
    hit to the last, or between the dates that are asked for, every period is there, with or
    without hits; as text, one line stands for a run of more than three without.

    With --by-mention, a hit counts once in each period that its text mentions a day of; such as
    mentions:2019 in QUERY bounds the periods. A longer time that is mentioned as a whole says
    nothing of the periods in it, and does not count: by day or week, whole months; by month,
    whole years; by year, whole decades.

    json, csv and tsv have both the number and the share of each period.
    """
    with cstosearch.open_index(index_dir) as index:
        found = index.timeline(query, by=by, by_mention=by_mention, **asked)
    match output:
        case "json":
            streams.result(json.timeline(found, ascii_only=streams.ascii_only()))
            return EXIT_HITS if found.total else EXIT_NONE
        case "csv" | "tsv":
            rows = timeline.rows(found)
            streams.result("\n".join(table.table(timeline.HEADER, rows, output)))
        case _ if found.total:
            streams.result(timeline.bars(found, streams.terminal(color), share=share))
    streams.note(_told(found))
    return EXIT_HITS if found.total else EXIT_NONE


def _told(found: Timeline) -> str:
    """Say how many hits there are, and how many of them stand in no period."""
    if not found.total:
        return f"no hits for {found.query}"
    if found.without_mention is not None:
        return _mentioned(found, found.without_mention)
    if found.undated == found.total:
        return f"{counted(found.total, 'hit')}, all undated"
    undated = f"; {found.undated:,} of them undated" if found.undated else ""
    return f"{counted(found.total, 'hit')} by {found.by}{undated}"


def _mentioned(found: Timeline, without: int) -> str:
    """Say how many hits there are, and how many of them count in no period."""
    if without == found.total:
        return f"{counted(found.total, 'hit')}, none of which mentions a {found.by}"
    rest = f"; {without:,} of them mention none" if without else ""
    return f"{counted(found.total, 'hit')} by the {found.by}s that they mention{rest}"
