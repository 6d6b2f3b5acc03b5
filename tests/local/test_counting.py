"""Counts by field are exact: for any documents, deletions, segments and queries."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch.engine import Countable, Counts
from cstosearch.local import LocalEngine
from cstosearch.local.searcher import Snapshot
from cstosearch.model import DateRange, Document, Entity, EntityType, Source, ValueCount
from cstosearch.query.nodes import And, Dated, Everything, Node, Not, Or, Phrase, Words

FIELDS: list[Countable] = ["day", "week", "month", "year", "lang", "file", "entity"]
FIELDS += get_args(EntityType)

NAMES = st.sampled_from(["Zas", "CSTO", "Армения", "a", "b", "c", "d", "e"])
ENTITIES = st.builds(Entity, st.sampled_from(get_args(EntityType)), NAMES)
DAYS = st.one_of(
    st.none(),
    st.dates(date(2019, 12, 20), date(2020, 1, 15)),
    st.dates(date(2020, 1, 1), date(2021, 12, 31)),
    st.sampled_from([date.min, date(1, 1, 8), date(9999, 1, 1), date.max]),
)
WORDS = ("border", "forces", "other")
QUERIES: st.SearchStrategy[Node] = st.sampled_from(
    [
        Everything(),
        Words(("border",)),
        Phrase(("forces", "border")),
        Or((Words(("border",)), Words(("other",)))),
        And((Words(("border",)), Dated(DateRange(date(2020, 1, 1), date(2020, 6, 30))))),
        Not(Words(("forces",))),
        Dated(None),
    ]
)


@st.composite
def documents(draw: st.DrawFn, number: int) -> Document:
    return Document(
        id=f"d{number}",
        title="",
        title_derived=True,
        body=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=3))),
        date=draw(DAYS),
        url="",
        lang=draw(st.sampled_from(["", "en", "ru"])),
        sources=tuple(
            Source(f"{file}.txt", at, at + 1, "d" * 64)
            for at, file in enumerate(draw(st.lists(st.sampled_from("abc"), min_size=1)))
        ),
        entities=tuple(draw(st.lists(ENTITIES, max_size=4))),
    )


@st.composite
def archives(draw: st.DrawFn) -> tuple[list[list[Document]], set[str]]:
    """Documents in the commits that add them, and the ids that a last commit deletes."""
    count = draw(st.integers(0, 12))
    added = [draw(documents(number)) for number in range(count)]
    cuts = sorted(draw(st.sets(st.integers(0, count), max_size=3)) | {0, count})
    commits = [added[a:b] for a, b in pairwise(cuts)]
    return commits, draw(st.sets(st.sampled_from([d.id for d in added] or ["none"]), max_size=3))


def written(directory: Path, commits: Sequence[Sequence[Document]], deleted: set[str]) -> Snapshot:
    engine = LocalEngine(directory)
    for batch, without in [(batch, []) for batch in commits] + [([], sorted(deleted))]:
        with engine.writer(fresh=False, timeout=0) as writer:
            writer.delete(without)
            for each in batch:
                writer.add(each)
            writer.commit(b"", files=0, records=0)
    return engine.open()


@settings(max_examples=60)
@given(archives(), st.lists(QUERIES, min_size=1, max_size=4), st.integers(1, 4))
def test_counts_are_those_of_the_oracle(
    archive: tuple[list[list[Document]], set[str]], queries: list[Node], most: int
) -> None:
    """All of them, and the first few; beside hits that are the same with and without."""
    commits, deleted = archive
    live = [each for batch in commits for each in batch if each.id not in deleted]
    with TemporaryDirectory() as directory:
        snapshot = written(Path(directory), commits, deleted)
        for query in queries:
            expected = [oracle.counts_by(live, query, field) for field in FIELDS]
            page = snapshot.search(
                query, sort="relevance", offset=0, limit=3, count_by=FIELDS, values=None
            )
            assert list(page.counts) == expected
            few = snapshot.search(
                query, sort="relevance", offset=0, limit=0, count_by=FIELDS, values=most
            )
            assert list(few.counts) == [
                each._replace(values=each.values[:most]) for each in expected
            ]
            plain = snapshot.search(query, sort="relevance", offset=0, limit=3)
            assert (page.total, page.ranked) == (plain.total, plain.ranked)
            assert (few.total, few.ranked) == (plain.total, [])
        snapshot.close()


@pytest.mark.parametrize("last", [1, 10, 11, 40])
def test_few_documents_and_many_are_counted_alike(tmp_path: Path, last: int) -> None:
    """They are counted in different ways."""
    zas, csto = Entity("person", "Zas"), Entity("person", "CSTO")
    some: list[tuple[Entity, ...]] = [(), (zas,), (zas, csto)]
    source = Source("a.txt", 0, 1, "d" * 64)
    made = [
        Document(f"{n}", "", True, "", date.fromordinal(n), "", "", (source,), some[n % 3])
        for n in range(1, 81)
    ]
    snapshot = written(tmp_path, [made], set())
    query = Dated(DateRange(end=date.fromordinal(last)))
    page = snapshot.search(query, sort="newest", offset=0, limit=0, count_by=["person", "entity"])
    assert list(page.counts) == [oracle.counts_by(made, query, "person")] * 2
    snapshot.close()


@pytest.mark.parametrize(
    ("field", "counts"),
    [
        ("lang", Counts([ValueCount("en", 2)], 1, 1)),
        ("person", Counts([ValueCount("Zas", 2, "person")], 1, 1)),
        (
            "entity",
            Counts([ValueCount("Zas", 2, "person"), ValueCount("Zas", 1, "country")], 2, 1),
        ),
        ("file", Counts([ValueCount("a.txt", 3), ValueCount("b.txt", 1)], 2, 0)),
        ("day", Counts([ValueCount("2020-01-01", 1), ValueCount("2020-01-05", 1)], 2, 1)),
        ("week", Counts([ValueCount("2019-12-30", 2)], 1, 1)),
    ],
)
def test_a_document_counts_once_for_each_value(
    tmp_path: Path, field: Countable, counts: Counts
) -> None:
    """However often it has it; a week may begin in the year before."""
    zas, land = Entity("person", "Zas"), Entity("country", "Zas")
    a, b = Source("a.txt", 0, 1, "d" * 64), Source("b.txt", 0, 1, "d")
    made = [
        Document("1", "", True, "x", date(2020, 1, 1), "", "en", (a, a, b), (zas, zas, land)),
        Document("2", "", True, "x", date(2020, 1, 5), "", "en", (a,), (zas,)),
        Document("3", "", True, "x", None, "", "", (a,)),
    ]
    snapshot = written(tmp_path, [made[:2], made[2:]], set())
    page = snapshot.search(Everything(), sort="newest", offset=0, limit=1, count_by=[field])
    assert list(page.counts) == [counts]
    snapshot.close()
