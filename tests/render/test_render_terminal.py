"""Text on a terminal: harmless, measured, wrapped, painted."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.model import Span
from cstosearch.render.terminal import (
    Marked,
    Style,
    Terminal,
    columns,
    message,
    plain,
    short,
    shortened,
    tidy,
    wrap,
)

ANYTHING = st.text(st.characters(codec=None))
SHAPED = {
    *("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Cn"),
    *("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"),
}
NUMBER_SIGNS = set(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
HARMLESS_STARTS = st.text(st.characters(exclude_characters="\x1b\x90\x98\x9b\x9d\x9e\x9f"))


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b1;31mred", "red"),
        ("\x1b]0;your title\x07text", "text"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;never ended", "]0;never ended"),
        ("\x1bPq#0\x1b\\sixel", "sixel"),
        ("\x1b(Bset\x1bc", "setc"),
        ("bell\a, back\b, nul\0, delete\x7f", "bell, back, nul, delete"),
        ("over\u202eride, iso\u2066late\u2069", "override, isolate"),
        ("zero\u200bwidth, soft\u00adhyphen, \ufeffBOM", "zerowidth, softhyphen, BOM"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("of private \ue000 use \U00100000", "of private \ufffd use \ufffd"),
        ("tab\there, carriage\rreturn, next\x85line", "tab here, carriage return, next line"),
        ("one\ntwo", "one\ntwo"),
        ("verse \u06dd 5", "verse \u06dd 5"),
        ("cafe\u0301 “Ечмиадзин” 中文", "cafe\u0301 “Ечмиадзин” 中文"),
    ],
)
def test_what_a_terminal_would_obey_or_hide_is_dropped(hostile: str, harmless: str) -> None:
    """Whole sequences go, not only their first byte; real text stays as it is."""
    assert plain(hostile) == harmless


@given(ANYTHING)
def test_nothing_dangerous_is_left_of_any_text(text: str) -> None:
    """Whatever is left belongs to a category of characters that have a shape."""
    assert {category(c) for c in set(plain(text)) - {"\n", *NUMBER_SIGNS}} <= SHAPED


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a" * 500, "a" * 500),
        ("a" * 501, "a" * 500 + "…"),
        ("a " * 500, "a " * 249 + "a…"),
        ("\x1b[1m" * 500 + " a\n", "a"),
    ],
)
def test_a_very_long_name_is_cut(name: str, shown: str) -> None:
    """What counts is what is shown of it."""
    assert short(name) == shown


def test_of_a_cut_text_the_matches_that_are_shown_are_kept() -> None:
    """One that reaches beyond ends where the text does."""
    matches = [Span(0, 2), Span(8, 12), Span(20, 22)]
    marked = shortened(tidy("a" * 30, matches), 10)
    assert marked == Marked("a" * 10 + "…", ((Span(0, 2), Style.MATCH), (Span(8, 10), Style.MATCH)))


def test_a_message_that_quotes_much_says_what_is_wrong_and_what_to_do() -> None:
    """Only a line that is too long loses its middle: a query and its carets are short."""
    long = f'no document has the id "{"x" * 10_000}"\x1b[2J: see cstosearch search --help'
    said = message(f"{long}\n  border (\n         ^")
    first, *caret = said.split("\n")
    assert caret == ["  border (", "         ^"]
    assert first[:30] == 'no document has the id "xxxxxx'
    assert first[-30:] == 'x": see cstosearch search --help'[-30:]
    assert (len(first), first.count("…")) == (1001, 1)


def test_a_message_has_a_hundred_lines_at_most() -> None:
    """However many ends of lines are in what it quotes."""
    said = message("\n".join(map(str, range(1000))))
    assert said.split("\n") == [*map(str, range(50)), "…", *map(str, range(950, 1000))]
    assert message(said[:200]) == said[:200]


@given(ANYTHING)
def test_a_short_message_is_as_it_is_but_harmless(text: str) -> None:
    assert message(text) == plain(text)


def test_matches_move_with_the_text_that_is_tidied() -> None:
    """Offsets follow as text before and within a match is dropped."""
    marked = tidy("  a\n\n\x1b[1mbold\u200b word\t ", [Span(9, 14), Span(15, 19)])
    assert marked == Marked("a bold word", ((Span(2, 6), Style.MATCH), (Span(7, 11), Style.MATCH)))


@given(
    st.text(st.sampled_from("ab \n\t\ré中.")),
    st.lists(st.integers(0, 9), max_size=6).map(sorted),
)
def test_printable_text_is_tidied_as_any_other(text: str, cuts: list[int]) -> None:
    """It takes a shorter way; a character that nobody sees makes it take the longer one."""
    cuts = [min(at, len(text)) for at in cuts]
    spans = [Span(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    moved = [Span(start + 1, end + 1) for start, end in spans]
    assert tidy(text, spans) == tidy(f"\x07{text}", moved)


def test_a_match_of_nothing_visible_is_no_match() -> None:
    """Nothing is left to be marked."""
    assert tidy("a\x00b", [Span(1, 2)]) == Marked("ab")


@given(HARMLESS_STARTS, st.sampled_from([" ", "\x07", "\u202e", "\n"]))
def test_a_match_keeps_its_words_whatever_stands_around_them(before: str, after: str) -> None:
    """Offsets stay right through any dropped and collapsed characters."""
    marked = tidy(f"{before} match{after}", [Span(len(before) + 1, len(before) + 6)])
    assert [marked.text[slice(*span)] for span, _ in marked.regions] == ["match"]


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("中文", 4), ("cafe\u0301", 4), ("“Ереван”", 8), ("ﬀ", 1), ("🙂", 2)],
)
def test_columns_are_those_a_terminal_uses(text: str, width: int) -> None:
    """Full-width characters take two, combining marks none."""
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("one https://example.org/a", ["one", "https://", "example.", "org/a"]),
        ("中文字符很多", ["中文字符", "很多"]),
        ("ab 中文字符", ["ab 中文", "字符"]),
        ("… onetwo three …", ["… onetwo", "three …"]),
        ("alpha … b", ["alpha …", "b"]),
        ("e\u0301" * 9, ["e\u0301" * 8, "e\u0301"]),
    ],
)
def test_lines_break_between_words_else_where_they_are_full(text: str, lines: list[str]) -> None:
    """Wide scripts break anywhere; a mark stays with its letter."""
    assert [text[slice(*line)] for line in wrap(text, 8)] == lines


@given(ANYTHING, st.integers(2, 20))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    """All words are there, in order, and no line is too long."""
    tidied = tidy(text).text
    lines = [tidied[slice(*line)] for line in wrap(tidied, width)]
    assert "".join(lines).replace(" ", "") == tidied.replace(" ", "")
    assert all(columns(line) <= width for line in lines)


@pytest.mark.parametrize(("width", "measure"), [(20, 30), (80, 80), (100, 100), (200, 100)])
def test_a_line_is_as_long_as_is_readable(width: int, measure: int) -> None:
    """Neither a wall on a wide terminal nor a sliver on a narrow one."""
    assert Terminal(width).measure == measure


def test_a_region_keeps_its_style_across_lines() -> None:
    """Each line opens and closes its own styles, so that a pager can cut between."""
    marked = Marked("one two three", ((Span(4, 13), Style.MATCH),))
    assert Terminal(color=True).lines(marked, 7, Style.STRONG) == [
        "\x1b[1mone \x1b[0m\x1b[1;33mtwo\x1b[0m",
        "\x1b[1;33mthree\x1b[0m",
    ]


def test_without_colour_nothing_is_marked() -> None:
    """What is piped can be copied as the archive has it."""
    marked = Marked.all("one", Style.MATCH) + Marked(" two")
    assert Terminal(color=False).lines(marked, 7, Style.STRONG) == ["one two"]
