"""What do the names of a document name, with all that it says?"""

from collections.abc import Iterator, Sequence
from datetime import date

from cstosearch.enrich.entities.canonical import tidy
from cstosearch.enrich.entities.context import guess, is_titled, may_be_event, may_be_place, word_before
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.enrich.entities.offices import name_offices
from cstosearch.enrich.entities.ties import Ties
from cstosearch.model import Entity

_LOCATED = frozenset({"country", "place"})


def resolve(readings: Sequence[Reading], published: date | None) -> None:
    """Give each name its entity, and leave out of `named` what has none."""
    _weigh(readings)
    ties = Ties()
    for reading in readings:
        ties.add_people([naming for naming in reading.named if naming.type == "person"])
    for reading in readings:
        for naming in reading.named:
            if naming.type and naming.type != "person":
                _tie(naming, ties, reading.text)
    for reading in readings:
        _type_unknown(reading, ties)
    for reading in readings:
        reading.named = [naming for naming in reading.named if naming.entity is not None]
        if reading.offices:
            name_offices(readings, published)
            break


def _tie(naming: Naming, ties: Ties, text: str) -> None:
    if naming.entity is None and naming.type is not None:
        naming.entity = Entity(naming.type, tidy(naming.written))
    ties.add(naming, text)


def _weigh(readings: Sequence[Reading]) -> None:
    """Decide names that may be another's, or an ordinary word, by what stands beside them."""
    doubtful = [(n, r) for r in readings for n in r.named if n.known and n.entity is None]
    if not doubtful:
        return
    sure = {n.entity for reading in readings for n in reading.named if n.entity}
    for naming, reading in doubtful:
        naming.entity = next(_likely(naming, reading, sure), None)
        if naming.entity:
            naming.type = naming.entity.type


def _likely(naming: Naming, reading: Reading, sure: set[Entity]) -> Iterator[Entity]:
    senses = naming.known.senses if naming.known else ()
    for sense in senses:
        if sense.entity in sure:
            yield sense.entity
    places = _places(reading)
    for sense in senses:
        type_ = sense.entity.type
        if type_ in _LOCATED:
            if may_be_place(reading.text, naming.start, naming.end, places):
                yield sense.entity
        elif type_ == "event":
            if may_be_event(reading.text, naming.start, naming.end):
                yield sense.entity
        elif type_ == "person" and is_titled(word_before(reading.text, naming.start)):
            yield sense.entity
    if any(entity.type == "country" for entity in sure):
        for sense in senses:
            if sense.entity.type == "country":
                yield sense.entity


def _places(reading: Reading) -> dict[int, int]:
    return {n.start: n.end for n in reading.named if n.type in _LOCATED and n.by_name}


def _type_unknown(reading: Reading, ties: Ties) -> None:
    """Type unknown names by ties, then by what stands beside them, then by new ties."""
    left = []
    places: dict[int, int] | None = None
    text = reading.text
    names = ties.names
    found = []
    for unknown in reading.unknown:
        start, end, key = unknown
        entity = names.get(key)
        if entity is None:
            places = _places(reading) if places is None else places
            type_ = guess(text, unknown, places)
            if type_ is None:
                left.append(unknown)
                continue
            entity = Entity(type_, tidy(text[start:end]))
            ties.note(key, entity)
        found.append(Naming(start, end, text[start:end], entity.type, entity))
    if found:
        for start, end, key in left:
            entity = names.get(key)
            if entity:
                found.append(Naming(start, end, text[start:end], entity.type, entity))
        reading.named += found
