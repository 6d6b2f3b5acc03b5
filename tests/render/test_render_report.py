"""What a build did and what an index holds, as a person reads it."""

from datetime import date

import pytest

from cstosearch.model import Problem, Stats, Summary
from cstosearch.render import Terminal, report

SKIPPED = Problem("x.pdf", "not a format this version reads (.pdf)", skipped=True)
DOUBTFUL = Problem("y.txt", "not UTF-8, read as windows-1251", skipped=False)

SUMMARY = Summary(
    read=12,
    unchanged=3,
    gone=1,
    records=57,
    documents=31,
    added=5,
    changed=2,
    removed=1,
    undated=2,
    seconds=0.84,
    generation=4,
    problems=(SKIPPED, DOUBTFUL),
)

STATS = Stats(
    generation=4,
    documents=1100,
    undated=2,
    first_date=date(2019, 11, 28),
    last_date=date(2020, 8, 10),
    tokens=123456,
    files=12,
    records=57,
    size=1_234_567,
    by_lang=(("en", 1000), ("ru", 99), ("", 1)),
    by_year=((2019, 1), (2020, 1097)),
)


def test_a_summary_says_what_was_done() -> None:
    """Files and records, then documents, then the state reached."""
    assert report.summary(SUMMARY) == (
        "12 files read, 3 unchanged, 1 gone; 57 records in 31 documents\n"
        "5 added, 2 changed, 1 removed; 2 undated; 1 file skipped\n"
        "generation 4, 0.8 s"
    )


def test_a_summary_of_a_dry_run_says_what_would_be_done() -> None:
    """It says plainly that nothing was written."""
    assert report.summary(SUMMARY._replace(dry_run=True, problems=())) == (
        "12 files read, 3 unchanged, 1 gone; 57 records in 31 documents\n"
        "would add 5, change 2, remove 1; 2 undated\n"
        "dry run: nothing was written, 0.8 s"
    )


def test_a_summary_knows_the_singular_and_parts_thousands() -> None:
    """`1 file`, not `1 files`; `20,000`, not `20000`."""
    one = SUMMARY._replace(read=1, records=1, documents=1, added=20_000)
    first, second, _ = report.summary(one).split("\n")
    assert first == "1 file read, 3 unchanged, 1 gone; 1 record in 1 document"
    assert second.startswith("20,000 added,")


@pytest.mark.parametrize(
    ("problem", "corpus", "line"),
    [
        (SKIPPED, "corpus", "corpus/x.pdf: skipped: not a format this version reads (.pdf)"),
        (DOUBTFUL, "/my/files/", "/my/files/y.txt: not UTF-8, read as windows-1251"),
        (Problem("a\nb\x1b[1m", "empty", skipped=True), "/", "/a b: skipped: empty"),
    ],
)
def test_a_problem_is_one_line_with_the_path(problem: Problem, corpus: str, line: str) -> None:
    """The path can be opened from here; nothing in a name can act on a terminal."""
    assert list(report.problems([problem], corpus)) == [line]


def _foreign(*names: str) -> list[Problem]:
    suffixes = (name.partition(".")[2] for name in names)
    reasons = (f"not a format this version reads (.{suffix})" for suffix in suffixes)
    return [Problem(*about, skipped=True) for about in zip(names, reasons, strict=True)]


def test_many_files_of_foreign_formats_share_a_line() -> None:
    """It names their kinds and two of them, behind what concerns single files."""
    foreign = _foreign("a.css", "b.jpg", "c.css", "d.js")
    assert list(report.problems([*foreign, DOUBTFUL], "corpus")) == [
        "corpus/y.txt: not UTF-8, read as windows-1251",
        (
            "4 files skipped: not a format this version reads (.css, .jpg, .js): "
            "corpus/a.css, corpus/b.jpg, …"
        ),
    ]


def test_a_few_files_of_foreign_formats_have_a_line_each() -> None:
    """Three are soon read."""
    assert len(list(report.problems(_foreign("a.css", "b.jpg", "c.css"), "corpus"))) == 3


def test_of_many_foreign_formats_five_are_named() -> None:
    """The line stays a line, whatever lies in the corpus."""
    [line] = report.problems(_foreign(*(f"x.{suffix}" for suffix in "abcdefg")), "corpus")
    assert "(.a, .b, .c, .d, .e, …)" in line


def test_many_files_that_need_an_extra_share_a_line() -> None:
    """What to do about it is the same for all."""
    reason = "reading .html files needs an extra: pip install 'cstosearch[html]'"
    assert list(
        report.problems([Problem(f"{n}.html", reason, skipped=True) for n in range(9)], ".")
    ) == [f"9 files skipped: {reason}: ./0.html, ./1.html, …"]


@pytest.mark.parametrize(
    ("reason", "skipped"),
    [("not text (binary data)", True), ("empty", True), ("not UTF-8: read as cp1251", False)],
)
def test_what_is_wrong_within_a_file_is_told_file_by_file(reason: str, skipped: bool) -> None:
    """However many they are, each has to be looked at."""
    found = [Problem(f"{n}.txt", reason, skipped=skipped) for n in range(9)]
    assert len(list(report.problems(found, "corpus"))) == 9


def test_stats_show_figures_and_bars() -> None:
    """The longest bar is full, and the shortest is still seen."""
    assert report.stats(STATS, Terminal(60)).split("\n") == [
        "documents   1,100, 2 undated",
        "dates       2019-11-28 to 2020-08-10",
        "words       123,456",
        "files       12",
        "records     57",
        "size        1.2 MB",
        "generation  4",
        "",
        "by language",
        f"  en       1,000  {'█' * 42}",
        "  ru          99  ████▏",
        "  unknown      1  ▏",
        "",
        "by year",
        "  2019      1  ▏",
        f"  2020  1,097  {'█' * 45}",
    ]


def test_stats_of_an_empty_index() -> None:
    """There is nothing to chart."""
    empty = Stats(1, 0, 0, None, None, 0, 0, 0, 0, (), ())
    assert report.stats(empty, Terminal(60)).split("\n")[:2] == [
        "documents   0",
        "dates       none",
    ]
    assert "by " not in report.stats(empty, Terminal(60))


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_949, "1.0 MB"),
        (2_500_000_000, "2.5 GB"),
        (10**16, "10000.0 TB"),
    ],
)
def test_a_size_is_told_in_a_handy_unit(size: int, shown: str) -> None:
    """Units of a thousand, one decimal."""
    assert f"size        {shown}" in report.stats(STATS._replace(size=size), Terminal(60)).split(
        "\n"
    )
