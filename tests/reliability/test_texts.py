"""Texts that mean harm: orders to terminals, letters that turn the line, sizes, what repeats."""

import json
import signal
import subprocess
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from cli.running import Ran, Run, timeless

import cstosearch
from cstosearch.cli import main
from cstosearch.corpus.documents import collapse
from cstosearch.corpus.layouts import read_records
from cstosearch.enrich import Enricher, Gazetteer
from cstosearch.local.generation import FORMAT

ORDERS: Final = (
    *("\x1b]0;title\x07", "\x1b[2J\x1b[H", "\x1b]52;c;Ym9yZGVy\x07", "\x1bP+q\x1b\\", "\x9b31m"),
    *("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "\x1b", "\x08\x08", "\x0b\x0c", "\x7f"),
    *("\u202a\u202b\u202c\u202d\u202e", "\u2066\u2067\u2068\u2069", "\u200e\u200f\u061c"),
    *("\u200b\u2060\ufeff", "\U000e0001\U000e0041", "\u00ad", "\u2028\u2029"),
)
"""Titles, colours, the clipboard, links, cursors; lines that turn; what is not seen."""
ALL: Final = "".join(ORDERS)
RAW: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
PAGE: Final = f"08.07.2020\nBorder {ALL} talks\nThe {ALL} border {ALL} was {ALL} closed.\n"
NOTE: Final = {
    "id": f"n{ALL}1",
    "title": f"Border {ALL} note",
    "body": f"A {ALL} border {ALL}.\rOverwritten",
    "url": f"https://example.org/{ALL}",
    "date": "2020-07-09",
    "lang": f"en{ALL}",
    "entities": [{"type": "person", "name": f"Ann {ALL} Example"}],
}
SAID: Final = [
    ["search", "border"],
    ["search", "border", "--format", "markdown"],
    ["search", "border", "--explain"],
    ["search", "border", "--facet", "person,source,lang"],
    ["search", "border", "--kwic"],
    ["search", f"bordr{ALL}"],
    ["search", f"person:{ALL}x"],
    ["show", "n"],
    ["timeline", "border"],
    ["terms", "b"],
    ["collocates", "border"],
    ["entities"],
    ["entities", "--aliases", "example"],
    ["similar", "n", "--explain"],
    ["stats"],
    ["verify"],
    ["save", f"x{ALL}", "border"],
    ["saved"],
    ["new"],
]
UNITS: Final = (
    *(
        "a",
        " ",
        "1",
        "1 ",
        '"',
        "“",
        "(",
        "[",
        "<",
        "<a ",
        "<!--",
        "&",
        ".",
        ", ",
        "—",
        "/",
        "=",
        "\\",
    ),
    *("A.", "A. ", "Aa ", "Aa", "of the ", "Minister of ", "General ", "Dr. ", "Treaty on ", "’s "),
    *("July ", "8 July ", "8 July 2020 ", "2020 ", "2020-", "08.07.2020 ", "from July 7 to "),
    *("16–18 ", "first half of ", "last month ", "Monday ", "between 2019 and ", "1990s ", "июля "),
    *(
        "иями",
        "с 7 по ",
        "Министр ",
        "О. О. Оо ",
        "Georgia’s ",
        "Georgia, ",
        "CSTO ",
        '"Echelon-2020" ',
    ),
    *(
        "\n",
        "\n\n",
        "A\n",
        "a\n\n",
        "08.07.2020\n",
        "08.07.2020\nA b\n",
        "a\u0301",
        "\u0301",
        "中",
        "😀",
    ),
)
SIZE: Final = 1 << 16
SECONDS: Final = 20
"""No measure of speed: what grows with the square of 64 KB takes minutes, and is not waited for."""


class TooLongError(BaseException):
    """So that nobody takes it for a fault of a text."""


@contextmanager
def bounded() -> Iterator[None]:
    """Give up what takes the processor for too long."""

    def give_up(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program in an empty directory with a corpus."""
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    return lambda *args: Ran(main(args), *map(timeless, capsys.readouterr()))


def raw(ran: Ran) -> set[str]:
    """Return the characters of what was written that no terminal should see."""
    return {char for char in ran.out + ran.err if unicodedata.category(char) in RAW} - {"\n"}


def test_nothing_of_a_text_is_an_order_to_a_terminal(run: Run) -> None:
    """Of titles, texts, names of files, ids, addresses, languages, entities, queries."""
    Path("corpus", f"p\x1b]0;x\x07\u202e{ALL.translate({0: None, 47: None})[:60]}.txt").write_text(
        PAGE, "utf-8"
    )
    Path("corpus", "n.jsonl").write_text(json.dumps(NOTE) + "\n", "utf-8")
    Path("corpus", "x\x1b[2J.txt").write_bytes(b"\x00\x01\x02")
    indexed = run("index")
    assert indexed.code == 0
    assert raw(indexed) == set()
    for args in SAID:
        said = run(*args)
        assert raw(said) == set(), args
        assert said.code in {0, 1, 2}, args
        assert "Traceback" not in said.err


LONG: Final = "Border talks " * 80_000
"""A megabyte of what may be a title, or a name."""
MANY: Final = "x" * 1_000_000
IMMENSE: Final = [
    {
        "title": LONG,
        "body": f"A border {number}.",
        "url": f"https://example.org/{MANY}",
        "date": "2020-07-09",
        "lang": MANY,
        "entities": [
            {"type": "person", "name": name} for name in (LONG, f"Bob {MANY}", "Ann Example")
        ],
    }
    for number in range(2)
]
DATA: Final[dict[str, list[str]]] = {
    "json": ["title", "url", "lang", "entities"],
    "jsonl": ["title", "url", "lang", "entities"],
    "csv": ["title", "url", "lang"],
    "tsv": ["title", "url", "lang"],
    "bibtex": ["title", "url", "lang"],
    "ris": ["title", "url", "lang"],
    "markdown": ["title", "url"],
}


@pytest.fixture
def one(run: Run) -> None:
    """Index a page."""
    Path("corpus", "p.txt").write_text(PAGE, "utf-8")
    assert run("index").code == 0


@pytest.fixture
def immense(run: Run) -> str:
    """Index documents whose titles, names, addresses and languages have a megabyte; an id."""
    lines = "".join(json.dumps(each) + "\n" for each in IMMENSE)
    Path("corpus", "n.jsonl").write_text(lines, "utf-8")
    assert run("index").code == 0
    return run("search", "talks", "--output", "id").out.split()[0]


def test_titles_and_names_of_a_megabyte_are_cut_for_people(run: Run, immense: str) -> None:
    """In whatever is text; addresses are shown up to 8,000 characters.

    Markdown has all of them, and `--kwic` a line for each of 160,000 matches.
    """
    Path("corpus", "p.txt").write_text("07.07.2020\nNobody's\nOf nothing.\n", "utf-8")
    assert run("index").code == 0
    found = (
        ["show", immense],
        ["entities", "--with", "Ann Example"],
        ["entities", "--aliases", "person:bob*"],
        ["search", "talks person:*talks*", "--explain"],
    )
    for args in [*SAID, ["search", "lang:xy"], *found]:
        if not {"markdown", "--kwic"}.intersection(args):
            said = run(*args)
            assert said.code == 0 or args not in found
            assert len(said.out) + len(said.err) < 20_000, args
    assert "Border…\n" in run("show", immense).out


@pytest.mark.parametrize("output", DATA)
@pytest.mark.usefixtures("immense")
def test_data_has_all_of_a_megabyte(run: Run, output: str) -> None:
    """But the spaces at its end."""
    said = run("search", "talks", "--format", output).out.replace("**", "")
    whole = {"title": LONG, "url": MANY, "lang": MANY, "entities": f"Bob {MANY}"}
    for what in DATA[output]:
        assert whole[what].strip() in said, what


@pytest.mark.parametrize(
    "args",
    [
        *(["search", value] for value in (MANY[:9_999], "x y " * 500, f"lang:{MANY[:9_000]}")),
        *(["search", "border", option, MANY] for option in ("--index", "--format", "--limit")),
        *(["search", "border", option, MANY] for option in ("--after", "--since", "--sort")),
        *([command, MANY[:9_999]] for command in ("timeline", "collocates", "entities")),
        *([command, MANY] for command in ("show", "similar", "terms", "new", "x", "--x")),
        *(["saved", "--remove", MANY], ["save", MANY, "border"], ["save", "x", MANY]),
        *(["index", "--corpus", MANY], ["index", "--gazetteer", MANY]),
        ["show", "x\n" * 500_000],
    ],
    ids=lambda args: " ".join(each[:20] for each in args),
)
@pytest.mark.usefixtures("one")
def test_no_message_repeats_a_megabyte(run: Run, args: list[str]) -> None:
    """A query, a name or a value is quoted up to a thousand characters; what to do is said."""
    said = run(*args)
    assert said.code in {1, 2}
    assert said.out == ""
    assert 0 < len(said.err) < 5_000
    assert max(map(len, said.err.split("\n"))) <= 1001


def noted(**facts: Any) -> bytes:
    """Return what a generation notes, with a checksum that is right."""
    text = json.dumps(
        {"format": FORMAT, "version": "1", "files": 1, "records": 1, "segments": [], **facts}
    ).encode()[:-1]
    return b'%b, "checksum": %d}' % (text, zlib.crc32(text))


@pytest.mark.parametrize("command", ["search", "index", "verify"])
@pytest.mark.parametrize(
    "facts",
    [
        {"format": 3, "version": MANY},
        {"format": 3, "version": "1\n" * 500_000},
        {"format": MANY},
        {"segments": [{"name": MANY, "documents": 1, "deleted": ""}]},
        {"segments": [{"name": f"MAIN_{MANY}", "documents": 1, "deleted": ""}]},
        {"segments": [{"name": f"MAIN_{MANY}", "documents": 1, "deleted": "eJwDAAAAAAE="}]},
    ],
    ids=["version", "lines", "format", "no segment", "segment", "deletions"],
)
@pytest.mark.usefixtures("one")
def test_no_message_repeats_a_megabyte_of_an_index(
    run: Run, facts: dict[str, Any], command: str
) -> None:
    """What is at fault is quoted up to a thousand characters; what to do is said."""
    Path("index/generation_1.json").write_bytes(noted(**facts))
    said = run(*([command, "border"] if command == "search" else [command]))
    assert said.code == 2
    assert len(said.out) + len(said.err) < 3_000
    assert "cstosearch index --rebuild" in said.out + said.err


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return Enricher(Gazetteer.load(None))


@pytest.mark.parametrize("unit", UNITS)
def test_what_repeats_is_read_in_linear_time(
    tmp_path: Path, enricher: Enricher, unit: str, record_property: Callable[[str, object], None]
) -> None:
    """Records, documents, entities, dates."""
    record_property("pieces of text repeated to 64 KB", 1)
    path = tmp_path / "a.txt"
    path.write_text("08.07.2020\n" + unit * (SIZE // len(unit)), "utf-8", newline="")
    with bounded():
        for document in collapse(read_records(tmp_path, "a.txt", lambda _: None)):
            assert enricher.find(document)


HUGE: Final[dict[str, Callable[[], str]]] = {
    "a line of a megabyte": lambda: "border " * 150_000,
    "a paragraph of 100,000 words": lambda: " ".join(f"word{n} border" for n in range(50_000)),
    "a word of a megabyte": lambda: "border " + "б" * 1_000_000,
    "100,000 dates": lambda: "border " + "08.07.2020 " * 100_000,
    "100,000 headings": lambda: "border\n\n" + "# Heading\n\n" * 100_000,
    "100,000 days": lambda: "".join(
        f"border\n\n{n % 28 + 1:02}.07.2020\n\n" for n in range(20_000)
    ),
    "100,000 names": lambda: "border " + "".join(f"General Ann Exa{n} " for n in range(50_000)),
}


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("name", HUGE)
def test_a_huge_text_is_indexed_and_found(name: str) -> None:
    """In a gigabyte of memory, and what is shown of it is short."""
    Path("corpus", "a.txt").write_text(f"08.07.2020\n{HUGE[name]()}\n", "utf-8")
    limit = f"ulimit -v {1 << 20}; exec {sys.executable} -m cstosearch "
    for command in ("index", "search border", "search --kwic --limit 3 border", "timeline border"):
        done = subprocess.run(
            ["bash", "-c", limit + command], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), command
        assert len(done.stdout) < 20_000
    with cstosearch.open_index() as index:
        assert index.count("border") >= 1
