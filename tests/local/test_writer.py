"""Many documents are written in batches: the result is the same."""

import errno
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cstosearch
from cstosearch.codec import build as builds
from cstosearch.codec.arrays import ArrayFile, write_arrays
from cstosearch.local import LocalEngine
from cstosearch.local.generation import Generation
from cstosearch.model import Document, Source, ValueCount
from cstosearch.query.nodes import Everything

DOCUMENTS = [
    Document(
        id=f"d{n:03}",
        title=f"Title {n % 7}",
        title_derived=n % 5 == 0,
        body=f"Border conflict number {n}. " * (n % 4 + 1) + "учения",
        date=date(2020, 7, 1 + n % 9),
        url="",
        lang="en",
        sources=(Source("a.txt", n, n + 1, f"{n:064x}"),),
    )
    for n in range(120)
]


def write(folder: Path) -> LocalEngine:
    engine = LocalEngine(folder)
    with engine.writer(fresh=True, timeout=0) as opened:
        for document in DOCUMENTS:
            opened.add(document)
        opened.commit(b"", files=1, records=len(DOCUMENTS))
    return engine


def contents(folder: Path) -> dict[str, list[object]]:
    """Return what is in the one segment, less the stored blocks, whose order is free."""
    [path] = folder.glob("*.seg")
    with ArrayFile(path) as file:
        return {name: file[name].tolist() for name in file if not name.startswith("stored")}


@pytest.mark.parametrize("at_once", [7, 50])
def test_the_same_in_one_batch_or_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Down to the arrays; and all documents are there."""
    write(tmp_path / "one")
    monkeypatch.setattr("cstosearch.codec.build._MAX_DOCUMENTS", at_once)
    snapshot = write(tmp_path / "many").open()
    assert [snapshot.document(each.id) for each in DOCUMENTS] == DOCUMENTS
    snapshot.close()
    assert contents(tmp_path / "one") == contents(tmp_path / "many")


def test_a_batch_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index stays as it was, without leftovers of batches before."""
    monkeypatch.setattr("cstosearch.codec.build._MAX_DOCUMENTS", 30)
    calls = iter([None, None, OSError(errno.ENOSPC, "No space left on device")])

    def fail(*args: Any, **kwargs: Any) -> None:
        error = next(calls)
        if error is not None:
            raise error
        write_arrays(*args, **kwargs)

    monkeypatch.setattr(builds, "write_arrays", fail)
    with pytest.raises(cstosearch.IndexStateError, match="No space left on device: the index is"):
        write(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["MAIN_WRITELOCK", "writer.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.EIO, "Input/output error")])
def test_an_interruption_behind_the_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """The new generation is there to be seen, so nothing of it is removed."""

    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr("cstosearch.local.writer.sync_directory", fail)
    with pytest.raises(
        (KeyboardInterrupt, cstosearch.IndexStateError), match=r"^$|may not outlast"
    ):
        write(tmp_path)
    snapshot = LocalEngine(tmp_path).open()
    assert snapshot.count(Everything()) == len(DOCUMENTS)
    snapshot.close()


def test_what_is_committed_is_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the last document has just filled a batch."""
    monkeypatch.setattr("cstosearch.codec.build._MAX_DOCUMENTS", len(DOCUMENTS))
    synced = []
    monkeypatch.setattr("cstosearch.local.writer.sync_file", lambda path: synced.append(path.name))
    write(tmp_path)
    assert synced == [path.name for path in tmp_path.glob("*.seg")]


def test_more_segments_than_can_be_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are merged in stages."""
    write(tmp_path / "one")
    monkeypatch.setattr("cstosearch.codec.build._MAX_DOCUMENTS", 5)
    monkeypatch.setattr("cstosearch.local.writer._AT_ONCE", 3)
    write(tmp_path / "many")
    assert contents(tmp_path / "one") == contents(tmp_path / "many")


def test_lone_surrogates(tmp_path: Path) -> None:
    """Are kept as they are, and no reason to call an index damaged."""
    odd = replace(DOCUMENTS[0], id="a\udcff", lang="\udcff", url="\udcff")
    engine = LocalEngine(tmp_path)
    with engine.writer(fresh=True, timeout=0) as opened:
        opened.add(odd)
        opened.commit(b"", files=1, records=1)
    snapshot = engine.open()
    assert snapshot.document("a\udcff") == odd
    assert snapshot.ids("a\udcff", 2) == ["a\udcff"]
    page = snapshot.search(Everything(), sort="newest", offset=0, limit=0, count_by=["lang"])
    assert page.counts[0].values == [ValueCount("\udcff", 1)]
    snapshot.close()


def test_what_is_noted_of_a_generation_is_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deletions of a large index make it long."""
    engine = write(tmp_path)
    parsed = []
    loads = Generation.loads

    def load(number: int, data: bytes) -> Generation:
        parsed.append(number)
        return loads(number, data)

    monkeypatch.setattr(Generation, "loads", load)
    with engine.writer(fresh=False, timeout=0) as writer:
        assert (writer.generation, writer.manifest, parsed) == (1, b"", [1])


@pytest.mark.parametrize(
    "name", ["letter.txt", "names_1990.txt", "waiting-list.txt", "MAIN_map.seg", "pictures/"]
)
def test_a_directory_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    """By what it holds, as an index would remove in time what is named as its own files are."""
    for there in (name, "writer.txt", ".gitignore"):
        path = tmp_path / there
        path.mkdir() if there.endswith("/") else path.write_text("mine")
    with pytest.raises(cstosearch.IndexStateError, match=f'other files, such as "{name[:4]}'):
        write(tmp_path)
    with pytest.raises(cstosearch.IndexMissingError):
        LocalEngine(tmp_path).open()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [".gitignore", name.rstrip("/"), "writer.txt"]
    )


@pytest.mark.parametrize("name", [".gitignore", "saved.bin", "writer.txt"])
def test_what_may_stand_beside_a_first_index(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    snapshot = write(tmp_path).open()
    assert snapshot.count(Everything()) == len(DOCUMENTS)
    snapshot.close()


def test_only_what_is_named_as_files_of_an_index_are_is_removed(tmp_path: Path) -> None:
    write(tmp_path)
    mine = {"waiting-list.txt", "MAIN_map.seg", "names.txt", "MAIN_7.seg"}
    theirs = {"waiting-ab_c1234", "MAIN_7x1.seg", "names_7.txt", "MAIN_0123456789abcdef.seg"}
    for name in mine | theirs:
        (tmp_path / name).touch()
    write(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert (left & theirs, left & mine) == (set(), mine)
