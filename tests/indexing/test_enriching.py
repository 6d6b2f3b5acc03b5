"""Documents gain the entities and dates of their texts, on as many cores as there are."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

import cstosearch
from cstosearch.enrich import Enricher, Enrichment, Gazetteer
from cstosearch.errors import CstosearchError, GazetteerError
from cstosearch.indexing import enriching
from cstosearch.indexing.wire import send
from cstosearch.model import Document, Entity, Mention, Source, Span

TEXT = "On July 7 the working group met in Minsk. Stanislav Zas spoke of the Republic of Armenia."
MINE = """
[[organization]]
name = "Working Group"
aliases = ["working group"]
"""


def document(number: int, text: str = TEXT) -> Document:
    source = Source("a.txt", number, number + 1, "d" * 64)
    return Document(f"d{number}", "", True, text, date(2020, 7, 8), "", "en", (source,))


def many(count: int) -> Iterator[Document]:
    return (document(number, f"{TEXT} {number}") for number in range(count))


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let other processes be used at once, each for small batches."""
    monkeypatch.setattr(enriching, "FEW", 1)
    monkeypatch.setattr(enriching, "_BATCH", 200)
    monkeypatch.setattr(enriching, "_cores", lambda: 2)


def no_process_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_a_document_gains_what_its_text_speaks_of() -> None:
    [found] = enriching.enriched([document(0)], Gazetteer.load())
    assert found.entities == (
        Entity("country", "Armenia"),
        Entity("person", "Stanislav Zas"),
        Entity("place", "Minsk"),
    )
    places = {TEXT[each.span.start : each.span.end] for each in found.occurrences}
    assert places == {"Minsk", "Stanislav Zas", "Republic of Armenia"}
    day = date(2020, 7, 7)
    assert found.mentions == (Mention(day, day, "day", "body", Span(3, 9)),)


@pytest.mark.usefixtures("two_cores")
def test_other_processes_find_the_same_in_the_same_order() -> None:
    gazetteer = Gazetteer.load()
    found = list(enriching.enriched(many(20), gazetteer))
    assert [each.id for each in found] == [f"d{number}" for number in range(20)]
    assert found == [next(enriching.enriched([each], gazetteer)) for each in many(20)]
    assert no_process_is_left()


@pytest.mark.usefixtures("two_cores")
def test_no_process_outlives_what_is_not_finished() -> None:
    found = enriching.enriched(many(1000), Gazetteer.load())
    assert next(found).id == "d0"
    found.close()  # type: ignore[attr-defined]
    assert no_process_is_left()


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("program", ["exit 0", "head -c 100 > /dev/null"])
def test_a_process_that_ends_too_soon_is_an_error(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "python"
    other.write_text(f"#!/bin/sh\n{program}\n")
    other.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(other))
    with pytest.raises(CstosearchError, match=r"process"):
        list(enriching.enriched(many(20), Gazetteer.load()))
    assert no_process_is_left()


def test_a_process_whose_parent_is_killed_ends_without_a_word() -> None:
    """What it has found goes nowhere."""
    told = BytesIO()
    for each in (Gazetteer.load(), [document(1)]):
        send(told, pickle.dumps(each))
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", "from cstosearch.indexing.enriching import serve; serve()"],
        input=told.getvalue(),
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


def test_what_a_source_brings_is_trusted(tmp_path: Path) -> None:
    """No others of its types are looked for; known ones get their canonical names."""
    row = (
        '{"date": "2020-07-08", "title": "Stanislav Zas in Minsk on July 7", "body": "Body.",'
        ' "entities": [{"type": "country", "name": "Republic of Belarus"},'
        ' {"type": "country", "name": "Sarmania"}], "mentions": ["2019"]}'
    )
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.jsonl").write_text(row, "utf-8")
    cstosearch.build(tmp_path / "corpus", tmp_path / "index")
    with cstosearch.open_index(tmp_path / "index") as index:
        [hit] = index.search(
            'country:"Republic of Belarus" person:Zas place:minsk mentions:2019-02'
        )
        assert index.count("mentions:2020") == 0
    assert [each.name for each in hit.document.entities] == [
        *("Belarus", "Sarmania", "Stanislav Zas", "Minsk")
    ]


def test_a_gazetteer_of_ones_own_counts_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the corpus or beside it; all is read anew when it changes, and nothing when it stays."""
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus/a.txt").write_text(f"08.07.2020\n{TEXT}\n", "utf-8")
    assert cstosearch.build().read == 1
    Path("corpus/gazetteer.toml").write_text(MINE, "utf-8")
    summary = cstosearch.build()
    assert (summary.read, summary.problems) == (1, ())
    with cstosearch.open_index() as index:
        assert index.count('org:="Working Group"') == 1
    assert cstosearch.build().read == 0
    Path("corpus/gazetteer.toml").rename("mine.toml")
    assert cstosearch.build(gazetteer="mine.toml").read == 0
    assert cstosearch.build().read == 1
    with cstosearch.open_index() as index:
        assert index.count('org:="Working Group"') == 0


def test_a_gazetteer_with_a_fault_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus/a.txt").write_text(f"08.07.2020\n{TEXT}\n", "utf-8")
    cstosearch.build()
    Path("corpus/gazetteer.toml").write_text('[[thing]]\nname = "X"\n', "utf-8")
    for dry_run in (True, False):
        with pytest.raises(GazetteerError, match="thing"):
            cstosearch.build(dry_run=dry_run)
    with pytest.raises(GazetteerError, match="thing"):
        cstosearch.build(index="other")
    assert not Path("other").exists()
    with cstosearch.open_index() as index:
        assert (index.generation, index.count("minsk")) == (1, 1)


def test_an_update_enriches_only_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    for number in range(3):
        Path(f"corpus/{number}.txt").write_text(f"0{number + 1}.07.2020\n{TEXT}\n", "utf-8")
    cstosearch.build()
    seen: list[str] = []
    find = Enricher.find

    def spy(enricher: Enricher, each: Document) -> Enrichment:
        seen.append(each.body)
        return find(enricher, each)

    monkeypatch.setattr(Enricher, "find", spy)
    Path("corpus/1.txt").write_text(f"02.07.2020\n{TEXT} And more.\n", "utf-8")
    cstosearch.build()
    assert seen == [f"{TEXT} And more."]
