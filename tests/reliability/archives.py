"""A small index that has everything: two segments, deletions, names, all kinds of fields."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from unittest import mock

import cstosearch
from cstosearch.local import LocalEngine
from cstosearch.model import Entity

PAGES: Final[dict[str, str | list[dict[str, Any]]]] = {
    "a.txt": "A border conflict\n\nA border conflict 08.07.2020\n\n"
    "The working group of the collective rapid forces met at the border.\n",
    "b.jsonl": [
        {
            "id": "b1",
            "title": "Учения начались",
            "body": "Начались учения сил на границе. " * 12,
            "date": "2020-07-09",
        },
        {"id": "b2", "body": "Borders of an undated text. " * 30, "url": "https://example.org/b2"},
    ],
    "c.jsonl": [
        {
            "id": f"c{n}",
            "title": f"Note {n} on conflicts",
            "body": f"Stanislav Zas spoke of the border to group {n}. The collective forces "
            + "border group " * (2 * n),
            "date": f"2020-0{n + 5}-1{n}",
            "lang": "en",
            "entities": [
                {"type": "person", "name": "Stanislav Zas"},
                {"type": "country", "name": "Armenia"},
            ],
            "mentions": ["2019-11-28", "2019"],
        }
        for n in range(1, 4)
    ],
}
"""What is indexed; then one document of the last file is changed."""
NAMES: Final = (("hayastan", Entity("country", "Armenia")),)


def make(folder: Path) -> Path:
    """Make a corpus and an index of it; return where the index is."""
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    for name, page in PAGES.items():
        _write(corpus / name, page)
    cstosearch.build(corpus, index)
    changed = [*PAGES["c.jsonl"][:2], {"id": "c3", "body": "Other words.", "date": "2020-08-13"}]
    _write(corpus / "c.jsonl", changed)
    cstosearch.build(corpus, index)
    with LocalEngine(index).writer(fresh=False, timeout=0) as writer:
        writer.commit(writer.manifest or b"", files=3, records=6, names=NAMES)
    return index


@contextmanager
def as_verified() -> Iterator[None]:
    """Let `verify` take the names of such an index for those of the gazetteer, which has more."""
    with mock.patch("cstosearch.indexing.verifying.known_names", return_value=NAMES):
        yield


def _write(path: Path, page: str | list[dict[str, Any]]) -> None:
    if not isinstance(page, str):
        page = "".join(json.dumps(note, ensure_ascii=False) + "\n" for note in page)
    path.write_text(page, "utf-8")
