"""The library's door: what it exports, takes and raises."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cstosearch
from cstosearch import Index, QueryError

TODAY = date(2020, 7, 20)
PAGE = """10.08.2020
A border exercise in August.
14.07.2020

Concern over the border conflict.

09.07.2020

The Working Group on the border met.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    directory = tmp_path_factory.mktemp("door")
    (directory / "corpus").mkdir()
    (directory / "corpus/page.txt").write_text(PAGE, "utf-8")
    (directory / "corpus/undated.txt").write_text("A border text of no date.", "utf-8")
    cstosearch.build(directory / "corpus", directory / "index")
    with cstosearch.open_index(directory / "index") as opened:
        yield opened


def test_all_is_what_there_is() -> None:
    """Each name exists, and a star import loads nothing else."""
    namespace: dict[str, object] = {}
    exec("from cstosearch import *", namespace)  # noqa: S102
    assert sorted(set(namespace) - {"__builtins__"}) == sorted(cstosearch.__all__)
    assert sorted(cstosearch.__all__, key=str.lower) == sorted(
        set(cstosearch.__all__), key=str.lower
    )
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        cstosearch.nothing  # noqa: B018


def test_importing_the_package_loads_no_engine() -> None:
    code = "import cstosearch, sys; print({'whoosh', 'numpy', 'dateutil'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


@pytest.mark.parametrize(
    ("bounds", "days"),
    [
        ({}, ["2020-08-10", "2020-07-14", "2020-07-09", ""]),
        ({"since": "2020-07-14"}, ["2020-08-10", "2020-07-14"]),
        ({"until": "July 2020"}, ["2020-07-14", "2020-07-09"]),
        ({"since": "2020-07", "until": "2020-07"}, ["2020-07-14", "2020-07-09"]),
        ({"on": "09.07.2020"}, ["2020-07-09"]),
        ({"since": "last week"}, ["2020-08-10", "2020-07-14"]),
        ({"on": "2020", "until": "2020-07-10"}, ["2020-07-09"]),
    ],
)
def test_bounds(index: Index, bounds: dict[str, str], days: list[str]) -> None:
    """Both ends are included, periods are whole; undated documents are within no bounds."""
    found = index.search("border", sort="newest", today=TODAY, **bounds)  # type: ignore[arg-type]
    assert [str(hit.document.date or "") for hit in found] == days
    assert index.count("border", today=TODAY, **bounds) == found.total == len(found)  # type: ignore[arg-type]
    if bounds:
        assert index.count(today=TODAY, **bounds) == len(days)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": "2020-13"}, "--since: "),
        ({"on": "someday"}, "--on: "),
        (
            {"since": "2021", "until": "2020"},
            'nothing lies between --since "2021" and --until "2020"',
        ),
        ({}, "empty"),
    ],
)
def test_bounds_that_cannot_be_read(index: Index, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError) as caught:
        index.search("", **arguments)  # type: ignore[arg-type]
    assert message in caught.value.message


def test_pages_follow_one_another(index: Index) -> None:
    whole = [hit.document.id for hit in index.search("border", limit=9)]
    parts = [hit.document.id for n in range(4) for hit in index.search("border", offset=n, limit=1)]
    assert whole == parts
    assert index.search("border", offset=4).hits == ()
    assert index.search("border", limit=0).total == 4
    assert [hit.document.id for hit in index.search("border", offset=1, limit=None)] == whole[1:]
    with pytest.raises(ValueError, match="must not be negative"):
        index.search("border", offset=-1)


def test_results_say_what_was_asked(index: Index) -> None:
    found = index.search("Border +conflict", any_word=True, since="2020", limit=3)
    assert (found.query, found.offset, found.limit) == (
        "(+conflict OR border) AND date:2020-01-01..",
        0,
        3,
    )
    assert found.generation == index.generation == 1
    assert found.took_ms > 0


def test_documents_by_id(index: Index) -> None:
    """Whole, or as much as tells it apart."""
    id_ = index.search("exercise").hits[0].document.id
    assert index.document(id_) == index.document("20200810") == index.document(id_[:10])
    for wrong in ("", "nothing"):
        with pytest.raises(cstosearch.DocumentError, match="no document has the id"):
            index.document(wrong)
    with pytest.raises(cstosearch.DocumentError, match=r'several ids begin with "202007": .*, .*'):
        index.document("202007")


@given(st.text(st.sampled_from('ab "()*+-:.ORNTAdte2019~?/\\\x00\ud800é')), st.booleans())
def test_any_text_is_answered_or_refused_with_a_caret(
    index: Index, query: str, any_word: bool
) -> None:
    """No query raises anything else."""
    try:
        found = index.search(query, any_word=any_word, today=TODAY)
    except QueryError as error:
        assert 0 <= error.start < error.end
        assert "^" in str(error)
    else:
        assert found.total == index.count(found.query, today=TODAY)


def test_on_may_be_of_any_year(index: Index) -> None:
    """A day or a month, as in `on:` of the query language."""
    assert [hit.document.date for hit in index.search(on="10 August")] == [date(2020, 8, 10)]
    assert index.count("border", on="july") == 2
    with pytest.raises(QueryError, match="--on: there is no 30 February"):
        index.count(on="30.02.")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"sinse": "2020"}, "unexpected keyword argument 'sinse'"),
        ({"any": True}, "unexpected keyword argument 'any'"),
        ({"since": date(2020, 1, 1)}, "since is text, and a date is written as in '2020-07-08'"),
        ({"query": None}, "query is text"),
    ],
)
def test_what_is_no_filter_is_refused(index: Index, asked: dict[str, Any], message: str) -> None:
    """It would be left out in silence, and nothing is saved that cannot be asked."""
    asked = {"query": "border", **asked}
    for ask in (index.search, index.count, index.explain, index.timeline):
        with pytest.raises(TypeError, match=message):
            ask(**asked)
    with pytest.raises(TypeError, match=message):
        index.saved.add("name", **asked)
    assert index.saved.all() == ()


def test_an_unknown_order_is_refused(index: Index) -> None:
    unknown: Any = "best"
    with pytest.raises(ValueError, match="sort is one of relevance, newest, oldest: 'best'"):
        index.search("border", sort=unknown)
    with pytest.raises(ValueError, match="sort is one of relevance, newest, oldest, left, right"):
        index.concordance("border", sort=unknown)
    with pytest.raises(ValueError, match="sort is one of count, word"):
        index.terms(sort=unknown)
    with pytest.raises(ValueError, match="sort is one of log-likelihood, count"):
        index.collocates("border", sort=unknown)
