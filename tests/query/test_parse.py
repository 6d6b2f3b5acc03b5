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
    Fuzzy,
    Id,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Value,
    Wildcard,
    Words,
    children,
)
from cstosearch.query.parse import MAX_DEPTH, MAX_LENGTH, MAX_PATTERNS, MAX_WORDS, parse

TODAY = date(2020, 7, 14)
A, B, C, D = (Words((word,)) for word in "abcd")
JULY = Dated(DateRange(date(2020, 7, 1), date(2020, 7, 31)))

PIECES = (
    *("a", "b", "é", "İ", "ﬃ", "½", "Az-Er", "csto's", "foo*", "*", "?", "~2", "^", "!", "\0"),
    *("(", ")", '"', '"x y"', "“q”", "«", "»", "AND", "OR", "NOT", "NEAR/5", "-", "+", " ", " "),
    *("on:07-08", "on:", "mentions:2019", "lang:", "source:a/*", "person:(", 'url:"a""b"'),
    *("NEAR/2", "ADJ/1", "~1", "~2", '"a * b"', '"x y"~3', "a*b?", "(a OR b)"),
    *("title:", "title:(", "date:", "date:2020..", "date:none", "id:", 'id:"a""b"*', "\ud800"),
)
QUERIES = st.lists(st.sampled_from(PIECES)).map("".join) | st.text()

TWICE = (
    "a \\ before a quote has no meaning here: leave it out; "
    'within quotes a quote is written twice, as in "Anna ""Ann"" Lemak"'
)


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
        ("te?t", Wildcard("te?t")),
        ("*Ization,", Wildcard("*ization")),
        ("a**", Prefix("a")),
        ("Éc*l?n", Wildcard("ec*l?n")),
        ("why?", Wildcard("why?")),
        ("title:*", Wildcard("*", "title")),
        ("Conflict~1", Fuzzy("conflict", 1)),
        ("title:conflict~2", Fuzzy("conflict", 2, "title")),
        ('"collective * forces"', Phrase(("collective", "*", "forces"))),
        ('"Collect* f?rces, b-c"', Phrase(("collect*", "f?rces", "b", "c"))),
        ('"x.y*"', Phrase(("x", "y*"))),
        ('"collective forces"~3', Phrase(("collective", "forces"), slop=3)),
        ("title:“a b”~2", Phrase(("a", "b"), "title", 2)),
        ('"a b"~0 "c"~9', And((Phrase(("a", "b")), Phrase(("c",))))),
        ("lang:ru", Value("lang", "ru")),
        ("source:2020/*.txt", Value("source", "2020/*.txt")),
        ("url:https://x.org/?a=b", Value("url", "https://x.org/?a=b")),
        ('Person:"Stanislav  Zas"', Value("person", "Stanislav Zas")),
        ("organization:csto", Value("org", "csto")),
        ("org:=csto", Value("org", "csto", canonical=True)),
        ('entity:="Stanislav Zas"', Value("entity", "Stanislav Zas", canonical=True)),
        ("url:=x", Value("url", "=x")),
        ('entity:"say ""a"""', Value("entity", 'say "a"')),
        ("event:(a OR “b c”)", Or((Value("event", "a"), Value("event", "b c")))),
        ("date:(2020-07 OR none)", Or((JULY, Dated(None)))),
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
        ("on:07-08", "on:07-08"),
        ("on:8.7.", "on:07-08"),
        ('on:"8 July"', "on:07-08"),
        ("on:29.02", "on:02-29"),
        ("on:июль", "on:07"),
        ("on:07", "on:07"),
        ("on:2020-07-08", "date:2020-07-08"),
        ("mentions:2019", "mentions:2019-01-01..2019-12-31"),
        ("mentions:2019-11-28", "mentions:2019-11-28"),
        ('mentions:>="june 2020"', "mentions:2020-06-01.."),
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
        ("a NEAR/5 b", Near(A, B, 5, ordered=False)),
        ("a b ADJ/1 c d", And((A, Near(B, C, 1, ordered=True), D))),
        ("NOT a NEAR/5 b", Not(Near(A, B, 5, ordered=False))),
        ("+a NEAR/5 b OR c", Prefer(Near(A, B, 5, ordered=False), C)),
        ("(a OR b) NEAR/2 (c)", Near(Or((A, B)), C, 2, ordered=False)),
        ("title:(a ADJ/2 (b OR c))", Near(A, Or((B, C)), 2, ordered=True, field="title")),
        ("title:a ADJ/2 title:b", Near(A, B, 2, ordered=True, field="title")),
        (
            '"a b"~1 NEAR/3 c* d~1 NEAR/3 b?',
            And(
                (
                    Near(Phrase(("a", "b"), slop=1), Prefix("c"), 3, ordered=False),
                    Near(Fuzzy("d", 1), Wildcard("b?"), 3, ordered=False),
                )
            ),
        ),
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


WEIGHT = "weights such as ^2 are not known here; if it is meant as text, put it in quotes"
NUMBER = "NEAR and ADJ need a number of words, as in NEAR/5; a word goes in lower case"
SIDES = (
    "NEAR stands between words, phrases, or (an OR of those); "
    "join several with AND: a NEAR/5 b AND b NEAR/5 c"
)
SEVERAL = "a wildcard belongs to one word, and this is several: put it in quotes"
NOTHING = "there is no letter or digit in this: nothing to search for"


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ('"a b"~x', 'a number of words belongs after ~, as in "collective forces"~3', "~x"),
        ('"a b"~1001', "at most 1,000 words apart can be asked for", "1001"),
        ('"a b"*', "a * belongs inside of the quotes, after the word that it ends", "*"),
        ('x "* *"', "there is no letter or digit in these quotes: nothing to search for", '"* *"'),
        ('"x _a*"', SEVERAL, "_a*"),
        ("a.b*", SEVERAL, "a.b*"),
        ("foo-*", SEVERAL, "foo-*"),
        ("a ?", NOTHING, "?"),
        ("a **", NOTHING, "**"),
        ("zas ADJ b", NUMBER, "ADJ"),
        ("zas NEAR/x b", NUMBER, "NEAR/x"),
        ("zas NEAR/5", "NEAR/5 needs a word after it", "NEAR/5"),
        ("NEAR/5 zas", "NEAR/5 needs a word before it", "NEAR/5"),
        ("zas NEAR/0 b", "NEAR/1 is next to each other: nothing is nearer", "NEAR/0"),
        ("zas ADJ/2000 b", "at most 1,000 words apart can be asked for", "2000"),
        ("a NEAR/2 (b c)", SIDES, "NEAR/2"),
        ("a NEAR/2 date:2020", SIDES, "NEAR/2"),
        ("* NEAR/2 b", SIDES, "NEAR/2"),
        ("a NEAR/2 -b", "NEAR/2 needs a word after it", "NEAR/2"),
        (
            "title:a NEAR/2 b",
            "NEAR looks within one field: write title:(a NEAR/2 b)",
            "NEAR/2",
        ),
        (
            "a NEAR/2 b ADJ/2 c",
            "NEAR and ADJ join two: write a NEAR/5 b AND b NEAR/5 c",
            "ADJ/2",
        ),
        ("conflict~", "a fuzzy word is written conflict~1 or conflict~2", "conflict~"),
        ("conflict~3", "a fuzzy word is written conflict~1 or conflict~2", "conflict~3"),
        ("con*~1", "a fuzzy word has no wildcards", "con*~1"),
        ("a-b~1", "a ~ belongs to one word, and this is several", "a-b~1"),
        ("x^2", WEIGHT, "^2"),
        ('"x"^2', WEIGHT, "^2"),
    ],
)
def test_faults_of_leaves(text: str, message: str, at: str) -> None:
    """Never misread as something else."""
    assert fault(text) == (message, at)


COLON = 'quote a text that holds a colon, as in "14:30"; fields are title: date: on: mentions: id: '
COLON += "lang: source: url: entity: person: org: country: place: event: treaty:"
ID = "id: needs an id right after it, in quotes if it holds spaces or stars"


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("a tilte:b", 'unknown field "tilte": did you mean "title:"?', "tilte:"),
        ("https://x.y/z", f'unknown field "https": {COLON}', "https:"),
        ("at 14:30", f'unknown field "14": {COLON}', "14:"),
        ("\x1b:a", f"unknown field: {COLON}", "\x1b:"),
        ("title: a", 'title: needs a word, a "phrase" or ( right after it', "title:"),
        ("title:-a", 'title: needs a word, a "phrase" or ( right after it', "title:"),
        ("title:(a title:b)", "title: cannot stand within title:", "title:"),
        ("title:(date:2020)", "date: cannot stand within title:", "date:2020"),
        ("country:(a title:b)", "title: cannot stand within country:", "title:"),
        ("id: x", ID, "id:"),
        ("id:a*b", ID, "id:a*b"),
        ("lang:", "lang: needs a language, as in lang:ru, in quotes if it holds spaces", "lang:"),
        (
            'person:"!"',
            "person: needs a name, as in person:zas, in quotes if it holds spaces",
            'person:"!"',
        ),
        ("on: x", "on: needs a day right after it, as in on:07-08 for any year", "on:"),
        ("on:02-30", "there is no 30 February", "02-30"),
        (
            "on:30-02",
            "there is no month 30: with a hyphen the month stands first, as in 07-08",
            "30-02",
        ),
        ("mentions:", "mentions: needs a date right after it, as in mentions:2019-11", "mentions:"),
        (
            "mentions:2019-13",
            "there is no month 13: write the day before the month, as in 08.07.2020",
            "2019-13",
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
        (r'person:"Anna \"Ann\" Lemak"', TWICE, r"\""),
        (r'"he said \"no\" twice"', TWICE, r"\""),
        (r'"no \" yes \" maybe"', TWICE, r"\""),
        (r'id:"a\"b"', TWICE, r"\""),
        (r"person:\"zas\"", TWICE, r"\""),
        (r"\"a\"", TWICE, r"\""),
        (r'"a \" b"', f"this quote is never closed; {TWICE}", r'\" b"'),
        ("a & b", "to ask for both words write AND, as in armenia AND border", "&"),
        ("a && b", "to ask for both words write AND, as in armenia AND border", "&&"),
        ("a | b", "to ask for either word write OR, as in armenia OR nato", "|"),
        ("a || b", "to ask for either word write OR, as in armenia OR nato", "||"),
        ("a — b", "there is no letter or digit in this: nothing to search for", "—"),
        ("a !!!", "there is no letter or digit in this: nothing to search for", "!!!"),
        ('""', "there is no letter or digit in these quotes: nothing to search for", '""'),
        (" \n", "the query is empty: write a word, or * for all documents", " \n"),
    ],
)
def test_faults_of_form(text: str, message: str, at: str) -> None:
    """Operators, signs, parentheses and quotes that stand wrong."""
    assert fault(text) == (message, at)


@pytest.mark.parametrize(
    "text",
    [
        r'source:"a\" b',
        r'(source:"a\")',
        r'id:"a\"*',
        r'"a\"~2',
        r'source:"a\""b"',
        r'"a\b" c',
        r"“a \"b\"”",
    ],
)
def test_a_backslash_before_the_end_of_quotes_is_one(text: str) -> None:
    """Files and ids may end in one."""
    assert parse(text, today=TODAY) == parse(str(parse(text, today=TODAY)), today=TODAY)


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


@pytest.mark.parametrize("item", ["*b", "b?d", "bd~1", '"b* * c"', "source:b/*"])
def test_what_is_compared_with_all_words_is_bounded(item: str) -> None:
    """The beginning of a word is looked up, and does not count."""
    full = "c* " * 50 + "c?d " * MAX_PATTERNS
    assert read(full + "b*")
    assert fault(full + item) == ("the query has more than 32 words like *a, a?b or a~1", item)


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
