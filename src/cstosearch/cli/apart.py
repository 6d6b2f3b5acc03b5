"""Which options of `search` do not go together?"""

from collections.abc import Iterator
from typing import Final

import click
from click.core import ParameterSource

from cstosearch.cli import formats

_APART: Final = (
    (("--count", "--format"), "--count prints a number and nothing else: leave out --format"),
    (("--count", "--output"), "--count prints a number and nothing else: leave out --output"),
    (("--count", "-l"), "--count prints a number and nothing else: leave out -l"),
    (("--count", "-0"), "--count prints a number and nothing else: leave out -0"),
    (("--count", "--page"), "--count counts the hits of all pages: leave out --page"),
    (("--count", "--limit"), "--count counts all hits: leave out --limit"),
    (("--count", "--sort"), "--count prints a number and nothing else: leave out --sort"),
    (("--count", "--after"), "--count counts the hits of all pages: leave out --after"),
    (("--explain", "--count"), "--explain prints the counts of all parts: leave out --count"),
    (("--explain", "--output"), "--explain prints no hits: leave out --output"),
    (("--explain", "-l"), "--explain prints no hits: leave out -l"),
    (("--explain", "--page"), "--explain prints no hits: leave out --page"),
    (("--explain", "--limit"), "--explain prints no hits: leave out --limit"),
    (("--explain", "--sort"), "--explain prints no hits: leave out --sort"),
    (("--explain", "--after"), "--explain prints no hits: leave out --after"),
    (("--snippets", "--explain"), "--explain prints no hits: leave out --snippets"),
    (("--snippets", "--count"), "--count prints a number and nothing else: leave out --snippets"),
    (("--snippets", "--output"), "--output prints names and nothing else: leave out --snippets"),
    (("--snippets", "-l"), "-l prints names of files and nothing else: leave out --snippets"),
    (("--facet", "--count"), "--count prints a number and nothing else: leave out --facet"),
    (("--facet", "--explain"), "--explain counts by the parts of the query: leave out --facet"),
    (("--facet", "--output"), "--output prints names and nothing else: leave out --facet"),
    (("--facet", "-l"), "-l prints names of files and nothing else: leave out --facet"),
    (("-l", "--output"), "-l is --output source: give one of the two"),
    (("-l", "--format"), "-l prints names of files and nothing else: leave out --format"),
    (("--output", "--format"), "--output prints names and nothing else: leave out --format"),
    (("--page", "--after"), "--page and --after both say where to begin: give one of the two"),
)
"""What is not given together, and what is said to whoever does."""

_NEEDS: Final = (
    ("-0", ("-l", "--output"), "-0 parts names: it needs -l or --output"),
    ("--context", ("--kwic",), "--context is for --kwic"),
)
"""What needs one of others, and what is said where it is missing."""
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
    for apart, message in _APART:
        if given.issuperset(apart):
            raise click.UsageError(message)
    for needing, needed, message in _NEEDS:
        if needing in given and given.isdisjoint(needed):
            raise click.UsageError(message)
    for message in _by_value(given, context.params["output"], context.params["limit"]):
        raise click.UsageError(message)
    return given


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
