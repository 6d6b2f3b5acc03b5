"""The documents agree with the program: sessions are run, paths exist, commands are named."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
TIMES = re.compile(r"\d+(?:\.\d+)? (?:ms|s)\b")


def session() -> list[tuple[str, str]]:
    """Return the commands of the README's session, and what each prints."""
    text = (ROOT / "README.md").read_text("utf-8")
    [block] = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    steps = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(step.partition("\n")[0], step.partition("\n")[2]) for step in steps]


def test_the_session_in_the_readme_is_real(tmp_path: Path) -> None:
    """Times aside, each command prints what the page says, on either stream."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "COLUMNS": "80"}
    for command, printed in session():
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert TIMES.sub("T", done.stdout.rstrip()) == TIMES.sub("T", printed.rstrip()), command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_that_pages_speak_of_exist(page: Path) -> None:
    """Links, and paths in code that begin with a folder of the project."""
    text = page.read_text("utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / link).exists(), link
    for path in re.findall(r"`((?:src|tests|docs|benchmarks|\.ci|corpus)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path
