"""The help: its page in the docs, its manual page, its examples."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from cli import manual
from cli.reference import PAGE, helps, reference
from cli.running import Run
from cstosearch import __version__
from cstosearch.model import FIELDS

SHIPPED = PAGE.parents[1] / "corpus"
SAMPLE = PAGE.parent / "sample"
"""Brings entities."""

EXAMPLES = [
    line.strip()
    for _, text in helps()
    for line in text.partition("Examples:\n")[2].splitlines()
    if line.strip()
]


def test_the_page_is_what_help_says() -> None:
    """Else run `python tests/cli/reference.py`."""
    assert PAGE.read_text("utf-8") == reference()


def test_the_manual_page_is_what_help_says() -> None:
    """And the page on queries; else run `python tests/cli/manual.py`."""
    assert manual.PAGE.read_text("ascii") == manual.manual()


@pytest.mark.parametrize(
    "check",
    ["mandoc -Tlint", "groff -man -ww -Tutf8 -z"],
)
def test_the_manual_page_is_sound(check: str) -> None:
    """To both programs that show such pages, without even a remark on style."""
    program, *args = check.split()
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(
        [program, *args, manual.PAGE], capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_help_of_search_names_every_field_of_a_query() -> None:
    """As it is written there, with its colon."""
    text = dict(helps())["cstosearch search"]
    assert [field for field in FIELDS if f" {field}:" not in text] == []


def test_every_command_has_an_example() -> None:
    """One that names the command."""
    for name, text in helps():
        assert f"  {name} " in text.partition("Examples:\n")[2] + " "


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_works(run: Run, monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    """In the archive that ships."""
    monkeypatch.setenv("CSTOSEARCH_CORPUS", str(SHIPPED))
    program, *args = shlex.split(example)
    if args[0] == "entities":
        monkeypatch.setenv("CSTOSEARCH_CORPUS", str(SAMPLE))
    assert run("index").code == 0
    if args[0] in ("new", "saved"):
        assert run("index", "--corpus", "corpus").code == 0
        assert run("save", "border", "border").code == 0
        assert run("index").code == 0
    if "--corpus" in args:
        Path("corpus").rename("other")
        Path("corpus").symlink_to(SHIPPED)
    assert program == "cstosearch"
    assert run(*args).code == 0


def test_the_version(run: Run) -> None:
    """Name and number, for people and scripts."""
    assert run("--version") == (0, f"cstosearch {__version__}\n", "")


@pytest.mark.parametrize(
    ("args", "err"),
    [
        ([], "missing command; see cstosearch --help"),
        (["serach"], 'no such command "serach": did you mean search?'),
        (["xyz"], 'no such command "xyz": see cstosearch --help'),
        (["--nonsense"], "no such option '--nonsense'; see cstosearch --help"),
        (["show"], "missing argument 'ID'; see cstosearch show --help"),
        (["stats", "x"], "got unexpected extra argument (x); see cstosearch stats --help"),
    ],
)
def test_misuse_is_one_line_that_says_where_to_look(run: Run, args: list[str], err: str) -> None:
    """It quotes what was given."""
    assert run(*args) == (2, "", f"cstosearch: {err}\n")


@pytest.mark.parametrize(
    "args",
    [
        ["search", "x"],
        ["show", "x"],
        ["similar", "x"],
        ["terms"],
        ["collocates", "x"],
        ["stats"],
        ["timeline"],
        ["entities"],
    ],
)
def test_without_an_index_every_question_says_what_to_do(run: Run, args: list[str]) -> None:
    """The message is a command to run."""
    assert run(*args) == (2, "", 'cstosearch: no index in "index": run cstosearch index\n')
