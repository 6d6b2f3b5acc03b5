"""What the shells complete: by the scripts that `completion` prints, in the shells themselves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from cli.running import Run, command
from cstosearch.cli import commands
from cstosearch.cli.completion import VARIABLE
from cstosearch.model import FIELDS

pytestmark = pytest.mark.usefixtures("indexed")

CASES = [
    ("cstosearch sh", ["show"]),
    ("cstosearch search --so", ["--sort"]),
    ("cstosearch search --sort n", ["newest"]),
    ("cstosearch search --nonsense --so", ["--sort"]),
    ("cstosearch new --format a", ["atom"]),
    ("cstosearch search border tit", ["title:"]),
    ("cstosearch search (DA", ["(date:"]),
    ("cstosearch search title:bor", []),
    ("cstosearch save x tit", ["title:"]),
    ("cstosearch new b", ["border"]),
    ("cstosearch new border ", ["week", "сессия"]),
    ("cstosearch new border сес", ["сессия"]),
    ("cstosearch saved --remove w", ["week"]),
    ("cstosearch new --index nowhere b", []),
    ("cstosearch nonsense b", []),
    ("cstosearch completion z", ["zsh"]),
]


@pytest.fixture(autouse=True)
def saved(indexed: Run) -> None:
    for name in ("border", "week", "сессия"):
        assert indexed("save", name, "border").code == 0


def complete(words: str) -> subprocess.CompletedProcess[str]:
    """Ask for what completes a line, as the script for bash does."""
    return subprocess.run(
        command(),
        capture_output=True,
        check=True,
        text=True,
        env={
            **os.environ,
            VARIABLE: "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        },
    )


@pytest.mark.parametrize(("words", "completed"), CASES)
@pytest.mark.parametrize("shell", [BashComplete, ZshComplete, FishComplete])
def test_each_shell_is_told_what_completes(
    shell: type[ShellComplete], words: str, completed: list[str]
) -> None:
    _, *args, incomplete = words.split(" ")
    completer = shell(commands, {}, "cstosearch", VARIABLE)
    found = completer.get_completions(args, incomplete)
    assert [item.value for item in found] == completed


def test_all_fields_are_offered() -> None:
    assert complete("cstosearch search ").stdout.split() == [f"plain,{each}:" for each in FIELDS]


def test_the_index_is_the_one_that_is_named(indexed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """By option or by variable."""
    Path("index").rename("other")
    assert complete("cstosearch new b").stdout == "\n"
    assert complete("cstosearch new --index other b").stdout == "plain,border\n"
    monkeypatch.setenv("CSTOSEARCH_INDEX", "other")
    assert complete("cstosearch new b").stdout == "plain,border\n"
    assert indexed("saved").code == 0


def test_what_is_damaged_completes_nothing_in_silence() -> None:
    Path("index/saved.bin").write_bytes(b"noise")
    done = complete("cstosearch new b")
    assert (done.stdout, done.stderr) == ("\n", "")


def test_completion_loads_nothing_heavy() -> None:
    """Somebody waits for it with a finger on the key."""
    script = (
        "import atexit, sys; from cstosearch.cli import main\n"
        "atexit.register(lambda: sys.stderr.write(' '.join(sys.modules))); main([])"
    )
    env = {VARIABLE: "bash_complete", "COMP_WORDS": "cstosearch new b", "COMP_CWORD": "2"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, **env},
    )
    assert done.stdout == "plain,border\n"
    modules = set(done.stderr.split())
    assert "cstosearch.saved" in modules
    assert not modules & {"numpy", "whoosh", "dateutil", "cstosearch.search", "cstosearch.local"}


BASH = """
eval "$(cstosearch completion bash)"
compopt() { echo "compopt $*"; }
COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
$(complete -p cstosearch | sed 's/.*-F \\([^ ]*\\).*/\\1/') cstosearch
"""
ZSH = """
compdef() { function=$1 }
compadd() { print "compadd $*" }
eval "$(cstosearch completion zsh)"
words=(%s); CURRENT=${#words}
$function
"""


def shell(name: str, script: str, tmp_path: Path) -> str:
    """Return what a script prints, run by a shell that finds the program by its name."""
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    program = tmp_path / "bin" / "cstosearch"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cstosearch "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        [name, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={
            **os.environ,
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "HOME": str(tmp_path),
        },
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("cstosearch search --so", "--sort"),
        ("cstosearch search tit", "compopt -o nospace\ntitle:"),
        ("cstosearch new сес", "сессия"),
    ],
)
def test_bash_completes(tmp_path: Path, words: str, completed: str) -> None:
    """No space follows a field, as its value does."""
    script = BASH % words + 'printf "%s\\n" "${COMPREPLY[@]}"'
    assert shell("bash", script, tmp_path) == f"{completed}\n"


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("cstosearch search --format j", "compadd -U -V unsorted -- json jsonl"),
        ("cstosearch search tit", "compadd -U -V unsorted -S  -- title:"),
        ("cstosearch new сес", "compadd -U -V unsorted -- сессия"),
    ],
)
def test_zsh_completes(tmp_path: Path, words: str, completed: str) -> None:
    """What it is told to add; a field without a space behind it."""
    assert completed in shell("zsh", ZSH % words, tmp_path).splitlines()


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (
            "cstosearch search --so",
            "--sort\tWhat comes first; with --kwic also by the words left or right of the match.",
        ),
        ("cstosearch search tit", "title:"),
        ("cstosearch new сес", "сессия"),
    ],
)
def test_fish_completes(tmp_path: Path, words: str, completed: str) -> None:
    """By itself, it leaves no space behind a colon."""
    script = f"cstosearch completion fish | source; complete -C '{words}'"
    assert completed in shell("fish", script, tmp_path).splitlines()
