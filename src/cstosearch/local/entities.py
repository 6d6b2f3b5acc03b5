"""Which entities are in the same documents as others, and by which names are they spoken of?

Two entities are compared by a table of the documents that a query finds: `N` of them, of which
`n1` have the one, `n2` the other and `n12` both. If they had nothing to do with one another,
`n1 * n2 / N` would have both; the log-likelihood ratio tells how little the difference can be
chance, by the formula that `collocations` has for tokens.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

import numpy as np

from cstosearch.analysis import words_of
from cstosearch.codec.narrow import Numbers
from cstosearch.deadline import checked
from cstosearch.local.collocations import log_likelihood
from cstosearch.local.counting import Counting
from cstosearch.local.leaf import Leaf
from cstosearch.local.rows import ALIAS_SEPARATOR, ENTITY_TYPES, alias_of
from cstosearch.model import (
    Alias,
    CollocateSort,
    Companion,
    Companions,
    Entity,
    EntityCount,
    EntityNames,
    EntityType,
)
from cstosearch.query.nodes import Node, Value

_SEPARATOR: Final = ALIAS_SEPARATOR.encode()


class Looked(NamedTuple):
    """The documents of each segment that are looked at, and those of them that have a name."""

    every: Sequence[Numbers]
    named: Sequence[Numbers]


def companions(
    name: Value,
    within: Node,
    entities: AbstractSet[Entity],
    looked: Looked,
    counting: Counting,
    *,
    only: EntityType | None,
    sort: CollocateSort,
    limit: int | None,
) -> Companions:
    """Return what is in the documents of some entities more often than by chance."""
    documents, of = (sum(map(len, each)) for each in (looked.named, looked.every))
    found = [
        companion
        for kind in ENTITY_TYPES
        if only in {None, kind}
        for companion in _attracted(kind, looked, counting)
        if Entity(companion.type, companion.name) not in entities
    ]
    found.sort(key=lambda each: (*_rank(each, sort), each.name, each.type))
    stands_for = counted(entities, looked.every, counting)
    return Companions(
        name=str(name),
        query=str(within),
        # What is but known says nothing beside what is there; alone, that the name is known.
        entities=tuple(each for each in stands_for if each.documents) or stands_for,
        documents=documents,
        of=of,
        total=len(found),
        companions=tuple(found[:limit]),
    )


def _rank(companion: Companion, sort: CollocateSort) -> tuple[float, float]:
    rank = -companion.log_likelihood, -companion.together
    return rank if sort == "log-likelihood" else rank[::-1]


def _attracted(kind: EntityType, looked: Looked, counting: Counting) -> Iterator[Companion]:
    """Yield the entities of a type that are there more often than expected."""
    both, every = (counting.tally(kind, each) for each in (looked.named, looked.every))
    documents, of = (sum(map(len, each)) for each in (looked.named, looked.every))
    chosen = np.flatnonzero(both.counts * of > every.counts * documents)
    together, totals = both.counts[chosen], every.counts[chosen]
    scores = log_likelihood(together, totals, documents, of)
    rows = zip(*map(np.ndarray.tolist, (chosen, together, totals, scores)), strict=True)
    for at, number, total, score in checked(rows):
        expected = round(total * documents / of, 3)
        yield Companion(kind, every.values.name(at), number, expected, score, total)


def counted(
    entities: Iterable[Entity], documents: Sequence[Numbers], counting: Counting
) -> tuple[EntityCount, ...]:
    """Return in how many documents each of some entities is, most first, equal ones by name."""
    found = []
    for kind in ENTITY_TYPES:
        names = [entity.name for entity in entities if entity.type == kind]
        if not names:
            continue
        tally = counting.tally(kind, documents)
        for name in names:
            at = tally.values.number(name)
            found.append(EntityCount(kind, name, 0 if at is None else int(tally.counts[at])))
    return tuple(sorted(found, key=lambda each: (-each.documents, each.name, each.type)))


def names(
    entities: Sequence[EntityCount],
    parts: Iterable[tuple[Leaf, Numbers]],
    known: bytes,
) -> Iterator[EntityNames]:
    """Yield by which names, beside the canonical one, some documents speak of entities.

    Names that only other documents use, or that are but `known` (`Aliases`), are in none of them.
    """
    wanted = {(each.type.encode(), _bytes(each.name)) for each in entities}
    found: Counter[bytes] = Counter()
    for leaf, some in parts:
        field = leaf.segment.value("alias")
        live = field.counts_among(np.flatnonzero(leaf.mask))
        numbers = zip(live.tolist(), field.counts_among(some).tolist(), strict=True)
        terms = field.values.words(0, len(field.values))
        for term, (there, count) in checked(zip(terms, numbers, strict=True)):
            if there and _entity(term) in wanted:
                found[term] += count
    for line in checked(known.splitlines()):
        if _entity(line) in wanted:
            found[line] += 0
    by_entity: dict[Entity, list[Alias]] = {}
    for term, count in checked(found.items()):
        form, kind, name = alias_of(term)
        if form != " ".join(words_of(name)):
            entity = Entity(kind, name)
            by_entity.setdefault(entity, []).append(Alias(form, count))
    for kind, name, count in entities:
        aliases = by_entity.get(Entity(kind, name), [])
        aliases.sort(key=lambda alias: (-alias.documents, alias.name))
        yield EntityNames(kind, name, count, tuple(aliases))


def _entity(term: bytes) -> tuple[bytes, bytes]:
    """Return type and name of the entity of an alias."""
    _, kind, name = term.split(_SEPARATOR, 2)
    return kind, name


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
