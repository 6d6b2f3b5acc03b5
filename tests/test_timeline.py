"""Timelines are exact: those of the oracle, for any documents, deletions, segments, filters."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args
from unittest.mock import Mock

import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cstosearch
from cstosearch import CstosearchError, Document, Index, Period, Source, Timeline, Unit
from cstosearch.dates.units import name_of
from cstosearch.local import LocalEngine
from cstosearch.local.evaluation import Evaluation
from cstosearch.local.filters import intervals
from cstosearch.model import DateRange, Mention
from cstosearch.query.nodes import And, Dated, Everything, Mentioned, Node, Words

DAYS = st.dates(date(2019, 12, 1), date(2021, 2, 10))
UNITS = st.sampled_from(get_args(Unit))
Bounds = tuple[date | None, date | None]
BOUNDS: st.SearchStrategy[Bounds] = st.one_of(
    st.builds(lambda a, b: (min(a, b), max(a, b)), DAYS, DAYS),
    st.tuples(st.none() | DAYS, st.none()),
    st.tuples(st.none(), DAYS),
)


def document(number: int, body: str, day: date | None) -> Document:
    source = Source("a.txt", number, number + 1, "d" * 64)
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


@settings(max_examples=60)
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


MENTIONED: st.SearchStrategy[tuple[date, date]] = st.one_of(
    st.builds(lambda a, b: (min(a, b), max(a, b)), DAYS, DAYS),
    DAYS.map(lambda day: (day, day)),
    st.sampled_from(
        [
            (date(2020, 2, 1), date(2020, 2, 29)),
            (date(2020, 2, 1), date(2020, 4, 30)),
            (date(2020, 1, 6), date(2020, 1, 12)),
            (date(2020, 1, 1), date(2020, 12, 31)),
            (date(2019, 1, 1), date(2020, 12, 31)),
            (date(2020, 1, 1), date(2029, 12, 31)),
            (date(2011, 1, 1), date(2020, 12, 31)),
        ]
    ),
)
MENTIONING = st.lists(
    st.tuples(
        st.sampled_from(["border", "other", "border other"]), st.lists(MENTIONED, max_size=4)
    ),
    max_size=10,
)


def mentioning(number: int, body: str, *mentioned: tuple[date, date]) -> Document:
    mentions = tuple(Mention(*days) for days in mentioned)
    return replace(document(number, body, None), mentions=mentions)


@settings(max_examples=80)
@given(MENTIONING, st.integers(0, 10), st.sets(st.integers(0, 9), max_size=3), UNITS, BOUNDS)
def test_timelines_of_mentions_are_those_of_the_oracle(
    drawn: list[tuple[str, list[tuple[date, date]]]],
    cut: int,
    gone: set[int],
    by: Unit,
    bounds: Bounds,
) -> None:
    """A hit counts once in each period that it mentions; periods follow without a gap."""
    made = [mentioning(number, body, *days) for number, (body, days) in enumerate(drawn)]
    live = [each for number, each in enumerate(made) if number not in gone]
    within = DateRange(*bounds)
    asked = "border" if within == DateRange() else f"border mentions:{within}"
    node: Node = Words(("border",))
    if any(bounds):
        node = And((node, Mentioned(within)))
    with TemporaryDirectory() as directory:
        deleted = tuple(each.id for each in made if each not in live)
        with open_with(Path(directory), made[:cut], made[cut:], deleted=deleted) as index:
            found = index.timeline(asked, by=by, by_mention=True)
    hits = [oracle.periods_mentioned(d, by, within) for d in live if oracle.matches(d, node)]
    every = [oracle.periods_mentioned(d, by, within) for d in live]
    assert (found.total, found.without_mention) == (len(hits), hits.count(set()))
    assert {p.name: p.count for p in found.periods if p.count} == Counter(
        name_of(first, by) for periods in hits for first in periods
    )
    for each in found.periods:
        first = oracle.BEGINNING[by](each.start)
        assert each.all == sum(first in periods for periods in every)
        assert each.name == name_of(first, by)
    assert all(one.end + timedelta(1) == other.start for one, other in pairwise(found.periods))
    if found.periods:
        begin, finish = found.periods[0], found.periods[-1]
        assert begin.start == bounds[0] if bounds[0] else begin.count
        assert finish.end == bounds[1] if bounds[1] else finish.count


def test_a_timeline_of_mentions_asks_its_query_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And for all documents, which shares are of, once more; mentions are read once a segment."""
    evaluated = Mock(wraps=Evaluation)
    read = Mock(wraps=intervals)
    monkeypatch.setattr("cstosearch.local.searcher.Evaluation", evaluated)
    monkeypatch.setattr("cstosearch.local.searcher.intervals", read)
    day = date(2020, 2, 3)
    with open_with(tmp_path, [mentioning(0, "border", (day, day))], []) as index:
        evaluated.reset_mock()
        found = index.timeline("border", by_mention=True)
    assert (found.by, found.total, found.undated) == ("month", 1, 1)
    assert (evaluated.call_count, read.call_count) == (2, 1)


@pytest.mark.parametrize(
    ("start", "end", "units"),
    [
        ("2020-03-05", "2020-03-05", "day week month year"),
        ("2020-03-02", "2020-03-08", "day week month year"),
        ("2020-03-01", "2020-03-31", "month year"),
        ("2020-03-01", "2020-05-31", "month year"),
        ("2020-03-01", "2020-04-29", "day week month year"),
        ("2020-01-01", "2020-12-31", "year"),
        ("2019-01-01", "2020-12-31", "year"),
        ("2020-01-01", "2029-12-31", ""),
        ("2000-01-01", "2029-12-31", ""),
        ("2011-01-01", "2020-12-31", "year"),
    ],
)
def test_what_is_mentioned_as_a_longer_time_says_nothing_of_a_period(
    tmp_path: Path, start: str, end: str, units: str
) -> None:
    """Whole months of a day, whole years of a month, whole decades of a year."""
    days = date.fromisoformat(start), date.fromisoformat(end)
    with open_with(tmp_path, [mentioning(1, "x", days)]) as index:
        counted = [
            unit
            for unit in get_args(Unit)
            if index.timeline(by=unit, by_mention=True).without_mention == 0
        ]
    assert counted == units.split()


def test_the_unit_of_mentions_is_the_month_or_the_year(tmp_path: Path) -> None:
    """Even of a single day; also where nothing is mentioned."""
    days = [date(2020, 3, 5), date(2025, 3, 5)]
    made = [mentioning(n, f"x{n}", (day, day)) for n, day in enumerate(days)]
    with open_with(tmp_path, [*made, mentioning(2, "y")]) as index:
        assert index.timeline("x0", by_mention=True).by == "month"
        assert index.timeline("x*", by_mention=True).by == "year"
        nothing = index.timeline("y", by_mention=True)
    assert (nothing.by, nothing.periods, nothing.without_mention) == ("month", (), 1)
    assert (nothing.total, nothing.undated) == (1, 1)


def test_odd_mentions_do_not_run_away(tmp_path: Path) -> None:
    """However long they are; what to do is said, and bounds are a remedy."""
    always = date.min, date(9999, 12, 30)
    made = [mentioning(1, "x", always), mentioning(2, "y", (date(2020, 3, 5), date(2020, 3, 6)))]
    with open_with(tmp_path, made) as index:
        assert len(index.timeline(by_mention=True).periods) == 9999
        with pytest.raises(
            CstosearchError, match=r"3,652,058 days, which .* as in mentions:2015\.\.2020"
        ):
            index.timeline(by="day", by_mention=True)
        [day] = index.timeline("mentions:2020-03-05", by="day", by_mention=True).periods
        assert (day.count, day.all) == (2, 2)
        assert [each.all for each in index.timeline("y", by="day", by_mention=True).periods] == [
            2,
            2,
        ]
        last = index.timeline("x mentions:9999-12-20..", by="week", by_mention=True).periods[-1]
        assert (last.end, last.count) == (date.max, 1)


def test_shares_of_mentions_are_of_what_was_published_then(tmp_path: Path) -> None:
    """Dates of publication bound both sides of a share, and no period."""
    days = date(2020, 3, 5), date(2020, 3, 5)
    made = [
        replace(mentioning(n, body, days), date=date(year, 1, 1))
        for n, (body, year) in enumerate([("x", 2020), ("y", 2020), ("y", 2019)])
    ]
    with open_with(tmp_path, made) as index:
        [period] = index.timeline("x", by_mention=True, since="2020").periods
    assert (period.start, period.end) == (date(2020, 3, 1), date(2020, 3, 31))
    assert (period.count, period.all) == (1, 2)


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
