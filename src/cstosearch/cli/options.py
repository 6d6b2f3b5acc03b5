"""The options that several commands share."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

import click

from cstosearch.deadline import deadline

Tabular = Literal["text", "json", "csv", "tsv"]
"""The formats of what is rows and columns."""

Command = TypeVar("Command", bound=Callable[..., object])


class Directory(click.Path):
    """A directory by its name, which need not exist yet."""

    def __init__(self) -> None:
        super().__init__(file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse an empty name, which would silently mean the current directory."""
        if not value:
            self.fail('"" names no directory: write "." for the current one', param, ctx)
        return super().convert(value, param, ctx)


def _directory(name: str, help_: str) -> Callable[[Command], Command]:
    """Return the option `--name`, whose value defaults to a directory of that name."""
    return click.option(
        f"--{name}",
        f"{name}_dir",
        metavar="DIR",
        type=Directory(),
        default=name,
        envvar=f"CSTOSEARCH_{name.upper()}",
        show_default=True,
        show_envvar=True,
        help=help_,
    )


index = _directory("index", "Where the index is.")
corpus = _directory("corpus", "Where the source files are.")

gazetteer = click.option(
    "--gazetteer",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    envvar="CSTOSEARCH_GAZETTEER",
    show_envvar=True,
    help="Names of entities (docs/formats.md); else gazetteer.toml in the corpus, if it is there.",
)

color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour text; auto does on a terminal, unless NO_COLOR is set.",
)


def _hold(context: click.Context, parameter: click.Parameter, seconds: float | None) -> None:
    """Give the command so many seconds, to the end of its output."""
    try:
        # The outermost context is always closed; this one is not where a later option is wrong.
        context.find_root().with_resource(deadline(seconds))
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from None


timeout = click.option(
    "--timeout",
    metavar="SECONDS",
    type=float,
    expose_value=False,
    callback=_hold,
    help="Give up after so many seconds, with exit status 2. Without it there is no limit.",
)


def examples(*lines: str) -> str:
    """Return an epilog for the help that shows these lines as they are."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def limit(default: int, help_: str) -> Callable[[Command], Command]:
    """Return the option `--limit`."""
    return click.option(
        "--limit",
        metavar="N",
        type=click.IntRange(1),
        default=default,
        show_default=True,
        help=help_,
    )


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
