"""The command `collocates`: the words near a word."""

from typing import get_args

import click

import cstosearch
from cstosearch import Asked, Collocations
from cstosearch.cli import options, streams
from cstosearch.cli.query import QueryCommand, asks
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.model import WIDEST_WINDOW, CollocateSort
from cstosearch.render import json, words
from cstosearch.render.report import counted


@click.command(
    "collocates",
    cls=QueryCommand,
    epilog=options.examples(
        "cstosearch collocates border --since 2020-07",
        "cstosearch collocates '\"collective forces\"' --window 3",
        "cstosearch collocates 'train*' training -nato --format csv",
    ),
)
@click.argument("word")
@asks(required=False)
@click.option(
    "--window",
    metavar="N",
    type=click.IntRange(1, WIDEST_WINDOW),
    default=5,
    show_default=True,
    help="How many words to either side are near.",
)
@click.option("--repelled", is_flag=True, help="List what is near less often than by chance.")
@click.option(
    "--sort",
    type=click.Choice(["log-likelihood", "count"]),
    default="log-likelihood",
    show_default=True,
    help="What comes first.",
)
@options.limit(20, "How many words.")
@options.output(*get_args(options.Tabular))
@options.timeout
@options.index
def command(
    *,
    word: str,
    query: str,
    asked: Asked,
    window: int,
    repelled: bool,
    sort: CollocateSort,
    limit: int,
    output: options.Tabular,
    index_dir: str,
) -> int:
    """List the words that stand near a word.

    WORD is a word, which stands for all words of its stem, a "word" or "phrase" in quotes within
    the shell's quotes, or a pattern such as armen*. It is looked for in all documents, or in those
    that QUERY and the filters, as search has them, find, title and text each on their own.

    Listed is what is near more often than elsewhere: observed is how often a word is near WORD,
    expected how often it would be if it were no more common there. The log-likelihood ratio
    (Dunning 1993) tells how little the difference can be chance; beyond 10.83 it comes by chance
    for less than one word in a thousand.
    """
    with cstosearch.open_index(index_dir) as index:
        found = index.collocates(
            word, query, window=window, sort=sort, limit=limit, repelled=repelled, **asked
        )
    _show(found, output)
    if output == "text":
        streams.note(_place(found) if found.total else _none(found))
    return EXIT_HITS if found.total else EXIT_NONE


def _show(found: Collocations, output: options.Tabular) -> None:
    if output == "json":
        streams.result(json.collocations(found, ascii_only=streams.ascii_only()))
    elif output != "text":
        streams.result("\n".join(words.collocations_table(found, output)))
    elif found.total:
        streams.result(words.collocations(found, streams.terminal("never")))


def _place(found: Collocations) -> str:
    shown = f"{len(found.collocates):,} of " if len(found.collocates) < found.total else ""
    near = f"{counted(found.total, 'word')} within {found.window} of {found.node}"
    return f"{shown}{near}, which stands {_times(found)}"


def _times(found: Collocations) -> str:
    times = f"{counted(found.occurrences, 'time')} in {counted(found.documents, 'document')}"
    return times if found.query == "*" else f"{times} of {found.query}"


def _none(found: Collocations) -> str:
    if not found.occurrences:
        where = "" if found.query == "*" else f" in the documents of {found.query}"
        return f"{found.node} stands nowhere{where}: cstosearch terms lists the words there are"
    return f"no word is near {found.node} as asked; it stands {_times(found)}"
