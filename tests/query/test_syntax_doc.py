"""docs/query-syntax.md says how queries are understood: each of its examples is executed."""

import re
from datetime import date
from pathlib import Path

import pytest

from cstosearch.errors import QueryError
from cstosearch.query.parse import parse

PAGE = Path(__file__).parents[2] / "docs" / "query-syntax.md"
BLOCK = re.compile(r"^```query\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"(--any |--no-alias )?(\S.*?) +=>  (\S.*)")
LINES = [line for block in BLOCK.findall(PAGE.read_text("utf-8")) for line in block.splitlines()]


def answer(query: str, option: str | None) -> str:
    """Return what the page should say of a query."""
    try:
        any_word, no_alias = option == "--any ", option == "--no-alias "
        tree = parse(query, any_word=any_word, no_alias=no_alias, today=date(2020, 7, 14))
        return str(tree)
    except QueryError as error:
        return f"error: {error.message}"


def test_the_page_has_examples() -> None:
    """So that a change of its form does not leave nothing to execute."""
    assert len(LINES) > 40


@pytest.mark.parametrize("line", LINES)
def test_an_example_is_understood_as_the_page_says(line: str) -> None:
    """Written out in full, or refused with the message that stands there."""
    example = EXAMPLE.fullmatch(line)
    assert example
    option, query, expected = example.groups()
    assert answer(query, option) == expected
