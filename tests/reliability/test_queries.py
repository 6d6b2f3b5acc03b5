"""Whatever is asked is answered, or refused with a caret, within bounds, and answered rightly.

With `--long` twenty times as many random queries are tried.
"""

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from string import ascii_lowercase

import oracle
import pytest
from cli.running import spawn
from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch import Document, Entity, Index, QueryError, open_index
from cstosearch.cli import main
from cstosearch.local import LocalEngine
from cstosearch.model import Mention, Source
from cstosearch.query.parse import MAX_LENGTH, MAX_PATTERNS, MAX_WORDS
from cstosearch.search.asked import tree_of
from reliability.counting import calls, peak

TODAY = date(2020, 7, 14)
LONGEST = "x" * 255
"""A token cannot be longer."""
TEXTS = (
    "The border conflict. Forces of the collective met at the border.",
    "Учения начались на границе: силы ОДКБ и НАТО.",
    "aaaa aaab aabb abbb bbbb abababab a b ab",
    f"{LONGEST}a {LONGEST}b {'ab' * 126} {'é' * 200}",
    "group working group of forces, forces of the working group",
    "",
)


def documents() -> Iterator[Document]:
    for number, text in enumerate(TEXTS):
        yield Document(
            id=f"d{number}-é",
            title=f"Border {number}",
            title_derived=number % 2 == 1,
            body=text,
            date=date(2020, 7, 1 + number) if number % 3 else None,
            url=f"https://example.org/{'ab' * 50}{number}",
            lang="en" if number % 2 else "ru",
            sources=(Source(f"{'a' * number}.txt", 0, 1, "0" * 64),),
            entities=(Entity("person", f"Zas {number}"), Entity("organization", "CSTO")),
            mentions=(Mention(date(2019, 1, 1), date(2019, 12, 31)),),
        )


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an index in two segments."""
    directory = tmp_path_factory.mktemp("index")
    made = list(documents())
    for fresh, some in ((True, made[:3]), (False, made[3:])):
        with LocalEngine(directory).writer(fresh=fresh, timeout=0) as writer:
            for document in some:
                writer.add(document)
            writer.commit(b"", files=0, records=0)
    return directory


@pytest.fixture(scope="module")
def index(directory: Path) -> Iterator[Index]:
    with open_index(directory) as index:
        yield index


MEGABYTE = 1_000_000
HUNDRED_THOUSAND = 100_000

REFUSED = {
    "parentheses": "(" * HUNDRED_THOUSAND + "a" + ")" * HUNDRED_THOUSAND,
    "deep": "(" * 101 + "a" + ")" * 101,
    "deep in full": "-(a -(" * 60 + "b" + "))" * 60,
    "NOT chains": "NOT " * HUNDRED_THOUSAND + "a",
    "minuses": "-" * 9_000 + "a",
    "unclosed": "(" * 5_000,
    "closing": ")" * 5_000,
    "quotes": '"' * 9_999,
    "other quotes": "«" * 9_000,
    "ORs": " OR ".join("a" * HUNDRED_THOUSAND),
    "operators": "OR " * 3_000,
    "a megabyte": "a" * MEGABYTE,
    "a megabyte of spaces": " " * MEGABYTE,
    "words": " ".join(["ab"] * (MAX_WORDS + 1)),
    "phrase": '"' + " ".join(["a"] * 257) + '"',
    "word of words": "-".join(["a"] * 257),
    "patterns": " ".join(f"*{letter}*" for letter in ascii_lowercase * 2),
    "stars": "*" * 9_000,
    "questions": "?" * 1_000,
    "tildes": "a" + "~" * 9_000,
    "fuzzy far": "a~99999999999999999999",
    "loose far": '"a b"~' + "9" * 9_000,
    "near far": "a NEAR/" + "9" * 9_000 + " b",
    "near chains": "a" + " NEAR/5 a" * 1_000,
    "a date": "date:" + "9" * 9_000,
    "a range": "date:" + ".." * 4_000,
    "a day": "on:" + "9" * 5_000,
    "fields": "title:" * 1_500 + "a",
    "fields of fields": "person:(" * 90 + "a" + ")" * 90,
    "no field": ":" * 9_000,
    "weights": "a" + "^" * 9_000,
    "controls": "\x00\x1b[31m\x07" * 2_000,
    "surrogates": "\ud800" * 9_000,
    "marks": "\u0301" * 9_000,
    "bidi": "\u202e" * 9_000,
}

ANSWERED = {
    "stars and letters": "*" + "*".join(ascii_lowercase * 9) + "*",
    "stars and one letter": "*a" * 900 + "*",
    "stars of ab": "*" + "*".join(["ab"] * 900) + "*c",
    "questions and a star": "?" * 254 + "*a",
    "stars and questions": "*" + "?" * 9_000 + "a",
    "all patterns": " OR ".join("*a*b*c" + "*d" * n for n in range(MAX_PATTERNS)),
    "patterns in a phrase": '"' + "*a*b*a* " * MAX_PATTERNS + '"',
    "stars in a phrase": '"a ' + "* " * 254 + 'a"',
    "names": "person:" + "*a" * 4_000,
    "files": "source:" + "*a" * 4_000 + "*",
    "addresses": "url:" + "*ab" * 40 + "c",
    "questions of addresses": "url:*" + "?" * 5_000 + "*x",
    "the longest words": " OR ".join([LONGEST + "a"] * 30),
    "fuzzy longest": "ab" * 127 + "~2",
    "all fuzzy": " OR ".join(f"{'ab' * 100}{letter}~2" for letter in "abc"),
    "deepest": "(" * 99 + "a" + ")" * 99,
    "deepest in full": "-(a " * 40 + "b" + ")" * 40,
    "words": " OR ".join(f"w{n}" for n in range(MAX_WORDS)),
    "prefixes": " OR ".join(f"{a}{b}*" for a in ascii_lowercase for b in "aeiou"),
    "marks": "a" + "\u0301" * 9_000,
    "many nears": " AND ".join("a NEAR/1000 b" for _ in range(100)),
    "loosest": '"' + "a " * 256 + '"~1000',
    "ids": " OR ".join(f"id:{n}*" for n in range(700)),
    "years": " OR ".join(f"date:{n}" for n in range(1000, 1300)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_beyond_bounds_is_refused_with_a_caret(index: Index, name: str) -> None:
    """In memory of a few times its size, and calls at most in proportion to it."""
    query = REFUSED[name]

    def ask() -> None:
        with pytest.raises(QueryError) as caught:
            index.search(query)
        assert "\n" in str(caught.value)
        assert len(str(caught.value)) < 1_000
        assert str(caught.value).rstrip().endswith("^")

    assert peak(ask) < 32 * MEGABYTE
    assert calls(ask) < 100 * min(len(query), MAX_LENGTH) + 20_000


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_within_bounds_is_answered_rightly(index: Index, name: str) -> None:
    """With hits, explained, advised, and as lines, all within bounds."""
    query = ANSWERED[name]
    assert {hit.document.id for hit in index.search(query, limit=None)} == expected(query)

    def ask() -> None:
        index.explain(query)
        index.advise(query)
        for _ in index.concordance(query):
            pass

    assert peak(lambda: index.search(query)) < 64 * MEGABYTE
    assert calls(ask) < 500 * len(query) + 500_000


@pytest.fixture(autouse=True)
def deeper() -> Iterator[None]:
    """Let the oracle recur for each letter of a word."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(5_000, limit))
    yield
    sys.setrecursionlimit(limit)


def expected(query: str) -> set[str]:
    """Return the documents that match, by the oracle."""
    every = list(documents())
    tree = oracle.with_ids(tree_of(query, today=TODAY), every)
    return {document.id for document in every if oracle.matches(document, tree)}


@pytest.mark.parametrize("command", ["search", "timeline", "entities", "similar", "collocates"])
def test_the_program_refuses_a_megabyte(
    directory: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """By one line, its query cut."""
    before = {"similar": ["d1"], "collocates": ["border"]}.get(command, [])
    code = main([command, *before, "(" * MEGABYTE, "--index", str(directory)])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("cstosearch: the query is longer than 10,000 characters\n")
    assert len(err) < 1_000


def test_no_query_is_echoed_raw(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In errors, advice, explanations and headings."""
    evil = "\x1b]0;title\x07\x1b[2J\x9b31m\u202e\u2066\u200f\b\rx"
    for query in (f'"{evil}"', f'person:"{evil}"', f"({evil}", f"{evil}~9", f"title:{evil}^2"):
        for options in ((), ("--explain",), ("--count",), ("--kwic",), ("--facet", "year")):
            main(["search", query, *options, "--index", str(directory)])
        for command in ("timeline", "entities", "terms", "new"):
            main([command, query, "--index", str(directory)])
        main(["show", query, "--index", str(directory)])
        main(["search", "border", f"--since={evil}", "--index", str(directory)])
        main(["search", "border", f"--{evil}", "--index", str(directory)])
        main([evil])
        main(["entities", "--with", evil, "--index", str(directory)])
        main(["save", evil, "border", "--index", str(directory)])
        main(["search", "border", "--after", evil, "--index", str(directory)])
        main(["search", "border", "--index", evil])
    out, err = capsys.readouterr()
    assert err
    shown = (out + err).replace("\n", "")
    assert [char for char in shown if unicodedata.category(char) in {"Cc", "Cf", "Cs"}] == []


@pytest.mark.parametrize("query", [")(", '"', "\udcff", "*" * 999, "-" * 99, "a~9", "\x1b[31m"])
def test_the_program_in_its_own_process_never_shows_a_traceback(
    directory: Path, query: str
) -> None:
    done = spawn("search", "--index", str(directory), "--", query)
    assert done.code in {1, 2}
    assert "Traceback" not in done.err
    assert done.out == ""


FRAGMENTS = (
    *("border", "the", "a", "ab", "aaa", "учения", "НАТО", "forces", "xyz", "é", "a-b", "CSTO's"),
    *("AND", "OR", "NOT", "and", "+", "-", "(", ")", '"', "“", "”", "«", "»", "~1", "~2", "~"),
    *("*", "?", "**", "*a*b", "a?", "b*", "NEAR/2", "ADJ/3", "NEAR", "NEAR/0", "NEAR/99999"),
    *("title:", "date:2020-07", "date:none", "on:07-02", "on:7", "mentions:2019", "lang:en", ":"),
    *("person:zas", "org:", "entity:=csto", "source:*.txt", "url:*ab*", "id:d1*", "id:"),
    *("..", "^2"),
    *("date:2020..2019", '"the border"', '"* of"', '"a b"~2', "\x00", "\x1b[1m", "\ud800"),
)  # fmt: skip
QUERY = st.lists(
    st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(["", " ", " ", " "])), max_size=8
)


def test_any_query_is_answered_as_by_reading_everything(
    index: Index, long: bool, record_property: Callable[[str, object], None]
) -> None:
    """Fragments of the language, put together at random."""
    outcomes: Counter[str] = Counter()

    @settings(max_examples=10_000 if long else 500, database=None)
    @given(QUERY, st.booleans())
    def ask(fragments: list[tuple[str, str]], any_word: bool) -> None:
        query = "".join(map("".join, fragments))
        try:
            found = index.search(query, any_word=any_word, limit=None, today=TODAY)
        except QueryError as error:
            assert 0 <= error.start < error.end
            assert "^" in str(error)
            outcomes["refused"] += 1
            return
        outcomes["answered"] += 1
        assert {hit.document.id for hit in found} == expected(found.query)
        assert index.explain(query, any_word=any_word, today=TODAY).clause.documents == found.total
        if not found.total:
            index.advise(query, any_word=any_word, today=TODAY)

    ask()
    for outcome, count in outcomes.items():
        record_property(f"queries of random pieces, {outcome}", count)
    assert outcomes["answered"] > outcomes.total() // 20


def test_every_category_of_characters_is_answered_or_refused(
    index: Index, long: bool, record_property: Callable[[str, object], None]
) -> None:
    """The first characters of each, alone, in a word, in quotes, and behind a field."""
    most = sys.maxunicode if long else 6
    seen: Counter[str] = Counter()
    tried = 0
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        seen[kind := unicodedata.category(char)] += 1
        if seen[kind] > most:
            continue
        for query in (char, f"a{char}b", f'"a {char}"', f"title:{char}", f"person:{char}*"):
            tried += 1
            try:
                found = index.search(query)
            except QueryError as error:
                assert "^" in str(error)
            else:
                assert found.total == index.count(found.query)
    record_property("queries of one character of each category", tried)
    assert len(seen) >= 29
