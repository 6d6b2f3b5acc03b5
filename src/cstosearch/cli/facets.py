"""The option `--facet`: what hits are counted by, and how the counts are shown."""

from typing import Final, get_args

import click

from cstosearch import FacetField, Results
from cstosearch.cli import streams
from cstosearch.render import Terminal

SHOWN: Final = 10
"""How many values of a facet are shown as text; JSON has all."""

option = click.option(
    "--facet",
    "facets",
    type=click.Choice(get_args(FacetField)),
    multiple=True,
    help="Count all hits by this too; may be given several times.",
)


def show(results: Results, terminal: Terminal) -> None:
    """Write the facets of a page of hits below them, if there are any."""
    if results.facets and results.total:
        from cstosearch.render.facets import facets  # noqa: PLC0415 - most searches have none

        below = "\n" if results.hits else ""
        streams.result(below + facets(results.facets, terminal))
