"""Lines of a concordance: aligned and harmless, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.model import Line, Span
from cstosearch.render import kwic
from cstosearch.render.terminal import Terminal, columns, plain
from render.samples import ECHELON, TEASER


def line(left: str, match: str = "border", right: str = "") -> Line:
    return Line(ECHELON, "body", Span(len(left), len(left) + len(match)), left, match, right)


def shown(given: Line, terminal: Terminal, context: int | None = None) -> str:
    [text] = kwic.text([given], terminal, kwic.layout(terminal, context))
    return text


@pytest.mark.parametrize(
    ("width", "label", "left", "right"),
    [
        (30, "", "ossed the", "; there it"),
        (60, "3f2a91c04d         ", "crossed the", "; there it was"),
        (
            100,
            "2020-07-08  3f2a91c04d         ",
            "The forces crossed the",
            "; there it was met by a few",
        ),
    ],
)
def test_what_there_is_room_for(width: int, label: str, left: str, right: str) -> None:
    """The id where it leaves enough, the day too where that does."""
    given = line("The forces \n crossed  the ", right="; there it was met by a few others.")
    text = shown(given, Terminal(width))
    pad = kwic.layout(Terminal(width), None).left
    assert text == f"{label}{left:>{pad}}  border  {right}"
    assert len(text) <= width


def test_colour() -> None:
    assert shown(line("the ", right=" is"), Terminal(100, color=True)) == (
        "\x1b[36m2020-07-08\x1b[0m  \x1b[2m3f2a91c04d       \x1b[0m  "
        + " " * 25
        + "the  \x1b[1;33mborder\x1b[0m  is"
    )


def test_a_long_match_is_cut_where_all_must_fit() -> None:
    """It is whole where so many characters are asked for on either side."""
    given = line("on ", "the " * 20, " end")
    assert shown(given, Terminal(40)) == f"{'on':>14}  the the the the the t…"
    assert shown(given, Terminal(40), 3) == f" on  {'the ' * 20} end".replace("   end", "  end")


def test_letters_and_their_marks_stay_together() -> None:
    """At either edge."""
    letter = "e\u0301"
    text = shown(line(letter * 9, "b", letter * 9), Terminal(40), 4)
    assert text == f"{letter * 4}  b  {letter * 4}"
    assert shown(line(f"界{letter}", "b", "\u0301界"), Terminal(40), 1) == f"{letter}  b  \u0301"


TEXT = st.text(st.characters(codec=None) | st.sampled_from("界 a\u0301\n"), max_size=60)


@given(
    TEXT,
    TEXT.filter(lambda text: plain(text).strip()),
    TEXT,
    st.integers(30, 130),
    st.none() | st.integers(0, 20),
)
def test_all_matches_begin_in_the_same_column(
    left: str, match: str, right: str, width: int, context: int | None
) -> None:
    """Lines fit, unless a context is asked for; nothing in them commands the terminal."""
    terminal = Terminal(width, color=True)
    parts = kwic.layout(terminal, context)
    text = shown(line(left, match, right), terminal, context)
    before = text.partition("\x1b[1;33m")[0]
    for code in ("\x1b[1;33m", "\x1b[36m", "\x1b[2m", "\x1b[0m"):
        text, before = text.replace(code, ""), before.replace(code, "")
    assert not set(text) & {"\x1b", "\n", "\r", "\t"}
    labels = sum(size + 2 for size in (parts.day, parts.id) if size)
    assert columns(before) == labels + parts.left + 2
    assert context is not None or columns(text) <= width


def test_rows_have_a_cell_for_each_column() -> None:
    """Text is on one line; what is not known is empty."""
    [cells] = kwic.rows([line("on\n the ", right=" \t is")._replace(document=TEASER)])
    assert dict(zip(kwic.HEADER, cells, strict=True)) == {
        "id": "77b0",
        "date": None,
        "title": "The working group met.",
        "url": "",
        "field": "body",
        "left": "on the",
        "match": "border",
        "right": "is",
        "start": 8,
        "end": 14,
        "file": "2020/page.txt",
    }
