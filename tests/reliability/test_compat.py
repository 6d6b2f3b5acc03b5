"""Indexes of other versions: which are read, what is said of the others, and how one goes on.

`tests/compat` has a small index of each format, made by a version that wrote it.
"""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final
from unittest import mock

import pytest
from cli.running import Ran, Run, timeless
from compat.make import make

import cstosearch
from cstosearch.cli import commands as program
from cstosearch.cli import main
from cstosearch.local.generation import FORMAT
from cstosearch.saved import FORMAT as SAVED_FORMAT

COMPAT: Final = Path(__file__).parent.parent / "compat"
OLDER: Final = {1: "0.1.0", 2: "0.2.0", 3: "0.2.0"}
"""The formats before the present one, and who made the indexes of them."""
ARGUMENTS: Final = {
    "index": [],
    "search": ["border"],
    "show": ["n1"],
    "timeline": ["border"],
    "similar": ["n1"],
    "terms": ["b"],
    "collocates": ["border"],
    "entities": [],
    "stats": [],
    "verify": [],
    "save": ["other", "border"],
    "new": [],
    "saved": [],
}
"""A call of each command that reads an index."""
ANSWERS: Final = {
    "border": ["20200708-2c837b6e", "n1"],
    '"working group"': ["20200709-7eec36ca"],
    "учения": ["n2"],
    "person:zas": ["n3"],
    "NOT lang:en": ["n2"],
    "rule*": ["n4"],
    "it": ["20200709-7eec36ca"],
}
"""Queries, and the ids of their hits; "it" was in n1 before that was changed."""


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Unpack an index beside the corpus it was made of, in the current directory."""

    def unpack(name: str) -> Path:
        shutil.copytree(COMPAT / "corpus", tmp_path / "corpus")
        with zipfile.ZipFile(COMPAT / f"{name}.zip") as packed:
            packed.extractall(tmp_path / "index")
        monkeypatch.chdir(tmp_path)
        return tmp_path / "index"

    return unpack


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in this process."""
    return lambda *args: Ran(main(args), *map(timeless, capsys.readouterr()))


def answers() -> dict[str, list[str]]:
    """Return the ids of the hits of each query."""
    with cstosearch.open_index() as index:
        return {query: sorted(hit.document.id for hit in index.search(query)) for query in ANSWERS}


def news(run: Run) -> list[str]:
    """Return the ids of what is new for the saved query, once."""
    found = json.loads(run("new", "--format", "json").out)
    return [hit["id"] for query in found["queries"] for hit in query["hits"]]


def refusal(made: str, number: int, *, newer: bool = False) -> Ran:
    """Return how a command refuses an index of another format."""
    by, todo = ("a newer cstosearch,", "install that one, or ") if newer else ("cstosearch", "")
    return Ran(
        2,
        "",
        f'cstosearch: the index in "index" was made by {by} {made}, in format {number}; this is '
        f"{cstosearch.__version__}, which reads format {FORMAT}: {todo}run cstosearch index "
        "--rebuild\n",
    )


def test_every_format_has_an_index_here() -> None:
    """Whoever raises FORMAT first runs `tests/compat/make.py`, as its README says."""
    there = {path.stem for path in COMPAT.glob("format_*.zip")}
    assert there == {f"format_{number}" for number in range(1, FORMAT + 1)}
    assert set(OLDER) == set(range(1, FORMAT))


def test_every_command_that_reads_an_index_is_tried() -> None:
    with program.make_context("cstosearch", ["--help"], resilient_parsing=True) as context:
        assert {*program.list_commands(context)} - {"completion"} == set(ARGUMENTS)


def test_the_present_format(unpacked: Callable[[str], Path]) -> None:
    """Has all that an index can have, and answers as it did when it was made."""
    unpacked(f"format_{FORMAT}")
    with cstosearch.open_index() as index:
        stats = index.stats()
        assert (stats.documents, stats.undated, stats.files, stats.records) == (6, 1, 2, 6)
    assert answers() == ANSWERS


def test_the_present_format_is_sound(unpacked: Callable[[str], Path], run: Run) -> None:
    """It may be stale, as rules for entities and readers of files change: that is no damage."""
    unpacked(f"format_{FORMAT}")
    findings = cstosearch.verify(deep=True).findings
    assert {finding.kind for finding in findings} <= {"stale"}
    assert run("verify").code == bool(findings)


def test_the_present_format_is_brought_in_step(unpacked: Callable[[str], Path], run: Run) -> None:
    """And so gives what a rebuild does."""
    unpacked(f"format_{FORMAT}")
    page = Path("corpus/more.txt")
    page.write_text("10.07.2020\nMore on the border.\n", "utf-8")
    assert cstosearch.build().documents == 7
    updated = answers()
    assert len(updated["border"]) == 3
    assert cstosearch.verify(deep=True).findings == ()
    cstosearch.build(rebuild=True)
    assert answers() == updated
    page.unlink()
    cstosearch.build()
    assert answers() == ANSWERS
    assert news(run) == ["n1"]


def test_what_is_made_today_is_of_the_present_format(tmp_path: Path) -> None:
    """The index here is of the same files as one that is made now."""
    made = make(tmp_path)
    assert made.name == f"format_{FORMAT}.zip"
    with zipfile.ZipFile(made) as new, zipfile.ZipFile(COMPAT / made.name) as old:
        assert new.namelist() == old.namelist()


@pytest.mark.parametrize("command", ARGUMENTS)
@pytest.mark.parametrize("number", OLDER)
def test_an_older_format_is_refused_by_name(
    unpacked: Callable[[str], Path], run: Run, number: int, command: str
) -> None:
    """In one line that says who made it and what to do; nothing of it is changed."""
    index = unpacked(f"format_{number}")
    before = {path.name: path.read_bytes() for path in index.iterdir()}
    assert run(command, *ARGUMENTS[command]) == refusal(OLDER[number], number)
    after = {path.name: path.read_bytes() for path in index.iterdir()}
    assert after.items() >= before.items()
    assert after.keys() - before.keys() <= {"MAIN_WRITELOCK", "writer.txt", "saved.lock"}


def test_a_dry_run_of_an_older_format(unpacked: Callable[[str], Path], run: Run) -> None:
    """It does not promise what `index` would refuse."""
    unpacked("format_3")
    assert run("index", "--dry-run") == refusal(OLDER[3], 3)
    assert run("index", "--dry-run", "--rebuild").code == 0


@pytest.mark.parametrize("number", OLDER)
def test_a_rebuild_of_an_older_format(
    unpacked: Callable[[str], Path], run: Run, number: int
) -> None:
    """All answers are right then, nothing of the old one is left, saved queries live on."""
    index = unpacked(f"format_{number}")
    saved = index.joinpath("saved.bin").exists()
    assert run("index", "--rebuild").code == 0
    assert answers() == ANSWERS
    assert cstosearch.verify(deep=True).findings == ()
    if saved:
        assert news(run) == ["n1"]
    assert saved == (number >= 3)


@pytest.mark.parametrize("command", ARGUMENTS)
def test_a_newer_format_is_refused(unpacked: Callable[[str], Path], run: Run, command: str) -> None:
    """Whatever else it may have become."""
    [facts] = unpacked(f"format_{FORMAT}").glob("generation_*.json")
    facts.write_text(json.dumps({"format": FORMAT + 1, "version": "9.0", "tables": {}}))
    assert run(command, *ARGUMENTS[command]) == refusal("9.0", FORMAT + 1, newer=True)


def test_a_newer_format_can_be_rebuilt(unpacked: Callable[[str], Path], run: Run) -> None:
    [facts] = unpacked(f"format_{FORMAT}").glob("generation_*.json")
    facts.write_text(json.dumps({"format": FORMAT + 1, "version": "9.0"}))
    assert run("index", "--rebuild").code == 0
    assert answers() == ANSWERS
    assert news(run) == ["n1"]


def test_other_rules_for_entities(unpacked: Callable[[str], Path]) -> None:
    """Searches go on, verify tells, and the next run reads everything anew."""
    unpacked(f"format_{FORMAT}")
    cstosearch.build()
    with mock.patch("cstosearch.indexing.manifest.ENRICHER_VERSION", 1 << 20):
        assert answers() == ANSWERS
        [finding] = cstosearch.verify().findings
        assert (finding.kind, finding.where) == ("stale", "entities")
        assert cstosearch.build().read == 2
        assert cstosearch.verify(deep=True).findings == ()
    assert answers() == ANSWERS


@pytest.mark.parametrize("name", [path.stem for path in sorted(COMPAT.glob("whoosh_*.zip"))])
def test_an_index_of_stock_whoosh(unpacked: Callable[[str], Path], run: Run, name: str) -> None:
    """Only Whoosh can read it; bringing it in step makes one of ours."""
    unpacked(name)
    for command in sorted(ARGUMENTS.keys() - {"index"}):
        assert run(command, *ARGUMENTS[command]) == Ran(
            2,
            "",
            'cstosearch: a part of the index in "index" was written by Whoosh and not by '
            "cstosearch: run cstosearch index\n",
        )
    assert run("index").code == 0
    assert answers() == ANSWERS


def test_saved_queries_of_every_format(unpacked: Callable[[str], Path]) -> None:
    """The one format that there has been is in the indexes here."""
    line = unpacked("format_3").joinpath("saved.bin").read_bytes().splitlines()[0]
    assert json.loads(line)["format"] == SAVED_FORMAT == 1


def test_nothing_here_tells_of_the_machine_it_was_made_on() -> None:
    """No absolute path, and so few bytes that nobody minds them."""
    for path in COMPAT.glob("*.zip"):
        with zipfile.ZipFile(path) as packed:
            data = b"".join(map(packed.read, packed.namelist()))
        assert not [word for word in (b"/home/", b"/root/", b"/tmp/", b"/work/") if word in data]
        assert path.stat().st_size < 16_384
