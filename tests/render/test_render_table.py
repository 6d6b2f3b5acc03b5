"""Tables: safe for spreadsheets, one line a row for `cut`."""

import csv
from collections.abc import Sequence
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.render.table import Cell, table

CELL: st.SearchStrategy[Cell] = st.text() | st.integers() | st.none()
CELLS = st.lists(CELL, min_size=1, max_size=4)


def test_csv_quotes_what_it_must() -> None:
    """Line breaks stay; numbers are bare; nothing is an empty cell."""
    rows: list[list[Cell]] = [["a, b", 'say "c"', "two\nlines"], [-1, 0.5, None]]
    assert list(table(("x", "y", "z"), rows, "csv")) == [
        "x,y,z",
        '"a, b","say ""c""","two\nlines"',
        "-1,0.5,",
    ]


def test_tsv_has_a_line_for_each_row() -> None:
    """Whatever is in the cells."""
    assert list(table(("x",), [("a\tb\nc",)], "tsv")) == ["x", "a b c"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@cmd", "\t=1", "\x00=1"])
def test_no_text_is_a_formula(text: str) -> None:
    """An apostrophe makes a spreadsheet show it."""
    [_, line] = table(("x",), [(text,)], "csv")
    assert line.startswith("'")


@given(st.lists(CELLS, max_size=4))
def test_what_is_written_reads_back_as_so_many_cells(rows: Sequence[Sequence[Cell]]) -> None:
    """Whatever characters are in them, and none of these are controls."""
    text = "\n".join(table(("x",), rows, "csv"))
    read = list(csv.reader(StringIO(text, newline="")))[1:]
    assert [len(row) for row in read if row] == [len(row) for row in rows]
    assert not {c for c in text if c < " "} - {"\n"}
