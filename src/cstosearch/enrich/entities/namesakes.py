"""Which of a country and a place that share a name is meant, and what do only countries have?

Georgia is a country, and a state of the United States. What stands beside the name tells: the
places that the gazetteer says are `beside` that state, "the state of" and "'s governor" for the
one; another country, or what only countries have, for the other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.model import Entity

_LOCATED: Final = frozenset({"country", "place"})
_JOINED: Final = (", ", " and ", " и ")
_OWNS: Final = re.compile(r"['\u2019]s((?: [\w-]+){1,5})")
_STATE_OF: Final = re.compile(r"(?<!of )\b(?:[Ss]tate|[Gg]overnor|[Ll]egislature) of $")
_IN_FRONT: Final = 24


def is_owner(text: str, end: int) -> bool:
    """Say whether what only countries have follows a name: "'s foreign minister"."""
    return _owned(text, end, words.OF_COUNTRIES)


def tell_apart(
    reading: Reading, names: Iterable[Naming], beside: Mapping[Entity, frozenset[str]]
) -> Iterator[tuple[Naming, Entity]]:
    """Yield the names that countries and places share, with what is meant, where it is told."""
    shared = [naming for naming in names if len(_senses(naming)) > 1]
    if not shared:
        return
    located = [n for n in reading.named if n.entity and n.entity.type in _LOCATED and n.by_name]
    ends = {naming.end: naming.entity for naming in located}
    starts = {naming.start: naming.entity for naming in located}
    text = reading.text
    for naming in shared:
        start, end, senses = naming.start, naming.end, _senses(naming)
        before = _neighbour(ends, [start - len(s) for s in _JOINED if text.endswith(s, 0, start)])
        behind = _neighbour(starts, [end + len(s) for s in _JOINED if text.startswith(s, end)])
        near = {entity.name for entity in (before, behind) if entity}
        meant = [entity for entity in senses if near & beside.get(entity, frozenset())]
        if not meant and _is_state(text, start, end):
            meant = [entity for entity in senses if entity.type == "place"]
        elif not meant and (is_owner(text, end) or _is_country(before) or _is_country(behind)):
            meant = [entity for entity in senses if entity.type == "country"]
        if len(meant) == 1:
            yield naming, meant[0]


def _senses(naming: Naming) -> list[Entity]:
    known = naming.known.senses if naming.known else ()
    return [sense.entity for sense in known if sense.entity.type in _LOCATED]


def _neighbour(located: Mapping[int, Entity | None], places: list[int]) -> Entity | None:
    return located.get(places[0]) if places else None


def _is_country(entity: Entity | None) -> bool:
    return entity is not None and entity.type == "country"


def _is_state(text: str, start: int, end: int) -> bool:
    return _STATE_OF.search(text, max(0, start - _IN_FRONT), start) is not None or _owned(
        text, end, words.OF_STATES
    )


def _owned(text: str, end: int, heads: frozenset[str]) -> bool:
    """Say whether one of some heads, with no more than what describes it, follows "'s"."""
    found = _OWNS.match(text, end)
    for word in found[1].lower().split() if found else ():
        if word in heads:
            return True
        if word not in words.DESCRIBES_OFFICES:
            return False
    return False
