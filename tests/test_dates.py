"""Which civil days a text names: stamps, metadata, file names, periods and ranges."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cstosearch.dates import (
    date_in_filename,
    parse_metadata,
    parse_period,
    parse_range,
    parse_stamp,
    trailing_stamp,
)
from cstosearch.errors import DateError
from cstosearch.model import DateRange

DAY = date(2020, 7, 8)
TODAY = date(2020, 7, 14)  # a Tuesday
ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
RUSSIAN = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)

FORMATS: list[Callable[[date], str]] = [
    date.isoformat,
    lambda d: f"{d.day:02}.{d.month:02}.{d.year:04}",
    lambda d: f"{d.day}.{d.month}.{d.year:04}",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year:04}",
    lambda d: f"{d.day} {ENGLISH[d.month - 1]} {d.year:04}",
    lambda d: f"{d.day} {ENGLISH[d.month - 1][:3].upper()} {d.year:04}",
    lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year:04}",
    lambda d: f"{d.day} {RUSSIAN[d.month - 1]} {d.year:04} года",
]
# Letters of dates, so that random text comes close to being one.
DATELIKE = st.text(st.sampled_from("0123456789.-/:, <>TZ+julyagomnthws²٣й\xa0\n\ud800"))
ANY_TEXT = st.text() | DATELIKE


def days(text: str, today: date = TODAY) -> str:
    """Return a range in its canonical form."""
    return str(parse_range(text, today=today))


def error_of(text: str, today: date) -> DateError | None:
    """Return the error that a range is answered with, if it is."""
    try:
        parse_range(text, today=today)
    except DateError as error:
        return error
    return None


def fault(text: str, today: date = TODAY) -> tuple[str, str]:
    """Return the message of the error and the part of the text that it points at."""
    with pytest.raises(DateError) as caught:
        parse_range(text, today=today)
    return str(caught.value), text[caught.value.start : caught.value.end]


@pytest.mark.parametrize(
    "line",
    [
        "08.07.2020",
        "8.7.2020",
        "08/07/2020",
        "2020-07-08",
        "8 July 2020",
        "July 8, 2020",
        "8 jul 2020",
        "8 июля 2020",
        "8 июля 2020 г.",
        "8 июля 2020 года",
        "\xa0 08.07.2020\t\r\n",
        "08.07.2020 14:30",
        "08.07.2020, 14:30",
        "8 July 2020 4:30:59",
    ],
)
def test_a_line_that_is_only_a_date_is_a_stamp(line: str) -> None:
    """In every form that pages use, with or without a time."""
    assert parse_stamp(line) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "",
        "08.07.20",
        "31.02.2020",
        "07/13/2020",
        "00.07.2020",
        "08.07.0000",
        "08.07/2020",
        "July 2020",
        "2020",
        "08.07.2020 25:00",
        "on 08.07.2020",
        "08.07.2020 news",
        "8 Juillet 2020",
        "٠٨.٠٧.٢٠٢٠",
        "² 2020",
        "08.07.2020" * 1000,
    ],
)
def test_any_other_line_is_not(line: str) -> None:
    """Not with a word beside it, not with two digits for a year, not if it never was."""
    assert parse_stamp(line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Special training ECHELON-2020 08.07.2020", ("Special training ECHELON-2020", DAY)),
        (" Title\xa08.7.2020 \n", ("Title", DAY)),
        ("Title 2020-07-08", ("Title", DAY)),
        ("08.07.2020", None),
        (" 08.07.2020 ", None),
        ("Title 31.02.2020", None),
        ("Title (08.07.2020)", None),
        ("Title08.07.2020", None),
        ("Title 08.07.2020.", None),
        ("", None),
    ],
)
def test_a_stamp_at_the_end_of_a_line(line: str, expected: tuple[str, date] | None) -> None:
    """It is parted by white space, and something stands before it."""
    assert trailing_stamp(line) == expected


@pytest.mark.parametrize(
    "value",
    [
        "08.07.2020 14:30",
        "2020-07-08T23:59:59.999+14:00",
        "2020-07-08T00:00Z",
        "2020-07-08 00:30:00 -0500",
        "2020/07/08",
        "2020.07.08",
        "20200708",
        "20200708T143000Z",
        "08-07-2020 10:00 PM",
        "Wed, 08 Jul 2020 23:30:00 -0700",
        "Wed, 8 Jul 2020 14:30:00 +0300 (MSK)",
        "Wed Jul  8 14:30:00 MSK 2020",
        "Wednesday, July 8, 2020 2:30 PM",
        "8th of July 2020",
        "08-Jul-2020",
    ],
)
def test_metadata_gives_the_civil_date_as_it_is_written(value: str) -> None:
    """No offset moves it."""
    assert parse_metadata(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        "",
        "July 2020",
        "July 8",
        "Wed July 2020",
        "Wednesday",
        "14:30",
        "8 Jul 20",
        "07/13/2020",
        "31 June 2020",
        "8 and 9 July 2020",
        "20 and 9 July 2020",
        "July 7-8 2020",
        "1594200000",
        "08\x002020",
        "8 July 2020" * 1000,
    ],
)
def test_metadata_that_states_no_whole_date_gives_none(value: str) -> None:
    """Nothing is filled in from today, or guessed from two digits."""
    assert parse_metadata(value) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2020-07-08_title.txt", DAY),
        ("20200708-x.txt", DAY),
        ("page 2020_07_08", DAY),
        ("news 08.07.2020.txt", DAY),
        ("2020-07-08 and again 20200708.txt", DAY),
        ("2020-07-08 20.13.2020.txt", DAY),
        ("2020-07-08..2020-07-09.txt", None),
        ("01-02-2020-07-08.txt", None),
        ("120200708.txt", None),
        ("202007081.txt", None),
        ("14990708.txt", None),
        ("22010708.txt", None),
        ("20201308.txt", None),
        ("DSC_4960.JPG", None),
        ("", None),
    ],
)
def test_a_date_in_a_file_name(name: str, expected: date | None) -> None:
    """Only one, and no part of a longer number."""
    assert date_in_filename(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020", "2020-01-01..2020-12-31"),
        ("0999", "0999-01-01..0999-12-31"),
        ("2020-02", "2020-02-01..2020-02-29"),
        ("07.2020", "2020-07-01..2020-07-31"),
        ("july 2020", "2020-07-01..2020-07-31"),
        ("JUL  2020", "2020-07-01..2020-07-31"),
        ("Июль 2020", "2020-07-01..2020-07-31"),
        ("июля 2020 г.", "2020-07-01..2020-07-31"),
        ("маи\u0306 2020", "2020-05-01..2020-05-31"),
        (" 08.07.2020 ", "2020-07-08"),
        ("Today", "2020-07-14"),
        ("yesterday", "2020-07-13"),
        ("this week", "2020-07-13..2020-07-19"),
        ("last week", "2020-07-06..2020-07-12"),
        ("this month", "2020-07-01..2020-07-31"),
        ("last month", "2020-06-01..2020-06-30"),
        ("this year", "2020-01-01..2020-12-31"),
        ("last year", "2019-01-01..2019-12-31"),
        ("30 days ago", "2020-06-14"),
        ("1 week ago", "2020-07-07"),
        ("5 months ago", "2020-02-14"),
        ("2 years ago", "2018-07-14"),
    ],
)
def test_a_period_is_all_of_its_days(text: str, expected: str) -> None:
    """From its first to its last."""
    assert str(parse_period(text, today=TODAY)) == expected


def test_months_are_counted_back_to_a_day_that_is() -> None:
    """There is no 31 February to go back to."""
    end_of_may = date(2020, 5, 31)
    assert days("3 months ago", today=end_of_may) == "2020-02-29"
    assert days("last month", today=end_of_may) == "2020-04-01..2020-04-30"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-07", "2020-07-01..2020-07-31"),
        ("2020-07-01..2020-07", "2020-07-01..2020-07-31"),
        ("july 2020 .. last week", "2020-07-01..2020-07-12"),
        ("2020-07..", "2020-07-01.."),
        ("..2019", "..2019-12-31"),
        ("8.7.2020..9.7.2020", "2020-07-08..2020-07-09"),
        (">=2020-07", "2020-07-01.."),
        (">2020-07", "2020-08-01.."),
        ("<2020-07", "..2020-06-30"),
        ("<= 2020-07", "..2020-07-31"),
    ],
)
def test_a_range_reaches_over_the_whole_of_both_ends(text: str, expected: str) -> None:
    """Both included, each as wide as it is written."""
    assert days(text) == expected


HOW = 'write 2020-07-08, 08.07.2020, 8 July 2020, July 2020, 2020 or "last month"'


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("foo", f'cannot read "foo" as a date: {HOW}', "foo"),
        ("2020.. foo ", f'cannot read "foo" as a date: {HOW}', "foo"),
        ("08.07.20", f'cannot read "08.07.20" as a date: {HOW}', "08.07.20"),
        ("\x1b\ud800", f'cannot read "  " as a date: {HOW}', "\x1b\ud800"),
        ("", f"a date is missing: {HOW}", ""),
        ("30.02.2020", "there is no 30 February 2020", "30.02.2020"),
        ("0 may 2020", "there is no 0 May 2020", "0 may 2020"),
        ("2020..29 feb 2021", "there is no 29 February 2021", "29 feb 2021"),
        (
            "07/13/2020",
            "there is no month 13: write the day before the month, as in 08.07.2020",
            "07/13/2020",
        ),
        ("0000", "there is no year 0: write a year from 0001 to 9999", "0000"),
        ("> ", "> needs a date after it: write >2020-07", ">"),
        (
            " .. ",
            "a range needs a date on one side at least: write 2019..2020, 2019.. or ..2020",
            "..",
        ),
        ("2020 .. 2019", '"2020" is after "2019": swap them', "2020 .. 2019"),
        (">9999", '">9999" leaves no day within the years 1 to 9999', ">9999"),
        ("<0001-01-01", '"<0001-01-01" leaves no day within the years 1 to 9999', "<0001-01-01"),
        ("9999 years ago", '"9999 years ago" is not within the years 1 to 9999', "9999 years ago"),
    ],
)
def test_what_cannot_be_is_pointed_at_and_put_right(text: str, message: str, at: str) -> None:
    """The offsets are those of the fault alone."""
    assert fault(text) == (message, at)


@pytest.mark.parametrize("text", ["9" * 5000 + " days ago", "9" * 400 + " months ago"])
def test_no_number_is_too_large_to_be_refused(text: str) -> None:
    """Not even one that Python itself does not read."""
    assert "is not within the years 1 to 9999" in fault(text)[0]


def test_today_may_stand_at_either_edge_of_time() -> None:
    """Counting past the edge is an error like any other."""
    assert days("today", today=date.min) == "0001-01-01"
    assert days("today", today=date.max) == "9999-12-31"
    assert "not within" in fault("yesterday", today=date.min)[0]
    assert "not within" in fault("this week", today=date.max)[0]


@given(st.dates(), st.sampled_from(FORMATS), st.dates())
def test_every_format_of_a_day_reads_back(
    day: date, write: Callable[[date], str], now: date
) -> None:
    """As a period, a stamp and metadata."""
    text = write(day)
    assert parse_period(text, today=now) == DateRange(day, day)
    assert parse_stamp(text) == parse_stamp(f"{text} 23:59") == parse_metadata(text) == day


@given(st.dates(), st.dates())
def test_a_range_reads_back_from_its_canonical_text(one: date, other: date) -> None:
    """Open or closed."""
    first, last = sorted((one, other))
    for expected in (DateRange(first, last), DateRange(first), DateRange(end=last)):
        assert parse_range(str(expected), today=TODAY) == expected


@given(ANY_TEXT, st.dates())
@example("10:30 2020 ²", TODAY)
def test_any_text_is_a_range_or_a_date_error_within_it(text: str, today: date) -> None:
    """Nothing else is raised."""
    error = error_of(text, today)
    assert error is None or 0 <= error.start <= error.end <= len(text)


@given(ANY_TEXT | st.dates().map(str).flatmap(lambda day: DATELIKE.map(lambda more: day + more)))
def test_readers_of_the_archive_take_any_text(text: str) -> None:
    """They never raise."""
    for read in (parse_stamp, trailing_stamp, parse_metadata, date_in_filename):
        read(text)
