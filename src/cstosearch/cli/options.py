"""The options that several commands share."""

from collections.abc import Callable
from typing import TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., object])

index = click.option(
    "--index",
    "index_dir",
    metavar="DIR",
    type=click.Path(file_okay=False),
    default="index",
    envvar="CSTOSEARCH_INDEX",
    show_default=True,
    show_envvar=True,
    help="Where the index is.",
)

corpus = click.option(
    "--corpus",
    "corpus_dir",
    metavar="DIR",
    type=click.Path(file_okay=False),
    default="corpus",
    envvar="CSTOSEARCH_CORPUS",
    show_default=True,
    show_envvar=True,
    help="Where the source files are.",
)

color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour text; auto does on a terminal, unless NO_COLOR is set.",
)


def examples(*lines: str) -> str:
    """Return an epilog for the help that shows these lines as they are."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def output(*formats: str) -> Callable[[Command], Command]:
    """Return the option `--format`, whose default is the first of `formats`."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to write results.",
    )
