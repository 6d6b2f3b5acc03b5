"""What does the gazetteer say that no single name does: whose body is it, who has a surname?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from cstosearch.enrich.entities.inflexion import Forms
from cstosearch.enrich.entities.keys import Parts, parts_of
from cstosearch.enrich.entities.russian import Nominative
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.model import Entity


class Background(NamedTuple):
    """What is known before a document is read.

    `owners` are the organizations whose bodies or treaties others are, or whose officers: the CSTO,
    of the CSTO Charter. `people` are all persons by the keys of their surnames, with their given
    names; `serve` says of which organizations and countries they have, or had, offices. `beside`
    has the names of places that tell others from their namesakes.
    """

    nominative: Nominative
    owners: Mapping[Entity, Entity]
    people: Mapping[str, Sequence[tuple[Entity, Parts]]]
    serve: Mapping[Entity, frozenset[Entity]]
    beside: Mapping[Entity, frozenset[str]]

    @classmethod
    def of(cls, gazetteer: Gazetteer, given: Forms) -> Self:
        """Gather it from a gazetteer; `given` are the given names."""
        people: defaultdict[str, list[tuple[Entity, Parts]]] = defaultdict(list)
        for entry in gazetteer.entries:
            if entry.entity.type == "person":
                for name in entry.names:
                    parts = parts_of(name.text)
                    if parts.given:
                        people[parts.surname].append((entry.entity, parts))
        serve = {
            entry.entity: frozenset([office.of for office in entry.offices])
            for entry in gazetteer.entries
            if entry.entity.type == "person"
        }
        beside = {entry.entity: entry.beside for entry in gazetteer.entries if entry.beside}
        return cls(Nominative(given), _owners(gazetteer), people, serve, beside)


def _owners(gazetteer: Gazetteer) -> dict[Entity, Entity]:
    """Return whose others are: what begins or ends with a short name, as "Устав ОДКБ" does."""
    short: dict[str, Entity] = {}
    founded: dict[str, Entity] = {}
    for entry in gazetteer.entries:
        if entry.entity.type == "organization":
            short |= {n.text: entry.entity for n in entry.names if n.exact and not n.cue}
            founded[entry.entity.name.rpartition(" ")[0]] = entry.entity
    owners = {}
    for entry in gazetteer.entries:
        served = {office.of for office in entry.offices if office.of.type == "organization"}
        if len(served) == 1:
            owners[entry.entity] = served.pop()
        if entry.entity.type not in {"organization", "treaty"}:
            continue
        if entry.entity.type == "treaty" and entry.entity.name in founded:
            owners[entry.entity] = founded[entry.entity.name]
        for name in entry.names:
            first, _, rest = name.text.partition(" ")
            owner = short.get(first) or short.get(rest.rpartition(" ")[2])
            if owner and owner != entry.entity:
                owners.setdefault(entry.entity, owner)
    return owners
