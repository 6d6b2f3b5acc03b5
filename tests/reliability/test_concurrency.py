"""Many processes at once: each reader has one generation, whole; of the writers, one at a time."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from unittest import mock

import pytest

import cstosearch
from cstosearch.local import LocalEngine
from cstosearch.local.generation import Generation
from cstosearch.local.storage import read_manifest
from reliability.disk import Disk, Unlink, started
from reliability.scenarios import answers, build, left_over, write

READERS = 4
GENERATIONS = 30
KEPT_THROUGH = 10


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a directory with a corpus of one file, and its index."""
    (tmp_path / "tmp").mkdir()
    change(tmp_path, 0)
    build(tmp_path)
    return tmp_path


def change(home: Path, number: int) -> None:
    """Change one file, add another, and now and then remove the ones that were added."""
    write(home, {"a.txt": f"08.07.2020\nA border conflict, number {number}.\n"})
    write(home, {f"b{number}.txt": f"09.07.2020\nStaff talks, number {number}.\n"})
    if number % 6 == 5:
        write(home, {f"b{each}.txt": None for each in range(number - 4, number)})


def fingerprint(index: Path) -> str:
    """Return the answers of an index in short."""
    with cstosearch.open_index(index) as opened:
        documents = [hit.document for hit in opened.search("*", sort="newest", limit=None)]
        totals = [opened.count(word) for word in ("border", "talks", "number")]
        return f"{opened.generation} {totals} {[each.body for each in documents]}"


@contextmanager
def processes(count: int, do: Callable[[int], object]) -> Iterator[list[int]]:
    """Run `do` in so many processes, which must end well."""
    children = [started(partial(do, number)) for number in range(count)]
    try:
        yield children
    finally:
        ends = [os.waitpid(child, 0)[1] for child in children]
    assert ends == [0] * count


def test_readers_during_updates_rebuilds_and_merges(
    home: Path, record_property: Callable[[str, object], None]
) -> None:
    """Whatever any of them reads, at whatever moment, is what that generation holds."""

    def read(number: int) -> None:
        with (home / f"seen{number}").open("w", encoding="utf-8") as seen:
            while not (home / "stop").exists():
                seen.write(fingerprint(home / "index") + "\n")

    known = {fingerprint(home / "index")}
    with mock.patch("cstosearch.codec.policy.MAX_SEGMENTS", 3), processes(READERS, read):
        try:
            for number in range(1, GENERATIONS):
                change(home, number)
                build(home, rebuild=number % 5 == 0)
                known.add(fingerprint(home / "index"))
        finally:
            (home / "stop").touch()
    read_by = [(home / f"seen{n}").read_text("utf-8").splitlines() for n in range(READERS)]
    assert len(known) == GENERATIONS
    assert set().union(*read_by) <= known
    assert all(len(set(seen)) > 1 for seen in read_by)
    record_property("generations committed before readers in other processes", GENERATIONS)
    record_property("answers that these readers had", sum(map(len, read_by)))
    assert left_over(home / "index") == set()


def test_a_reader_that_stays_open(home: Path) -> None:
    """Over ten generations it gives the answers of its own, also to what it was never asked."""
    with cstosearch.open_index(home / "index") as held:
        for number in range(1, KEPT_THROUGH + 1):
            change(home, number)
            build(home, rebuild=number % 3 == 0)
            assert [hit.document.body for hit in held.search(f'"number {number}"')] == []
            assert held.count("number") == 2
        assert [hit.document.body for hit in held.search("border")] == [
            "A border conflict, number 0."
        ]
        assert held.generation == 1
    with cstosearch.open_index(home / "index") as fresh:
        assert fresh.generation == KEPT_THROUGH + 1


@pytest.mark.parametrize("patience", [0.0, 60.0])
def test_writers_take_turns(home: Path, patience: float) -> None:
    """Each waits for the others, or is told; what comes out is what one would have made."""

    def write_much(number: int) -> None:
        for turn in range(5):
            write(home, {f"{number}.txt": f"1{number}.07.2020\nTalks, turn {turn}.\n"})
            with suppress(*[cstosearch.IndexLockedError] if not patience else []):
                cstosearch.build(
                    home / "corpus",
                    home / "index",
                    rebuild=turn == number,
                    lock_timeout=patience,
                )

    with processes(3, write_much):
        pass
    build(home)
    found = answers(home / "index")
    build(home, rebuild=True)
    assert answers(home / "index") == found
    assert left_over(home / "index") == set()


def test_a_writer_that_is_killed_lets_others_write(home: Path) -> None:
    """The system gives its lock back."""

    def hold() -> None:
        with LocalEngine(home / "index").writer(fresh=False, timeout=0):
            (home / "held").touch()
            signal.pause()

    child = started(hold)
    while not (home / "held").exists():
        assert os.waitpid(child, os.WNOHANG) == (0, 0)
    with pytest.raises(cstosearch.IndexLockedError, match=f"written by process {child}"):
        build(home)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    change(home, 1)
    assert build(home).documents == 3


def test_a_commit_while_a_dry_run_looks(home: Path) -> None:
    """It finds the manifest of the next generation, not none, as if all had to be read."""
    change(home, 1)
    commits = iter([build])

    def read(directory: Path, generation: Generation) -> bytes | None:
        for commit in commits:
            commit(home)
        return read_manifest(directory, generation)

    with mock.patch("cstosearch.local.read_manifest", read):
        told = cstosearch.build(home / "corpus", home / "index", dry_run=True)
    assert (told.read, told.unchanged) == (0, 3)


def test_what_others_find_goes_first(home: Path) -> None:
    """A TOC that is found without its other files would be read as one of Whoosh's making."""
    change(home, 1)
    with Disk(home / "index") as disk:
        build(home)
    removed = [step.path for step in disk.steps if isinstance(step, Unlink)]
    assert removed[0] == "_MAIN_1.toc"
    assert sorted(removed[1:]) == [
        *("MAIN_1x1.seg", "generation_1.json", "manifest_1.npz", "names_1.txt")
    ]
