"""The command `show`: one whole document."""

import click

import cstosearch
from cstosearch.cli import options, streams
from cstosearch.errors import EXIT_HITS
from cstosearch.render import json, text


@click.command(
    "show",
    epilog=options.examples("cstosearch show 20200708", "cstosearch show 20200708 --format json"),
)
@click.argument("id_", metavar="ID")
@options.output("text", "json")
@options.color
@options.index
def command(id_: str, output: str, color: str, index_dir: str) -> int:
    """Show a whole document, and the places it stands in.

    ID is what a hit calls its id, or the beginning of it.
    """
    with cstosearch.open_index(index_dir) as index:
        document = index.document(id_)
    if output == "json":
        streams.result(json.document(document, ascii_only=streams.ascii_only()))
    else:
        streams.result(text.document(document, streams.terminal(color)))
    return EXIT_HITS
