"""`.jsonl`: one record a line, and what becomes of lines that are none."""

import gzip
import io
import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.corpus.files import open_bytes
from cstosearch.corpus.layouts import jsonl
from cstosearch.errors import SourceError
from cstosearch.model import Entity, Mention


def rows(data: bytes) -> tuple[list[jsonl.Row], list[str]]:
    warnings: list[str] = []
    return list(jsonl.read(io.BytesIO(data), warnings.append)), warnings


def test_a_full_row() -> None:
    """Every key, and where the line stands."""
    line = (
        b'{"title": "T", "date": "2020-07-08T23:00:00-07:00", "body": "One\\n\\n Two  words.",'
        b' "url": "u", "lang": "en", "id": 7,'
        b' "entities": [{"type": "org", "name": "CSTO"}]}'
    )
    [row], warnings = rows(b"\n  " + line + b"  \n")
    assert row == jsonl.Row(
        start=3,
        end=3 + len(line),
        data=line,
        date=date(2020, 7, 8),
        title="T",
        paragraphs=("One", "Two words."),
        url="u",
        lang="en",
        id="7",
        entities=(Entity("organization", "CSTO"),),
    )
    assert warnings == []


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        (b'{"title": "T"', "line 1: not JSON (expecting ',' delimiter)"),
        (b'["title"]', "line 1: not a JSON object"),
        (b'{"date": "2020-07-08"}', 'line 1: neither "title" nor "body"'),
        (b'{"title": ["T"]}', 'line 1: "title" is not a text'),
        (b"[" * 100_000, "line 1: not JSON (nested too deeply)"),
        (b'{"title": "\xff"}', "line 1: not JSON (not UTF-8)"),
    ],
    ids=["cut", "list", "neither", "type", "nested", "encoding"],
)
def test_a_line_that_cannot_be_read_is_kept_as_text(line: bytes, warning: str) -> None:
    """Nothing is lost, its date neither, and the line is named."""
    [row], warnings = rows(line)
    assert warnings == [f"{warning}: kept as text"]
    assert row.date == (date(2020, 7, 8) if b"2020" in line else None)
    assert row.paragraphs == (line.decode("utf-8", "replace"),)


def test_a_date_that_is_none() -> None:
    """The rest of the row stays what it is."""
    [row], warnings = rows(b'{"title": "T", "date": "31.02.2020"}')
    assert (row.title, row.date) == ("T", None)
    assert warnings == ['line 1: "31.02.2020" is no date: kept without one']


def test_mentions_are_days_and_ranges_in_numerals() -> None:
    """Nothing that counts from today, and nothing that is no date."""
    given_ = ["2019-11-28", "2019-11", "2020-07-07..2020-07-08", "today", "2019-02-30", "2020..", 7]
    [row], _ = rows(json.dumps({"body": "B", "mentions": given_}).encode())
    assert row.mentions == (
        Mention(date(2019, 11, 28), date(2019, 11, 28)),
        Mention(date(2019, 11, 1), date(2019, 11, 30), "month"),
        Mention(date(2020, 7, 7), date(2020, 7, 8)),
    )
    [row], warnings = rows(b'{"body": "B", "mentions": "2019"}')
    assert row.mentions == ()
    assert warnings == ['1 of 1 mentions was left out: line 1: "2019": "mentions" is a list']


TYPES = "a type is one of person, organization, country, place, event, treaty"
ENTITY = 'an entity is {"type": "person", "name": "Anna Lemak"}'
DAYS = 'a mention is like "2019-11-28", "2019-11" or "2020-07-07..2020-07-08"'
ZAS = {"type": "person", "name": "Zas"}


@pytest.mark.parametrize(
    ("key", "values", "told"),
    [
        (
            "entities",
            [ZAS, {"type": "company", "name": "Dorn"}, 7],
            '2 of 4 entities were left out: line 2: {"type": "company", "name": "Dorn"}: ' + TYPES,
        ),
        (
            "entities",
            [ZAS, {"name": "Dorn"}],
            f'1 of 3 entities was left out: line 2: {{"name": "Dorn"}}: {TYPES}',
        ),
        ("entities", [ZAS, "Zas"], f'1 of 3 entities was left out: line 2: "Zas": {ENTITY}'),
        (
            "entities",
            [{"type": "org", "name": " "}],
            f'1 of 2 entities was left out: line 2: {{"type": "org", "name": " "}}: {ENTITY}',
        ),
        ("mentions", ["2019", "today"], f'1 of 2 mentions was left out: line 2: "today": {DAYS}'),
        ("mentions", ["x" * 90], f'1 of 1 mentions was left out: line 2: "{"x" * 78}…: {DAYS}'),
    ],
)
def test_what_is_left_out_is_told_of_once_a_file(key: str, values: list[object], told: str) -> None:
    """How many of how many, and the first of them with its line and what to write."""
    first = json.dumps({"body": "A", "entities": [ZAS]}).encode()
    found, warnings = rows(first + b"\n" + json.dumps({"body": "B", key: values}).encode())
    assert [row.paragraphs for row in found] == [("A",), ("B",)]
    assert warnings == [told]


def test_mentions_as_this_program_writes_them() -> None:
    """Days and unit are read; where they stood is not, and what is none is left out."""
    given_ = [
        {"start": "2019-11-01", "end": "2019-11-30", "granularity": "month", "span": [1, 2]},
        {"start": "2019-07-01", "end": "2019-09-30", "granularity": "quarter"},
        {"start": "2019-01-01", "end": "2019-12-31", "granularity": "aeon"},
        {"start": "2019-01-01", "end": "2019-12-31", "granularity": ["year"]},
        {"start": "2019-02-01", "end": "2019-01-01"},
        {"start": "2019-01-01"},
        {"start": ["2019"], "end": None},
    ]
    [row], _ = rows(json.dumps({"body": "B", "mentions": given_}).encode())
    assert row.mentions == (
        Mention(date(2019, 11, 1), date(2019, 11, 30), "month"),
        Mention(date(2019, 7, 1), date(2019, 9, 30), "quarter"),
        Mention(date(2019, 1, 1), date(2019, 12, 31), "year"),
    )


def test_a_title_that_stood_in_for_one_is_none() -> None:
    """Such as `show --format json` prints it; unless there is nothing else."""
    [row], _ = rows(b'{"title": "T.", "title_derived": true, "body": "T. More."}')
    assert (row.title, row.paragraphs) == ("", ("T. More.",))
    [row], _ = rows(b'{"title": "T.", "title_derived": true}')
    assert row.title == "T."


def test_other_names_of_keys() -> None:
    """As exports of other programs have them."""
    line = b'{"headline": "T", "published_at": "2020-07-08", "content": "C", "link": "u"}'
    [row], warnings = rows(line)
    assert (row.title, row.date, row.paragraphs, row.url) == ("T", date(2020, 7, 8), ("C",), "u")
    assert warnings == []


def test_text_under_a_key_that_is_not_known_is_told_of() -> None:
    """A title without its text is not taken in silence; without a title the whole line is kept."""
    _, warnings = rows(b'{"title": "T", "summary": "S"}')
    assert warnings == ['line 1: no "body"; there are "summary", which are not read']
    [row], warnings = rows(b'{"date": "2020-07-08", "summary": "S"}')
    assert (row.date, row.paragraphs) == (
        date(2020, 7, 8),
        ('{"date": "2020-07-08", "summary": "S"}',),
    )
    assert warnings == ['line 1: neither "title" nor "body": kept as text']


def test_paragraphs_of_a_body() -> None:
    """Blank lines and indents part them; lines that were wrapped are joined."""
    long = "This line is long enough to have been wrapped by a wire"
    [row], _ = rows(
        json.dumps({"body": f"{long}\nservice.\nNext.\n  Last, {long}\n  End."}).encode()
    )
    assert row.paragraphs == (f"{long} service.", "Next.", f"Last, {long}", "End.")


LINES = (
    "a line as long as those that a wire service wraps, or longer",
    "A name.",
    "IMG_1.jpg",
    '"',
)
SPACE = ("\n", "\n\n", "\r\n", "\r", "\u2028", "\t", " ", "  ", "\xa0", "e\u0301", "\x1b[1m")
BODIES = st.lists(st.sampled_from((*LINES, *SPACE))).map("".join)


@given(BODIES)
def test_plain_bodies_are_read_as_any_other(body: str) -> None:
    """A line of nothing but a control character says nothing, though it takes the longer way."""
    (plain,), (odd,) = (
        rows(json.dumps({"title": "T", "body": text}).encode())[0]
        for text in (body, f"\x00\n{body}")
    )
    assert plain.paragraphs == odd.paragraphs


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-be", "utf-32-be"])
def test_lines_in_any_encoding_of_json(encoding: str) -> None:
    """Every JSON parser takes them."""
    [row], warnings = rows('{"title": "Учения"}'.encode(encoding))
    assert (row.title, warnings) == ("Учения", [])


@pytest.mark.parametrize(
    ("lines", "told"),
    [(5, []), (6, ["1 more line like these"]), (9, ["4 more lines like these"])],
)
def test_many_bad_lines_are_counted(lines: int, told: list[str]) -> None:
    """A file of another kind does not flood the terminal."""
    found, warnings = rows(b"x\n" * lines)
    assert len(found) == lines
    assert warnings[5:] == told


def test_damage_after_readable_lines() -> None:
    """What was read is kept."""

    class Damaged(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            if not line:
                raise EOFError("Compressed file ended")
            return line

    warnings: list[str] = []
    assert len(list(jsonl.read(Damaged(b'{"title": "T"}\n'), warnings.append))) == 1
    assert warnings == ["compressed file ended: only the first 1 lines were read"]
    with pytest.raises(SourceError, match="ended"):
        list(jsonl.read(Damaged(b""), warnings.append))


@pytest.mark.parametrize("end", [b"\n", b""], ids=["line", "end of the file"])
def test_a_line_that_is_too_long_is_left_out(
    end: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In bounded memory, whatever a small packed file unpacks to; others stand where they do."""
    monkeypatch.setattr(jsonl, "MAX_AT_ONCE", 1 << 20)
    good, size = b'{"title": "T"}', 50 << 20
    head, tail = b'{"body": "', b'"}' + end
    text = good + b"\n" + head + b"a" * size + tail + (good if end else b"")
    path = tmp_path / "z.jsonl.gz"
    path.write_bytes(gzip.compress(text, 1))
    warnings: list[str] = []
    tracemalloc.start()
    try:
        with open_bytes(path) as stream:
            found = list(jsonl.read(stream, warnings.append))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    second = len(good) + 1 + len(head) + size + len(tail)
    places = [(0, len(good)), (second, second + len(good))]
    assert [(row.start, row.end) for row in found] == places[: 2 if end else 1]
    assert warnings == ["line 2: larger than 1 MB: left out"]
    assert peak < 8 << 20


def test_a_line_may_be_as_long_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    line = b'{"title": "T"}\n'
    monkeypatch.setattr(jsonl, "MAX_AT_ONCE", len(line))
    assert [row.title for row in rows(line + line)[0]] == ["T", "T"]
    assert rows(b" " + line) == ([], ["line 1: larger than 0 MB: left out"])
