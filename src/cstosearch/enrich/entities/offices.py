"""Who is meant by an office, such as "the Secretary General"?

Whoever the document itself gives that title, if it is one; else the one who the gazetteer says held
the office on the day of publication. An organization beside the title says whose office it is.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Final

from cstosearch.enrich.entities.keys import key_of
from cstosearch.enrich.entities.matcher import Match, Sense
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.model import Entity

_OF: Final = frozenset({" of ", " of the ", " "})


def name_offices(readings: Sequence[Reading], published: date | None) -> None:
    """Add persons who are spoken of by their offices, where there is one who may be meant."""
    alone: list[tuple[Reading, Match, Entity | None]] = []
    titled: dict[str, Entity | None] = {}
    for reading in readings:
        for office in _longest(reading):
            start, end, _ = office
            before, behind = _beside(reading.named, start, end)
            title = key_of(reading.text[start:end])
            if behind and behind.type == "person" and behind.start <= end + 1 and behind.entity:
                same = titled.get(title, behind.entity) == behind.entity
                titled[title] = behind.entity if same else None
            else:
                of = _whose(reading.text, office, before, behind)
                alone.append((reading, office, of))
    named = {n.entity for reading in readings for n in reading.named if n.entity}
    for reading, (start, end, known), of in alone:
        title = key_of(reading.text[start:end])
        holders = _holders(known.senses, of, published)
        entity = titled[title] if title in titled and of is None else _one(holders, named)
        if entity:
            reading.named.append(Naming(start, end, "", "person", entity, by_name=False))


def _longest(reading: Reading) -> list[Match]:
    """Return the titles that no name, nor a longer title before, has a part of."""
    taken = sorted((n.start, n.end) for n in reading.named)
    found: list[Match] = []
    last = 0
    for office in sorted(reading.offices, key=lambda office: (office[0], -office[1])):
        start, end, _ = office
        at = bisect_left(taken, (start, end))
        free = at == len(taken) or taken[at][0] >= end
        if free and start >= last and (at == 0 or taken[at - 1][1] <= start):
            found.append(office)
            last = end
    return found


def _beside(named: list[Naming], start: int, end: int) -> tuple[Naming | None, Naming | None]:
    before = max((n for n in named if n.end <= start), key=lambda n: n.end, default=None)
    behind = min((n for n in named if n.start >= end), key=lambda n: n.start, default=None)
    return before, behind


def _whose(
    text: str, office: Match, before: Naming | None, behind: Naming | None
) -> Entity | None:
    """Return the organization or country whose office it is said to be."""
    start, end, _ = office
    if behind and text[end : behind.start] in _OF and behind.type in {"organization", "country"}:
        return behind.entity
    if before and text[before.end : start] == " " and before.type in {"organization", "country"}:
        return before.entity
    return None


def _holders(
    senses: tuple[Sense, ...], of: Entity | None, published: date | None
) -> set[Entity]:
    return {
        sense.entity
        for sense in senses
        if (of is None or sense.office == of)
        and (
            published is None
            or (
                (sense.since is None or sense.since <= published)
                and (sense.until is None or published <= sense.until)
            )
        )
    }


def _one(holders: set[Entity], named: set[Entity]) -> Entity | None:
    spoken = holders & named
    chosen = spoken or holders
    return next(iter(chosen)) if len(chosen) == 1 else None
