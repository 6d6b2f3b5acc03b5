"""The command `save`: a query is kept, to be asked for what is new."""

import click

import cstosearch
from cstosearch import Asked
from cstosearch.cli import options, streams
from cstosearch.cli.query import QueryCommand, asks
from cstosearch.errors import EXIT_HITS
from cstosearch.render.report import counted


@click.command(
    "save",
    cls=QueryCommand,
    epilog=options.examples(
        "cstosearch save border 'border AND conflict' --since 2020-07",
        "cstosearch save echelon 'echelon*' --since 'last year'",
    ),
)
@click.argument("name")
@asks(required=True)
@click.option(
    "--replace", is_flag=True, help="Let another query of that name go; what is new stays new."
)
@options.timeout
@options.index
def command(*, name: str, query: str, asked: Asked, replace: bool, index_dir: str) -> int:
    """Save a query under a name, to see later what is new.

    QUERY and filters are those of search. What it finds now counts as seen: cstosearch new NAME
    lists what comes later. A date such as yesterday is kept as it is written, and counts from the
    day on which the query is asked.

    NAME has letters, digits, - and _. It and the query are kept in the directory of the index.
    """
    with cstosearch.open_index(index_dir) as index:
        saved = index.saved.add(name, query, replace=replace, **asked)
    new = f", {saved.new:,} of them new" if saved.new else ""
    streams.result(
        f"saved {saved.name}: {counted(saved.hits, 'hit')} now{new}; "
        f"cstosearch new {saved.name} lists what comes later"
    )
    return EXIT_HITS
