"""Lines of a concordance: aligned and harmless, whatever stands in them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.model import Line, Span
from cstosearch.render import kwic
from cstosearch.render.terminal import Terminal, columns
from render.samples import ECHELON, TEASER


def line(left: str, match: str = "border", right: str = "") -> Line:
    return Line(ECHELON, "body", Span(len(left), len(left) + len(match)), left, match, right)


def shown(given: Line, terminal: Terminal, context: int | None = None) -> str:
    [text] = kwic.text([given], terminal, kwic.layout(terminal, context))
    return text


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (30, "on the  border  ; there it"),
        (60, "3f2a91c04d           crossed  the  border  ; there it was met"),
        (
            100,
            "2020-07-08  3f2a91c04d         forces  crossed  the  border  ; there it was met by others",
        ),
    ],
)
def test_what_there_is_room_for(width: int, expected: str) -> None:
    """The id where it leaves enough, the day too where that does."""
    given = line("The forces \n crossed  the ", right="; there it was met by others")
    text = shown(given, Terminal(width))
    assert len(text) <= width
    assert text == expected


def test_colour() -> None:
    assert shown(line("the ", right=" is"), Terminal(100, color=True)) == (
        "\x1b[36m2020-07-08\x1b[0m  \x1b[2m3f2a91c04d       \x1b[0m  "
        + " " * 25
        + "the  \x1b[1;33mborder\x1b[0m  is"
    )


def test_a_long_match_is_cut_where_all_must_fit() -> None:
    """It is whole where so many characters are asked for on either side."""
    given = line("on ", "the " * 20, " end")
    assert shown(given, Terminal(40)) == "           on  the the the the the…"
    assert shown(given, Terminal(40), 3) == f" on  {'the ' * 20} end".replace("   end", "  end")


def test_letters_and_their_marks_stay_together() -> None:
    """At either edge."""
    marked = "e\u0301" * 9
    text = shown(line(marked, "b", marked), Terminal(40), 4)
    assert text == f"{'e\u0301' * 4}  b  {'e\u0301' * 4}"


TEXT = st.text(st.characters(codec=None) | st.sampled_from("界 a\u0301\n"), max_size=60)


@given(TEXT, TEXT.filter(str.strip), TEXT, st.integers(30, 130), st.none() | st.integers(0, 20))
def test_all_matches_begin_in_the_same_column(
    left: str, match: str, right: str, width: int, context: int | None
) -> None:
    """Lines fit, unless a context is asked for; nothing in them commands the terminal."""
    terminal = Terminal(width, color=True)
    parts = kwic.layout(terminal, context)
    text = shown(line(left, match, right), terminal, context)
    before = text.partition("\x1b[1;33m")[0] if "\x1b[1;33m" in text else text
    label = sum(size + 2 for size in (parts.day, parts.id) if size)
    bare = text
    for code in ("\x1b[1;33m", "\x1b[36m", "\x1b[2m", "\x1b[0m"):
        bare, before = bare.replace(code, ""), before.replace(code, "")
    assert "\x1b" not in bare
    assert "\n" not in bare
    if text != before:
        assert columns(before) == label + parts.left + 2
    if context is None:
        assert columns(bare) <= width


def test_rows_have_a_cell_for_each_column() -> None:
    """Text is on one line; what is not known is empty."""
    [cells] = kwic.rows([replace_document(line("on\n the ", right=" \t is"))])
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


def replace_document(given: Line) -> Line:
    return given._replace(document=replace(TEASER))
