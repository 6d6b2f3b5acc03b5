"""What is meant by a short name in capitals, such as "the Organization" or "the Joint Staff"?

The body or the treaty that the document names in full, or that belongs to an organization that it
names; the head word of a name is one of it only where the article, or a capital within a Russian
sentence, says that it is a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final

from cstosearch.analysis import fold
from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.keys import key_of
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.model import Entity, EntityType

_TYPES: Final = frozenset({"organization", "treaty"})
_ARTICLE: Final = re.compile(r"(?<!\w)[Tt]he[ \n\u00a0]$")
_WITHIN: Final = re.compile(r"[\w,;:][ \n\u00a0]$")
_GOES_ON: Final = re.compile(
    r"[ \n\u00a0](?:(?:of|on)[ \n\u00a0](?!the[ \n\u00a0](?:Organi[sz]ation|[A-Z]{3,6})\b)"
    r"|(?:for|to|against)[ \n\u00a0](?:the[ \n\u00a0])?[A-Z]|(?:о|об|по)[ \n\u00a0])"
    r"|[-\u2010-\u2015]\d"
)
_LOOKED_AT: Final = 6


class Shorts:
    """Short names, beside what a document names; `owners` as of a `Background`.

    `sure` is what it names beyond doubt when this is made. The heads of names are gathered when
    the first is asked for.
    """

    def __init__(self, readings: Sequence[Reading], owners: Mapping[Entity, Entity]) -> None:
        self._readings = readings
        self._owners = owners
        self.sure = {n.entity for reading in readings for n in reading.named if n.entity}
        # Who speaks of its bodies speaks of an organization.
        self._present = self.sure | {owners[entity] for entity in self.sure if entity in owners}

    def meant(self, naming: Naming, text: str) -> Entity | None:
        """Return what a doubtful name of the gazetteer means, if it is one, written as a name."""
        known = naming.known.senses if naming.known else ()
        if not is_head(naming):
            return self._of_gazetteer({s.entity for s in known})
        russian = bool(known) and known[0].name.lang == "ru"
        if not _is_name(text, naming.start, naming.end, _WITHIN if russian else _ARTICLE):
            return None
        entities = {sense.entity for sense in known}
        return self._headed(key_of(naming.written), entities)

    def headed(self, key: str, text: str, start: int, end: int) -> Entity | None:
        """Return what "the Committee" at `start:end` is, of which the gazetteer knows nothing."""
        if key not in words.HEADS or not _is_name(text, start, end, _ARTICLE):
            return None
        return self._headed(key, set())

    def _headed(self, key: str, known: set[Entity]) -> Entity | None:
        """Return what is named in full and has a head, else what may be called so here."""
        if key not in self._heads or known & self._present:
            return self._of_gazetteer(known)
        return None if self._of_gazetteer(known) else self._heads[key]

    def _of_gazetteer(self, known: set[Entity]) -> Entity | None:
        """Return the one of some entities that the document names, or whose owner it does."""
        entities = {entity for entity in known if entity.type in _TYPES}
        found = entities & self._present
        if not found:
            found = {e for e in entities if self._owners.get(e) in self._present}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _heads(self) -> Mapping[str, Entity | None]:
        """The bodies and treaties that the document names in full by their heads; None of two."""
        heads: dict[str, Entity | None] = {}
        for entity, written in _in_full(self._readings):
            for head in {*_heads(entity.type, written), *_heads(entity.type, entity.name)}:
                heads[head] = entity if heads.get(head, entity) == entity else None
        return heads


def is_head(naming: Naming) -> bool:
    """Say whether a name is the head word of that of a body or a treaty, and no more."""
    known = naming.known
    return (
        known is not None
        and known.senses[0].entity.type in _TYPES
        and " " not in naming.written
        and not naming.written.isupper()
    )


def _in_full(readings: Sequence[Reading]) -> Iterable[tuple[Entity, str]]:
    for reading in readings:
        for naming in reading.named:
            entity = naming.entity
            if entity and entity.type in _TYPES and naming.by_name:
                yield entity, naming.written


def _is_name(text: str, start: int, end: int, said: re.Pattern[str]) -> bool:
    if not said.search(text[max(0, start - _LOOKED_AT) : start]) or _GOES_ON.match(text, end):
        return False
    return text[end : end + 1] != " " or not text[end + 1 : end + 2].isupper()


@lru_cache(maxsize=1 << 14)
def _heads(type_: EntityType, name: str) -> tuple[str, ...]:
    """Return the head of an organization's or treaty's name: its last word, or one before "of"."""
    heads = words.TREATY_HEADS if type_ == "treaty" else words.ORGANIZATION_HEADS
    some = [fold(word) for word in name.split()]
    return tuple(
        word
        for at, word in enumerate(some)
        if word in heads and (at + 1 == len(some) or some[at + 1] in {"of", "on", "for"})
    )[:1]
