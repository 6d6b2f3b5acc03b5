"""Stock Whoosh reads the index: its own searcher, parser and highlighter work on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import index, query
from whoosh.qparser import QueryParser

import cstosearch

PAGES = {
    "a.txt": "08.07.2020\nThe border conflict of two forces.\n",
    "b.txt": "Forces\n\nForces 09.07.2020\n\nA working group met.\n",
    "c.jsonl": '{"body": "Undated", "entities": [{"type": "person", "name": "Stanislav Zas"}]}\n',
}


def write_pages(folder: Path) -> None:
    (folder / "corpus").mkdir()
    for name, text in PAGES.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
        cstosearch.build(folder / "corpus", folder / "index")


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Any]:
    write_pages(tmp_path)
    with index.open_dir(str(tmp_path / "index")).searcher() as opened:
        yield opened


def test_after_stock_whoosh_has_deleted(tmp_path: Path) -> None:
    """What it deleted is gone from our searches too, and the next run brings it back."""
    write_pages(tmp_path)
    writer = index.open_dir(str(tmp_path / "index")).writer()
    writer.delete_by_term("body", "forc")
    writer.commit(merge=False)
    with cstosearch.open_index(tmp_path / "index") as opened:
        assert (opened.count("forces"), opened.count("group"), opened.generation) == (1, 1, 4)
    assert cstosearch.build(tmp_path / "corpus", tmp_path / "index").documents == 3
    with cstosearch.open_index(tmp_path / "index") as opened:
        assert opened.count("forces") == 2


def test_after_stock_whoosh_has_merged(tmp_path: Path) -> None:
    """It writes in its own way, which only it can read: our search says what to do."""
    write_pages(tmp_path)
    index.open_dir(str(tmp_path / "index")).optimize()
    with (
        pytest.raises(
            cstosearch.IndexFormatError, match=r"written by Whoosh .* run cstosearch index"
        ),
        cstosearch.open_index(tmp_path / "index"),
    ):
        pass
    assert cstosearch.build(tmp_path / "corpus", tmp_path / "index").documents == 3
    with cstosearch.open_index(tmp_path / "index") as opened:
        assert opened.count("forces") == 2


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("borders", ["The border conflict of two forces."]),
        ("title:force", ["A working group met."]),
        ('"working group"', ["A working group met."]),
        ("body_exact:forc", []),
        ("body_exact:forces", ["The border conflict of two forces."]),
        ("date:[20200709 to 20200709]", ["A working group met."]),
        ('person:"Stanislav Zas"', ["Undated"]),
        ("file:a.txt", ["The border conflict of two forces."]),
    ],
)
def test_fields_and_terms(searcher: Any, text: str, bodies: list[str]) -> None:
    parsed = QueryParser("body", searcher.schema).parse(text)
    assert [hit["body"] for hit in searcher.search(parsed)] == bodies


def test_sorting_and_highlights(searcher: Any) -> None:
    hits = searcher.search(query.Every(), sortedby="date")
    assert [hit.get("title") for hit in hits][:2] == [
        "The border conflict of two forces.",
        "Forces",
    ]
    [hit] = searcher.search(query.Term("body", "border"))
    assert "border" in hit.highlights("body")
