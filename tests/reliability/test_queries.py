"""Whatever is asked: an answer that a scan gives too, or an error that points at the fault."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import oracle
import pytest
from cli.running import Ran, timeless
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cstosearch
from cstosearch.cli import main
from cstosearch.query.parse import MAX_LENGTH
from cstosearch.search.asked import tree_of
from reliability import archives

HOSTILE: Final = {
    "parentheses": "(" * 100_000,
    "closed parentheses": "(" * 4_000 + "border" + ")" * 4_000,
    "negations": "NOT " * 2_000 + "border",
    "minuses": "-" * 9_000 + "border",
    "alternatives": " OR ".join(["border"] * 1_400),
    "different alternatives": " OR ".join(f"w{n}" for n in range(1_200)),
    "nested alternatives": "(a OR " * 90 + "b" + ")" * 90,
    "quotes": '"' * 9_999,
    "an open quote": '"border ' * 1_001,
    "a long phrase": '"' + "border " * 300 + '"',
    "gaps": '"border ' + "* " * 250 + 'group"',
    "near": " NEAR/1000 ".join(["border"] * 500),
    "wildcards within": "*a" * 500 + "*",
    "wildcards": " ".join(["*a*b*c*d*e*f*g*"] * 32),
    "too many wildcards": " ".join(["*a*"] * 33),
    "single wildcards": "?" * 1_000,
    "stars": "*" * 9_000,
    "wildcards in a phrase": '"' + "*a* " * 30 + '"',
    "spelling": " ".join(["conflikt~2"] * 32),
    "tildes": "border" + "~" * 5_000,
    "a number": "border~" + "9" * 5_000,
    "an apartness": "border NEAR/" + "9" * 5_000 + " group",
    "fields": "title:" * 1_500,
    "a glob": "source:" + "*a" * 4_000,
    "a name": 'person:"' + "Zas " * 2_000 + '"',
    "a date": "date:" + "2020-" * 1_500,
    "dates": " ".join(f"-date:{2000 + n}" for n in range(90)),
    "a megabyte": "border " * 150_000,
    "one long word": "б" * 9_999,
    "accents": "e" + "\u0301" * 9_000,
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x9b31m",
    "terminal": "\x1b]0;title\x07\x1b[2J border",
    "bidi": "\u202eredrob\u202c \u2066group\u2069",
    "surrogates": "border \udc80 \ud800",
    "nul": "bor\x00der",
    "categories": " ".join(
        next(chr(n) for n in range(0x11_0000) if unicodedata.category(chr(n)) == each)
        for each in sorted({unicodedata.category(chr(n)) for n in range(0x3000)})
    ),
}
FRAGMENTS: Final = (
    *("border", "conflict", "учения", "groups", "zas", "the", "2020", "b", "x"),
    *(" ", " ", " ", " AND ", " OR ", " NOT ", " NEAR ", " NEAR/2 ", " ADJ ", " ADJ/3 ", "-", "+"),
    *("(", ")", '"', '"', "«", "»", "*", "?", "~", "~1", "~2", ":", ":=", "/", "\\", "..", ","),
    *("title:", "body:", "date:", "on:", "mentions:", "entity:", "person:", "lang:", "source:"),
    *("url:", "id:", "2020-07", "2019-11-28", "07-08", "none", "<", ">=", "last month", "c1"),
    *("\x1b[31m", "\u202e", "\u0301", "\x00", "\udc80", "😀", "'", "’", "-", "…"),
)
TODAY: Final = date(2020, 8, 1)
RAW: Final = {"Cc", "Cf", "Cs", "Co"}
"""Categories of characters that a terminal might act upon."""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archives.make(tmp_path_factory.mktemp("queries"))


@pytest.fixture(scope="module")
def index(directory: Path) -> Iterator[cstosearch.Index]:
    with cstosearch.open_index(directory) as opened:
        yield opened


@pytest.fixture
def run(
    directory: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Run the program beside the index."""
    monkeypatch.chdir(directory.parent)
    return lambda *args: Ran(main(args), *map(timeless, capsys.readouterr()))


def raw(text: str) -> set[str]:
    """Return the characters of a text that may not reach a terminal."""
    return {char for char in text if unicodedata.category(char) in RAW and char != "\n"}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "command",
    [
        ("search",),
        ("search", "--kwic"),
        ("search", "--explain"),
        ("search", "--facet", "person"),
        ("timeline",),
        ("entities",),
        ("terms",),
    ],
    ids=" ".join,
)
def test_a_hostile_query_is_answered_or_refused(
    run: Callable[..., Ran], command: tuple[str, ...], name: str
) -> None:
    """What is said is not much longer than a query may be, and no order to a terminal."""
    done = run(*command, "--", HOSTILE[name])
    assert done.code in {0, 1, 2}
    assert raw(done.out) == raw(done.err) == set()
    assert len(done.err) < 2 * MAX_LENGTH
    if done.code == 2:
        assert done.err.startswith("cstosearch: ")
        assert done.out == ""


def asked(index: cstosearch.Index, query: str) -> list[Any]:
    """Ask an index in all ways that take a query."""
    return [
        index.explain(query, today=TODAY),
        index.advise(query, today=TODAY),
        index.timeline(query, today=TODAY),
        index.timeline(query, by_mention=True, today=TODAY),
        list(index.concordance(query, today=TODAY)),
        index.entities(query, today=TODAY),
        index.collocates("border", query, today=TODAY),
        index.similar("c1", query, today=TODAY),
    ]


def test_queries_of_random_pieces(
    index: cstosearch.Index, counted: Callable[[str, int], None], *, long: bool
) -> None:
    """A query that is read gives what a scan of all documents gives."""
    documents = [hit.document for hit in index.search("*", limit=None)]
    tried = {"answered": 0, "refused": 0}

    @settings(
        max_examples=20_000 if long else 400,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join))
    def fuzz(query: str) -> None:
        try:
            tree = tree_of(query, today=TODAY)
        except cstosearch.QueryError as error:
            tried["refused"] += 1
            assert "^" in str(error)
            with pytest.raises(cstosearch.QueryError):
                index.count(query, today=TODAY)
            return
        tried["answered"] += 1
        found = index.search(query, limit=None, today=TODAY)
        wanted = [each.id for each in oracle.answer(documents, tree, "relevance")]
        assert sorted(hit.document.id for hit in found) == sorted(wanted)
        assert asked(index, query)

    fuzz()
    for what, count in tried.items():
        assert count > 50
        counted(f"queries of random pieces, {what}", count)
