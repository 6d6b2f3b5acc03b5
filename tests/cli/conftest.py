"""A tiny archive to run the program in."""

import json
from pathlib import Path

import pytest

from cli.running import NOTES, TEASER, Ran, Run, timeless
from cstosearch.cli import main

_SETTINGS = ("CSTOSEARCH_CORPUS", "CSTOSEARCH_INDEX")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a directory with a corpus, not yet indexed, the current one."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    notes = "".join(json.dumps(note, ensure_ascii=False) + "\n" for note in NOTES)
    corpus.joinpath("notes.jsonl").write_text(notes, "utf-8")
    corpus.joinpath("teaser.txt").write_text(TEASER, "utf-8")
    monkeypatch.chdir(tmp_path)
    # Unbuffered streams hide what happens when Python flushes them at its end.
    for name in (*_SETTINGS, "PYTHONUNBUFFERED", "COLUMNS", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(archive: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in this process; `archive` is not indexed yet."""
    assert archive == Path.cwd()

    def run_(*args: str) -> Ran:
        code = main(args)
        return Ran(code, *map(timeless, capsys.readouterr()))

    return run_


@pytest.fixture
def indexed(run: Run) -> Run:
    """Run the program in this process; `archive` is indexed."""
    assert run("index").code == 0
    return run
