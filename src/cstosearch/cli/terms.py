"""The command `terms`: the words of the vocabulary, and how common they are."""

from typing import get_args

import click

import cstosearch
from cstosearch import Vocabulary
from cstosearch.cli import options, streams
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.model import WordSort
from cstosearch.render import json, words
from cstosearch.render.report import counted


@click.command(
    "terms",
    epilog=options.examples(
        "cstosearch terms conf",
        "cstosearch terms --stems --limit 50",
        "cstosearch terms '*ization' --sort word --format csv",
    ),
)
@click.argument("pattern", metavar="[PREFIX]", default="")
@click.option("--stems", is_flag=True, help="List stems, with the words that each stands for.")
@click.option(
    "--sort",
    type=click.Choice(["count", "word"]),
    default="count",
    show_default=True,
    help="What comes first: the word in most documents, or the first by its letters.",
)
@options.limit(20, "How many words.")
@options.output(*get_args(options.Tabular))
@options.timeout
@options.index
def command(
    *,
    pattern: str,
    stems: bool,
    sort: WordSort,
    limit: int,
    output: options.Tabular,
    index_dir: str,
) -> int:
    """List the words of the archive, with documents and occurrences.

    PREFIX is how the words begin, or a pattern with * for any characters and ? for one, in quotes
    for the shell. Without it, all words are meant. Case and accents never matter.

    A word in quotes finds just that word, an unquoted one all words of its stem: --stems shows
    which those are, and in how many documents each stands.
    """
    with cstosearch.open_index(index_dir) as index:
        found = index.terms(pattern, stems=stems, sort=sort, limit=limit)
    _show(found, output)
    if output == "text":
        streams.note(_place(found, stems=stems) if found.words else _none(pattern))
    return EXIT_HITS if found.words else EXIT_NONE


def _show(found: Vocabulary, output: options.Tabular) -> None:
    if output == "json":
        streams.result(json.vocabulary(found, ascii_only=streams.ascii_only()))
    elif output != "text":
        streams.result("\n".join(words.vocabulary_table(found, output)))
    elif found.words:
        streams.result(words.vocabulary(found, streams.terminal("never")))


def _place(found: Vocabulary, *, stems: bool) -> str:
    shown = f"{len(found.words):,} of " if len(found.words) < found.total else ""
    return f"{shown}{counted(found.total, 'stem' if stems else 'word')}"


def _none(pattern: str) -> str:
    if not pattern:
        return "there are no words in the index"
    kind = "is like" if "*" in pattern or "?" in pattern else "begins with"
    return f"no word {kind} {pattern}"
