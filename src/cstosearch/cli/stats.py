"""The command `stats`: what the index holds."""

import click

import cstosearch
from cstosearch.cli import options, streams
from cstosearch.errors import EXIT_HITS
from cstosearch.render import json, report


@click.command(
    "stats", epilog=options.examples("cstosearch stats", "cstosearch stats --format json")
)
@options.output("text", "json")
@options.timeout
@options.index
def command(output: str, index_dir: str) -> int:
    """Show what the index holds: documents, words, dates, languages."""
    with cstosearch.open_index(index_dir) as index:
        stats = index.stats()
    if output == "json":
        streams.result(json.stats(stats, ascii_only=streams.ascii_only()))
    else:
        streams.result(report.stats(stats, streams.terminal("never")))
    return EXIT_HITS
