"""Generations on disk: atomic, locked, checked, and readable while the next one is written."""

import base64
import errno
import gc
import json
import os
import subprocess
import sys
import tracemalloc
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest

import cstosearch
from cstosearch.local import LocalEngine
from cstosearch.model import Document, Source
from cstosearch.query.nodes import Everything

DOCUMENT = Document(
    "d", "T", False, "Text.", date(2020, 7, 8), "", "", (Source("a", 0, 1, "d" * 64),)
)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.txt").write_text("08.07.2020\nA border conflict.\n", "utf-8")
    return tmp_path / "corpus"


def test_no_index(tmp_path: Path) -> None:
    """Neither a directory without one nor no directory."""
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(cstosearch.IndexMissingError, match=r'no index in ".*": run cstosearch'):
            cstosearch.open_index(path)


def test_first_build_shows_nothing_before_its_commit(tmp_path: Path) -> None:
    """An empty index would answer that there are no hits."""
    engine = LocalEngine(tmp_path)
    with engine.writer(fresh=False, timeout=0) as writer:
        writer.add(DOCUMENT)
        with pytest.raises(cstosearch.IndexMissingError):
            engine.open()
        assert (writer.generation, writer.commit(b"", files=1, records=1)) == (-1, 1)
    assert engine.open().count(Everything()) == 1


def test_a_reader_keeps_its_generation_through_rebuilds(corpus: Path) -> None:
    """It sees neither the next ones nor nothing."""
    cstosearch.build()
    with cstosearch.open_index() as held:
        for n in range(3):
            (corpus / "a.txt").write_text(f"08.07.2020\nText number {n}.\n", "utf-8")
            cstosearch.build(rebuild=True)
        assert (held.generation, held.search("border").hits[0].document.title) == (
            1,
            "A border conflict.",
        )
        assert held.search("number").total == 0
        assert (held.stats().files, held.stats().records) == (1, 1)
    with cstosearch.open_index() as fresh:
        assert (fresh.generation, fresh.count("number")) == (4, 1)


def test_the_old_index_is_searchable_until_a_rebuild_commits(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path)
    for fresh in (False, True):
        with engine.writer(fresh=fresh, timeout=0) as writer:
            writer.add(DOCUMENT)
            if fresh:
                assert engine.open().generation == 1
            writer.commit(b"", files=1, records=1)
    assert (engine.open().generation, engine.open().count(Everything())) == (2, 1)


def test_nothing_of_old_generations_is_left(corpus: Path) -> None:
    """Nor of a writer that was killed."""
    cstosearch.build()
    for name in ("_MAIN_9.toc.1700000000.1", "generation_9.json", "manifest_9.npz", "names_9.txt"):
        Path("index", name).write_bytes(b"left")
    (corpus / "b.txt").write_text("09.07.2020\nMore.\n", "utf-8")
    cstosearch.build()
    names = sorted(name for name in os.listdir("index") if not name.startswith("MAIN"))
    assert names == [
        *("_MAIN_2.toc", "generation_2.json", "manifest_2.npz", "names_2.txt", "writer.txt")
    ]


def test_a_second_writer_is_told_who_is_writing(corpus: Path) -> None:
    """It waits a little first."""
    holder = (
        "from cstosearch.local import LocalEngine; from pathlib import Path\n"
        "with LocalEngine(Path('index')).writer(fresh=False, timeout=0): print(flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(
            cstosearch.IndexLockedError, match=f"being written by process {process.pid}"
        ):
            cstosearch.build(lock_timeout=0.1)
        process.stdin.write("\n")
        process.stdin.flush()
        assert cstosearch.build(lock_timeout=10).documents == 1
    assert corpus.exists()


def test_readers_never_see_a_mixture_or_nothing(corpus: Path) -> None:
    """A process opens and searches over and over while others rebuild and update."""
    cstosearch.build()
    reader = (
        "import cstosearch, pathlib\n"
        "seen = set()\n"
        "while not pathlib.Path('stop').exists():\n"
        "    with cstosearch.open_index() as index:\n"
        "        texts = [hit.document.body for hit in index.search('number OR border')]\n"
        "        assert len(texts) == 1, texts\n"
        "        seen.add((index.generation, *texts))\n"
        "    print('searched', flush=True) if len(seen) == 1 else None\n"
        "assert len({generation for generation, _ in seen}) == len(seen)\n"
        "print(len(seen))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", reader], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "searched\n"
        for n in range(25):
            (corpus / "a.txt").write_text(f"08.07.2020\nText number {n}.\n", "utf-8")
            cstosearch.build(rebuild=n % 2 == 0)
        Path("stop").touch()
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert int(out.split()[-1]) > 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaks files
@pytest.mark.parametrize("change", ["empty", "cut", "noise", "missing"])
@pytest.mark.parametrize("pattern", ["*.toc", "*.seg", "generation_*"])
def test_a_damaged_index_is_an_error_that_says_what_to_do(
    corpus: Path, pattern: str, change: str
) -> None:
    """Or it still answers rightly; and a rebuild mends it."""
    cstosearch.build()
    [path] = Path("index").glob(pattern)
    data = path.read_bytes()
    path.write_bytes(
        {"empty": b"", "cut": data[: len(data) // 2], "noise": data[::-1]}.get(change, b"")
    )
    if change == "missing":
        path.unlink()
    try:
        with cstosearch.open_index() as index:
            assert index.search("border").total == 1
            index.stats()
    except cstosearch.IndexStateError as error:
        assert str(error).endswith(("run cstosearch index --rebuild", "run cstosearch index"))
    assert cstosearch.build(rebuild=True).documents == 1
    with cstosearch.open_index() as index:
        assert index.search("border").total == 1
    gc.collect()  # what Whoosh left open when reading failed is closed here
    assert corpus.exists()


def test_an_index_of_another_format(corpus: Path) -> None:
    """Says who made it, before anything is unpickled."""
    cstosearch.build()
    Path("index/generation_1.json").write_text(json.dumps({"format": 99, "version": "9.0"}))
    Path("index/_MAIN_1.toc").write_bytes(b"not even a TOC")
    with pytest.raises(cstosearch.IndexFormatError, match=r"made by a newer cstosearch, 9\.0, in"):
        cstosearch.open_index()
    with pytest.raises(cstosearch.IndexFormatError):
        cstosearch.build()
    assert cstosearch.build(rebuild=True).documents == 1
    assert corpus.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaks files
@pytest.mark.parametrize("position", range(100, 1300, 60))
def test_a_bit_flipped_in_the_toc(corpus: Path, position: int) -> None:
    """Searching and updating answer rightly, or with one of our own errors."""
    cstosearch.build()
    toc = Path("index/_MAIN_1.toc")
    data = bytearray(toc.read_bytes())
    data[position % len(data)] ^= 1
    toc.write_bytes(data)
    (corpus / "b.txt").write_text("09.07.2020\nMore on the border.\n", "utf-8")
    with suppress(cstosearch.IndexStateError), cstosearch.open_index() as index:
        assert index.search("border").total == 1
    with suppress(cstosearch.IndexStateError):
        cstosearch.build()
    assert cstosearch.build(rebuild=True).documents == 2


def noted(**changes: object) -> None:
    """Note something else of a generation, with a checksum that is right."""
    path = Path("index/generation_1.json")
    text, _, _ = path.read_bytes().rpartition(b', "checksum": ')
    changed = json.dumps(json.loads(text + b"}") | changes).encode().removesuffix(b"}")
    path.write_bytes(b'%b, "checksum": %d}' % (changed, zlib.crc32(changed)))


ONE: Final = {"name": "MAIN_1x1", "documents": 1, "deleted": ""}


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({"files": None}, ": it has no number of files"),
        ({"records": -1}, ": it has no number of records"),
        ({"names": "12"}, ": it has no number of names"),
        ({"segments": None}, ""),
        ({"segments": [3]}, ""),
        ({"segments": [ONE, ONE]}, ": it lists a segment twice"),
        ({"segments": [{"name": "MAIN_1x1"}]}, ""),
        ({"segments": [ONE | {"documents": float("inf")}]}, ""),
        ({"segments": [ONE | {"documents": "many"}]}, ""),
        ({"segments": [ONE | {"deleted": "!"}]}, ""),
        ({"segments": [ONE | {"documents": -1}]}, ': it lists "MAIN_1x1", which is no segment'),
        ({"segments": [ONE | {"name": "../x"}]}, ': it lists "../x", which is no segment'),
    ],
)
def test_a_generation_that_notes_what_cannot_be(
    corpus: Path, changes: dict[str, object], how: str
) -> None:
    """Though with a checksum that is right. Searches, updates and `verify` name the file."""
    cstosearch.build()
    noted(**changes)
    what = f"is not what was written{how}"
    for ask in (cstosearch.open_index, cstosearch.build):
        with pytest.raises(cstosearch.IndexCorruptError) as error:
            ask()
        assert str(error.value) == (
            f'the index in "index" is damaged (generation_1.json {what}): run cstosearch index '
            "--rebuild"
        )
    first = cstosearch.verify().findings[0]
    assert first[:3] == ("damaged", "generation_1.json", what)
    assert corpus.exists()


@pytest.mark.parametrize(
    ("data", "how"),
    [
        (b"", "generation_1.json is not what was written"),
        (b"\xff\xfe", "generation_1.json is not what was written"),
        (b"[]", "generation_1.json is not what was written: it is no object"),
        (b"[" * 100_000, "generation_1.json is not what was written: JSON within JSON without end"),
        (None, "generation_1.json is missing"),
        ("generation_1.json", "generation_1.json: Too many levels of symbolic links"),
    ],
)
def test_a_generation_that_cannot_be_read(corpus: Path, data: bytes | str | None, how: str) -> None:
    cstosearch.build()
    path = Path("index/generation_1.json")
    path.unlink()
    if isinstance(data, bytes):
        path.write_bytes(data)
    elif data:
        path.symlink_to(data)
    with pytest.raises(cstosearch.IndexCorruptError) as error:
        cstosearch.open_index()
    assert f" is damaged ({how}): run " in str(error.value)
    assert corpus.exists()


def one_segment(documents: int, deletions: bytes) -> list[dict[str, object]]:
    """Return what might be noted of the segment of an index of one document."""
    packed = base64.b64encode(deletions).decode()
    return [ONE | {"documents": documents, "deleted": packed}]


def test_a_document_that_is_noted_as_deleted(corpus: Path) -> None:
    cstosearch.build()
    noted(segments=one_segment(1, zlib.compress(b"\x01")))
    with cstosearch.open_index() as index:
        assert index.count("*") == 0
    assert corpus.exists()


@pytest.mark.parametrize("deletions", [zlib.compress(bytes(2)), b"not packed by zlib"])
def test_deletions_that_are_not_for_its_documents(corpus: Path, deletions: bytes) -> None:
    """Searches, updates and `verify` say so."""
    cstosearch.build()
    noted(segments=one_segment(1, deletions))
    message = "the deletions noted of MAIN_1x1 are not for 1 documents"
    for ask in (cstosearch.open_index, cstosearch.build):
        with pytest.raises(cstosearch.IndexCorruptError, match=message):
            ask()
    assert message in {finding.what for finding in cstosearch.verify().findings}
    assert corpus.exists()


def test_deletions_of_more_documents_than_there_are_take_no_memory(corpus: Path) -> None:
    """A segment is opened before what is said to be deleted of it is unpacked."""
    cstosearch.build()
    documents = 8 * 100_000_000
    packed = zlib.compress(bytes(documents // 8), 1)
    noted(segments=one_segment(documents, packed))
    tracemalloc.start()
    for ask in (cstosearch.open_index, cstosearch.build):
        with pytest.raises(cstosearch.IndexCorruptError, match=f"has 1 documents, not {documents}"):
            ask()
    assert tracemalloc.get_traced_memory()[1] < documents // 16
    tracemalloc.stop()
    assert corpus.exists()


def test_a_directory_that_may_not_be_read(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for one without an index, nor for a damaged one."""
    cstosearch.build()

    def refuse(path: Path) -> object:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(cstosearch.IndexStateError, match=r"cannot read the index.*Permission"):
        cstosearch.open_index()
    assert corpus.exists()


def test_a_file_in_place_of_the_directory(corpus: Path) -> None:
    Path("index").write_text("a file")
    with pytest.raises(cstosearch.IndexStateError, match='cannot write the index in "index"'):
        cstosearch.build()
    assert corpus.exists()


def test_a_failed_add_leaks_nothing(tmp_path: Path) -> None:
    """Whoosh would leave terms of a document that could not be added: the writer is given up."""
    engine = LocalEngine(tmp_path)
    broken = replace(DOCUMENT, entities=(None,))  # type: ignore[arg-type]
    with pytest.raises(AttributeError), engine.writer(fresh=False, timeout=0) as writer:
        writer.add(broken)
    with pytest.raises(cstosearch.IndexMissingError):
        engine.open()
    assert sorted(os.listdir(tmp_path)) == ["MAIN_WRITELOCK", "writer.txt"]
