"""Bringing an index in step: an update gives what a rebuild gives, and reads little."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cstosearch
from cstosearch.corpus.files import FileState, walk
from cstosearch.corpus.layouts import read_records
from cstosearch.model import Document, Problem, Summary

LONG_AGO = 1_500_000_000

BLOCKS = [
    "08.07.2020\nThe staff talks on the training were held in Minsk.\n",
    "08.07.2020\nThe staff talks on the training were held in Minsk. Zas took part.\n",
    "Staff talks\n\nStaff talks 08.07.2020\n\nThe staff talks on the training were held in Minsk. "
    "Zas took part.\n\nThe next ones follow.\n\nBack to the section\n",
    "09.07.2020\n\nAnother border conflict.\n\nhttps://example.org/1\n",
    "An undated text about the border.\n",
    "Заседание\n\n10.07.2020\n\nСостоялось заседание совета.\n",
]
ROWS = [
    '{"id": "1", "date": "2020-07-08", "body": "The staff talks on the training."}\n',
    '{"id": "1", "date": "2019-01-01", "body": "Another text under the same id."}\n',
    '{"date": "2020-07-08", "title": "Staff talks", "body": "The next ones follow."}\n',
    "no json\n",
]
QUERIES = [
    "*",
    "the",
    "staff talks",
    '"border conflict" OR заседание',
    "date:2020-07-08",
    "NOT the",
]


class Edit(NamedTuple):
    """What happens to a file: its new content, or None to remove it."""

    name: str
    content: str | None


EDITS = st.builds(
    Edit,
    st.sampled_from(["a.txt", "b.txt", "sub/c.txt"]),
    st.none() | st.lists(st.sampled_from(BLOCKS), max_size=4).map("\n".join),
) | st.builds(
    Edit,
    st.sampled_from(["d.jsonl", "e.jsonl"]),
    st.none() | st.lists(st.sampled_from(ROWS), max_size=4).map("".join),
)


def apply(corpus: Path, edit: Edit) -> None:
    path = corpus / edit.name
    path.parent.mkdir(parents=True, exist_ok=True)
    if edit.content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(edit.content, "utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))


def contents(index: Path) -> list[list[tuple[Document, float]]]:
    with cstosearch.open_index(index) as opened:
        return [
            [(hit.document, hit.score) for hit in opened.search(query, limit=1000)]
            for query in QUERIES
        ]


@settings(max_examples=25)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_update_is_rebuild(history: list[list[Edit]]) -> None:
    """After any history of edits: the same documents, hits, order and scores."""
    with TemporaryDirectory() as directory:
        corpus, index = Path(directory, "corpus"), Path(directory, "index")
        corpus.mkdir()
        for edits in history:
            for edit in edits:
                apply(corpus, edit)
            before = contents(index)[0] if index.exists() else []
            updated = cstosearch.build(corpus, index)
            rebuilt = cstosearch.build(corpus, Path(directory, "fresh"), rebuild=True)
            after = contents(index)
            assert after == contents(Path(directory, "fresh"))
            assert counts(updated) == expected_counts(
                dict(before_ids(before)), dict(before_ids(after[0]))
            )
            assert (updated.documents, updated.records) == (rebuilt.documents, rebuilt.records)


def before_ids(hits: list[tuple[Document, float]]) -> Iterator[tuple[str, Document]]:
    return ((document.id, document) for document, _ in hits)


def counts(summary: Summary) -> tuple[int, int, int]:
    return summary.added, summary.changed, summary.removed


def expected_counts(
    before: dict[str, Document], after: dict[str, Document]
) -> tuple[int, int, int]:
    common = before.keys() & after.keys()
    return (
        len(after.keys() - before.keys()),
        sum(before[id_] != after[id_] for id_ in common),
        len(before.keys() - after.keys()),
    )


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three files with a day in common, settled long ago."""
    monkeypatch.chdir(tmp_path)
    for name, content in [("a.txt", BLOCKS[0]), ("b.txt", BLOCKS[2]), ("c.txt", BLOCKS[3])]:
        apply(tmp_path / "corpus", Edit(name, content))
    return tmp_path / "corpus"


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the files that are opened for their records."""
    read: list[str] = []

    def spy(corpus: Path, path: str, warn: object) -> object:
        read.append(path)
        return read_records(corpus, path, warn)  # type: ignore[arg-type]

    monkeypatch.setattr("cstosearch.indexing.edit.read_records", spy)
    return read


def test_nothing_changed(corpus: Path, files_read: list[str]) -> None:
    """No file is read, and the generation stays."""
    first = cstosearch.build()
    files_read.clear()
    again = cstosearch.build()
    assert files_read == []
    assert (again.read, again.unchanged, again.generation) == (0, 3, first.generation)
    assert counts(again) == (0, 0, 0)
    assert corpus.exists()


def test_only_what_an_edit_touches_is_read(corpus: Path, files_read: list[str]) -> None:
    """A teaser that changes brings in the article of its day, and nothing else."""
    cstosearch.build()
    files_read.clear()
    apply(corpus, Edit("a.txt", BLOCKS[1]))
    summary = cstosearch.build()
    assert files_read == ["a.txt", "b.txt"]
    assert (summary.read, summary.unchanged, summary.documents) == (1, 2, 2)
    assert counts(summary) == (0, 1, 0)


def test_a_file_with_a_new_time_and_the_same_bytes_is_unchanged(corpus: Path) -> None:
    cstosearch.build()
    os.utime(corpus / "a.txt", (LONG_AGO + 5, LONG_AGO + 5))
    assert cstosearch.build().read == 0


def test_an_edit_with_the_old_time_put_back_is_seen(corpus: Path) -> None:
    """Same size, same modification time: the file system knows better."""
    path = corpus / "a.txt"
    cstosearch.build()
    path.write_text(BLOCKS[0].replace("Minsk", "Tomsk"), "utf-8")
    os.utime(path, (LONG_AGO, LONG_AGO))
    assert cstosearch.build().read == 1


def test_the_corpus_cannot_be_the_index(corpus: Path) -> None:
    with pytest.raises(cstosearch.CorpusError, match='"corpus" cannot be both corpus and index'):
        cstosearch.build("corpus", "corpus")
    assert len(os.listdir(corpus)) == 3


def test_an_edit_within_the_clock_tick_of_the_last_is_seen(corpus: Path) -> None:
    """Same size and same time: a file changed so lately is compared by its bytes."""
    path = corpus / "a.txt"
    path.write_text("08.07.2020\nOne.", "utf-8")
    cstosearch.build()
    times = path.stat()
    path.write_text("08.07.2020\nTwo.", "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert cstosearch.build().read == 1


def test_a_renamed_file_changes_sources_and_no_id(corpus: Path) -> None:
    first = cstosearch.build()
    (corpus / "b.txt").rename(corpus / "z.txt")
    renamed = cstosearch.build()
    assert (renamed.read, renamed.gone, renamed.documents) == (1, 1, first.documents)
    assert counts(renamed) == (0, 1, 0)


def test_dry_run_tells_and_writes_nothing(corpus: Path) -> None:
    """Before the first build, and after it."""
    told = cstosearch.build(dry_run=True)
    assert (told.added, told.generation, Path("index").exists()) == (2, None, False)
    first = cstosearch.build()
    apply(corpus, Edit("c.txt", None))
    told = cstosearch.build(dry_run=True)
    assert (told.removed, told.documents) == (1, 1)
    with cstosearch.open_index() as index:
        assert (index.generation, index.count("*")) == (first.generation, 2)


def test_problems_are_told_and_the_rest_goes_on(corpus: Path) -> None:
    """Skipped files are tried again at each run; those read with a reservation are not."""
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "image.txt").write_bytes(bytes(range(256)))
    (corpus / "x.pdf").write_bytes(b"%PDF")
    (corpus / "old.txt").write_bytes("08.07.2020\nУчения прошли".encode("cp1251"))
    problems = [(p.file, p.skipped) for p in cstosearch.build().problems]
    skipped = [("empty.txt", True), ("image.txt", True), ("x.pdf", True)]
    assert problems == sorted([*skipped, ("old.txt", False)])
    again = cstosearch.build()
    assert [(p.file, p.skipped) for p in again.problems] == skipped
    assert (again.read, again.unchanged) == (0, 4)
    assert again.generation == 1


def test_a_file_that_becomes_unreadable_leaves_the_index(corpus: Path) -> None:
    """As it would not be in a rebuild."""
    cstosearch.build()
    (corpus / "c.txt").write_bytes(b"")
    assert counts(cstosearch.build()) == (0, 0, 1)


def test_a_file_edited_while_it_is_read(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unchanged file that turns out to be different is taken for a changed one."""
    cstosearch.build()
    apply(corpus, Edit("a.txt", BLOCKS[1]))

    def meddled(corpus: Path, path: str, warn: object) -> object:
        if path == "a.txt":
            apply(corpus, Edit("b.txt", BLOCKS[3] + BLOCKS[4]))
        return read_records(corpus, path, warn)  # type: ignore[arg-type]

    monkeypatch.setattr("cstosearch.indexing.edit.read_records", meddled)
    cstosearch.build()
    monkeypatch.undo()
    monkeypatch.chdir(corpus.parent)
    cstosearch.build()
    cstosearch.build("corpus", "fresh")
    assert contents(Path("index")) == contents(Path("fresh"))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut", None])
def test_a_manifest_that_cannot_be_used(corpus: Path, damage: bytes | None) -> None:
    """Everything is read again; the answers are the same."""
    cstosearch.build()
    before = contents(Path("index"))
    [manifest] = Path("index").glob("manifest_*")
    manifest.unlink() if damage is None else manifest.write_bytes(damage)
    assert cstosearch.build().read == 3
    assert contents(Path("index")) == before
    assert corpus.exists()


def test_a_manifest_of_another_version(corpus: Path) -> None:
    """Its tables may mean something else."""
    cstosearch.build()
    [manifest] = Path("index").glob("manifest_*")
    with np.load(manifest) as arrays:
        tables = dict(arrays)
    for reader, read in [(tables["reader"], 0), (tables["reader"] - 1, 3)]:
        with manifest.open("wb") as stream:
            np.savez(stream, **{**tables, "reader": reader})
        assert cstosearch.build(dry_run=True).read == read
    assert corpus.exists()


@contextmanager
def failing_commit(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> Iterator[None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("cstosearch.local.writer.write_beside", fail)
        yield


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_build_that_fails_leaves_the_index_as_it_was(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Same answers, no leftovers, and the next build goes through."""
    cstosearch.build()
    before, files = contents(Path("index")), sorted(os.listdir("index"))
    apply(corpus, Edit("a.txt", BLOCKS[4]))
    with (
        failing_commit(monkeypatch, error),
        pytest.raises((KeyboardInterrupt, cstosearch.IndexStateError)),
    ):
        cstosearch.build()
    assert (contents(Path("index")), sorted(os.listdir("index"))) == (before, files)
    assert cstosearch.build().generation == 2


def test_a_file_of_the_year_2500(tmp_path: Path) -> None:
    """Its time has more nanoseconds than 64 bits have."""
    corpus = tmp_path / "corpus"
    apply(corpus, Edit("a.txt", BLOCKS[0]))
    os.utime(corpus / "a.txt", (16_725_225_600, 16_725_225_600))
    summaries = [cstosearch.build(corpus, tmp_path / "index") for _ in range(2)]
    assert [(each.read, each.unchanged, each.documents) for each in summaries] == [
        (1, 0, 1),
        (0, 1, 1),
    ]


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where it was a file a moment ago."""

    def replaced(*args: Any, **options: Any) -> list[FileState]:
        found = list(walk(*args, **options))
        (tmp_path / "b.txt").unlink()
        os.mkfifo(tmp_path / "b.txt")
        return found

    apply(tmp_path, Edit("a.txt", BLOCKS[0]))
    apply(tmp_path, Edit("b.txt", BLOCKS[3]))
    monkeypatch.setattr(sys.modules["cstosearch.indexing.scan"], "walk", replaced)
    summary = cstosearch.build(tmp_path, tmp_path / "index")
    assert summary.documents == 1
    assert summary.problems == (Problem("b.txt", "not a regular file", skipped=True),)
