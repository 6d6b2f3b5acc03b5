"""The command `verify`: whether the index can be trusted."""

from typing import Final

import click

import cstosearch
from cstosearch.cli import options, streams
from cstosearch.cli.progress import ProgressLine
from cstosearch.errors import EXIT_ERROR, EXIT_HITS, EXIT_NONE
from cstosearch.render import json, report

_DAMAGED: Final = EXIT_ERROR


@click.command(
    "verify",
    epilog=options.examples(
        "cstosearch verify",
        "cstosearch verify --deep --corpus corpus --index index",
    ),
)
@options.corpus
@options.index
@options.gazetteer
@click.option("--deep", is_flag=True, help="Read the corpus too, and compare every document.")
@options.output("text", "json")
def command(
    corpus_dir: str, index_dir: str, gazetteer: str | None, output: str, *, deep: bool
) -> int:
    """Check the index, and whether it is in step with the corpus.

    All of the index is read: every checksum is compared, and what is known in two ways; so are
    the saved queries. Files of the corpus are compared by size and time. Nothing is written.

    Exit status: 0 where all is sound; 1 where the index is sound but the corpus or the gazetteer
    has changed or cannot be read, or files lie about; 2 where the index or saved.bin is damaged,
    or cannot be read.
    """
    with ProgressLine() as progress:
        verified = cstosearch.verify(
            corpus_dir, index_dir, deep=deep, gazetteer=gazetteer, progress=progress.show
        )
    if output == "json":
        streams.result(json.verification(verified, ascii_only=streams.ascii_only()))
    else:
        streams.result(report.verification(verified))
    if verified.damaged:
        return _DAMAGED
    return EXIT_NONE if verified.findings else EXIT_HITS
