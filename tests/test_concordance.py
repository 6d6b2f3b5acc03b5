"""The lines of a concordance: every match once, verbatim, in the order that is asked for."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cstosearch
from cstosearch import Index, Line, LineSort
from cstosearch.analysis import tokenize
from cstosearch.concordance import concordance, words_before, words_behind
from cstosearch.engine import Snapshot
from cstosearch.local import LocalEngine
from cstosearch.model import Document, Source, Span
from cstosearch.query.parse import parse

TODAY = date(2020, 7, 20)
NOTES = """\
{"id": "a", "date": "2020-07-01", "title": "On the border", "body": "The border is long. A Border!"}
{"id": "b", "date": "2020-07-02", "title": "Notes", "body": "Peace on the borders\\n\\nat last."}
{"id": "c", "title": "None", "body": "Not this one."}
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    directory = tmp_path_factory.mktemp("lines")
    (directory / "corpus").mkdir()
    (directory / "corpus/notes.jsonl").write_text(NOTES, "utf-8")
    cstosearch.build(directory / "corpus", directory / "index")
    with cstosearch.open_index(directory / "index") as opened:
        yield opened


def shown(lines: Iterator[Line]) -> list[tuple[str, str]]:
    return [(line.document.id, f"{line.left}[{line.match}]{line.right}") for line in lines]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["b1", "a0", "a1", "a2"]),
        ("oldest", ["a0", "a1", "a2", "b1"]),
        ("left", ["a2", "a1", "a0", "b1"]),
        ("right", ["a0", "a2", "b1", "a1"]),
    ],
)
def test_the_order_of_lines(index: Index, sort: LineSort, expected: list[str]) -> None:
    """By document, the title first; or by the words beside the match, outwards, without case."""
    lines = {
        "a0": "On the [border]",
        "a1": "The [border] is long. A Border!",
        "a2": "The border is long. A [Border]!",
        "b1": "Peace on the [borders]\n\nat last.",
    }
    found = shown(index.concordance("border", sort=sort))
    assert found == [(name[0], lines[name]) for name in expected]
    assert shown(index.concordance("border", sort=sort, limit=2)) == found[:2]


def test_a_line_says_where_its_match_stands(index: Index) -> None:
    for line in index.concordance("border"):
        text = line.document.title if line.field == "title" else line.document.text
        assert text[slice(*line.span)] == line.match


@pytest.mark.parametrize(
    ("context", "around"),
    [(0, ("", "")), (3, ("A ", "!")), (8, ("long. A ", "!")), (9, ("long. A ", "!"))],
)
def test_a_context_ends_with_a_whole_word(
    index: Index, context: int, around: tuple[str, str]
) -> None:
    [line] = islice(index.concordance("Border", sort="oldest", context=context), 2, 3)
    assert (line.left, line.right) == around


def test_a_word_without_end_is_cut(tmp_path: Path) -> None:
    """As is a text without spaces."""
    text = "界" * 100 + " border " + "x" * 100
    line = only_line(tmp_path, text, context=40)
    assert (line.left, line.right) == ("界" * 39 + " ", " " + "x" * 39)


def only_line(directory: Path, text: str, context: int) -> Line:
    engine = LocalEngine(directory)
    write(engine, [text])
    snapshot = engine.open()
    tree = parse("border", today=TODAY)
    [line] = concordance(snapshot, tree, sort="relevance", limit=None, context=context)
    snapshot.close()
    return line


def write(engine: LocalEngine, texts: list[str]) -> None:
    with engine.writer(fresh=True, timeout=0) as writer:
        for number, text in enumerate(texts):
            source = Source("a.txt", 0, 1, "d" * 64)
            writer.add(Document(f"{number:05}", "", True, text, None, "", "", (source,)))
        writer.commit(b"", files=1, records=1)


def test_what_is_no_word_has_no_lines(index: Index) -> None:
    """Such documents match, but nothing of them could be shown."""
    assert list(index.concordance("date:2020 NOT nothing")) == []
    assert shown(index.concordance("long NOT peace")) == [("a", "The border is [long]. A Border!")]


def test_bad_questions_are_refused_before_the_first_line(index: Index) -> None:
    with pytest.raises(cstosearch.QueryError):
        index.concordance("(border")
    with pytest.raises(ValueError, match="context must not be negative: -1"):
        index.concordance("border", context=-1)


class Watched:
    """A snapshot that counts the documents that are read of it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.read_so_far = 0
        self._snapshot = snapshot
        self.ranked, self.find = snapshot.ranked, snapshot.find

    def read(self, place: tuple[int, int]) -> Document:
        self.read_so_far += 1
        return self._snapshot.read(place)


def test_lines_stream(tmp_path: Path) -> None:
    """For the first lines, no more documents are read than they stand in; in several portions."""
    engine = LocalEngine(tmp_path)
    write(engine, ["border"] * 5000)
    snapshot = engine.open()
    watched = Watched(snapshot)
    lines = concordance(
        watched,  # type: ignore[arg-type]
        parse("border", today=TODAY),
        sort="relevance",
        limit=None,
        context=9,
    )
    assert [line.document.id for line in islice(lines, 3)] == ["00000", "00001", "00002"]
    assert watched.read_so_far == 3
    assert [line.document.id for line in lines] == [f"{n:05}" for n in range(3, 5000)]
    snapshot.close()


TEXT = st.text(st.sampled_from("aB'’s, .\n-é界\u0301 "), max_size=200)


@given(TEXT)
def test_words_beside_a_match_are_the_tokens_there(text: str) -> None:
    tokens = tokenize(text)
    words = [token.text for token in tokens]
    for at, token in enumerate(tokens):
        span = Span(token.start, token.end)
        assert words_behind(text, span) == words[at + 1 : at + 4]
        assert words_before(text, span) == words[max(0, at - 3) : at][::-1]


def test_words_far_before_a_match_are_found() -> None:
    """However little is between them and it, or however much."""
    text = f"One two {'- ' * 500} three border"
    at = text.index("border")
    assert words_before(text, Span(at, at + 6)) == ["three", "two", "one"]


WORDS = st.lists(st.sampled_from(["border", "Borders", "a", "b.", "c\n"]), max_size=12)


@settings(max_examples=30)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=8), st.data())
def test_all_lines_are_those_of_a_scan(texts: list[str], data: st.DataObject) -> None:
    """Each match of each document, sorted as a list of all would be."""
    side: LineSort = data.draw(st.sampled_from(["left", "right"]))
    limit = data.draw(st.none() | st.integers(0, 9))
    with TemporaryDirectory() as directory:
        engine = LocalEngine(Path(directory))
        write(engine, texts)
        snapshot = engine.open()
        tree = parse("border", today=TODAY)
        order = [snapshot.read(place).id for place in snapshot.ranked(tree, sort="relevance")]
        found = list(concordance(snapshot, tree, sort=side, limit=limit, context=1000))
        snapshot.close()
    expected = [
        (beside, rank, match.start())
        for rank, id_ in enumerate(order)
        for match in re.finditer("borders?", texts[int(id_)], re.IGNORECASE)
        for text in [texts[int(id_)]]
        for beside in [
            re.findall(r"\w+", text[match.end() :].lower())[:3]
            if side == "right"
            else re.findall(r"\w+", text[: match.start()].lower())[::-1][:3]
        ]
    ]
    assert [(order.index(line.document.id), line.span.start) for line in found] == [
        (rank, start) for _, rank, start in sorted(expected)
    ][:limit]
    for line in found:
        assert line.left + line.match + line.right == line.document.text
