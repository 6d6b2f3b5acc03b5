"""Tables: safe for spreadsheets, one line a row for `cut`."""

import csv
from collections.abc import Sequence
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.model import Document, Hit, Snippet
from cstosearch.render.table import Cell, Dialect, hits, table
from render.samples import DOCUMENTS, ECHELON, SNIPPET, TEASER, TEXT, page

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


def test_a_hit_is_a_row() -> None:
    """The first source with its digest, and how many more there are; an unknown date is empty."""
    rows = list(hits(page(Hit(ECHELON, 2.5, (SNIPPET,)), Hit(TEASER, 0)), "csv"))
    assert rows == [
        "id,date,title,score,url,lang,file,start,end,sha256,more_sources,snippet",
        '3f2a91c04d,2020-07-08,"The special training ""ECHELON-2020"" will be held in the Russian '
        'Federation",2.5,https://example.org/news/echelon-2020/,en,2020/page.txt,120,980,'
        f"{'ab' * 32},0,… on the training ECHELON-2020 in …",
        f"77b0,,The working group met.,0,,,2020/page.txt,120,980,{'ab' * 32},2,",
    ]


@given(DOCUMENTS, TEXT, st.sampled_from(["csv", "tsv"]))
def test_any_hit_is_one_line_of_twelve_cells(
    document: Document, excerpt: str, dialect: Dialect
) -> None:
    """So that lines can be counted; no cell of text begins a formula."""
    [header, line] = hits(page(Hit(document, 0, (Snippet(excerpt),))), dialect)
    assert "\n" not in line
    cells = next(csv.reader([line])) if dialect == "csv" else line.split("\t")
    assert len(cells) == len(header.split("," if dialect == "csv" else "\t")) == 12
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
