"""What is told of an index that does not hold what its corpus, its manifest or its records say."""

import errno
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import pytest
from forged import FORGED
from histories import History, histories
from hypothesis import given, settings
from whoosh import index as whoosh_index

import cstosearch
from cstosearch.codec.segment import SUFFIX
from cstosearch.indexing.manifest import Manifest
from cstosearch.indexing.scan import scan
from cstosearch.local import LocalEngine, checking
from cstosearch.local.files import paths_beside
from cstosearch.local.generation import Part
from cstosearch.local.rows import to_entry
from cstosearch.local.whoosh_toc import toc_of
from cstosearch.local.writer import Writer
from cstosearch.model import Document, Entity, Finding, Mention, Progress, Span

REBUILD = "run cstosearch index --rebuild"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an index of three documents in the current directory."""
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    for name, day in (("a.txt", 8), ("b.txt", 9), ("c.txt", 10)):
        Path("corpus", name).write_text(f"{day:02}.07.2020\nText of the file {name}.\n", "utf-8")
    cstosearch.build()
    return tmp_path


def findings(*, deep: bool = False) -> list[tuple[str, str, str]]:
    """Return what is found: kind, where and what."""
    return [each[:3] for each in cstosearch.verify(deep=deep).findings]


def rewrite(change: Callable[[Writer], None]) -> None:
    """Commit something that the manifest knows nothing of."""
    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        change(writer)
        writer.commit(writer.manifest or b"", files=3, records=3)


def raise_(error: Exception) -> NoReturn:
    raise error


def documents() -> list[Document]:
    with cstosearch.open_index() as index:
        return [hit.document for hit in index.search("*", sort="oldest")]


def test_documents_that_the_manifest_does_not_know(folder: Path) -> None:
    first = documents()[0]
    added = replace(first, id="x", sources=(first.sources[0]._replace(file="x.txt"),))
    rewrite(lambda writer: writer.add(added))
    assert findings() == [
        ("damaged", "x", "is in the index of no file"),
        ("damaged", "x.txt", "has documents in the index, and is not noted"),
    ]
    assert findings(deep=True)[2:] == [("damaged", "x", "is made by no file of the corpus")]
    assert folder.exists()


def test_documents_that_are_missing(folder: Path) -> None:
    first = documents()[0]
    rewrite(lambda writer: writer.delete([first.id]))
    assert findings() == [("damaged", first.id, "is missing from the index")]
    assert cstosearch.verify(deep=True).findings[0].advice == REBUILD
    assert folder.exists()


def test_many_of_a_kind_are_told_together(folder: Path) -> None:
    first = documents()[0]

    def add(writer: Writer) -> None:
        for number in range(30):
            writer.add(replace(first, id=f"x{number:02}"))

    rewrite(add)
    found = findings()
    assert len(found) == 21
    assert found[-1] == ("damaged", "10 more", "is in the index of no file")
    assert folder.exists()


def test_counts_of_files_and_records_that_are_others(folder: Path) -> None:
    """As `stats` would tell them."""
    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        writer.commit(writer.manifest or b"", files=3, records=4)
    assert findings() == [
        ("damaged", "manifest", "the index counts other files or records than it notes")
    ]
    assert folder.exists()


def test_names_that_are_not_those_of_the_gazetteer(folder: Path) -> None:
    """With another gazetteer than the index was made with, nobody can say."""
    nobody = Entity("person", "Nobody")
    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        writer.commit(writer.manifest or b"", files=3, records=3, names=[("Nobody", nobody)])
    assert findings() == [("damaged", "names", "are not those of the gazetteer")]
    (folder / "corpus/gazetteer.toml").write_text('[[person]]\nname = "Ann Example"\n', "utf-8")
    assert [each[:2] for each in findings()] == [("stale", "entities")]


@pytest.mark.parametrize("listed", ["no segments", "no deletions"])
def test_whoosh_is_told_of_other_documents(
    folder: Path, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    """Its table of contents is read as data, and compared."""

    def toc_of_others(number: int, parts: Sequence[Part]) -> bytes:
        others = [] if listed == "no segments" else [replace(part, deletions=b"") for part in parts]
        return toc_of(number, others)

    (folder / "corpus/a.txt").unlink()
    monkeypatch.setattr("cstosearch.local.writer.toc_of", toc_of_others)
    cstosearch.build()
    assert findings() == [
        ("damaged", "_MAIN_2.toc", "lists other segments or deletions than generation_2.json")
    ]


def test_whoosh_is_told_of_what_is_no_segment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cstosearch.local.writer.toc_of", lambda *_: b"no table of contents")
    cstosearch.build(rebuild=True)
    assert [each[:2] for each in findings()] == [("damaged", "_MAIN_2.toc")]
    assert folder.exists()


@pytest.mark.parametrize("other", [{"body": "Other text."}, {"title": "T"}, {"url": "http://x"}])
def test_a_document_that_the_files_make_otherwise(folder: Path, other: dict[str, str]) -> None:
    first = documents()[0]

    def change(writer: Writer) -> None:
        writer.delete([first.id])
        writer.add(replace(first, **other))  # type: ignore[arg-type]

    rewrite(change)
    told = ("damaged", first.id, "is not what was noted of it")
    differs = f"differs from what the files make in {', '.join(other)}"
    assert findings() == [told]
    assert findings(deep=True) == [told, ("damaged", first.id, differs)]
    assert folder.exists()


def test_a_document_that_brings_entities_and_mentions(folder: Path) -> None:
    """What was found in it is told from what it brings, if that can be; else only `deep` tells."""
    lines = [
        {
            "date": "2020-07-12",
            "title": "One",
            "text": "Of 1 May 2019.",
            "mentions": ["2020-01-01"],
        },
        {
            "date": "2020-07-13",
            "title": "Two",
            "text": "Of Minsk.",
            "entities": {"person": ["X Y"]},
        },
    ]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (folder / "corpus/d.jsonl").write_text(text, "utf-8")
    cstosearch.build()
    assert findings(deep=True) == []
    brought = documents()[3:]
    assert [bool(each.entities) for each in brought] == [False, True]
    assert [each.span for each in brought[0].mentions] == [None]

    def change(writer: Writer) -> None:
        writer.delete([each.id for each in brought])
        for each in brought:
            writer.add(replace(each, lang="ru"))

    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        change(writer)
        writer.commit(writer.manifest or b"", files=4, records=5)
    assert findings() == [("damaged", brought[0].id, "is not what was noted of it")]
    assert [each[1] for each in findings(deep=True)[1:]] == sorted(each.id for each in brought)


def test_a_document_that_is_there_twice(folder: Path) -> None:
    first = documents()[0]
    rewrite(lambda writer: writer.add(first))
    assert findings() == [
        ("damaged", "MAIN_2x1.seg", f'the document "{first.id}" is there twice'),
    ]
    assert folder.exists()


def test_records_that_are_not_found_by_their_values(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a faulty writer might have it: what is stored is one thing, what is searched another."""
    first = documents()[0]
    with monkeypatch.context() as patched:
        entry_of = to_entry
        patched.setattr(
            "cstosearch.local.writer.to_entry",
            lambda document: entry_of(document)._replace(
                columns=(1,), record=entry_of(replace(document, url="https://example.org")).record
            ),
        )
        rewrite(lambda writer: writer.add(replace(first, id="x")))
    assert findings() == [
        ("damaged", "MAIN_2x1.seg", 'the document "x" is not found by its values'),
        ("damaged", "MAIN_2x1.seg", 'the document "x" has another day'),
    ]
    assert folder.exists()


def test_entities_and_dates_that_were_not_found_in_the_text(folder: Path) -> None:
    """Only who looks for them again notices."""
    first = documents()[0]

    def change(writer: Writer) -> None:
        writer.delete([first.id])
        writer.add(
            replace(
                first,
                entities=(Entity("country", "Armenia"),),
                mentions=(Mention(date(2020, 1, 1), date(2020, 1, 1), "day", "body", Span(0, 4)),),
            )
        )

    rewrite(change)
    assert findings() == []
    assert findings(deep=True) == [
        ("damaged", first.id, "differs from what the files make in entities, mentions")
    ]
    assert folder.exists()


def test_words_that_are_not_those_of_the_text(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a faulty tokenizer might have it: sound in itself, and never found by its own words."""
    first = documents()[0]

    def change(writer: Writer) -> None:
        writer.delete([first.id])
        writer.add(first)

    with monkeypatch.context() as patched:
        entry_of = to_entry
        patched.setattr(
            "cstosearch.local.writer.to_entry",
            lambda document: entry_of(document)._replace(texts=("", "Other words of a text.")),
        )
        rewrite(change)
    assert findings() == []
    assert findings(deep=True) == [
        ("damaged", "MAIN_2x1.seg", "body: it is not searched by what its documents say"),
    ]
    assert folder.exists()


def test_segments_are_remade_in_batches(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever their size: a merged segment is the one that all its documents make at once."""
    monkeypatch.setattr("cstosearch.codec.build._MAX_DOCUMENTS", 2)
    assert findings(deep=True) == []
    monkeypatch.setattr("cstosearch.local.remaking.merge", lambda *_: raise_(OSError(28, "Full")))
    with pytest.raises(cstosearch.IndexStateError, match="temporary directory: Full: TMPDIR"):
        findings(deep=True)
    assert folder.exists()


def test_damage_is_damage_beside_a_file_that_is_new(folder: Path) -> None:
    """Only documents of files that have changed may be others."""
    first = documents()[0]

    def change(writer: Writer) -> None:
        writer.delete([first.id])
        writer.add(replace(first, body="Other text."))

    rewrite(change)
    (folder / "corpus/d.txt").write_text("11.07.2020\nMore.\n", "utf-8")
    (folder / "corpus/b.txt").write_text("09.07.2020\nChanged.\n", "utf-8")
    found = cstosearch.verify(deep=True)
    assert [each[1:3] for each in found.findings if each.kind == "damaged"] == [
        (first.id, "is not what was noted of it"),
        (first.id, "differs from what the files make in body"),
    ]
    assert {each.where for each in found.findings if each.kind == "stale"} > {"b.txt", "d.txt"}


def test_a_file_that_each_run_skips_is_not_missing(folder: Path) -> None:
    (folder / "corpus/empty.txt").touch()
    (folder / "corpus/binary.txt").write_bytes(bytes(range(256)))
    cstosearch.build()
    assert findings(deep=True) == []


@pytest.mark.parametrize(
    ("table", "field", "what"),
    [
        ("records", "bucket", "notes documents of no record, or records of no document"),
        ("documents", "bucket", "notes documents of no record, or records of no document"),
        ("records", "digest", ""),
        ("files", "digest", ""),
    ],
)
def test_a_manifest_that_is_not_of_these_files(
    folder: Path, table: str, field: str, what: str
) -> None:
    """A file that goes would leave its documents behind."""
    settled = time.time_ns() + 10**10  # else the times of the files are not relied upon
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("time.time_ns", lambda: settled)
        cstosearch.build(rebuild=True)
    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        manifest = Manifest.loads(writer.manifest, None)
        assert manifest is not None
        if table == "files":
            files = [row._replace(digest=b"x" * 16) for row in manifest.files]
            forged = replace(manifest, files=files)
        else:
            rows = getattr(manifest, table).copy()
            rows[field] += 1
            forged = replace(manifest, **{table: rows})
        writer.commit(forged.dumps(), files=3, records=3)
    told = [("damaged", "manifest", what)] if what else []
    assert findings() == told
    assert findings(deep=True) == [*told, ("damaged", "manifest", "is not what the files make")]
    assert folder.exists()


def test_what_only_who_reads_the_files_notices(folder: Path) -> None:
    """As docs/reliability.md has it: a day, and in which file a record stands."""
    first = documents()[0]
    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        manifest = Manifest.loads(writer.manifest, None)
        assert manifest is not None
        rows = manifest.records.copy()
        rows["file"] = 0
        writer.delete([first.id])
        writer.add(replace(first, date=date(2020, 7, 1)))
        writer.commit(replace(manifest, records=rows).dumps(), files=3, records=3)
    assert findings() == []
    assert findings(deep=True) == [
        ("damaged", "manifest", "is not what the files make"),
        ("damaged", first.id, "differs from what the files make in date"),
    ]
    assert folder.exists()


def test_documents_that_are_dated_otherwise_than_noted(folder: Path) -> None:
    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        manifest = Manifest.loads(writer.manifest, None)
        assert manifest is not None
        rows = manifest.documents.copy()
        rows["dated"][1:] = False
        writer.commit(replace(manifest, documents=rows).dumps(), files=3, records=3)
    assert [each[1:] for each in findings()] == [
        (each.id, "is not what was noted of it") for each in documents()[1:]
    ]
    assert folder.exists()


@pytest.mark.parametrize("name", ["nothing", "encrypted", "files that are numbers"])
def test_a_manifest_that_no_version_writes(folder: Path, name: str) -> None:
    """Its checksum is right; what is promised of a damaged one is that all is read anew."""
    with LocalEngine(Path("index")).writer(fresh=False, timeout=0) as writer:
        writer.commit(FORGED[name](), files=3, records=3)
    told = [("damaged", "manifest", "is nothing that any version writes")]
    assert findings() == told
    assert findings(deep=True) == told
    why = "what the last run noted is of another version, or damaged"
    assert cstosearch.build(dry_run=True).anew == why
    assert cstosearch.build().anew == why
    assert findings(deep=True) == []
    assert folder.exists()


@pytest.mark.parametrize("stage", ["checking", "reading"])
def test_a_corpus_that_changes_meanwhile(folder: Path, stage: str) -> None:
    """What is compared is the corpus as it was; a changed one is no damage of the index."""
    edits = iter([True])

    def edit(progress: Progress) -> None:
        if progress.stage == stage and next(edits, False):
            (folder / "corpus/a.txt").write_text("08.07.2020\nEdited.\n", "utf-8")
            (folder / "corpus/b.txt").unlink()
            (folder / "corpus/d.txt").write_text("11.07.2020\nNew.\n", "utf-8")

    found = cstosearch.verify(deep=True, progress=edit)
    assert not found.damaged
    told = {each.where: each.what for each in found.findings if each.where.endswith(".txt")}
    assert told == (
        {
            "a.txt": "has changed since it was indexed",
            "b.txt": "is gone",
            "d.txt": "is not in the index",
        }
        if stage == "checking"
        else {"a.txt": "has changed meanwhile", "b.txt": "is gone"}
    )
    assert (len(found.findings) == 2) == (stage == "reading")  # else their documents are told, too


def test_a_corpus_that_changes_between_two_looks(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is new by then is told, and its documents are not."""
    scans = count()

    def scanned(*args: Any, **kwargs: Any) -> Any:
        if next(scans) == 1:
            (folder / "corpus/c.txt").unlink()
            (folder / "corpus/d.txt").write_text("11.07.2020\nNew.\n", "utf-8")
        return scan(*args, **kwargs)

    monkeypatch.setattr("cstosearch.indexing.verifying.scan", scanned)
    assert findings(deep=True) == [
        ("stale", "c.txt", "is gone"),
        ("stale", "d.txt", "has changed meanwhile"),
    ]


def test_damage_is_damage_beside_a_file_that_changes_meanwhile(folder: Path) -> None:
    first = documents()[0]

    def change(writer: Writer) -> None:
        writer.delete([first.id])
        writer.add(replace(first, body="Other text."))

    def edit(progress: Progress) -> None:
        if progress.stage == "reading":
            (folder / "corpus/b.txt").write_text("09.07.2020\nEdited.\n", "utf-8")

    rewrite(change)
    found = cstosearch.verify(deep=True, progress=edit).findings
    assert [each[:2] for each in found] == [
        ("damaged", first.id),
        ("stale", "b.txt"),
        ("damaged", first.id),
    ]


def test_a_document_whose_id_depends_on_a_file_that_is_gone(folder: Path) -> None:
    """Of two texts with one id, the second has a longer one until the first is gone."""
    for name, title in (("d.jsonl", "Two."), ("e.jsonl", "One.")):
        line = f'{{"id": "7", "date": "2020-07-12", "title": "{title}", "text": "Of {title}"}}\n'
        (folder / "corpus" / name).write_text(line, "utf-8")
    cstosearch.build()
    assert [each.id[:2] for each in documents()[3:]] == ["7", "7~"]
    (folder / "corpus/e.jsonl").unlink()
    assert findings(deep=True)[1:] == [
        ("stale", "7", "differs from what the files make in title, body, sources"),
        ("stale", documents()[4].id, "is made by no file of the corpus"),
    ]


@pytest.mark.parametrize("refused", ["a.txt", "sub/x.txt"])
def test_a_file_that_cannot_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """It is named, its documents are not judged, and nobody is told to drop them."""
    (folder / "corpus/sub").mkdir()
    (folder / "corpus/sub/x.txt").write_text("12.07.2020\nText below.\n", "utf-8")
    cstosearch.build()
    opened = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if str(path).endswith(refused):
            raise OSError(errno.EIO, "Input/output error")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr("os.open", refuse)
    told = Finding(
        "stale",
        refused,
        "cannot be read: input/output error",
        "make it readable: without it, cstosearch index drops its documents",
    )
    assert cstosearch.verify(deep=True).findings == (told,)


def test_a_directory_that_cannot_be_listed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "corpus/sub").mkdir()
    (folder / "corpus/sub/x.txt").write_text("12.07.2020\nText below.\n", "utf-8")
    cstosearch.build()
    listed = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("sub"):
            raise OSError(errno.EIO, "Input/output error")
        return listed(path)

    monkeypatch.setattr("os.scandir", refuse)
    told = [("stale", "sub/x.txt", "cannot be read: input/output error")]
    assert findings() == told
    assert findings(deep=True) == told


def test_a_commit_behind_the_check(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared is one generation, not one with the next."""
    commits = iter([True])

    def scanned(*args: Any, **kwargs: Any) -> Any:
        if next(commits, False):
            Path("corpus/d.txt").write_text("11.07.2020\nMore.\n", "utf-8")
            cstosearch.build()
        return scan(*args, **kwargs)

    monkeypatch.setattr("cstosearch.indexing.verifying.scan", scanned)
    verified = cstosearch.verify()
    assert (verified.findings, verified.generation, verified.documents) == ((), 2, 4)
    assert folder.exists()


def test_commits_behind_each_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes to an end, and says that it has not compared."""

    def scanned(*args: Any, **kwargs: Any) -> Any:
        cstosearch.build(rebuild=True)
        return scan(*args, **kwargs)

    monkeypatch.setattr("cstosearch.indexing.verifying.scan", scanned)
    verified = cstosearch.verify()
    assert verified.generation == 3
    assert verified.findings == (
        Finding(
            "stale",
            "index",
            "is written too often to be compared with its corpus",
            "run cstosearch verify while nobody writes",
        ),
    )
    assert folder.exists()


def test_commits_during_each_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What they have removed is no damage."""
    before = paths_beside

    def committed(directory: Path, number: int) -> tuple[Path, Path, Path]:
        cstosearch.build(rebuild=True)
        return before(directory, number)

    monkeypatch.setattr(checking, "paths_beside", committed)
    verified = cstosearch.verify()
    assert [each.what for each in verified.findings] == [
        "is written too often to be looked at",
        "is written too often to be compared with its corpus",
    ]
    assert folder.exists()


def test_records_that_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Document:
        raise ValueError

    monkeypatch.setattr(checking, "read_document", refuse)
    assert findings() == [
        ("damaged", "MAIN_1x1.seg", "a document cannot be read (ValueError)"),
    ]
    assert folder.exists()


def test_a_manifest_of_another_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is as good as none: the next run reads everything anew."""
    monkeypatch.setattr("cstosearch.indexing.manifest.READER_VERSION", -1)
    found = cstosearch.verify(deep=True)
    assert {each.kind for each in found.findings} == {"stale"}
    assert found.findings[0].advice == "run cstosearch index, which reads everything anew"
    assert [each.where for each in found.findings] == ["manifest", "a.txt", "b.txt", "c.txt"]
    assert folder.exists()


def test_another_gazetteer(folder: Path) -> None:
    """What the index says of entities was true of the one that it was made with."""
    gazetteer = folder / "names.toml"
    gazetteer.write_text('[[person]]\nname = "Ann Example"\n', "utf-8")
    found = cstosearch.verify(deep=True, gazetteer=gazetteer).findings
    assert found == (
        cstosearch.Finding(
            "stale",
            "entities",
            "were found by another gazetteer, or by other rules",
            "run cstosearch index, which reads everything anew",
        ),
    )
    cstosearch.build(gazetteer=gazetteer)
    assert cstosearch.verify(deep=True, gazetteer=gazetteer).findings == ()
    assert [each[:2] for each in findings()] == [("stale", "entities")]
    with pytest.raises(cstosearch.CstosearchError, match=r"missing\.toml"):
        cstosearch.verify(gazetteer="missing.toml")
    with pytest.raises(cstosearch.CstosearchError, match="this is a directory"):
        cstosearch.verify(gazetteer=".")


@pytest.mark.parametrize("named", [True, False])
def test_a_gazetteer_with_a_fault(folder: Path, *, named: bool) -> None:
    """Is told; all is looked at that does not need it."""
    path = folder / ("names.toml" if named else "corpus/gazetteer.toml")
    path.write_text('[[person]]\nname = "Ann Example"\n', "utf-8")
    given = path if named else None
    cstosearch.build(gazetteer=given)
    path.write_text("bad = [", "utf-8")
    [finding] = cstosearch.verify(deep=True, gazetteer=given).findings
    assert (finding.kind, finding.where, finding.advice) == ("stale", path.name, "mend it")
    assert "TOML" in finding.what
    path.write_text('[[person]]\nnick = "Ann"\n', "utf-8")
    (folder / "corpus/a.txt").unlink()
    segment = next(Path("index").glob("*.seg"))
    found = cstosearch.verify(gazetteer=given).findings
    assert [each[:2] for each in found] == [("stale", path.name), ("stale", "a.txt")]
    segment.write_bytes(segment.read_bytes()[:-1])
    assert cstosearch.verify(deep=True, gazetteer=given).damaged


def test_a_directory_in_the_place_of_the_gazetteer_of_a_corpus(folder: Path) -> None:
    (folder / "corpus/gazetteer.toml").mkdir()
    [finding] = cstosearch.verify(deep=True).findings
    assert finding[:2] == ("stale", "gazetteer.toml")


def test_what_whoosh_has_committed(folder: Path) -> None:
    """It knows nothing of the corpus; what it has written itself cannot be looked at."""
    writer = whoosh_index.open_dir("index").writer()
    writer.add_document(id="w", body="Written by Whoosh.")
    writer.commit()
    with pytest.raises(cstosearch.IndexFormatError, match="was written by Whoosh"):
        cstosearch.verify()
    would = cstosearch.build(dry_run=True).anew
    assert would == cstosearch.build().anew
    assert would.endswith("or Whoosh itself has written since")
    writer = whoosh_index.open_dir("index").writer()
    writer.delete_by_term("id", documents()[0].id)
    writer.commit(merge=False)
    found = findings()
    assert found[0][0] == "stale"
    assert found[0][2] == "was committed by Whoosh itself, which knows nothing of the corpus"
    assert not cstosearch.verify().damaged
    assert folder.exists()


def test_a_commit_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has been removed by then is no damage: it is begun anew."""
    before = paths_beside
    commits = iter([True])

    def committed(directory: Path, number: int) -> tuple[Path, Path, Path]:
        if next(commits, False):
            Path("corpus/d.txt").write_text("11.07.2020\nMore.\n", "utf-8")
            cstosearch.build(rebuild=True)
        return before(directory, number)

    monkeypatch.setattr(checking, "paths_beside", committed)
    verified = cstosearch.verify()
    assert (verified.findings, verified.generation, verified.documents) == ((), 2, 4)
    assert folder.exists()


@settings(max_examples=20)
@given(histories())
def test_an_index_is_sound_whatever_it_has_been_through(
    tmp_path_factory: pytest.TempPathFactory, history: History
) -> None:
    """Segments, merges, deletions, entities, mentions, values of all kinds."""
    commits, deleted = history
    directory = tmp_path_factory.mktemp("index")
    engine = LocalEngine(directory)
    for documents_ in commits:
        with engine.writer(fresh=False, timeout=0) as writer:
            for document in documents_:
                writer.add(document)
            writer.commit(b"", files=1, records=1)
    with engine.writer(fresh=False, timeout=0) as writer:
        writer.delete(deleted)
        writer.commit(b"", files=1, records=1)
    checked = engine.check(lambda _: None, deep=True)
    assert checked.findings == []
    assert checked.documents == sum(map(len, commits)) - len(deleted)
    assert checked.segments == len(list(directory.glob(f"*{SUFFIX}")))
