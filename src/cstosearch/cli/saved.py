"""The command `saved`: which queries are kept."""

from collections.abc import Iterable
from typing import Final

import click

import cstosearch
from cstosearch import SavedQuery
from cstosearch.cli import completing, options, streams
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.render import json, news

NONE: Final = "no queries are saved: cstosearch save NAME QUERY saves one"


@click.command(
    "saved", epilog=options.examples("cstosearch saved", "cstosearch saved --remove border")
)
@click.option(
    "--remove",
    metavar="NAME",
    shell_complete=completing.saved_names,
    help="Forget this one, and what has been seen of it.",
)
@options.output("text", "json")
@options.timeout
@options.index
def command(*, remove: str | None, output: str, index_dir: str) -> int:
    """List the saved queries, and how many hits are new."""
    if remove is not None and output != "text":
        raise click.UsageError("--remove lists nothing: leave out --format")
    with cstosearch.open_index(index_dir) as index:
        if remove is not None:
            index.saved.remove(remove)
            streams.result(f"removed {remove}")
            return EXIT_HITS
        queries = index.saved.all()
    if output == "json":
        streams.result(json.saved(queries, ascii_only=streams.ascii_only()))
    else:
        streams.result(news.saved(queries))
    note_faults(queries)
    if not queries:
        streams.note(NONE)
    return EXIT_HITS if queries else EXIT_NONE


def note_faults(queries: Iterable[SavedQuery]) -> bool:
    """Say which saved queries cannot be asked, and why; return whether any cannot."""
    faulty = [query for query in queries if query.fault]
    for query in faulty:
        streams.note(
            f'{streams.PROGRAM}: the saved query "{query.name}" cannot be asked: {query.fault}'
        )
    return bool(faulty)
