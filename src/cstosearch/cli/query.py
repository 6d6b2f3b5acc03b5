"""What do the commands share that take a query: its words, and the filters beside it?"""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import wraps
from itertools import takewhile
from typing import Any, Final

import click

from cstosearch import Asked
from cstosearch.cli import completing

_MINUS: Final = re.compile("-[^-]")


class QueryCommand(click.Command):
    """A command whose words may begin with one minus, as in `-nato`, but not with two."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, words with a minus among them.

        Raises `click.NoSuchOption` for a long option that does not exist.
        """
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        known = [name for option in options for name in option.opts]
        for word in takewhile(lambda word: word != "--", args):
            name = word.partition("=")[0]
            if name.startswith("--") and name not in known and not ctx.resilient_parsing:
                near = get_close_matches(name, known)
                raise click.NoSuchOption(name, f"No such option '{name}'.", near, ctx)
        return super().parse_args(ctx, list(_shielded(args, options)))


def _shielded(args: list[str], options: list[click.Option]) -> Iterator[str]:
    """Yield the arguments, a space before each word that click would take for options.

    A space before a word means nothing to a query. What is one of the short options, or several
    in one, stays an option.
    """
    takes_value = {name for each in options if not each.is_flag for name in each.opts}
    letters = "".join(name[1] for each in options for name in each.opts if len(name) == len("-x"))
    short = re.compile(f"-[{re.escape(letters)}]+") if letters else None
    rest, before = iter(args), ""
    for word in rest:
        if word == "--":
            yield from (word, *rest)
            return
        is_word = before not in takes_value and _MINUS.match(word)
        yield f" {word}" if is_word and not (short and short.fullmatch(word)) else word
        before = word


def asks(*, required: bool) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the argument QUERY and the filters; it is called with `query` and `asked`.

    Where neither is given, that is an error if they are `required`, else all documents are meant.
    """

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        @wraps(function)
        def command(
            *,
            query: tuple[str, ...],
            since: str | None,
            until: str | None,
            on: str | None,
            any_word: bool,
            no_alias: bool,
            **options: Any,
        ) -> int:
            words = " ".join(query)
            if not words.strip() and (since, until, on) == (None, None, None):
                if required:
                    raise click.UsageError("nothing to search for: give a query or a filter")
                words = "*"
            asked = Asked(since=since, until=until, on=on, any_word=any_word, no_alias=no_alias)
            return function(query=words, asked=asked, **options)

        for parameter in reversed(_PARAMETERS):
            command = parameter(command)
        return command

    return decorate


_PARAMETERS: Final = (
    click.argument("query", nargs=-1, shell_complete=completing.fields),
    click.option("--since", metavar="DATE", help="Only what was published on this date or later."),
    click.option(
        "--until", metavar="DATE", help="Only what was published on this date or earlier."
    ),
    click.option(
        "--on",
        metavar="DATE",
        help="Only what was published on this day, month or year; without a year, of any.",
    ),
    click.option("--any", "any_word", is_flag=True, help="Any of the words will do, not all."),
    click.option(
        "--no-alias",
        is_flag=True,
        help="Names, as in person:zas, are canonical names only, as behind := for one name.",
    ),
)
