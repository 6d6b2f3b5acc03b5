"""Many documents are written in batches, some by helper processes: the result is the same."""

import os
import signal
from datetime import date
from pathlib import Path

import pytest

import cstosearch
from cstosearch.codec.arrays import ArrayFile
from cstosearch.local import LocalEngine, writer
from cstosearch.local.helper import Helper, spare_cores
from cstosearch.local.rows import to_entry
from cstosearch.model import Document, Source

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


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cstosearch.codec.build._MAX_DOCUMENTS", 30)
    monkeypatch.setattr(writer, "_BATCH_DOCUMENTS", 20)


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


def test_the_same_however_many_helpers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Down to the arrays; and all documents are there."""
    found = []
    for cores in (0, 1, 2):
        monkeypatch.setattr(writer, "spare_cores", lambda cores=cores: cores)
        engine = write(tmp_path / str(cores))
        found.append(contents(tmp_path / str(cores)))
        snapshot = engine.open()
        assert [snapshot.document(each.id) for each in DOCUMENTS] == DOCUMENTS
        snapshot.close()
    assert found[0] == found[1] == found[2]


def test_a_helper_that_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index stays as it was, without leftovers."""
    monkeypatch.setattr(writer, "spare_cores", lambda: 1)
    send = Helper.send

    def kill(self: Helper, entries: object, path: Path) -> None:
        os.kill(self._process.pid, signal.SIGSTOP)
        send(self, entries, path)  # type: ignore[arg-type]
        os.kill(self._process.pid, signal.SIGKILL)

    monkeypatch.setattr(Helper, "send", kill)
    with pytest.raises(cstosearch.IndexStateError, match="a helper process has died"):
        write(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["MAIN_WRITELOCK", "writer.txt"]


def test_a_helper_that_cannot_write(tmp_path: Path) -> None:
    """It says why, and goes on with the next."""
    opened = Helper()
    entries = [to_entry(document) for document in DOCUMENTS]
    opened.send(entries, tmp_path / "missing" / "a.seg")
    with pytest.raises(FileNotFoundError):
        opened.wait()
    opened.send(entries, tmp_path / "b.seg")
    opened.wait()
    assert opened.free
    opened.close()
    assert (tmp_path / "b.seg").exists()


def test_no_helpers_without_an_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "")
    assert spare_cores() == 0
