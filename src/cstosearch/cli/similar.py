"""The command `similar`: documents that are like another."""

import click

import cstosearch
from cstosearch import Asked, Similar
from cstosearch.cli import formats, options, streams
from cstosearch.cli.query import QueryCommand, asks
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.render import json, words
from cstosearch.render.report import counted


@click.command(
    "similar",
    cls=QueryCommand,
    epilog=options.examples(
        "cstosearch similar 20200708 --limit 5",
        "cstosearch similar 20200708 --since 2020-07-09 --explain",
    ),
)
@click.argument("id_", metavar="ID")
@asks(required=False)
@options.limit(10, "How many documents.")
@click.option("--explain", is_flag=True, help="Show which words were looked for, as text.")
@options.output(*formats.FORMATS)
@options.color
@options.timeout
@options.index
def command(
    *,
    id_: str,
    query: str,
    asked: Asked,
    limit: int,
    explain: bool,
    output: str,
    color: str,
    index_dir: str,
) -> int:
    """Find documents like another one.

    ID is what a hit calls its id, or the beginning of it. With QUERY or filters, as search has
    them, only documents that these find are compared.

    What is looked for are the words that tell the document from others, 25 at most: they stand
    often in it and in few others. The more of them a document has, the higher it comes.
    """
    if explain and output not in {"text", "json"}:
        raise click.UsageError(f"{output} has no room for --explain: use --format text or json")
    with cstosearch.open_index(index_dir) as index:
        results = index.similar(id_, query, limit=limit, **asked)
    _show(results, output, color, explain=explain)
    return EXIT_HITS if results.total else EXIT_NONE


def _show(results: Similar, output: str, color: str, *, explain: bool) -> None:
    if output == "json":
        streams.result(json.similar(results, ascii_only=streams.ascii_only()))
        return
    if explain and results.terms and output == "text":
        terms = words.typical(results.terms, streams.terminal(color))
        streams.result(f"{terms}\n" if results.hits else terms)
    formats.write_hits(output, results, color)
    streams.note(_place(results) if results.total else _none(results))


def _place(results: Similar) -> str:
    shown = f"{len(results):,} of " if len(results) < results.total else ""
    documents = counted(results.total, "document")
    return f"{shown}{documents} with words of {results.id} ({results.took_ms:.0f} ms)"


def _none(results: Similar) -> str:
    if not results.terms:
        return f"no word of {results.id} stands in any other document"
    return f"nothing that is asked for has a word of {results.id}: --explain shows which"
