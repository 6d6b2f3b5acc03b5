"""What can be written where the cursor is? Fields of a query, and names of saved queries.

A shell waits for the answer, and what goes wrong meanwhile is not its user's affair.
"""

import click

import cstosearch
from cstosearch import CstosearchError
from cstosearch.model import FIELDS


def fields(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 (click's signature)
    """Return the fields that a word of a query may become, behind what may stand before it."""
    word = incomplete.lstrip("(+")
    before = incomplete.removesuffix(word)
    return [f"{before}{field}:" for field in FIELDS if f"{field}:".startswith(word.lower())]


def saved_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of the saved queries that begin so and are not written yet."""
    written = ctx.params.get(param.name or "") or ()
    try:
        names = cstosearch.saved_names(ctx.params["index_dir"])
    except CstosearchError:
        return []
    return [name for name in names if name.startswith(incomplete) and name not in written]
