"""What the program prints of a small archive, compared whole with the files of `tests/golden/`."""

import pytest
from golden import CORPUS, Golden

from cli.running import Run

COMMANDS = {
    "search": ["search", "border", "--sort", "newest"],
    "search-first-sentence": ["search", "moscow", "OR", '"second one"'],
    "show-variants": ["show", "20200714"],
    "show-url": ["show", "echelon"],
    "show-cyrillic": ["show", "совещание"],
    "show-wide": ["show", "wide"],
    "show-controls": ["show", "controls"],
    "show-undated": ["show", "undated"],
}


@pytest.fixture
def released(run: Run) -> Run:
    """Run the program in this process; the archive of `tests/golden/corpus` is indexed."""
    assert run("index", "--corpus", str(CORPUS)).code == 0
    return run


@pytest.mark.parametrize("columns", ["60", "100"])
@pytest.mark.parametrize("name", COMMANDS)
def test_text(
    released: Run, monkeypatch: pytest.MonkeyPatch, golden: Golden, name: str, columns: str
) -> None:
    """On a narrow terminal and on a wide one."""
    monkeypatch.setenv("COLUMNS", columns)
    ran = released(*COMMANDS[name])
    assert ran.code == 0
    golden(f"{name}-{columns}.txt", ran.out + ran.err)


@pytest.mark.parametrize("output", ["csv", "tsv", "markdown", "bibtex", "ris"])
def test_hits_in_a_format(released: Run, golden: Golden, output: str) -> None:
    """The text of each format, line ends and all."""
    ran = released(*COMMANDS["search"], "--format", output)
    assert (ran.code, ran.err) == (0, "8 hits (0 ms)\n")
    golden(f"search.{output}", ran.out)


@pytest.mark.parametrize("output", ["markdown", "bibtex", "ris"])
def test_a_document_in_a_format(released: Run, golden: Golden, output: str) -> None:
    """One of several sources, one of them in other words."""
    golden(f"show.{output}", released("show", "20200714", "--format", output).out)
