"""The option `--facet`: what hits are counted by, and what it does not go with."""

from collections.abc import Sequence
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


def check(facets: Sequence[FacetField], output: str, limit: int, *, count: bool) -> None:
    """Refuse what has no room for facets, and a page of nothing without any.

    Raises `click.UsageError`.
    """
    if facets and count:
        raise click.UsageError("--count prints one number only: leave out --facet or --count")
    if facets and output not in {"text", "json"}:
        raise click.UsageError(f"{output} has no room for facets: use --format text or json")
    if not (facets or limit):
        raise click.UsageError("--limit 0 shows nothing: add --facet, or use --count")


def show(results: Results, terminal: Terminal) -> None:
    """Write the facets of a page of hits below them, if there are any."""
    if results.facets and results.total:
        from cstosearch.render.facets import facets  # noqa: PLC0415 - most searches have none

        below = "\n" if results.hits else ""
        streams.result(below + facets(results.facets, terminal))
