"""Each field of the query language, from a file of the corpus to the documents found."""

import json
from collections.abc import Iterator

import pytest

import cstosearch
from cstosearch import Index

NOTES = (
    {
        "id": "a",
        "title": "Working Group on the border",
        "date": "2019-07-08",
        "body": "Stanislav Zas met the working group. "
        "Forces of the collective kind are border forces.",
        "url": "https://example.org/press/1?x=1",
        "lang": "en",
        "entities": [
            {"type": "person", "name": "Stanislav Zas"},
            {"type": "organization", "name": "CSTO"},
        ],
        "mentions": ["2018", "2019-07-07..2019-07-08"],
    },
    {
        "id": "b",
        "date": "2020-07-08",
        "body": "Рабочая группа и учения.",
        "lang": "ru",
        "entities": [
            {"type": "person", "name": "Зась"},
            {"type": "country", "name": "Côte d’Ivoire"},
        ],
    },
    {"id": "c", "body": "A conflict, a text, a test.", "url": "https://example.org/c"},
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus = tmp_path_factory.mktemp("fields") / "corpus"
    (corpus / "2020").mkdir(parents=True)
    lines = [json.dumps(note, ensure_ascii=False) + "\n" for note in NOTES]
    (corpus / "notes.jsonl").write_text(lines[0], "utf-8")
    (corpus / "2020" / "more.jsonl").write_text("".join(lines[1:]), "utf-8")
    cstosearch.build(corpus, corpus.parent / "index")
    with cstosearch.open_index(corpus.parent / "index") as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lang:ru", "b"),
        ("lang:EN", "a c"),
        ("-lang:?n", "b"),
        ("source:notes.jsonl", "a"),
        ("source:2020/*", "b c"),
        ("source:*.jsonl", "a b c"),
        ("source:more.jsonl", ""),
        ("url:https://example.org/press/1?x=1", "a"),
        ("url:*example.org*", "a c"),
        ("url:https://EXAMPLE.org/c", ""),
        ("person:zas", "a b"),
        ("person:=zas", ""),
        ("person:stanislav", ""),
        ("person:*zas", "a b"),
        ("person:“stanislav ZAS”", "a b"),
        ('person:"stanislav *"', "a b"),
        ('person:"stan *"', ""),
        ("person:зас?", "a b"),
        ("org:csto", "a"),
        ("country:csto", ""),
        ("entity:csto", "a"),
        ('country:"cote d\'ivoire"', "b"),
        ("entity:(csto OR зась)", "a b"),
        ("mentions:2018-03", "a"),
        ("mentions:2019-07-08", "a"),
        ("mentions:2019-07-09", ""),
        ("mentions:>=2019", "a"),
        ("mentions:<2018", ""),
        ("on:07-08", "a b"),
        ("on:july", "a b"),
        ("on:06", ""),
        ("on:2020-07", "b"),
        ("title:*", "a"),
        ("zas NEAR/4 group", "a"),
        ("zas NEAR/3 group", ""),
        ("group ADJ/9 zas", ""),
        ("title:(group ADJ/3 border)", "a"),
        ('"collective forces"', ""),
        ('"forces forces"~6', "a"),
        ('"forces forces"~5', ""),
        ('"forces * the collective"', "a"),
        ('"st* zas"', "a"),
        ("te?t", "c"),
        ("*ворка*", ""),
        ("*ени*", "b"),
        ("conflcit~1", "c"),
        ("cnflcit~1", ""),
        ("cnflcit~2", "c"),
    ],
)
def test_what_a_query_finds(index: Index, query: str, found: str) -> None:
    hits = index.search(query, sort="newest")
    assert sorted(hit.document.id for hit in hits) == found.split()
    assert index.search(hits.query).total == hits.total


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("zas NEAR/4 group", ["Zas", "group"]),
        ('"forces forces"~6', ["Forces of the collective kind are border forces"]),
        ("te?t", ["text", "test"]),
        ("conflcit~1", ["conflict"]),
        ("lang:ru", []),
    ],
)
def test_what_a_snippet_marks(index: Index, query: str, marked: list[str]) -> None:
    [hit] = index.search(query)
    [snippet] = hit.snippets
    assert [snippet.text[a:b] for a, b in snippet.spans] == marked
