"""What do the names of a document name, with all that it says?"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from cstosearch.enrich.entities.background import Background
from cstosearch.enrich.entities.canonical import tidy
from cstosearch.enrich.entities.context import (
    Places,
    guess,
    is_placed,
    is_titled,
    may_be_event,
    may_be_place,
    word_before,
)
from cstosearch.enrich.entities.keys import key_of, parts_of
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.enrich.entities.namesakes import is_owner, tell_apart
from cstosearch.enrich.entities.offices import name_offices
from cstosearch.enrich.entities.russian import organization_name
from cstosearch.enrich.entities.short import Shorts
from cstosearch.enrich.entities.ties import Ties
from cstosearch.model import Entity, EntityType

_HEADED = frozenset({"organization", "treaty"})
_LOCATED = frozenset({"country", "place"})


def resolve(readings: Sequence[Reading], published: date | None, background: Background) -> None:
    """Give each name its entity, and leave out of `named` what has none."""
    _weigh(readings, background)
    ties = Ties(background, {naming.entity for r in readings for naming in r.named})
    for reading in readings:
        ties.add_people([naming for naming in reading.named if naming.type == "person"])
    for reading in readings:
        _tie_others(reading, ties)
    for reading in readings:
        _type_unknown(reading, ties)
    for reading in readings:
        reading.named = [naming for naming in reading.named if naming.entity is not None]
    if any(reading.offices for reading in readings):
        name_offices(readings, published)


def _tie_others(reading: Reading, ties: Ties) -> None:
    """Give what is no person its entity, and note the names by which it may be spoken of again."""
    text = reading.text
    for naming in reading.named:
        type_ = naming.type
        if type_ is None or type_ == "person":
            continue
        entity = naming.entity = naming.entity or _new(type_, naming.written)
        if naming.known is None or (type_ == "organization" and text.startswith(" (", naming.end)):
            ties.add(naming, text)
        if type_ in _HEADED and naming.by_name:
            ties.with_heads.append((entity, naming.written))


@lru_cache(maxsize=1 << 14)
def _new(type_: EntityType, written: str) -> Entity:
    """Return what only the document knows, by the name that it writes."""
    name = tidy(written)
    return Entity(type_, organization_name(name) if type_ == "organization" else name)


def _weigh(readings: Sequence[Reading], background: Background) -> None:
    """Decide names that may be another's, or an ordinary word, by what stands beside them."""
    doubtful = [[n for n in r.named if n.known and n.entity is None] for r in readings]
    if not any(doubtful):
        return
    for reading, names in zip(readings, doubtful, strict=True):
        for naming, entity in list(tell_apart(reading, names, background.beside)):
            naming.entity, naming.type = entity, entity.type
    sure = {n.entity for reading in readings for n in reading.named if n.entity}
    people = {parts_of(n.written).surname for r in readings for n in r.named if n.type == "person"}
    shorts = Shorts(sure, background.owners)
    for reading, names in zip(readings, doubtful, strict=True):
        places = _places(reading)
        for naming in names:
            if naming.entity:
                continue
            if key_of(naming.written) in people and not is_placed(reading.text, naming.start):
                naming.type = "person"
                continue
            naming.entity = shorts.meant(naming, reading.text)
            if naming.entity is None and not shorts.are(naming):
                naming.entity = next(_likely(naming, reading.text, sure, places), None)
            if naming.entity:
                naming.type = naming.entity.type


def _likely(naming: Naming, text: str, sure: set[Entity], places: Places) -> Iterator[Entity]:
    """Yield what a doubtful name may mean, the likeliest first."""
    known = naming.known
    if known is None:
        return
    entities = [sense.entity for sense in known.senses]
    yield from (entity for entity in entities if entity in sure)
    yield from (entity for entity in entities if _is_said(entity.type, naming, text, places))
    if any(entity.type == "country" for entity in sure):
        yield from (entity for entity in entities if entity.type == "country")


def _is_said(type_: EntityType, naming: Naming, text: str, places: Places) -> bool:
    """Say whether what stands beside a name speaks for a type."""
    if type_ == "country" and is_owner(text, naming.end):
        return True
    if type_ in _LOCATED:
        return may_be_place(text, naming.start, naming.end, places)
    if type_ == "event":
        return may_be_event(text, naming.start, naming.end)
    return type_ == "person" and is_titled(word_before(text, naming.start))


def _places(reading: Reading) -> Places:
    located = [n for n in reading.named if n.type in _LOCATED and n.by_name]
    return Places(frozenset([n.start for n in located]), frozenset([n.end for n in located]))


def _begins_sentence(text: str, start: int) -> bool:
    return text[max(0, start - 3) : start].rstrip(' \n"«“')[-1:] in {"", ".", "!", "?"}


def _type_unknown(reading: Reading, ties: Ties) -> None:
    """Type unknown names by ties, then by what stands beside them, then by new ties."""
    left = []
    places: Places | None = None
    text = reading.text
    names = ties.names
    found = []
    for unknown in reading.unknown:
        start, end, key = unknown
        entity = names.get(key)
        if entity is None and text[start - 4 : start] in {"the ", "The "}:
            entity = ties.headed(key)
        if entity is None and " " in key and _begins_sentence(text, start):
            # "Yesterday Zas said": the first word is no part of the name.
            entity = names.get(key.rpartition(" ")[2])
            if entity and entity.type == "person":
                start = end - len(text[start:end].split()[-1])
            else:
                entity = None
        if entity is None:
            places = _places(reading) if places is None else places
            type_ = guess(text, unknown, places)
            if type_ is None:
                left.append(unknown)
                continue
            entity = _new(type_, text[start:end])
            ties.note(key, entity)
        found.append(Naming(start, end, text[start:end], entity.type, entity))
    if found:
        for start, end, key in left:
            entity = names.get(key)
            if entity:
                found.append(Naming(start, end, text[start:end], entity.type, entity))
        reading.named += found
