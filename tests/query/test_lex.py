"""The pieces of a query, and where they stand."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.query.lex import Fault, Token, lex


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("border conflict", "word word end"),
        ("a AND (b OR c)", "word AND ( word OR word ) end"),
        ("and OR-2 andOR", "word word word end"),
        ("-a +b a-b", "- word + word word end"),
        ('"a ""b""" “c” „d“ «e»', "quoted quoted quoted quoted end"),
        ('title:a Date:"july 2020"..2021 id:x"y"', "field word value value end"),
        ("http://example.org", "field word end"),
        ("", "end"),
    ],
)
def test_kinds_of_tokens(text: str, kinds: str) -> None:
    """Operators, signs and parentheses are kinds of their own."""
    assert " ".join(token.kind for token in lex(text)) == kinds


def test_tokens_stand_where_they_were_written() -> None:
    assert list(lex(' "a b"~x')) == [
        Token("quoted", '"a b"', 1, 6),
        Token("word", "~x", 6, 8),
        Token("end", "", 8, 8),
    ]


@pytest.mark.parametrize("text", ['a "b', "a «b", "a ”b", "a “"])
def test_a_quote_that_is_never_closed_is_a_fault_at_the_quote(text: str) -> None:
    with pytest.raises(Fault, match="never closed") as caught:
        list(lex(text))
    assert (caught.value.start, caught.value.end) == (2, 3)


@given(st.text() | st.text(st.sampled_from('ab()-+:*"“”«» \n')))
def test_no_character_is_passed_over(text: str) -> None:
    """Between tokens there is white space and nothing else."""
    with suppress(Fault):
        position = 0
        for token in lex(text):
            assert not text[position : token.start].strip()
            assert text[token.start : token.end] == token.text
            position = token.end
        assert position == len(text)
