"""The command `timeline`."""

import json
from pathlib import Path

import pytest

from cli.running import Run, spawn


def test_bars_and_what_has_no_date(indexed: Run) -> None:
    """All documents, by the unit that suits a week; every day is there."""
    assert indexed("timeline") == (
        0,
        f"  2020-07-08  1  {'█' * 63}\n"
        f"  2020-07-09  1  {'█' * 63}\n"
        "  … 4 days without hits\n"
        f"  2020-07-14  1  {'█' * 63}\n",
        "4 hits by day; 1 of them undated\n",
    )


def test_shares(indexed: Run) -> None:
    """Of all documents of the period, within the dates that are asked for."""
    asked = ["timeline", "border", "--since", "2020-07-09", "--until", "2020-08", "--by", "month"]
    assert indexed(*asked, "--share") == (
        0,
        f"  2020-07  1  of 2  50.0%  {'█' * 53}\n  2020-08  0  of 0\n",
        "1 hit by month\n",
    )


@pytest.mark.parametrize(("output", "sep"), [("csv", ","), ("tsv", "\t")])
def test_tables(indexed: Run, output: str, sep: str) -> None:
    """Every period has a row; a share of nothing is empty."""
    ran = indexed("timeline", "border", "--by", "week", "--until", "20.07.2020", "--format", output)
    assert ran.out.replace(sep, " ").splitlines() == [
        "period start end count all share",
        "2020-W28 2020-07-06 2020-07-12 1 2 0.5",
        "2020-W29 2020-07-13 2020-07-19 1 1 1.0",
        "2020-W30 2020-07-20 2020-07-20 0 0 ",
    ]
    assert (ran.code, ran.err) == (0, "2 hits by week\n")


def test_json(indexed: Run) -> None:
    """All on one line, nothing beside it."""
    code, out, err = indexed("timeline", "--by", "year", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "query": "*",
        "by": "year",
        "total": 4,
        "undated": 1,
        "periods": [
            {
                "period": "2020",
                "start": "2020-01-01",
                "end": "2020-12-31",
                "count": 3,
                "all": 3,
                "share": 1.0,
            }
        ],
    }


@pytest.mark.parametrize(
    ("output", "out", "err"),
    [
        ("text", "", "no hits for konflikt\n"),
        ("csv", "period,start,end,count,all,share\n", "no hits for konflikt\n"),
        (
            "json",
            '{"query": "konflikt", "by": "month", "total": 0, "undated": 0, "periods": []}\n',
            "",
        ),
    ],
)
def test_no_hits(indexed: Run, output: str, out: str, err: str) -> None:
    assert indexed("timeline", "konflikt", "--format", output) == (1, out, err)


def test_hits_without_a_date_alone(indexed: Run) -> None:
    """There is nothing to draw, but it is told that there are some."""
    assert indexed("timeline", "nato") == (0, "", "1 hit, all undated\n")


def test_dates_far_apart_are_not_counted_by_day(indexed: Run) -> None:
    """No answer runs away."""
    assert indexed("timeline", "--since", "0001", "--by", "day").err == (
        "cstosearch: from 0001-01-01 to 2020-07-14 are 737,620 days, which are too many: "
        "count by a longer period, or bound the date\n"
    )


def test_bars_of_a_typewriter(indexed: Run) -> None:
    """Where the stream takes no blocks."""
    assert indexed("stats").code == 0
    ran = spawn("timeline", "border", "--by", "year", COLUMNS="30", PYTHONIOENCODING="ascii")
    assert ran.out == f"  2020  2  {'#' * 19}\n"


@pytest.fixture
def mentioning(run: Run) -> Run:
    """Run the program in this process; texts mention days, a month, a year."""
    given = [["2019-11-28", "2020-01"], ["2019-11-29"], ["2019"], []]
    lines = [
        json.dumps({"id": f"m{n}", "date": "2020-07-08", "body": f"Text {n}", "mentions": each})
        for n, each in enumerate(given)
    ]
    Path("corpus/notes.jsonl").write_text("\n".join(lines), "utf-8")
    assert run("index").code == 0
    return run


def test_by_mention(mentioning: Run) -> None:
    """Hits that mention no month, or only a year, are told apart."""
    assert mentioning("timeline", "text", "--by-mention") == (
        0,
        f"  2019-11  2  {'█' * 66}\n  2019-12  0\n  2020-01  1  {'█' * 33}\n",
        "4 hits by the months that they mention; 2 of them mention none\n",
    )
    assert mentioning("timeline", "mentions:2019-11", "--by-mention", "--by", "year").err == (
        "3 hits by the years that they mention\n"
    )


def test_by_mention_within_what_is_mentioned(mentioning: Run) -> None:
    """As a table, in which every period has a row, and as JSON, with one key more."""
    asked = ["timeline", "text mentions:2019-11-28..2019-11-30", "--by-mention", "--by", "day"]
    assert mentioning(*asked, "--format", "csv").out.splitlines() == [
        "period,start,end,count,all,share",
        "2019-11-28,2019-11-28,2019-11-28,1,1,1.0",
        "2019-11-29,2019-11-29,2019-11-29,1,1,1.0",
        "2019-11-30,2019-11-30,2019-11-30,0,0,",
    ]
    found = json.loads(mentioning(*asked, "--format", "json").out)
    assert list(found) == ["query", "by", "total", "undated", "without_mention", "periods"]
    assert (found["total"], found["undated"], found["without_mention"]) == (3, 0, 1)


def test_hits_that_mention_nothing(mentioning: Run) -> None:
    """There is nothing to draw, but it is told that there are some."""
    assert mentioning("timeline", "3", "--by-mention") == (
        0,
        "",
        "1 hit, none of which mentions a month\n",
    )
    assert mentioning("timeline", "zzz", "--by-mention") == (1, "", "no hits for zzz\n")


def test_mentions_far_apart_are_not_counted_by_day(run: Run) -> None:
    """What is said to do helps."""
    note = {"date": "2020-07-08", "body": "Text", "mentions": ["0001-01-02", "2020-07-08"]}
    Path("corpus/notes.jsonl").write_text(json.dumps(note), "utf-8")
    assert run("index").code == 0
    assert run("timeline", "--by-mention", "--by", "day").err == (
        "cstosearch: from 0001-01-02 to 2020-07-08 are 737,613 days, which are too many: count by "
        "a longer period, or bound what is mentioned, as in mentions:2015..2020\n"
    )
    bounded = run("timeline", "mentions:2015..2020", "--by-mention", "--by", "day")
    assert (bounded.code, bounded.out.count("\n")) == (0, 3)
