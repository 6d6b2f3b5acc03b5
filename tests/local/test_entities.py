"""Entities, their companions and names: those of the oracle, for any documents and segments."""

from pathlib import Path
from tempfile import TemporaryDirectory

import oracle
import pytest
from histories import CSTO, OTHER, ZAS, History, histories, speaking, write
from hypothesis import given, settings
from hypothesis import strategies as st

import cstosearch
from cstosearch import Companion, Companions, Index
from cstosearch.local import LocalEngine
from cstosearch.model import Alias, Document, Entity, EntityCount, Names
from cstosearch.query.nodes import Everything, Node, Value, Words

NATO = Entity("organization", "NATO")
KNOWN: list[oracle.Line] = [
    ("border", Entity("person", "Zas")),
    ("nato", NATO),
    ("нато", NATO),
    ("csto", Entity("organization", "CSTO")),
    ("odkb", Entity("organization", "CSTO")),
]
NAMES = st.sampled_from(
    [
        Value("entity", "zas"),
        Value("person", "border"),
        Value("entity", "forces"),
        Value("org", "csto"),
        Value("entity", "*"),
        Value("person", "*zas", canonical=True),
        Value("entity", "odkb"),
        Value("entity", "нато", canonical=True),
        Value("org", "нато"),
        Value("entity", "nobody"),
    ]
)
WITHIN: st.SearchStrategy[tuple[str, Node]] = st.sampled_from(
    [("*", Everything()), ("border", Words(("border",)))]
)
TYPES = st.sampled_from([None, None, "person", "organization", "event"])


def counted(found: dict[Entity, int]) -> list[EntityCount]:
    """Return counts in their order."""
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0].name, pair[0].type))
    return [EntityCount(*entity, count) for entity, count in ranked]


@settings(max_examples=80)
@given(histories(), NAMES, WITHIN, TYPES, st.none() | st.integers(0, 2))
def test_entities_are_counted_document_by_document(
    history: History,
    name: Value,
    within: tuple[str, Node],
    only: cstosearch.EntityType | None,
    limit: int | None,
) -> None:
    """Each document once, deleted ones never; companions and names likewise."""
    commits, deleted = history
    live = [each for batch in commits for each in batch if each.id not in deleted]
    query, tree = within
    matching = [each for each in live if oracle.matches(each, tree)]
    asked = str(name)

    def count(entity: Entity) -> int:
        return sum(entity in each.entities for each in matching)

    with TemporaryDirectory() as directory:
        engine = LocalEngine(Path(directory))
        write(engine, commits, deleted, KNOWN)
        with cstosearch.open_index(directory) as index:
            there = {entity for each in matching for entity in each.entities}
            expected = counted({e: count(e) for e in there if only in {None, e.type}})
            found = index.entities(query, type=only, limit=limit)
            assert (found.query, found.documents) == (query, len(matching))
            assert (found.total, list(found.entities)) == (len(expected), expected[:limit])

            named = oracle.stands_for(live, name, KNOWN)
            called = index.names(asked, query, type=only, limit=limit)
            expected = counted({e: count(e) for e in named if only in {None, e.type}})
            assert (called.name, called.total) == (asked, len(expected))
            assert [each[:3] for each in called.entities] == expected[:limit]
            for each in called.entities:
                aliases = oracle.aliases(live, tree, Entity(each.type, each.name), KNOWN)
                ranked = sorted(aliases.items(), key=lambda pair: (-pair[1], pair[0]))
                assert each.aliases == tuple(Alias(*pair) for pair in ranked)

            both = index.companions(asked, query, type=only, limit=None)
            _check(both, oracle.companions(live, tree, named), only)
            occurring = [each for each in counted({e: count(e) for e in named}) if each.documents]
            assert list(both.entities) == (occurring or counted(dict.fromkeys(named, 0)))
            assert both.of == len(matching)
            assert both.documents == sum(not named.isdisjoint(d.entities) for d in matching)
            by_count = index.companions(asked, query, type=only, sort="count", limit=limit)
            assert list(by_count.companions) == by_together(both)[:limit]


def by_together(found: Companions) -> list[Companion]:
    return sorted(found.companions, key=lambda c: (-c.together, -c.log_likelihood, c.name, c.type))


def _check(
    found: Companions,
    expected: dict[Entity, tuple[int, float, float, int]],
    only: cstosearch.EntityType | None,
) -> None:
    wanted = {entity: row for entity, row in expected.items() if only in {None, entity.type}}
    assert found.total == len(found.companions) == len(wanted)
    for each in found.companions:
        assert each[2:] == pytest.approx(wanted[Entity(each.type, each.name)], abs=1e-3)
    rows = list(found.companions)
    assert rows == sorted(rows, key=lambda c: (-c.log_likelihood, -c.together, c.name, c.type))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    engine = LocalEngine(tmp_path)
    documents: list[Document] = [
        speaking(0, "Zas met the CSTO", Zas=ZAS, CSTO=CSTO),
        speaking(1, "Zásem and the secretary", Zásem=ZAS, secretary=None),
        speaking(2, "Another Zas", Zas=OTHER),
        speaking(3, "CSTO alone", CSTO=CSTO),
    ]
    write(engine, [documents], set(), [("одкб", CSTO)])
    return cstosearch.open_index(tmp_path)


@pytest.mark.parametrize(
    ("name", "entities"),
    [
        ("zas", [ZAS, OTHER]),
        ("  ZAS ", [ZAS, OTHER]),
        ("person:zas", [ZAS, OTHER]),
        ("Person:stanislav zas", [ZAS]),
        ('person:"stanislav zas"', [ZAS]),
        ("=vitaly zas", [OTHER]),
        ("entity:=zas", []),
        ("organization:ОДКБ", [CSTO]),
        ("*zas", [ZAS, OTHER]),
        ("nobody: here", []),
        ('a "b" c', []),
    ],
)
def test_a_name_needs_no_quotes_and_may_have_a_field(
    index: Index, name: str, entities: list[Entity]
) -> None:
    with index:
        found = index.names(name)
        assert {(each.type, each.name) for each in found.entities} == {*entities}
        assert index.names(found.name) == found


def test_names_are_canonical_where_that_is_asked_for(index: Index) -> None:
    with index:
        assert index.names("zas", no_alias=True) == Names('entity:="zas"', "*", 0, ())
        assert index.companions("zas", no_alias=True).entities == ()
        assert index.count("person:zas") == 3
        assert index.count("person:zas", no_alias=True) == 0


@pytest.mark.parametrize("name", ["", "person:", "=", "…"])
def test_what_is_no_name(index: Index, name: str) -> None:
    with index, pytest.raises(cstosearch.QueryError, match="needs a name"):
        index.names(name)


def test_mistakes_of_the_caller(index: Index) -> None:
    with index:
        with pytest.raises(ValueError, match="type is one of person, organization, "):
            index.entities(type="org")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="sort is one of log-likelihood, count"):
            index.companions("zas", sort="name")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="must not be negative"):
            index.names("zas", limit=-1)


def test_names_that_only_deleted_documents_use_are_none(tmp_path: Path) -> None:
    documents = [speaking(1, "Zásem", Zásem=ZAS), speaking(3, "Zas", Zas=ZAS)]
    write(LocalEngine(tmp_path), [documents], {"d1"})
    with cstosearch.open_index(tmp_path) as index:
        [zas] = index.names("zas").entities
        assert zas.aliases == (Alias("zas", 1),)
        assert index.names("zasem").total == 0


@given(st.text(st.sampled_from("az \"'=:*?«»“\x00\ud800éperson")))
def test_any_name_is_answered_or_refused(text: str) -> None:
    """No text raises anything else, and what it is understood as is understood so again."""
    with TemporaryDirectory() as directory:
        write(LocalEngine(Path(directory)), [[speaking(3, "Zas", Zas=ZAS)]], set())
        with cstosearch.open_index(directory) as index:
            try:
                found = index.names(text)
            except cstosearch.QueryError as error:
                assert 0 <= error.start < error.end
            else:
                assert index.names(found.name) == found
                assert index.companions(text).name == found.name
                assert len(index.advise(found.name).missing) == (not found.total)
