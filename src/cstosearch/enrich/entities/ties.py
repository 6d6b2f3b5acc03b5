"""Which names within a document name the same?

A person's names go together where the surname is the same and no given name or initial differs.
A surname alone, or a given name alone, is whoever is the only one in the document to have it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from cstosearch.analysis import fold
from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.background import Background
from cstosearch.enrich.entities.canonical import tidy_person
from cstosearch.enrich.entities.keys import Parts, key_of, parts_of
from cstosearch.enrich.entities.mentions import Naming
from cstosearch.model import Entity

_COMPANY: Final = words.COMPANY_ENDS | {"company", "corporation", "group", "holdings"}
_PATRONYMIC: Final = re.compile(r"(?:[oe]vi[ct]h?|[oe]vna|ichna|[оеё]вич|[оеё]вн|ичн)$")
_MOST_NAMESAKES: Final = 50
"""With more of a surname in a document, each is only who is named in full."""
_SHORTEST_INITIALS: Final = 3
"""Two letters are too often those of others."""


class _Person(NamedTuple):
    entity: Entity
    given: tuple[str, ...]

    def may_be(self, given: Sequence[str]) -> bool:
        """Say whether given names and initials may be those of this person."""
        return all(
            mine == theirs or (1 in {len(mine), len(theirs)} and mine[0] == theirs[0])
            for mine, theirs in zip(self.given, given, strict=False)
        )


class Ties:
    """By which `names`, full and short, a document speaks of what; None is for several.

    `present` is what the document names beyond doubt.
    """

    def __init__(self, background: Background, present: set[Entity | None]) -> None:
        self._background = background
        self._present = present
        self._by_surname: defaultdict[str, list[_Person]] = defaultdict(list)
        self.names: dict[str, Entity | None] = {}

    def note(self, key: str, entity: Entity) -> None:
        """Note a name by which something may be spoken of again."""
        self.names[key] = entity if self.names.get(key, entity) == entity else None

    def add_people(self, names: Iterable[Naming]) -> None:
        """Give persons their entities; those of the gazetteer and full names come first."""
        addressed = []
        for naming in sorted(names, key=_by_fullness):
            parts = parts_of(naming.written)
            if _is_address(parts):
                addressed.append((naming, parts.given[0]))
                continue
            if naming.entity is None:
                naming.entity = (
                    self._person(parts)
                    or self._public(parts)
                    or Entity("person", self._name(naming))
                )
            self._add_person(naming.entity, parts)
        for naming, given in addressed:
            self._address(naming, given)

    def _address(self, naming: Naming, given: str) -> None:
        """Give "Ivan Petrovich" whoever is the only one that has this given name."""
        entities = {
            person.entity
            for people in self._by_surname.values()
            for person in people
            if person.given and _latin(person.given[0]) == _latin(given)
        }
        if not entities:
            entities = {
                entity
                for known in self._background.people.values()
                for entity, parts in known
                if _latin(parts.given[0]) == _latin(given)
                and self._background.serve[entity] & self._present
            }
        if len(entities) == 1:
            naming.entity = entities.pop()
        elif naming.entity is None:
            naming.entity = Entity("person", self._name(naming))

    def _name(self, naming: Naming) -> str:
        return self._background.nominative.person(tidy_person(naming.written))

    def _person(self, parts: Parts) -> Entity | None:
        """Return who has such names, if there is only one."""
        mine = self._by_surname.get(parts.surname)
        if mine is None:
            return self.names.get(parts.surname) if not parts.given else None
        if len(mine) == _MOST_NAMESAKES:
            return self.names.get(" ".join((*parts.given, parts.surname)))
        found = {person.entity for person in mine if person.may_be(parts.given)}
        return found.pop() if len(found) == 1 else None

    def _public(self, parts: Parts) -> Entity | None:
        """Return whom of the gazetteer initials mean, if there is only one."""
        if not parts.given or len(parts.given[0]) > 1 or parts.surname in self._by_surname:
            return None
        known = self._background.people.get(parts.surname, ())
        found = {e for e, (given, _) in known if _Person(e, given).may_be(parts.given)}
        return found.pop() if len(found) == 1 else None

    def _add_person(self, entity: Entity, parts: Parts) -> None:
        given, surname = parts
        person = _Person(entity, given)
        mine = self._by_surname[surname]
        if person not in mine:
            if len(mine) < _MOST_NAMESAKES:
                mine.append(person)
            self.note(surname, entity)
            if given and len(given[0]) > 1:
                self.note(given[0], entity)
                self.note(" ".join((*given, surname)), entity)

    def add(self, naming: Naming, text: str) -> None:
        """Note the names by which something other than a person may be spoken of again."""
        entity = naming.entity
        if entity is None:
            return
        if naming.known is None:
            self.note(key_of(naming.written), entity)
            if entity.type == "organization":
                for key in _short_forms(naming.written):
                    self.note(key, entity)
        if (
            entity.type == "organization"
            and text[naming.end : naming.end + 2] == " ("
            and (short := _behind(text, naming.end))
        ):
            self.note(key_of(short), entity)


def _is_address(parts: Parts) -> bool:
    """Say whether a name is a given name and a patronymic."""
    given = parts.given
    return len(given) == 1 and len(given[0]) > 1 and _PATRONYMIC.search(parts.surname) is not None


def _latin(given: str) -> str:
    """Return a given name without what transliterations differ in: Nikolay, Nikolai."""
    return given.replace("y", "i").replace("ii", "i")


def _by_fullness(naming: Naming) -> tuple[bool, int, int]:
    return naming.entity is None, -naming.written.count(" "), -len(naming.written)


@lru_cache(maxsize=1 << 14)
def _short_forms(organization: str) -> tuple[str, ...]:
    """Return keys of the short forms that a name has by itself."""
    some = organization.split()
    found = []
    if len(some) > 1:
        last = fold(some[-1].rstrip("."))
        if last in _COMPANY:
            found.append(" ".join(some[:-1]))
        elif last.endswith("s") and last not in words.HEADS:
            found.append(some[-1])
    initials = "".join([word[0] for word in some if word[0].isupper()])
    if len(initials) >= _SHORTEST_INITIALS:
        found.append(initials)
    return tuple([key_of(short) for short in found])


def _behind(text: str, end: int) -> str:
    """Return the abbreviation that stands in brackets behind a name, or ""."""
    short = text[end + 2 : end + 14].partition(")")[0].strip(" \"'“”«»")
    return short if short.isupper() and short.isalpha() and len(short) > 1 else ""
