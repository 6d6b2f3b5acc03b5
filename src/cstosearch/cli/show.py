"""The command `show`: one whole document."""

import click

import cstosearch
from cstosearch.cli import formats, options
from cstosearch.errors import EXIT_HITS


@click.command(
    "show",
    epilog=options.examples(
        "cstosearch show 20200708",
        "cstosearch show 20200708 --format json",
        "cstosearch show 20200708 --format bibtex",
    ),
)
@click.argument("id_", metavar="ID")
@options.output(*formats.OF_A_DOCUMENT)
@options.color
@options.timeout
@options.index
def command(id_: str, output: str, color: str, index_dir: str) -> int:
    """Show a whole document, and the places it stands in.

    ID is what a hit calls its id, or the beginning of it.
    """
    with cstosearch.open_index(index_dir) as index:
        document = index.document(id_)
    formats.write_document(output, document, color)
    return EXIT_HITS
