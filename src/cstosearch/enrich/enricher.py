"""What does a document gain: the entities that it speaks of, and the dates that it mentions?"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from cstosearch.analysis import fold
from cstosearch.enrich.entities import Recognizer
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.enrich.mentions import mentions_in
from cstosearch.model import Document, Entity, Mention, Occurrence

ENRICHER_VERSION: Final = 3
"""Grows when the rules change: what they found before is to be found anew."""


class Enrichment(NamedTuple):
    """What is found in a document, together with what its sources bring."""

    entities: tuple[Entity, ...]
    occurrences: tuple[Occurrence, ...]
    mentions: tuple[Mention, ...]


class Enricher:
    """Finds entities by a gazetteer and by rules, and dates by rules.

    What a source brings is trusted: entities of the types that it brings, and mentions if it
    brings any, are not looked for. Names that it gives to known entities become their canonical
    ones.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._recognizer = Recognizer(gazetteer)

    def find(self, document: Document) -> Enrichment:
        """Return what a document has, all told."""
        title = "" if document.title_derived else document.title
        brought = set(map(self._canonical, document.entities))
        types = {each.type for each in brought}
        found = self._recognizer.recognize(title, document.text, document.date)
        occurrences = tuple(
            each for each in found if each.entity.type not in types or each.entity in brought
        )
        return Enrichment(
            tuple(sorted(brought.union(each.entity for each in occurrences))),
            occurrences,
            document.mentions or _mentions(title, document, found),
        )

    def _canonical(self, entity: Entity) -> Entity:
        return self._known.get((entity.type, fold(entity.name)), entity)

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], Entity]:
        """Known entities by type and folded name, less names that several share."""
        found: dict[tuple[str, str], Entity | None] = {}
        for name, entity in self._gazetteer.forms():
            key = entity.type, fold(name)
            found[key] = entity if found.get(key, entity) == entity else None
        return {key: entity for key, entity in found.items() if entity is not None}


def _mentions(title: str, document: Document, named: Sequence[Occurrence]) -> tuple[Mention, ...]:
    """Return the dates of the texts, less those that are part of a name, as in Echelon-2020."""
    in_title = mentions_in(title, document.date, "title") if title else []
    found = [*in_title, *mentions_in(document.text, document.date)]
    if not found:
        return ()
    taken = {(each.field, at) for each in named if each.by_name for at in range(*each.span)}
    return tuple(each for each in found if each.span and (each.field, each.span[0]) not in taken)
