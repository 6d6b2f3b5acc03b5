"""What `+` and `-` are worth in a list: as much beside AND as anywhere, or the query is refused."""

from collections.abc import Sequence
from datetime import date
from itertools import chain, combinations
from typing import Final, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cstosearch.errors import QueryError
from cstosearch.query.nodes import And, Node, Not, Or, Prefer, Words
from cstosearch.query.parse import parse

WORDS: Final = "abcd"
DOCUMENTS: Final = [
    frozenset(words)
    for words in chain.from_iterable(combinations(WORDS, size) for size in range(len(WORDS) + 1))
]
"""One for every choice of the words."""


class Item(NamedTuple):
    """An operand of a list, its sign, and what stands between it and the item before it."""

    joint: str
    sign: str
    operand: str


def text_of(items: Sequence[Item]) -> str:
    """Return the query that the items make."""
    first, *rest = items
    return first.sign + first.operand + "".join(map("".join, rest))


JOINTS: Final = (" ", " AND ", " OR ")
SIGNS: Final = ("", "+", "-", "NOT ")


def lists_of(
    operands: st.SearchStrategy[str], joints: Sequence[str] = JOINTS
) -> st.SearchStrategy[list[Item]]:
    """Return lists of operands, signed and joined in every way that the joints allow."""
    items = st.builds(Item, st.sampled_from(joints), st.sampled_from(SIGNS), operands)
    return st.lists(items, min_size=1, max_size=5)


SINGLE = st.sampled_from(WORDS)
LISTS = lists_of(SINGLE | lists_of(SINGLE).map(lambda items: f"({text_of(items)})"))


def read(text: str, *, any_word: bool) -> Node:
    return parse(text, any_word=any_word, today=date(2020, 7, 14))


def matches(document: frozenset[str], query: Node) -> bool:
    """Say whether a document, which is the words it holds, is one that the query asks for."""
    match query:
        case Words(words):
            return document.issuperset(words)
        case And(operands):
            return all(matches(document, operand) for operand in operands)
        case Or(operands):
            return any(matches(document, operand) for operand in operands)
        case Not(operand):
            return not matches(document, operand)
        case Prefer(required, _):
            return matches(document, required)
    raise AssertionError(query)


def beside_or(items: Sequence[Item], at: int, *, any_word: bool) -> bool:
    """Say whether an OR is written right before or after what AND joins an item to."""
    joints = ["", *(item.joint for item in items[1:]), ""]
    ands = {" AND "} if any_word else {" AND ", " "}
    before = next(joint for joint in joints[at::-1] if joint not in ands)
    after = next(joint for joint in joints[at + 1 :] if joint not in ands)
    return " OR " in (before, after)


@given(LISTS, st.booleans())
@example([Item("", "+", "a"), Item(" ", "", "b"), Item(" OR ", "", "c")], False)
@example([Item("", "-", "a"), Item(" AND ", "", "b"), Item(" ", "", "c")], True)
@example([Item("", "+", "a"), Item(" AND ", "", "b"), Item(" ", "", "c")], True)
def test_no_document_is_found_without_what_is_required_or_with_what_is_left_out(
    items: list[Item], any_word: bool
) -> None:
    """A plus holds always, a minus unless an OR is written beside what it is joined to by AND."""
    try:
        query = read(text_of(items), any_word=any_word)
    except QueryError:
        return
    found = [document for document in DOCUMENTS if matches(document, query)]
    for at, item in enumerate(items):
        operand = read(item.operand, any_word=any_word)
        if item.sign == "+":
            assert all(matches(document, operand) for document in found)
        if item.sign in ("-", "NOT ") and not beside_or(items, at, any_word=any_word):
            assert not any(matches(document, operand) for document in found)


@given(lists_of(SINGLE, [" ", " OR "]))
def test_no_sign_is_refused_where_no_and_is(items: list[Item]) -> None:
    """Words side by side are parts of their own where any word will do."""
    assert read(text_of(items), any_word=True)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("+a b", "a AND b"),
        ("a -b", "a AND NOT b"),
        ("a -b OR c", "(a AND NOT b) OR c"),
        ("+a +b OR c", "+(a AND b) OR c"),
        ("(+a b) OR c", "(a AND b) OR c"),
        ("+a (b OR c)", "a AND (b OR c)"),
        ("+a OR b c", "+a OR (b AND c)"),
    ],
)
def test_signs_beside_and(text: str, canonical: str) -> None:
    """They stand where they say what the whole list says; parentheses are a list of their own."""
    assert str(read(text, any_word=False)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a AND -b", "a AND NOT b"),
        ("+a AND b", "a AND b"),
        ("+a AND +b c", "+(a AND b) OR c"),
        ("-a AND -b c", "c AND NOT a AND NOT b"),
        ("+a AND -b c", "(+a OR c) AND NOT b"),
        ("-a AND b OR c", "(NOT a AND b) OR c"),
        ("(-a AND b) c", "(NOT a AND b) OR c"),
    ],
)
def test_signs_beside_and_where_any_word_will_do(text: str, canonical: str) -> None:
    """Where all that AND joins is signed, each sign holds for the list."""
    assert str(read(text, any_word=True)) == canonical


REQUIRED = (
    "this + could hold for the whole list or for one alternative: "
    "write a AND (b OR c), or (a AND b) OR c"
)
EXCLUDED = (
    "this {} could hold for the whole list or for one alternative: "
    "write (a OR b) AND NOT c, or a OR (b AND NOT c)"
)


@pytest.mark.parametrize(
    ("text", "any_word", "message", "start"),
    [
        ("+a b OR c", False, REQUIRED, 0),
        ("c OR b AND +a", False, REQUIRED, 11),
        ("+a -b OR c", False, REQUIRED, 0),
        ("d (+a b OR c)", False, REQUIRED, 3),
        ("+a AND b c", True, REQUIRED, 0),
        ("-a AND b c", True, EXCLUDED.format("-"), 0),
        ("c b AND NOT a", True, EXCLUDED.format("NOT"), 8),
        ("a OR b -c AND d", True, EXCLUDED.format("-"), 7),
    ],
)
def test_a_sign_that_could_be_read_in_two_ways_is_refused(
    text: str, any_word: bool, message: str, start: int
) -> None:
    """With the caret under the sign, and both ways to write it."""
    with pytest.raises(QueryError) as caught:
        read(text, any_word=any_word)
    assert caught.value.message == message
    sign = message.split()[1]
    assert (caught.value.start, caught.value.end) == (start, start + len(sign))
