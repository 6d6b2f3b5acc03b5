"""docs/formats.md: its examples are read as it says, and its keys are those that are printed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import Run
from cstosearch.corpus.layouts import read_records
from cstosearch.corpus.layouts.jsonl import KEYS

PAGE = Path(__file__).parents[2].joinpath("docs", "formats.md").read_text("utf-8")
EXAMPLES = re.findall(
    r"^```\w+ (\S+)\n(.*?)^```\n\n\| date \| title \| text \|\n\|[-|]+\n((?:\|[^\n]*\n)+)",
    PAGE,
    re.MULTILINE | re.DOTALL,
)
NOTE = {
    "title": "Border",
    "date": "2020-07-08",
    "body": "On the border.",
    "entities": [{"type": "country", "name": "Armenia"}],
}


def rows(table: str) -> list[list[str]]:
    """Return the cells of the lines of a table."""
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]


def documented(heading: str) -> list[str]:
    """Return the keys in the table below the heading that begins so."""
    section = PAGE.partition(f"\n### {heading}")[2].partition("\n### ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def keys(printed: dict[str, object]) -> Iterator[str]:
    """Yield the keys of an object, below each those of the objects that it lists."""
    for key, value in printed.items():
        yield key
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from (f"{key}[].{inner}" for inner in keys(value[0]))


def test_all_examples_are_found() -> None:
    """So that a change of form does not leave nothing to execute."""
    assert len(EXAMPLES) == PAGE.count("\n| date | title | text |\n") == 10


@pytest.mark.parametrize(("name", "text", "table"), EXAMPLES, ids=[name for name, *_ in EXAMPLES])
def test_an_example_is_read_as_the_page_says(
    tmp_path: Path, name: str, text: str, table: str
) -> None:
    """Date, title and text of each item, without any reservation."""
    tmp_path.joinpath(name).write_text(text, "utf-8")
    found = read_records(tmp_path, name, pytest.fail)
    assert [[str(r.date or ""), r.title, "\n".join(r.paragraphs)] for r in found] == rows(table)


def test_the_keys_of_jsonl_are_those_that_are_read() -> None:
    """With all the names that each of them has."""
    table = PAGE.partition("| key | also | is |\n")[2].partition("\n\n")[0]
    names = [re.findall(r"`(\w+)`", "".join(row[:2])) for row in rows(table)[1:]]
    assert names == [*map(list, KEYS.values()), ["entities"]]


@pytest.mark.parametrize(
    ("heading", "args"),
    [
        ("`search --format json`", ["search", "nothing", "--format", "json"]),
        ("A hit", ["search", "border", "--format", "jsonl"]),
        ("`show --format json`", ["show", "20200708", "--format", "json"]),
        ("`stats --format json`", ["stats", "--format", "json"]),
        ("`similar --format json`", ["similar", "20200708", "--on", "1999", "--format", "json"]),
        ("`terms --format json`", ["terms", "--stems", "--format", "json"]),
        ("`collocates --format json`", ["collocates", "on", "--format", "json"]),
    ],
)
def test_the_keys_that_are_printed_are_those_of_the_page(
    run: Run, heading: str, args: list[str]
) -> None:
    """All of them, in that order; an answer without hits shows what is around them."""
    Path("corpus/notes.jsonl").write_text(json.dumps(NOTE), "utf-8")
    assert run("index").code == 0
    assert list(keys(json.loads(run(*args).out))) == documented(heading)


def test_what_show_prints_can_be_read_again(run: Run) -> None:
    """As a line of a corpus, it makes the same document."""
    Path("corpus/notes.jsonl").write_text(json.dumps(NOTE), "utf-8")
    assert run("index").code == 0
    shown = run("show", "20200708", "--format", "json").out
    Path("corpus/notes.jsonl").write_text(shown, "utf-8")
    assert run("index").code == 0
    again = json.loads(run("show", "20200708", "--format", "json").out)
    assert again | {"sources": []} == json.loads(shown) | {"sources": []}
