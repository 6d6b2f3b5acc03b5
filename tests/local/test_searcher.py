"""The searcher agrees with the oracle: hits, order, scores, totals, whatever the segments."""

from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import oracle
import pytest
from histories import DAYS, VOCABULARY, History, document, histories, write
from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch.local import LocalEngine
from cstosearch.model import DateRange, Sort
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Field,
    Fuzzy,
    Id,
    Mentioned,
    Near,
    Node,
    Not,
    OneOf,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Value,
    Wildcard,
    Words,
    Yearly,
)

WORD = st.sampled_from(VOCABULARY)
FIELD: st.SearchStrategy[Field | None] = st.sampled_from([None, None, "title"])
DISTANCE = st.integers(1, 2)
GAPPED = (
    st.lists(WORD | st.sampled_from(["*", "b*", "?", "уч*", "x*"]), min_size=1, max_size=4)
    .map(tuple)
    .filter(lambda words: set(words) != {"*"})
)


def texts(field: st.SearchStrategy[Field | None]) -> st.SearchStrategy[Node]:
    """Text leaves but for NEAR."""
    patterns = st.sampled_from(["*", "b*s", "*r*e*", "?", "у?ени?", "c?t*", "x*"])
    return st.one_of(
        st.builds(Words, st.lists(WORD, min_size=1, max_size=2).map(tuple), field),
        st.builds(Phrase, st.lists(WORD, min_size=1, max_size=3).map(tuple), field),
        st.builds(Phrase, GAPPED, field, st.integers(0, 3)),
        st.builds(Prefix, st.sampled_from(["b", "con", "уч", "x"]), field),
        st.builds(Wildcard, patterns, field),
        st.builds(Fuzzy, st.sampled_from(["the", "hte", "fores", "учения", "ab"]), DISTANCE, field),
    )


OPERANDS = texts(st.none()) | st.builds(
    Or, st.lists(texts(st.none()), min_size=2, max_size=3).map(tuple)
)
NAMES = st.sampled_from(
    ["zas", "stanislav zas", "*zas", "s*v *", "csto", "?*", "nobody", "border", "учени*"]
)
FILES = st.sampled_from(["a.txt", "b/c.txt", "*.txt", "b/*", "?.txt", "x"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    texts(FIELD),
    st.builds(Near, OPERANDS, OPERANDS, st.integers(1, 4), st.booleans(), FIELD),
    st.builds(Yearly, st.sampled_from([6, 7, 7]), st.none() | st.integers(1, 5)),
    st.builds(Mentioned, st.builds(DateRange, st.none() | DAYS, st.none() | DAYS)),
    st.builds(Value, st.sampled_from(["person", "entity", "org"]), NAMES, st.booleans()),
    st.builds(Value, st.sampled_from(["source", "url"]), FILES),
    st.builds(Value, st.just("lang"), st.sampled_from(["en", "ru", "r*", "de"])),
    st.builds(Id, st.sampled_from(["d1", "d", "none"]), st.booleans()),
    st.builds(OneOf, st.frozensets(st.sampled_from(["d0", "d1", "d2", "d5", "none"]))),
    st.builds(Dated, st.none() | st.builds(DateRange, st.none() | DAYS, st.none() | DAYS)),
    st.just(Everything()),
)
TREES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(
        st.builds(And, st.lists(nodes, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(nodes, min_size=2, max_size=3).map(tuple)),
        st.builds(Not, nodes),
        st.builds(Prefer, nodes, nodes),
    ),
    max_leaves=6,
)


@settings(max_examples=40)
@given(histories(), st.lists(TREES, min_size=3, max_size=12), st.data())
def test_searcher_is_the_oracle(history: History, queries: list[Node], data: st.DataObject) -> None:
    commits, deleted = history
    live = [each for batch in commits for each in batch if each.id not in deleted]
    with TemporaryDirectory() as directory:
        engine = LocalEngine(Path(directory))
        write(engine, commits, deleted)
        snapshot = engine.open()
        for query in queries:
            sort: Sort = data.draw(st.sampled_from(["relevance", "newest", "oldest"]))
            expected = oracle.answer(live, query, sort)
            offset, limit = data.draw(st.tuples(st.integers(0, 3), st.integers(0, 10)))
            page = snapshot.search(query, sort=sort, offset=offset, limit=limit)
            found = [oracle.Answer(hit.document.id, hit.score) for hit in page.ranked]
            assert (page.total, found) == (len(expected), expected[offset : offset + limit])
            assert snapshot.count(query) == len(expected)
            all_ranked = snapshot.ranked(query, sort=sort)
            assert [snapshot.read(place).id for place in all_ranked] == [e.id for e in expected]
            assert sorted(snapshot.ids_of(query)) == sorted(answer.id for answer in expected)
            assert all(hit.document in live for hit in page.ranked)
        snapshot.close()


WEB = " ".join(f"w{n}" for n in range(40))


@pytest.mark.parametrize(
    "query",
    [
        Or((Words(("aa",)), Words(("bb",)), Words(("cc",)))),
        Or((Words(("the",)), Words(("aa",)), Words(("bb",)))),
        And((Words(("aa",)), Words(("bb",)), Dated(DateRange(None, None)))),
        And((Or((Words(("aa",)), Words(("bb",)))), Dated(DateRange(date(2020, 7, 1), None)))),
        Prefer(Words(("cc",)), Or((Words(("aa",)), And((Words(("bb",)), Words(("cc",))))))),
    ],
    ids=str,
)
def test_a_page_is_a_slice_of_all(engine: LocalEngine, query: Node) -> None:
    """Nearness is looked for only where it can lift a document onto the page, and none is lost."""
    draw = Random(1)  # noqa: S311 - nothing is secret here
    words = ["aa", "bb", "cc", "the", *WEB.split()]
    weights = [9, 6, 3, 20, *[1] * 40]
    documents = [
        document(
            n,
            " ".join(draw.choices(words, weights, k=draw.randint(0, 6))),
            " ".join(draw.choices(words, weights, k=draw.randint(1, 60))),
            date(2020, 7, draw.randint(1, 5)),
            derived=n % 2 == 0,
        )
        for n in range(3000)
    ]
    write(engine, [documents[:2000], documents[2000:]], {"d7", "d2100"})
    snapshot = engine.open()
    everything = snapshot.search(query, sort="relevance", offset=0, limit=None)
    scores = [each.score for each in everything.ranked]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > everything.total / 2
    for offset, limit in ((0, 1), (0, 10), (10, 10), (95, 30)):
        page = snapshot.search(query, sort="relevance", offset=offset, limit=limit)
        assert page.total == everything.total
        assert page.ranked == everything.ranked[offset : offset + limit]
    newest = snapshot.search(query, sort="newest", offset=0, limit=20)
    by_id = {each.document.id: each.score for each in everything.ranked}
    assert all(each.score == by_id[each.document.id] for each in newest.ranked)
    snapshot.close()


def test_neighbours_of_the_query_lift_a_document(engine: LocalEngine) -> None:
    """In their order, across function words of the query, but not those of a document."""
    texts = ["aa bb xx xx", "bb aa xx xx", "aa xx bb xx", "aa of bb xx"]
    documents = [document(3 * n, "", text, None, derived=True) for n, text in enumerate(texts)]
    write(engine, [documents], set())
    snapshot = engine.open()
    query = Or((Words(("aa",)), Words(("of",)), Words(("bb",))))
    first, *others = snapshot.search(query, sort="relevance", offset=0, limit=4).ranked
    assert first.document.id == "d0"
    assert [each.document.id for each in others] == ["d3", "d6", "d9"]
    assert len({each.score for each in others}) == 1
    snapshot.close()


def test_function_words_match_and_do_not_score(engine: LocalEngine) -> None:
    """Beside other words; alone they score like any."""
    documents = [
        document(1, "", "the the the", date(2020, 7, 3), derived=True),
        document(2, "", "border the", date(2020, 7, 2), derived=True),
        document(3, "", "border of", date(2020, 7, 1), derived=True),
        document(4, "", "of", date(2020, 7, 4), derived=True),
    ]
    write(engine, [documents], set())
    snapshot = engine.open()

    def found(query: Node) -> list[tuple[str, bool]]:
        page = snapshot.search(query, sort="relevance", offset=0, limit=10)
        assert page.total == len(page.ranked)
        return [(each.document.id, each.score > 0) for each in page.ranked]

    the, border = Words(("the",)), Words(("border",))
    assert found(Or((the, border))) == [("d2", True), ("d3", True), ("d1", False)]
    assert found(And((the, border))) == [("d2", True)]
    assert found(the) == [("d1", True), ("d2", True)]
    assert found(Prefer(the, border)) == [("d2", True), ("d1", True)]
    snapshot.close()


def test_what_scores_next_to_nothing_still_matches(engine: LocalEngine) -> None:
    """And what does not match is no hit, though its score is as low: here it was deleted."""
    documents = [document(n, "", "aa bb", date(2020, 7, 1), derived=True) for n in range(3000)]
    giant = document(9000, "", "aa bb" + " filler" * 300_000, date(2020, 7, 1), derived=True)
    gone = document(9001, "", "aa bb", date(2020, 7, 2), derived=True)
    write(engine, [[*documents, giant, gone]], {"d9001"})
    snapshot = engine.open()
    query = Or((Words(("aa",)), Words(("bb",))))
    page = snapshot.search(query, sort="relevance", offset=3000, limit=10)
    assert (page.total, [each.document.id for each in page.ranked]) == (3001, ["d9000"])
    snapshot.close()


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    return LocalEngine(tmp_path)


def test_documents_and_ids(engine: LocalEngine) -> None:
    """By id, by the beginning of an id, in order; deleted documents are gone."""
    documents = [document(n, f"Title {n}", "Text.", None, derived=False) for n in (10, 11, 12, 2)]
    write(engine, [documents], {"d11"})
    snapshot = engine.open()
    assert snapshot.document("d10") == documents[0]
    assert snapshot.document("d11") is None
    assert snapshot.document("d1") is None
    assert snapshot.ids("d1", 5) == ["d10", "d12"]
    assert snapshot.ids("", 2) == ["d10", "d12"]
    snapshot.close()


def test_stats(engine: LocalEngine) -> None:
    """Counts of live documents only, with variants; a derived title is not counted as words."""
    write(
        engine,
        [
            [document(1, "One two", "three", date(2020, 7, 8), derived=False)],
            [document(2, "Derived", "four five", None, derived=True)],
            [document(3, "Gone", "gone", date(1999, 1, 1), derived=False)],
        ],
        {"d3"},
    )
    snapshot = engine.open()
    stats = snapshot.stats()
    assert (stats.documents, stats.undated, stats.tokens) == (2, 1, 6)
    assert (stats.first_date, stats.last_date) == (date(2020, 7, 8), date(2020, 7, 8))
    assert stats.by_year == ((2020, 1),)
    assert stats.size > 0
    snapshot.close()


def test_a_day_that_none_of_the_years_has(engine: LocalEngine) -> None:
    """29 February, where no year of a segment is a leap year, and where one is."""
    query = Yearly(2, 29)
    write(engine, [[document(1, "", "a", date(2019, 2, 28), derived=True)]], set())
    assert engine.open().count(query) == 0
    write(engine, [[document(2, "", "a", date(2020, 2, 29), derived=True)]], set())
    assert engine.open().ids_of(query) == ["d2"]


def test_an_index_of_nothing(engine: LocalEngine) -> None:
    """It can be searched."""
    write(engine, [[]], set())
    snapshot = engine.open()
    assert snapshot.search(Not(Words(("a",))), sort="relevance", offset=0, limit=9).total == 0
    assert snapshot.search(Words(("a",)), sort="newest", offset=0, limit=9).total == 0
    assert snapshot.stats().documents == 0
    snapshot.close()


@pytest.mark.parametrize("step", [1, 3, 50])
def test_few_ids_among_many_are_looked_up_and_many_are_read(tmp_path: Path, step: int) -> None:
    """Either way they are the same documents; one of them is deleted, one is not there."""
    engine = LocalEngine(tmp_path)
    documents = [document(n, "border", "x" * (n % 2), None, derived=False) for n in range(100)]
    write(engine, [documents[:50], documents[50:]], {"d50"})
    snapshot = engine.open()
    wanted = [f"d{n}" for n in range(0, 100, step)]
    tree = OneOf(frozenset([*wanted, "d", "x"]))
    expected = sorted(set(wanted) - {"d50"})
    assert sorted(snapshot.ids_of(tree)) == expected
    assert snapshot.count(And((tree, Words(("x",))))) == sum(int(id_[1:]) % 2 for id_ in expected)
    snapshot.close()
