"""Timelines are exact: those of the oracle, for any documents, deletions, segments, filters."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cstosearch
from cstosearch import CstosearchError, Document, Index, Period, Source, Timeline, Unit
from cstosearch.local import LocalEngine
from cstosearch.model import DateRange
from cstosearch.query.nodes import And, Dated, Everything, Node, Words

DAYS = st.dates(date(2019, 12, 1), date(2021, 2, 10))
UNITS = st.sampled_from(get_args(Unit))
Bounds = tuple[date | None, date | None]
BOUNDS: st.SearchStrategy[Bounds] = st.one_of(
    st.builds(lambda a, b: (min(a, b), max(a, b)), DAYS, DAYS),
    st.tuples(st.none() | DAYS, st.none()),
    st.tuples(st.none(), DAYS),
)


def document(number: int, body: str, day: date | None) -> Document:
    source = Source("a.txt", number, number + 1, "d")
    return Document(f"d{number}", "", True, body, day, "", "", (source,))


DOCUMENTS = st.lists(
    st.tuples(st.sampled_from(["border", "other", "border other"]), st.none() | DAYS), max_size=12
)


def open_with(directory: Path, *batches: list[Document], deleted: tuple[str, ...] = ()) -> Index:
    for batch, without in [*((batch, ()) for batch in batches), ([], deleted)]:
        with LocalEngine(directory).writer(fresh=False, timeout=0) as writer:
            writer.delete(without)
            for each in batch:
                writer.add(each)
            writer.commit(b"", files=0, records=0)
    return cstosearch.open_index(directory)


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, st.integers(0, 12), st.sets(st.integers(0, 11), max_size=3), st.data())
def test_timelines_are_those_of_the_oracle(
    drawn: list[tuple[str, date | None]], cut: int, gone: set[int], data: st.DataObject
) -> None:
    """Periods follow one another without a gap; their counts and the undated are all hits."""
    made = [document(number, *each) for number, each in enumerate(drawn)]
    live = [each for number, each in enumerate(made) if number not in gone]
    with TemporaryDirectory() as directory:
        deleted = tuple(each.id for each in made if each not in live)
        with open_with(Path(directory), made[:cut], made[cut:], deleted=deleted) as index:
            for query, node in (("*", Everything()), ("border", Words(("border",)))):
                by, bounds = data.draw(UNITS), data.draw(BOUNDS)
                since, until = (str(day) if day else None for day in bounds)
                found = index.timeline(query, by=by, since=since, until=until)
                within = Dated(DateRange(*bounds)) if any(bounds) else Everything()
                both = And((node, within)) if any(bounds) else node
                _check(found, live, both, within, bounds)


def _check(found: Timeline, live: list[Document], node: Node, within: Node, bounds: Bounds) -> None:
    hits = [each for each in live if oracle.matches(each, node)]
    days = sorted(each.date for each in hits if each.date)
    assert (found.total, found.undated) == (len(hits), len(hits) - len(days))
    assert sum(each.count for each in found.periods) == found.total - found.undated
    others = [each.date for each in live if oracle.matches(each, within)]
    begin, until = bounds
    start, end = begin or (days[0] if days else None), until or (days[-1] if days else None)
    if start is None or end is None:
        assert found.periods == ()
        return
    expected: list[Period] = []
    for day in (start + timedelta(n) for n in range((end - start).days + 1)):
        first = oracle.BEGINNING[found.by](day)
        if not expected or oracle.BEGINNING[found.by](expected[-1].end) != first:
            expected.append(Period("", max(first, begin or first), day, 0, 0))
        last = expected[-1]
        expected[-1] = Period("", last.start, day, last.count + days.count(day), 0)
    assert [(each.start, each.count) for each in found.periods] == [
        (each.start, each.count) for each in expected
    ]
    for each in found.periods:
        assert each.all == sum(day is not None and each.start <= day <= each.end for day in others)
        assert each.share == (each.count / each.all if each.all else None)
    if until:
        assert found.periods[-1].end == until


@pytest.mark.parametrize(
    ("by", "names", "last"),
    [
        ("day", ["2019-12-31", "2020-01-01", "2020-01-02", "2020-01-03"], date(2020, 1, 3)),
        ("week", ["2020-W01"], date(2020, 1, 5)),
        ("month", ["2019-12", "2020-01"], date(2020, 1, 31)),
        ("year", ["2019", "2020"], date(2020, 12, 31)),
    ],
)
def test_names_of_periods(tmp_path: Path, by: Unit, names: list[str], last: date) -> None:
    """Those of ISO 8601: the last day of 2019 lies in the first week of 2020."""
    made = [document(1, "x", date(2019, 12, 31)), document(2, "x", date(2020, 1, 3))]
    with open_with(tmp_path, made) as index:
        found = index.timeline(by=by)
    assert ([each.name for each in found.periods], found.periods[-1].end) == (names, last)


@pytest.mark.parametrize(
    ("until", "by"),
    [
        ("2020-01-31", "day"),
        ("2020-02-01", "week"),
        ("2020-06-28", "week"),
        ("2020-06-29", "month"),
        ("2024-12-31", "month"),
        ("2025-01-01", "year"),
    ],
)
def test_the_unit_suits_the_time(tmp_path: Path, until: str, by: Unit) -> None:
    """Up to 31 days, 26 weeks, 60 months; then years."""
    with open_with(tmp_path, [document(1, "x", date(2020, 1, 15))]) as index:
        assert index.timeline(since="2020-01-01", until=until).by == by


def test_the_ends_of_the_calendar(tmp_path: Path) -> None:
    """No week ends after the year 9999."""
    with open_with(tmp_path, [document(1, "x", date.min), document(2, "y", date.max)]) as index:
        for by in get_args(Unit):
            [last] = index.timeline("y", by=by).periods
            assert (last.end, last.count) == (date.max, 1)
            [first] = index.timeline("x", by=by).periods
            assert (first.start, first.count) == (date.min, 1)
        assert len(index.timeline(by="year").periods) == 9999
        with pytest.raises(CstosearchError, match=r"3,652,059 days, which are too many"):
            index.timeline(by="day")


@pytest.mark.parametrize("by", get_args(Unit))
def test_a_bound_within_the_only_period_that_has_hits(tmp_path: Path, by: Unit) -> None:
    """15 January 2020 was a Wednesday: no week, month or year begins with it."""
    with open_with(tmp_path, [document(1, "x", date(2020, 1, 15))]) as index:
        for bound in ("since", "until"):
            [period] = index.timeline(by=by, **{bound: "2020-01-15"}).periods  # type: ignore[arg-type]
            assert period.count == period.all == 1
            assert getattr(period, "start" if bound == "since" else "end") == date(2020, 1, 15)


def test_dates_that_exclude_one_another_leave_no_period(tmp_path: Path) -> None:
    with open_with(tmp_path, [document(1, "x", date(2020, 1, 15))]) as index:
        found = index.timeline("x date:2021", on="2020", by="month")
    assert (found.total, found.undated, found.periods) == (0, 0, ())


def test_bounds_within_or_are_none_of_the_whole(tmp_path: Path) -> None:
    """Only dates that all hits obey bound a timeline."""
    with open_with(tmp_path, [document(1, "x", date(2020, 1, 15))]) as index:
        assert len(index.timeline("x OR date:2010..2030", by="year").periods) == 1


def test_what_there_is_not(tmp_path: Path) -> None:
    """Facets and units that are unknown are a mistake of the caller."""
    with open_with(tmp_path, [document(1, "x", None)]) as index:
        with pytest.raises(ValueError, match='there is no unit "hour": take one of day, week'):
            index.timeline(by="hour")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match='there is no facet "size": take one of entity, '):
            index.search("x", facets=["size"])  # type: ignore[list-item]
