"""The help: its page in the docs, its examples, and the shell's completion."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from cli.reference import PAGE, helps, reference
from cli.running import Run, command
from cstosearch import __version__

SHIPPED = PAGE.parents[1] / "corpus"

EXAMPLES = [
    line.strip()
    for _, text in helps()
    for line in text.partition("Examples:\n")[2].splitlines()
    if line.strip()
]


def test_the_page_is_what_help_says() -> None:
    """Else run `python tests/cli/reference.py`."""
    assert PAGE.read_text("utf-8") == reference()


def test_every_command_has_an_example() -> None:
    """One that names the command."""
    for name, text in helps():
        assert f"  {name} " in text.partition("Examples:\n")[2] + " "


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_works(run: Run, monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    """In the archive that ships."""
    monkeypatch.setenv("CSTOSEARCH_CORPUS", str(SHIPPED))
    assert run("index").code == 0
    program, *args = shlex.split(example)
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
    [["search", "x"], ["show", "x"], ["similar", "x"], ["terms"], ["collocates", "x"], ["stats"]],
)
def test_without_an_index_every_question_says_what_to_do(run: Run, args: list[str]) -> None:
    """The message is a command to run."""
    assert run(*args) == (2, "", 'cstosearch: no index in "index": run cstosearch index\n')


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("cstosearch s", "plain,search\nplain,show\nplain,similar\nplain,stats\n"),
        ("cstosearch search --so", "plain,--sort\n"),
        ("cstosearch search --sort n", "plain,newest\n"),
        ("cstosearch search --nonsense --so", "plain,--sort\n"),
    ],
)
def test_the_shell_completes(words: str, completed: str) -> None:
    """By click, as the page in the docs says."""
    env = {
        "_CSTOSEARCH_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    done = subprocess.run(
        command(), capture_output=True, check=True, text=True, env={**os.environ, **env}
    )
    assert done.stdout == completed
