"""The documents agree with the program: sessions are run, paths exist, commands are named."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sessions

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
SESSIONS = [page for page in PAGES if "```console" in page.read_text("utf-8")]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_sessions_are_real(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """In a clone, each command prints what the page says, but for what differs each time."""
    for name in ("corpus", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    steps = sessions.steps(page.read_text("utf-8"))
    printed = sessions.run([step.command for step in steps], tmp_path)
    if request.config.getoption("--regen"):
        page.write_text(sessions.written_anew(page.read_text("utf-8"), printed), "utf-8")
        steps = sessions.steps(page.read_text("utf-8"))
    for step, text in zip(steps, printed, strict=True):
        assert sessions.same(text) == sessions.same(step.printed), step.command


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_no_command_of_a_session_is_passed_over(page: Path) -> None:
    """So that a change of form does not leave nothing to execute."""
    text = page.read_text("utf-8")
    commands = [step for step in sessions.steps(text) if not step.command.startswith("cat >")]
    assert len(commands) == text.count("\n$ ") > 0


def test_citations_are_checked_whatever_the_names_of_files_are(tmp_path: Path) -> None:
    """By what the tutorial shows: the loop but for some, of which it says so, Python for all."""
    odd = (b"two words.txt", b"-l.txt", b"a\nb.txt", b"a  b.txt", b"\xff.txt", b"\\t.txt")
    (tmp_path / "corpus").mkdir()
    for day, name in enumerate(odd, 1):
        text = f"0{day}.07.2020\n\nThe border.\n"
        (tmp_path / "corpus" / os.fsdecode(name)).write_text(text, "utf-8")
    commands = [s.command for s in sessions.steps((ROOT / "docs/tutorial.md").read_text("utf-8"))]
    checking = [c for c in commands if "cited" in c]
    index, *_, loop, _, script = sessions.run(["cstosearch index\n", *checking], tmp_path)
    verdicts = [line.partition(" ")[2] for line in loop.splitlines() if line.startswith("2020")]
    assert verdicts == ["is as cited", *["DIFFERS"] * 4, "is as cited"], index
    assert [line.partition(" ")[2] for line in script.splitlines()] == ["is as cited"] * 6
    [names] = [c for c in commands if "xargs" in c]
    last = names.replace("\n", " | tail -n 1\n")
    assert sessions.run([last], tmp_path) == ["144 total\n"]


def test_what_the_readme_shows_of_python_runs(tmp_path: Path) -> None:
    """From a clone, to the end, and once more."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    [code] = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    for _ in range(2):
        printed = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        assert printed.startswith("2020-07-08 The special training")


@pytest.mark.parametrize("room", ["local", "search", "render", "cli"])
def test_the_design_names_every_module_of_the_larger_rooms(room: str) -> None:
    """In its table of them, below the name of the room."""
    table = (ROOT / "docs" / "design.md").read_text("utf-8").partition("| module | has |\n")[2]
    rows = table.partition(f"| `{room}`: ")[2].partition("\n\n")[0]
    own = re.split(r"^\| `\w+`: ", rows, flags=re.MULTILINE)[0].splitlines()
    named = [name for row in own for name in re.findall(r"`(\w+)`", row.partition(" | ")[0])]
    there = [path.stem for path in (ROOT / "src" / "cstosearch" / room).glob("*.py")]
    assert sorted(named) == sorted(set(there) - {"__init__"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_that_pages_speak_of_exist(page: Path) -> None:
    """Links, and paths in code that begin with a folder of the project."""
    text = page.read_text("utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / link).exists(), link
    for path in re.findall(r"`((?:src|tests|docs|benchmarks|\.ci|corpus)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
