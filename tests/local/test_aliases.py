"""A name finds an entity in all documents that speak of it, whatever they call it there."""

from pathlib import Path

import pytest
from histories import CSTO, OTHER, ZAS, speaking

from cstosearch.local import LocalEngine
from cstosearch.query.nodes import Everything, Named, Value


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    engine = LocalEngine(tmp_path)
    with engine.writer(fresh=True, timeout=0) as writer:
        writer.add(speaking(0, "Zas met the CSTO", Zas=ZAS, CSTO=CSTO))
        writer.add(speaking(1, "Zásem and the secretary", Zásem=ZAS, secretary=None))
        writer.commit(b"", files=0, records=0, names=[("одкб", CSTO)])
    with engine.writer(fresh=False, timeout=0) as writer:
        writer.add(speaking(2, "Another Zas", Zas=OTHER))
        writer.commit(b"", files=0, records=0)
    return engine


@pytest.mark.parametrize(
    ("field", "name", "canonical", "ids"),
    [
        ("person", "zasem", False, "d0 d1"),
        ("person", "Zas", False, "d0 d1 d2"),
        ("entity", "z?s", False, "d0 d1 d2"),
        ("person", "stanislav zas", False, "d0 d1"),
        ("person", "s*-*s", False, "d0 d1"),
        ("person", "stanislav zas", True, "d0 d1"),
        ("person", "*zas", True, "d0 d1 d2"),
        ("person", "zas", True, ""),
        ("person", "secretary", False, ""),
        ("org", "ОДКБ", False, "d0"),
        ("org", "*кб", False, "d0"),
        ("org", "одк", False, ""),
        ("org", "ОДКБ", True, ""),
        ("person", "ОДКБ", False, ""),
    ],
)
def test_entities_are_found_by_any_name(
    engine: LocalEngine, field: Named, name: str, canonical: bool, ids: str
) -> None:
    """By those of other documents and of the gazetteer too, but not by an office."""
    snapshot = engine.open()
    found = snapshot.ids_of(Value(field, name, canonical))
    snapshot.close()
    assert sorted(found) == ids.split()


def test_a_name_that_only_deleted_documents_use_is_none(engine: LocalEngine) -> None:
    with engine.writer(fresh=False, timeout=0) as writer:
        writer.delete(["d1"])
        writer.commit(b"", files=0, records=0)
    snapshot = engine.open()
    assert snapshot.ids_of(Value("person", "zasem")) == []
    snapshot.close()


def test_a_name_counts_once_in_a_document(engine: LocalEngine) -> None:
    """However it is written there."""
    with engine.writer(fresh=False, timeout=0) as writer:
        writer.add(speaking(3, "Zásem and ZASEM and zasem", Zásem=ZAS, ZASEM=ZAS, zasem=ZAS))
        writer.commit(b"", files=0, records=0)
    snapshot = engine.open()
    named = snapshot.names(Value("person", "zasem"), Everything(), only=None, limit=None)
    snapshot.close()
    [(_, _, _, aliases)] = named.entities
    assert [(each.name, each.documents) for each in aliases] == [("zas", 3), ("zasem", 2)]


def test_documents_are_read_back_with_the_places_of_their_entities(engine: LocalEngine) -> None:
    snapshot = engine.open()
    read = snapshot.document("d1")
    snapshot.close()
    assert read == speaking(1, "Zásem and the secretary", Zásem=ZAS, secretary=None)
