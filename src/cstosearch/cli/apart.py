"""Which options of `search` do not go together?"""

from collections.abc import Iterator
from typing import Final

import click
from click.core import ParameterSource

from cstosearch.cli import formats

_PAGES: Final = ("--page", "--after")
_HITS: Final = ("--snippets", "--facet")
_ALONE: Final = {
    "--count": (
        "--count prints a number and nothing else",
        ("--format", "--output", "-l", "-0", *_PAGES, *_HITS, "--sort", "--limit"),
    ),
    "--explain": (
        "--explain prints the parts of the query, and no hits",
        ("--count", "--output", "-l", *_PAGES, *_HITS, "--sort", "--limit"),
    ),
    "-l": ("-l prints names of files and nothing else", ("--format", *_HITS)),
    "--output": ("--output prints names and nothing else", ("--format", *_HITS)),
}
"""What prints something else than hits, what is said of it, and what has no meaning beside it."""
_ONE_OF: Final = (
    ("-l", "--output", "-l is --output source: give one of the two"),
    ("--page", "--after", "--page and --after both say where to begin: give one of the two"),
)
"""What says the same, or the opposite."""
_NEEDS: Final = (
    ("-0", ("-l", "--output"), "-0 parts names: it needs -l or --output"),
    ("--context", ("--kwic",), "--context is for --kwic"),
)
"""What needs one of others, and what is said where it is missing."""
_OF_LINES: Final = frozenset(
    (
        *("query", "--since", "--until", "--on", "--any", "--no-alias", "--index", "--timeout"),
        *("--kwic", "--context", "--sort", "--limit", "--format", "--color"),
    )
)
"""What says something about lines; nothing else goes with `--kwic`."""
_OF_HITS: Final = ("--page", "--after", "--sort", "--snippets")
"""What says which hits are shown, and how."""
_ROOMY: Final = ("text", "json")
"""The formats in which there is room for more than hits."""


def refuse(context: click.Context) -> frozenset[str]:
    """Return the options that were given, each by its first name.

    Raises `click.UsageError` for those that do not go together.
    """
    given = frozenset(
        option.opts[0]
        for option in context.command.params
        if option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    )
    for message in _faults(given):
        raise click.UsageError(message)
    for message in _by_value(given, context.params["output"], context.params["limit"]):
        raise click.UsageError(message)
    return given


def _faults(given: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with options that were given together, or alone."""
    yield from (message for *both, message in _ONE_OF if given.issuperset(both))
    if "--kwic" in given:
        yield from (f"{option} does not go with --kwic" for option in sorted(given - _OF_LINES))
    for alone in filter(given.__contains__, _ALONE):
        says, beside = _ALONE[alone]
        yield from (f"{says}: leave out {option}" for option in beside if option in given)
    for needing, needed, message in _NEEDS:
        if needing in given and given.isdisjoint(needed):
            yield message


def _by_value(given: frozenset[str], output: str, limit: int) -> Iterator[str]:
    """Yield what is wrong with options because of the values of others."""
    if "--explain" in given and output not in _ROOMY:
        yield "--explain is text or JSON: leave out --format, or say json"
    if "--facet" in given and output not in _ROOMY:
        yield f"{output} has no room for facets: use --format text or json"
    if "--snippets" in given and not formats.shows_excerpts(output):
        yield f"{output} has no excerpts: leave out --snippets"
    if not limit and "--facet" not in given:
        yield "--limit 0 shows nothing: add --facet, or use --count"
    if not limit:
        yield from (
            f"--limit 0 shows no hits: leave out {each}" for each in _OF_HITS if each in given
        )
    if "--page" in given and "--limit" not in given and not given.isdisjoint(("-l", "--output")):
        yield "all names are printed unless --limit says how many: give --limit"
