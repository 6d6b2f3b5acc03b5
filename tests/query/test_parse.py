"""The query language: what each text asks, and what each fault is told."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cstosearch.errors import QueryError
from cstosearch.model import DateRange
from cstosearch.query.leaves import MAX_SEQUENCE
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Id,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Words,
    children,
)
from cstosearch.query.parse import MAX_DEPTH, MAX_LENGTH, MAX_WORDS, parse

TODAY = date(2020, 7, 14)
A, B, C, D = (Words((word,)) for word in "abcd")
JULY = Dated(DateRange(date(2020, 7, 1), date(2020, 7, 31)))

PIECES = (
    *("a", "b", "é", "İ", "ﬃ", "½", "Az-Er", "csto's", "foo*", "*", "?", "~2", "^", "!", "\0"),
    *("(", ")", '"', '"x y"', "“q”", "«", "»", "AND", "OR", "NOT", "NEAR/5", "-", "+", " ", " "),
    *("title:", "title:(", "date:", "date:2020..", "date:none", "id:", 'id:"a""b"*', "\ud800"),
)
QUERIES = st.lists(st.sampled_from(PIECES)).map("".join) | st.text()


def read(text: str, *, any_word: bool = False) -> Node:
    """Parse on a known day."""
    return parse(text, any_word=any_word, today=TODAY)


def written(text: str, *, any_word: bool = False) -> str:
    """Return the canonical text of a query."""
    return str(read(text, any_word=any_word))


def error_of(text: str, *, any_word: bool = False) -> QueryError | None:
    """Return the error that a query is answered with, if it is."""
    try:
        read(text, any_word=any_word)
    except QueryError as error:
        return error
    return None


def fault(text: str) -> tuple[str, str]:
    """Return the message of the error and the part of the query above its caret."""
    with pytest.raises(QueryError) as caught:
        read(text)
    assert caught.value.query == text
    return caught.value.message, text[caught.value.start : caught.value.end]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Border", Words(("border",))),
        ("Armenian-Azerbaijani", Words(("armenian", "azerbaijani"))),
        ("CSTO's,", Words(("csto",))),
        ('"Working  Group"', Phrase(("working", "group"))),
        ("“Kapustin Yar”", Phrase(("kapustin", "yar"))),
        ("«ОДКБ»", Phrase(("одкб",))),
        ("„x“", Phrase(("x",))),
        ("Échelon*", Prefix("echelon")),
        ("*", Everything()),
        ("near and or not", And(tuple(Words((w,)) for w in ("near", "and", "or", "not")))),
        ("title:Echelon", Words(("echelon",), "title")),
        ('Title:"x y"', Phrase(("x", "y"), "title")),
        ("title:ech*", Prefix("ech", "title")),
        ("title:(a OR -b)", Or((Words(("a",), "title"), Not(Words(("b",), "title"))))),
        ("title:a b", And((Words(("a",), "title"), B))),
        ("id:2020/a:b", Id("2020/a:b")),
        ("id:2020*", Id("2020", prefix=True)),
        ('id:"2020 ""a"" *"', Id('2020 "a" *')),
        ('ID:"2020"*', Id("2020", prefix=True)),
    ],
)
def test_leaves(text: str, tree: Node) -> None:
    """What stands alone: words, phrases, prefixes, fields."""
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("date:2020-07", "date:2020-07-01..2020-07-31"),
        ("date:2020-07-01..2020-07-14", "date:2020-07-01..2020-07-14"),
        ("date:8.7.2020", "date:2020-07-08"),
        ("date:..2019", "date:..2019-12-31"),
        ("date:2019..", "date:2019-01-01.."),
        ("date:>=2020-07", "date:2020-07-01.."),
        ("date:<2020-07", "date:..2020-06-30"),
        ('date:"july 2020"', "date:2020-07-01..2020-07-31"),
        ("date:“8 July 2020”", "date:2020-07-08"),
        ('date:"june 2020".."8 july 2020"', "date:2020-06-01..2020-07-08"),
        ('date:"june 2020..8 july 2020"', "date:2020-06-01..2020-07-08"),
        ('date:>"last month"', "date:2020-07-01.."),
        ("date:today", "date:2020-07-14"),
        ("DATE:None", "date:none"),
    ],
)
def test_dates(text: str, dates: str) -> None:
    """A date becomes the days it means, quoted or not."""
    assert written(text) == dates


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b c", And((A, B, C))),
        ("a AND b OR c", Or((And((A, B)), C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a NOT b OR c", Or((And((A, Not(B))), C))),
        ("NOT (a b)", Not(And((A, B)))),
        ("-a", Not(A)),
        ("-(a OR b) date:2020-07", And((Not(Or((A, B))), JULY))),
        ("+a b", And((A, B))),
        ("(a AND (b c)) AND d", And((A, B, C, D))),
        ("a OR (b OR (c OR d))", Or((A, B, C, D))),
        ("a OR -b", Or((A, Not(B)))),
        ("+a OR b", Prefer(A, B)),
        ("+a OR +b OR c OR d", Prefer(And((A, B)), Or((C, D)))),
        ("+a OR +b", And((A, B))),
        ("(+a OR b) -c", And((Prefer(A, B), Not(C)))),
    ],
)
def test_operators(text: str, tree: Node) -> None:
    """NOT binds before AND, AND before OR; nested lists are made one."""
    assert read(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b", Or((A, B))),
        ("a AND b c", Or((And((A, B)), C))),
        ("a (b c)", Or((A, B, C))),
        ("a NOT b", And((A, Not(B)))),
        ("a -b c", And((Or((A, C)), Not(B)))),
        ("-a -b", And((Not(A), Not(B)))),
        ("a OR NOT b", Or((A, Not(B)))),
        ("-a OR b c", Or((Not(A), B, C))),
        ("a AND -b OR c", Or((And((A, Not(B))), C))),
        ("(a AND -b) c", Or((And((A, Not(B))), C))),
        ("+a b c", Prefer(A, Or((B, C)))),
        ("+a +b", And((A, B))),
        ("+a b -c", And((Prefer(A, B), Not(C)))),
        ("title:(a b)", Or((Words(("a",), "title"), Words(("b",), "title")))),
    ],
)
def test_operators_where_any_word_will_do(text: str, tree: Node) -> None:
    """Words side by side are alternatives, `+` still requires and `-` still leaves out."""
    assert read(text, any_word=True) == tree


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("A-B  (c OR d)", "a-b AND (c OR d)"),
        ("a OR -b c", "a OR (NOT b AND c)"),
        ("NOT (NOT a)", "NOT (NOT a)"),
        ("+(-a) OR -b", "+(NOT a) OR NOT b"),
        ("title:(a OR “b C”) id:x", '(title:a OR title:"b c") AND id:"x"'),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    """Parentheses where AND and OR meet, and none around NOT."""
    assert written(text) == written(canonical) == canonical


AS_TEXT = "; if it is meant as text, put it in quotes"
WILD = f"a wildcard other than one * at the end of a word is not supported yet{AS_TEXT}"
FUZZY = f"a fuzzy word such as conflict~1 is not supported yet{AS_TEXT}"
WEIGHT = f"a weight such as ^2 is not supported yet{AS_TEXT}"
NEAR = "NEAR and ADJ are not supported yet; a word goes in lower case"


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ('"a b"~3', 'nearness such as "a b"~3 is not supported yet', "~3"),
        ('"a b"*', "a * after a phrase is not supported yet", "*"),
        ('x "a * b"', "a * in quotes, for any one word, is not supported yet", "*"),
        ("zas NEAR/5 b", NEAR, "NEAR/5"),
        ("zas ADJ b", NEAR, "ADJ"),
        ("te?t", WILD, "?"),
        ("*ization", WILD, "*"),
        ("a*b", WILD, "*"),
        ("a**", WILD, "*"),
        ("foo-*", WILD, "-*"),
        (
            "but why?",
            "? will be a wildcard, not supported yet; if it ends a question, leave it out",
            "?",
        ),
        ("conflict~1", FUZZY, "~1"),
        ("x^2", WEIGHT, "^2"),
        ('"x"^2', WEIGHT, "^2"),
        ('a person:"Stanislav Zas"', "the field person: is not supported yet", "person:"),
    ],
)
def test_what_is_to_come_is_refused(text: str, message: str, at: str) -> None:
    """Never misread as something else."""
    assert fault(text) == (message, at)


@pytest.mark.parametrize(
    "field",
    [
        *("entity", "person", "org", "country", "place", "event", "treaty"),
        *("mentions", "on", "url", "lang", "source"),
    ],
)
def test_fields_to_come_are_refused(field: str) -> None:
    """They are known by name, so nobody is told that they are misspelt."""
    assert fault(f"{field}:x") == (f"the field {field}: is not supported yet", f"{field}:")


FIELDS = "there are title:, date: and id:"
COLON = 'quote a text that holds a colon, as in "14:30"'


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("a tilte:b", f'unknown field "tilte": {FIELDS}; did you mean "title:"?', "tilte:"),
        ("https://x.y/z", f'unknown field "https": {FIELDS}; {COLON}', "https:"),
        ("at 14:30", f'unknown field "14": {FIELDS}; {COLON}', "14:"),
        ("\x1b:a", f"unknown field: {FIELDS}; {COLON}", "\x1b:"),
        ("title: a", 'title: needs a word, a "phrase" or ( right after it', "title:"),
        ("title:-a", 'title: needs a word, a "phrase" or ( right after it', "title:"),
        (
            "title:(a title:b)",
            "title: is said already for all of these parentheses",
            "title:",
        ),
        ("title:(date:2020)", "date: cannot stand within title:", "date:2020"),
        ("id: x", "id: needs an id right after it, in quotes if it holds spaces or stars", "id:"),
        (
            "id:a*b",
            "id: needs an id right after it, in quotes if it holds spaces or stars",
            "id:a*b",
        ),
        (
            "date:(2020)",
            "date: needs a date right after it, as in date:2020-07 or date:..2019",
            "date:",
        ),
        ("a date:30.02.2020 b", "there is no 30 February 2020", "30.02.2020"),
        ('date:"may 2020"..2019', '"may 2020" is after "2019": swap them', 'may 2020"..2019'),
        ('date:2020.." 30 feb 2020"', "there is no 30 February 2020", "30 feb 2020"),
        ("date>=2020", "a field needs a colon, as in date:>=2020", "date"),
    ],
)
def test_faults_of_fields(text: str, message: str, at: str) -> None:
    """Unknown ones, empty ones, and dates that cannot be."""
    assert fault(text) == (message, at)


def test_a_date_of_several_words_wants_quotes() -> None:
    """`date:last week` is `date:last` and the word `week`: say so."""
    message, at = fault("date:last week")
    assert message.startswith('cannot read "last" as a date: write 2020-07-08, ')
    assert message.endswith('; several words need quotes, as in date:"july 2020"')
    assert at == "last"


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("a AND", "AND needs a word after it", "AND"),
        ("a OR OR b", "OR needs a word after it", "OR"),
        ("(OR a)", "OR needs a word before it", "OR"),
        ("a NOT", "NOT needs a word after it", "NOT"),
        ("a -", "- needs a word after it", "-"),
        ("a - b", "- needs a word right after it, without a space", "-"),
        ('"a"-b', "a - before a word needs a space in front of it", "-"),
        ("a --b", "write one sign: NOT, - or +", "--"),
        ("NOT -b", "write one sign: NOT, - or +", "NOT -"),
        ("a !b", "to leave a word out put a hyphen before it, as in -nato", "!"),
        ("a –b", "to leave a word out put a hyphen before it, as in -nato", "–"),
        ("a ( )", "there is nothing in these parentheses", "( )"),
        ("a (b (c)", "this ( is never closed", "("),
        ("(", "this ( is never closed", "("),
        (")", "no ( opens what this ) closes", ")"),
        ("a)", "no ( opens what this ) closes", ")"),
        ('a "b c', "this quote is never closed", '"'),
        ("“a", "this quote is never closed", "“"),
        ("a & b", "to ask for both words write AND, as in armenia AND border", "&"),
        ("a && b", "to ask for both words write AND, as in armenia AND border", "&&"),
        ("a | b", "to ask for either word write OR, as in armenia OR nato", "|"),
        ("a || b", "to ask for either word write OR, as in armenia OR nato", "||"),
        ("a — b", "there is no letter or digit in this: nothing to search for", "—"),
        ("a !!!", "there is no letter or digit in this: nothing to search for", "!!!"),
        ('""', "there is no letter or digit in these quotes: nothing to search for", '""'),
        ("a.b*", "a * belongs to one word, and this is several", "a.b*"),
        (" \n", "the query is empty: write a word, or * for all documents", " \n"),
    ],
)
def test_faults_of_form(text: str, message: str, at: str) -> None:
    """Operators, signs, parentheses and quotes that stand wrong."""
    assert fault(text) == (message, at)


def test_the_caret_of_an_opening_parenthesis_is_that_of_the_one_left_open() -> None:
    """Of several, the one with nothing to close it."""
    with pytest.raises(QueryError) as caught:
        read("a (b (c)")
    assert str(caught.value) == "this ( is never closed\n  a (b (c)\n    ^"


def test_an_empty_query_still_shows_a_caret() -> None:
    """Even where there is no character to point at."""
    with pytest.raises(QueryError, match="the query is empty") as caught:
        read("")
    assert (caught.value.start, caught.value.end) == (0, 1)


def test_nesting_is_bounded() -> None:
    """At the parenthesis that goes too deep."""
    deepest = "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH
    assert read(deepest) == A
    assert fault(f"({deepest})") == ("the query is nested deeper than 100 levels", "(")


def test_nesting_is_bounded_as_it_will_be_written_out() -> None:
    """Precedence nests without parentheses; the canonical text must read back all the same."""
    levels = MAX_DEPTH // 2 - 1
    fits = "a OR b (" * levels + "c" + ")" * levels
    assert written(written(fits)) == written(fits)
    assert fault(f"a OR b ({fits})") == ("the query is nested deeper than 100 levels", "(")


@pytest.mark.parametrize("item", ["b", "date:2020", "id:x", "foo*", '"b"', "b-c"])
def test_words_are_bounded(item: str) -> None:
    """At the first that is too many; a date or an id counts as one."""
    full = "a " * MAX_WORDS
    assert len(children(read(full))) == MAX_WORDS
    assert fault(full + item) == ("the query has more than 1,024 words", item)


def test_words_of_phrases_and_sequences_are_counted() -> None:
    """What is asked is the same work, however it is punctuated."""
    full = f'"{"a " * 256}" {"-".join("b" * 256)} title:"{"c " * 256}" {"-".join("d" * 255)} '
    assert written(full + "e")
    assert fault(full + "e-f") == ("the query has more than 1,024 words", "e-f")


@pytest.mark.parametrize(("before", "between", "after"), [('"', " ", '"'), ("title:", "-", "")])
def test_the_words_of_one_phrase_are_bounded(before: str, between: str, after: str) -> None:
    """From the first word too many to the end of the phrase."""
    full = before + between.join("a" * MAX_SEQUENCE)
    assert written(full + after)
    message = "there are more than 256 words in one phrase: leave out these"
    assert fault(f"{full}{between}b{between}c{after}") == (message, f"b{between}c{after}")


def test_length_is_bounded_as_given_and_as_written_out() -> None:
    """For canonical text is read again, too."""
    assert read("a" + " " * (MAX_LENGTH - 1)) == A
    assert fault(" " * MAX_LENGTH + "ab") == ("the query is longer than 10,000 characters", "ab")
    message, _ = fault(f"title:({'a ' * MAX_WORDS})")
    assert message == "written out in full, the query is longer than 10,000 characters"


@given(QUERIES, st.booleans())
@example("(" * 5000, False)
@example("NOT " * 2500, False)
@example("-" * 9000, True)
def test_any_text_is_a_tree_or_an_error_with_a_caret(text: str, any_word: bool) -> None:
    """Whatever the text; and the error is fit for a terminal."""
    error = error_of(text, any_word=any_word)
    if error:
        assert 0 <= error.start < error.end
        assert error.start <= len(text)
        assert all(line.isprintable() for line in str(error).split("\n"))


@given(QUERIES, st.booleans(), st.booleans())
@example("a b -c (d OR -e f)", True, False)
def test_canonical_text_reads_back(text: str, any_word: bool, again: bool) -> None:
    """Whatever joins words side by side, for nothing stands so in canonical text."""
    try:
        tree = read(text, any_word=any_word)
    except QueryError:
        return
    assert read(str(tree), any_word=again) == tree
