"""What do the names of a document name, with all that it says?"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from cstosearch.enrich.entities.canonical import tidy
from cstosearch.enrich.entities.context import guess, is_titled, may_be_place, word_before
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.enrich.entities.matcher import Sense
from cstosearch.enrich.entities.offices import name_offices
from cstosearch.enrich.entities.ties import Others, People
from cstosearch.model import Entity

_LOCATED = frozenset({"country", "place"})


def resolve(readings: Sequence[Reading], published: date | None) -> None:
    """Give each name its entity, and leave out of `named` what has none."""
    every = [naming for reading in readings for naming in reading.named]
    sure = _sure(every)
    for reading in readings:
        _weigh(reading, sure)
        _type_unknown(reading)
    _tie(readings)
    for reading in readings:
        reading.named = [naming for naming in reading.named if naming.entity is not None]
    name_offices(readings, published)


def _sure(names: Iterable[Naming]) -> set[Entity]:
    """Return the entities that a document names beyond doubt."""
    sure: set[Entity] = set()
    for naming in names:
        if naming.senses:
            entities = {sense.entity for sense in naming.senses if not sense.name.cue}
            if len(entities) == 1:
                naming.entity = entities.pop()
                naming.type = naming.entity.type
                sure.add(naming.entity)
    return sure


def _weigh(reading: Reading, sure: set[Entity]) -> None:
    """Decide names that may be another's, or an ordinary word, by what stands beside them."""
    doubtful = [n for n in reading.named if n.senses and n.entity is None]
    if not doubtful:
        return
    places = _places(reading)
    for naming in doubtful:
        found = list(dict.fromkeys(_likely(naming, sure, places)))
        if found:
            naming.entity = found[0]
            naming.type = found[0].type


def _likely(naming: Naming, sure: set[Entity], places: dict[int, int]) -> Iterator[Entity]:
    for sense in naming.senses:
        if sense.entity in sure:
            yield sense.entity
    before = word_before(naming.text, naming.start)
    for sense in naming.senses:
        type_ = sense.entity.type
        if type_ in _LOCATED:
            if may_be_place(naming.text, naming.start, naming.end, places):
                yield sense.entity
        elif type_ == "person" and is_titled(before):
            yield sense.entity
    if any(entity.type == "country" for entity in sure):
        for sense in naming.senses:
            if sense.entity.type == "country":
                yield sense.entity


def _places(reading: Reading) -> dict[int, int]:
    return {
        n.start: n.end
        for n in reading.named
        if n.by_name and n.type in _LOCATED
    }


def _type_unknown(reading: Reading) -> None:
    places = _places(reading)
    taken = _Taken(reading.named)
    kept = []
    for naming in reading.unknown:
        if naming not in taken:
            naming.type = guess(naming.text, naming.start, naming.end, places)
            kept.append(naming)
            if naming.type:
                reading.named.append(naming)
    reading.unknown = [naming for naming in kept if naming.type is None]


class _Taken:
    """The characters of a text that names have taken."""

    def __init__(self, names: Iterable[Naming]) -> None:
        self._spans = sorted((n.start, n.end) for n in names)
        self._at = 0

    def __contains__(self, naming: object) -> bool:
        """Say whether a name, each one behind the last, has any of them."""
        assert isinstance(naming, Naming)
        spans = self._spans
        while self._at < len(spans) and spans[self._at][1] <= naming.start:
            self._at += 1
        return self._at < len(spans) and spans[self._at][0] < naming.end


def _tie(readings: Sequence[Reading]) -> None:
    every = [naming for reading in readings for naming in reading.named]
    people = People(n for n in every if n.type == "person")
    others = Others()
    for naming in every:
        if naming.type and naming.type != "person":
            if naming.entity is None:
                naming.entity = others.named(naming.written)
            if naming.entity is None:
                naming.entity = Entity(naming.type, tidy(naming.written))
            others.add(naming)
        elif naming.type == "person" and naming.entity is None:
            naming.entity = people.short(naming.written)
    for reading in readings:
        for naming in reading.unknown:
            naming.entity = others.named(naming.written) or people.short(naming.written)
            if naming.entity:
                reading.named.append(naming)
