"""Stored records that somebody has forged, under checksums that are right."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from cli.running import spawn
from hypothesis import given
from hypothesis import strategies as st

import cstosearch
from cstosearch.codec.arrays import DamagedError
from cstosearch.codec.segment import Segment
from cstosearch.local.rows import ENTITY_TYPES, FIELDS, from_record, read_document, to_entry
from cstosearch.model import (
    Document,
    Entity,
    Granularity,
    Mention,
    Occurrence,
    Source,
    Span,
)

ZAS: Final = Entity("person", "Stanislav Zas")
DIGEST: Final = "0d" * 32
DOCUMENT: Final = Document(
    "x",
    "Zas speaks",
    False,
    "He spoke of 2019.",
    date(2020, 7, 8),
    "https://example.org",
    "en",
    (Source("a.txt", 0, 30, DIGEST),),
    (ZAS,),
    ("He will speak in 2021.",),
    (
        Mention(date(2019, 1, 1), date(2019, 12, 31), "year", "body", Span(12, 16)),
        Mention(date(2020, 7, 8), date(2020, 7, 8)),
        Mention(date(2021, 1, 1), date(2021, 12, 31), "year", "body", Span(36, 40)),
    ),
    (Occurrence(ZAS, "title", Span(0, 3)), Occurrence(ZAS, "body", Span(19, 21), False)),
)
RECORD: Final = to_entry(DOCUMENT).record
NAMES: Final = [name for name, _ in FIELDS.stored]
YEAR: Final = "2019-01-01/2019-12-31"

FORGED: Final[list[tuple[str, str | None]]] = [
    ("id", None),
    ("id", ""),
    ("date", "2020-13-45"),
    ("date", "yesterday"),
    ("title", None),  # an entity stands in it
    ("body", "Short."),  # and something beyond that
    ("title_derived", "false"),
    ("sources", None),
    *(
        ("sources", text)
        for text in ("null", "[]", "{}", "[1]", "[[]]", '"a.txt"', "[" * 100_000, "9" * 5000, "[")
    ),
    *(
        ("sources", json.dumps([row]))
        for row in (
            ["a.txt", -5, 3, DIGEST],
            ["a.txt", 9, 3, DIGEST],
            ["a.txt", [1], 3, DIGEST],
            ["a.txt", 0, 3.5, DIGEST],
            ["a.txt", False, True, DIGEST],
            ["a.txt", 0, 10**23, DIGEST],
            [5, 0, 3, DIGEST],
            ["a.txt", 0, 3, "d"],
            ["a.txt", 0, 3, f"{DIGEST}\n"],
            ["a.txt", 0, 3, None],
            ["a.txt", 0, 3, DIGEST, 0],
        )
    ),
    *(("variants", text) for text in ("null", "[]", "{}", '"a"', "[1, 2]", '["a"] ["b"]')),
    *(
        ("entities", json.dumps([row]))
        for row in (
            [],
            ["person"],
            ["person", 5],
            ["person", None],
            ["person", ["x"]],
            ["monster", "Zas"],
            [["person"], "Zas"],
            ["person", "Zas", 0],
            ["person", "Zas", 0, "a", "b"],
            ["person", "Zas", 0, 0.5, 3.5],
            ["person", "Zas", 0, False, True],
            ["person", "Zas", 0, -1, 3],
            ["person", "Zas", 0, 3, 1],
            ["person", "Zas", 0, 0, 11],
            ["person", "Zas", 1, 0, 42],
            ["person", "Zas", 4, 0, 3],
            ["person", "Zas", -1, 0, 3],
        )
    ),
    *(
        ("mentions", json.dumps([row]))
        for row in (
            [],
            [YEAR],
            [YEAR, "century"],
            [YEAR, 5],
            [YEAR, ["year"]],
            [5, "year"],
            ["2019-01-01", "year"],
            ["2019-12-31/2019-01-01", "year"],
            [YEAR, "year", 1],
            [YEAR, "year", 1, "a", []],
            [YEAR, "year", 1, 0, 42],
            [YEAR, "year", 1, 4, 0],
            [YEAR, "year", 2, 0, 4],
            [YEAR, "year", -1, 0, 4],
            [YEAR, "year", 1, 0, 4, 5],
        )
    ),
]
IDS: Final = [f"{column} {str(text)[:40]}" for column, text in FORGED]


def forged(column: str, text: str | None) -> list[str | None]:
    return [text if name == column else old for name, old in zip(NAMES, RECORD, strict=True)]


def test_a_document_comes_back_as_it_was() -> None:
    assert from_record(RECORD) == DOCUMENT
    bare = replace(DOCUMENT, variants=(), entities=(), mentions=(), occurrences=(), date=None)
    assert from_record(to_entry(bare).record) == bare


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of one document, whose record is to be forged."""
    folder = tmp_path_factory.mktemp("forged")
    (folder / "corpus").mkdir()
    (folder / "corpus/a.txt").write_text("08.07.2020\nZas spoke of 2019.\n", "utf-8")
    cstosearch.build(folder / "corpus", folder / "index")
    return folder / "index"


@pytest.mark.parametrize(("column", "text"), FORGED, ids=IDS)
def test_a_forged_record_is_damage_that_is_named(
    index: Path, column: str, text: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To whoever searches, looks at the document, or asks whether the index is sound."""
    entry = to_entry(DOCUMENT)._replace(record=forged(column, text))
    monkeypatch.setattr("cstosearch.local.writer.to_entry", lambda _: entry)
    corpus = index.parent / "corpus"
    cstosearch.build(corpus, index, rebuild=True)
    [segment] = index.glob("*.seg")
    what = "has a damaged record: that of document 0"
    with cstosearch.open_index(index) as opened:
        for asked in ("zas", "mentions:2019", "entity:zas"):
            with pytest.raises(cstosearch.IndexCorruptError, match=f"{segment.name} {what}"):
                opened.search(asked)
        with pytest.raises(cstosearch.IndexCorruptError, match=f"{segment.name} {what}"):
            opened.document("x")
    first = cstosearch.verify(corpus, index).findings[0]
    assert first == ("damaged", segment.name, what, "run cstosearch index --rebuild")


def test_commands_say_what_is_damaged(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = [["2020-07-09/2020-07-09", "day", 1, "a", []]]
    entry = to_entry(DOCUMENT)._replace(record=forged("mentions", json.dumps(row)))
    monkeypatch.setattr("cstosearch.local.writer.to_entry", lambda _: entry)
    monkeypatch.chdir(index.parent)
    cstosearch.build(rebuild=True)
    [segment] = Path("index").glob("*.seg")
    for asked in (("search", "mentions:2019"), ("show", "x")):
        assert spawn(*asked) == (
            *(2, ""),
            f'cstosearch: the index in "index" is damaged ({segment.name} has a damaged record: '
            "that of document 0): run cstosearch index --rebuild\n",
        )
    assert spawn("verify").code == 2


@pytest.fixture(scope="module")
def segment(index: Path) -> Iterator[Segment]:
    [path] = index.glob("*.seg")
    with closing(Segment(path)) as opened:
        yield opened


WORDS: Final = st.sampled_from(
    [*NAMES, "person", "Zas", "a.txt", "day", "year", YEAR, DIGEST, "2020-07-08", "true", ""]
)
VALUES: Final = (
    st.integers(-3, 50) | WORDS | st.none() | st.booleans() | st.floats() | st.integers()
)
ROWS: Final = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=6), max_leaves=12)
NEARLY: Final = st.one_of(
    st.tuples(WORDS, VALUES, VALUES, VALUES | WORDS).map(list),
    st.tuples(WORDS, WORDS, *[st.integers(-2, 40)] * 3).map(list),
    ROWS,
)
"""Rows as they stand in some column, but for a value or two."""
TEXTS: Final = st.one_of(
    st.lists(NEARLY, max_size=3).map(json.dumps), ROWS.map(json.dumps), st.text(), WORDS, st.none()
)


@given(st.sampled_from(NAMES), TEXTS)
def test_a_record_is_a_document_or_damage(segment: Segment, column: str, text: str | None) -> None:
    """Of a document all types are right, and all places lie in their texts."""
    segment.records = [forged(column, text)]  # type: ignore[assignment]
    try:
        document = read_document(segment, 0)
    except DamagedError as error:
        assert str(error) == f"{segment.file.path.name} has a damaged record: that of document 0"
        return
    assert document.id
    assert document.sources
    for file, start, end, digest in document.sources:
        assert are(str, document.id, document.title, document.body, document.url, file)
        assert are(int, start, end)
        assert (0 <= start <= end, len(bytes.fromhex(digest))) == (True, 32)
    assert are(str, *document.variants, *(entity.name for entity in document.entities))
    assert {entity.type for entity in document.entities} <= set(ENTITY_TYPES)
    assert {each.granularity for each in document.mentions} <= set(get_args(Granularity))
    assert all(each.start <= each.end for each in document.mentions)
    places: list[tuple[Any, Span]] = [(each.field, each.span) for each in document.occurrences]
    places += [(each.field, each.span) for each in document.mentions if each.span]
    for field, span in places:
        assert are(int, *span)
        assert len(document.words(field, span)) == span.end - span.start > 0


def are(kind: type, *values: object) -> bool:
    return {type(value) for value in values} <= {kind}
