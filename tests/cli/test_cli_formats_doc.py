"""docs/formats.md: its examples are read as it says, and its keys are those that are printed."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from histories import CSTO, ZAS, speaking, write

import cstosearch
from cli.running import Run
from cstosearch.corpus.layouts import jsonl, read_records
from cstosearch.corpus.layouts.jsonl import KEYS
from cstosearch.local import LocalEngine
from cstosearch.model import Mention, Span

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
    """Yield the keys of an object, below each those of the objects that it has or lists."""
    for key, value in printed.items():
        yield key
        if isinstance(value, dict) and not key.startswith("by_"):  # whose keys are data
            yield from (f"{key}.{inner}" for inner in keys(value))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from (f"{key}[].{inner}" for inner in keys(value[0]))


def test_all_examples_are_found() -> None:
    """So that a change of form does not leave nothing to execute."""
    assert len(EXAMPLES) == PAGE.count("\n| date | title | text |\n") == 11


@pytest.mark.parametrize(("name", "text", "table"), EXAMPLES, ids=[name for name, *_ in EXAMPLES])
def test_an_example_is_read_as_the_page_says(
    tmp_path: Path, name: str, text: str, table: str
) -> None:
    """Date, title and text of each item, without any reservation."""
    tmp_path.joinpath(name).write_text(text, "utf-8")
    found = read_records(tmp_path, name, pytest.fail)
    assert [[str(r.date or ""), r.title, "\n".join(r.paragraphs)] for r in found] == rows(table)


def test_a_title_further_down_stands_between_blank_lines(tmp_path: Path) -> None:
    """Without either of them it ends the item above, as the page says."""
    [text] = [text for name, text, _ in EXAMPLES if name == "several.txt"]
    for without in (text.replace("again\n\n", "again\n"), text.replace("\n\nThe", "\nThe")):
        tmp_path.joinpath("several.txt").write_text(without, "utf-8")
        first, second = read_records(tmp_path, "several.txt", pytest.fail)
        assert first.paragraphs == ("It spoke of the border.", "The council met again")
        assert (second.title, second.paragraphs) == ("", ("It spoke of aid.",))


def test_the_keys_of_jsonl_are_those_that_are_read() -> None:
    """With all the names that each of them has."""
    table = PAGE.partition("| key | also | is |\n")[2].partition("\n\n")[0]
    names = [re.findall(r"`(\w+)`", "".join(row[:2])) for row in rows(table)[1:]]
    assert names == [*map(list, KEYS.values()), ["entities"], ["mentions"]]


@pytest.mark.parametrize(
    ("heading", "args"),
    [
        ("`search --format json`", ["search", "nothing", "--format", "json"]),
        ("`search --explain", ["search", "bor*", "--explain", "--format", "json"]),
        (
            "A line of `search --kwic",
            ["search", "border", "--kwic", "--format", "jsonl", "--limit", "1"],
        ),
        ("`timeline --format json`", ["timeline", "--format", "json"]),
        ("`stats --format json`", ["stats", "--format", "json"]),
        ("`verify --format json`", ["verify", "--corpus", "nowhere", "--format", "json"]),
        ("`saved --format json`", ["saved", "--format", "json"]),
        ("`new --format json`", ["new", "--format", "json"]),
        ("`similar --format json`", ["similar", "20200708", "--on", "1999", "--format", "json"]),
        ("`terms --format json`", ["terms", "--stems", "--format", "json"]),
        ("`collocates --format json`", ["collocates", "on", "--format", "json"]),
        ("`entities --format json`", ["entities", "--format", "json"]),
    ],
)
def test_the_keys_that_are_printed_are_those_of_the_page(
    run: Run, heading: str, args: list[str]
) -> None:
    """All of them, in that order; an answer without hits shows what is around them."""
    Path("corpus/notes.jsonl").write_text(json.dumps(NOTE), "utf-8")
    assert run("index").code == run("save", "border", "border").code == 0
    assert list(keys(json.loads(run(*args).out))) == documented(heading)


@pytest.mark.parametrize(
    ("heading", "args"),
    [
        ("A hit", ["search", "zas", "--format", "jsonl"]),
        ("`show --format json`", ["show", "d0", "--format", "json"]),
        ("`entities --with", ["entities", "--with", "zas", "--format", "json"]),
        ("`entities --aliases", ["entities", "--aliases", "zas", "--format", "json"]),
    ],
)
def test_the_keys_of_places_are_those_of_the_page(run: Run, heading: str, args: list[str]) -> None:
    """Of entities and mentions, where a text says where they stand."""
    mentions = (Mention(date(2020, 7, 1), date(2020, 7, 31), "month", "body", Span(22, 26)),)
    said = speaking(0, "Zas met the CSTO on 4 July", Zas=ZAS, CSTO=CSTO)
    documents = [replace(said, mentions=mentions), speaking(3, "Nothing")]
    write(LocalEngine(Path("index")), [documents], set())
    assert list(keys(json.loads(run(*args).out))) == documented(heading)


@pytest.mark.parametrize(("output", "parted"), [("csv", ","), ("tsv", "\t")])
def test_the_columns_of_a_table_are_those_of_the_page(
    indexed: Run, output: str, parted: str
) -> None:
    """In that order."""
    header = indexed("search", "border", "--format", output).out.splitlines()[0]
    assert header.split(parted) == documented("`search --format csv`")


def test_the_walk_of_the_page_meets_all_hits(
    indexed: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each of them once."""
    assert indexed("stats").code == 0
    [walk] = re.findall(r"```python\n(token.*?)```", PAGE, re.DOTALL)
    with cstosearch.open_index() as index:
        exec(walk.replace("limit=100", "limit=1"), {"index": index})  # noqa: S102 (our own page)
    assert capsys.readouterr().out == "echelon\nconcern\n"


def test_the_keys_of_a_facet_are_those_of_the_page(run: Run) -> None:
    """They stand behind the hits, where they are asked for."""
    Path("corpus/notes.jsonl").write_text(json.dumps(NOTE), "utf-8")
    assert run("index").code == 0
    printed = json.loads(run("search", "border", "--format", "json", "--facet", "entity").out)
    assert list(printed) == [*documented("`search --format json`"), "facets"]
    assert list(keys(printed["facets"][0])) == documented("A facet")


def test_what_show_prints_can_be_read_again(run: Run) -> None:
    """As a line of a corpus, it makes the same document."""
    mentions = ["2019-11", "2019-01-01..2019-06-30"]
    Path("corpus/notes.jsonl").write_text(json.dumps(NOTE | {"mentions": mentions}), "utf-8")
    assert run("index").code == 0
    shown = run("show", "20200708", "--format", "json").out
    Path("corpus/notes.jsonl").write_text(shown, "utf-8")
    assert run("index").code == 0
    again = json.loads(run("show", "20200708", "--format", "json").out)
    assert again | {"sources": []} == json.loads(shown) | {"sources": []}


def test_what_a_search_prints_can_be_read_again(run: Run) -> None:
    """With its entities and mentions, wherever they stood."""
    mentions = (Mention(date(2020, 7, 1), date(2020, 7, 31), "month", "title", Span(22, 26)),)
    said = speaking(0, "Zas met the CSTO on 4 July", Zas=ZAS, CSTO=CSTO)
    said = replace(said, mentions=mentions, title=said.body, title_derived=False)
    write(LocalEngine(Path("index")), [[said]], set())
    line = run("search", "zas", "--format", "jsonl").out
    [row] = jsonl.read(io.BytesIO(line.encode()), pytest.fail)
    assert row.entities == said.entities
    assert row.mentions == (mentions[0]._replace(field="body", span=None),)
