"""What do the names of a document name, with all that it says?"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import chain

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
from cstosearch.enrich.entities.short import Shorts, is_head
from cstosearch.enrich.entities.ties import Ties
from cstosearch.model import Entity, EntityType

_LOCATED = frozenset({"country", "place"})


def resolve(readings: Sequence[Reading], published: date | None, background: Background) -> None:
    """Give each name its entity, and leave out of `named` what has none."""
    _name_new(readings)
    shorts = _weigh(readings, background)
    ties = Ties(background, {naming.entity for r in readings for naming in r.named})
    for reading in readings:
        ties.add_people([naming for naming in reading.named if naming.type == "person"])
    for reading in readings:
        _tie_others(reading, ties)
    for reading in readings:
        _type_unknown(reading, ties, shorts)
    for reading in readings:
        reading.named = [naming for naming in reading.named if naming.entity is not None]
    if any(reading.offices for reading in readings):
        name_offices(readings, published)


def _name_new(readings: Sequence[Reading]) -> None:
    """Give what is no person, and not in the gazetteer, its entity."""
    for reading in readings:
        for naming in reading.named:
            if naming.entity is None and naming.type and naming.type != "person":
                naming.entity = _new(naming.type, naming.written)


def _tie_others(reading: Reading, ties: Ties) -> None:
    """Note the names by which what is no person may be spoken of again."""
    text = reading.text
    for naming in reading.named:
        type_ = naming.type
        if type_ is None or type_ == "person":
            continue
        if naming.known is None or (type_ == "organization" and text.startswith(" (", naming.end)):
            ties.add(naming, text)


@lru_cache(maxsize=1 << 14)
def _new(type_: EntityType, written: str) -> Entity:
    """Return what only the document knows, by the name that it writes."""
    name = tidy(written)
    return Entity(type_, organization_name(name) if type_ == "organization" else name)


def _weigh(readings: Sequence[Reading], background: Background) -> Shorts:
    """Decide names that may be another's, or an ordinary word, by what stands beside them.

    Heads come last: what they mean depends on which other names there are.
    """
    doubtful = [[n for n in r.named if n.known and n.entity is None] for r in readings]
    for reading, names in zip(readings, doubtful, strict=True):
        for naming, meant in list(tell_apart(reading, names, background.beside)):
            _settle(naming, meant)
    shorts = Shorts(readings, background.owners)
    if any(doubtful):
        people = {
            parts_of(n.written).surname for r in readings for n in r.named if n.type == "person"
        }
        for reading, names in zip(readings, doubtful, strict=True):
            _decide(reading, [naming for naming in names if not is_head(naming)], people, shorts)
        for reading, names in zip(readings, doubtful, strict=True):
            _decide(reading, [naming for naming in names if is_head(naming)], people, shorts)
    return shorts


def _decide(reading: Reading, names: Sequence[Naming], people: set[str], shorts: Shorts) -> None:
    text, places = reading.text, _places(reading)
    for naming in names:
        if naming.entity:
            continue
        if key_of(naming.written) in people and not is_placed(text, naming.start):
            naming.type = "person"
        else:
            _settle(
                naming, shorts.meant(naming, text) or _likely(naming, text, shorts.sure, places)
            )


def _settle(naming: Naming, meant: Entity | None) -> None:
    if meant:
        naming.entity, naming.type = meant, meant.type


def _likely(naming: Naming, text: str, sure: set[Entity], places: Places) -> Entity | None:
    """Return the likeliest of what a doubtful name may mean, if anything speaks for it.

    A head that `Shorts` does not know is a word.
    """
    if is_head(naming):
        return None
    entities = [sense.entity for sense in naming.known.senses] if naming.known else []
    named = (entity for entity in entities if entity in sure)
    said = (entity for entity in entities if _is_said(entity.type, naming, text, places))
    countries = (entity for entity in entities if entity.type == "country")
    beside = countries if any(entity.type == "country" for entity in sure) else ()
    return next(chain(named, said, beside), None)


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


def _type_unknown(reading: Reading, ties: Ties, shorts: Shorts) -> None:
    """Type unknown names by ties, then by what stands beside them, then by new ties."""
    left = []
    places: Places | None = None
    text = reading.text
    names = ties.names
    found = []
    for unknown in reading.unknown:
        start, end, key = unknown
        entity = names.get(key) or shorts.headed(key, text, start, end)
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
