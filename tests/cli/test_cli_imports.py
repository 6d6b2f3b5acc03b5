"""What the program loads: a one-shot command pays for what it imports."""

import subprocess
import sys

import pytest

from cli.running import Run

SCRIPT = """
import sys
from cstosearch.cli import main
code = main(sys.argv[1:])
sys.stderr.write("\\n" + " ".join(sys.modules))
sys.exit(code)
"""


def loaded(*args: str) -> set[str]:
    """Return the modules that a run of the program has loaded."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args], capture_output=True, check=True, text=True
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["search", "--help"]])
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    """Neither the engine nor a single library that it stands on."""
    modules = loaded(*args)
    assert not modules & {"whoosh", "numpy", "dateutil", "Stemmer"}
    assert not modules & {"cstosearch.local", "cstosearch.query", "cstosearch.corpus"}


SEARCH = """
_version analysis analysis.function_words cli cli.apart cli.completing cli.facets cli.formats
cli.options cli.query cli.search cli.streams codec codec.arrays codec.lexicon codec.narrow
codec.records codec.segment codec.sequences codec.sets codec.texts codec.values dates dates.periods
dates.stamps dates.written deadline engine errors local local.aliases local.counted local.evaluation
local.failures local.files local.filters local.generation local.leaf local.matching local.patterns
local.ranking local.rows local.scoring local.searcher local.storage model opening query query.join
query.leaves query.lex query.nodes query.parse query.values render render.bars render.report
render.terminal render.text search search.asked search.cursor search.facets snippets
""".split()


FORMATS = {
    "json": "render.json",
    "jsonl": "render.json",
    "csv": "render.table render.text",
    "markdown": "render.markdown render.text",
    "bibtex": "render.bibtex render.text",
    "ris": "render.ris render.text",
}


@pytest.mark.parametrize("output", FORMATS)
def test_a_format_loads_its_own_module(indexed: Run, output: str) -> None:
    """And none of another format."""
    assert indexed("stats").code == 0
    ours = {
        name.removeprefix("cstosearch.")
        for name in loaded("search", "border", "--format", output)
        if name.startswith("cstosearch.")
    }
    assert ours == {*SEARCH} - {"render.text"} | {*FORMATS[output].split()}


def test_a_search_loads_what_it_needs(indexed: Run) -> None:
    """No other command, nothing that reads source files or writes an index, and no Whoosh."""
    assert indexed("stats").code == 0
    modules = loaded("search", "border")
    ours = {name for name in modules if name.startswith("cstosearch.")}
    assert sorted(ours) == sorted(f"cstosearch.{name}" for name in SEARCH)
    assert not modules & {"whoosh", "concurrent.futures", "subprocess", "tempfile", "logging"}
