"""Which entities does a name stand for, be it their canonical name or another?

An alias is a line, or a term of the field `alias`, of three parts that tabs part: the folded words
of a name, the type and the canonical name of the entity. The documents tell by which names they
speak of their entities; the gazetteer that they were searched with tells others.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import cast

from cstosearch.analysis import words_of
from cstosearch.codec.segment import Segment
from cstosearch.codec.sets import Mask
from cstosearch.deadline import checked
from cstosearch.engine import KnownNames
from cstosearch.local.patterns import likeness
from cstosearch.local.rows import ALIAS_SEPARATOR, ENTITY_TYPES, alias, alias_of
from cstosearch.model import Entity, EntityType
from cstosearch.query.nodes import Named, Value, is_pattern


class Aliases:
    """The names of entities in a generation: `known` are lines of the gazetteer, in UTF-8."""

    def __init__(self, known: bytes, parts: Sequence[tuple[Segment, Mask | None]]) -> None:
        self.known = known
        self._parts = parts
        self._found: dict[Value, frozenset[Entity]] = {}

    def entities(self, node: Value) -> frozenset[Entity]:
        """Return the entities, of the types that a field has, that a name or pattern stands for.

        Some of them may be in no document.
        """
        if node not in self._found:
            types = types_of(cast("Named", node.field))
            like = likeness(node.pattern, folded=True)
            among = (Entity(kind, name) for kind, name in self._named(node.pattern, like))
            self._found[node] = frozenset(
                entity
                for entity in among
                if entity.type in types
                and (not node.canonical or like(" ".join(words_of(entity.name))))
            )
        return self._found[node]

    def _named(self, pattern: str, like: Callable[[str], bool]) -> Iterator[tuple[EntityType, str]]:
        """Yield type and name of the entities whose names are like a pattern."""
        wanted = None if is_pattern(pattern) else " ".join(words_of(pattern))
        for line in checked(chain(self._lines(wanted), self._terms(wanted))):
            form, kind, name = alias_of(line)
            if wanted is not None or like(form):
                yield kind, name

    def _lines(self, wanted: str | None) -> Iterable[bytes]:
        """Yield what is known of a name, or all that is known."""
        if wanted is None:
            yield from self.known.splitlines()
            return
        begins = b"\n" + wanted.encode() + ALIAS_SEPARATOR.encode()
        known = b"\n" + self.known
        at = known.find(begins)
        while at >= 0:
            end = known.find(b"\n", at + 1)
            yield known[at + 1 : end if end >= 0 else len(known)]
            at = known.find(begins, at + 1)

    def _terms(self, wanted: str | None) -> Iterator[bytes]:
        """Yield what live documents tell of a name, or of all names."""
        for segment, live in self._parts:
            field = segment.value("alias")
            terms = (
                range(len(field.values))
                if wanted is None
                else field.values.beginning_with((wanted + ALIAS_SEPARATOR).encode())
            )
            for at, term in zip(terms, field.values.words(terms.start, terms.stop), strict=True):
                if live is None or live[field.documents(at)].any():
                    yield term


def lines(names: KnownNames) -> bytes:
    """Return names of entities as a generation keeps them."""
    return "".join(sorted({f"{alias(*each)}\n" for each in names})).encode()


def types_of(field: Named) -> tuple[EntityType, ...]:
    """Return the types of entities that a field of the query language has."""
    if field == "entity":
        return ENTITY_TYPES
    return ("organization",) if field == "org" else (field,)
