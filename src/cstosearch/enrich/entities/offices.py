"""Who is meant by an office, such as "the Secretary General"?"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from cstosearch.enrich.entities.matcher import Match, Sense
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.model import Entity


def name_offices(readings: Sequence[Reading], published: date | None) -> None:
    """Add persons who are spoken of by their offices, where there is one who may be meant."""
    if not any(reading.offices for reading in readings):
        return
    named = {n.entity for reading in readings for n in reading.named if n.entity}
    for reading in readings:
        _name(reading, named, published)


def _name(reading: Reading, named: set[Entity], published: date | None) -> None:
    taken = sorted((n.start, n.end) for n in reading.named)
    end = 0
    for match in sorted(reading.offices, key=lambda match: (match.start, -match.end)):
        at = bisect_left(taken, (match.start, match.end))
        behind = taken[at][0] if at < len(taken) else len(reading.text) + 9
        before = taken[at - 1][1] if at else 0
        if match.start < max(before, end) or behind <= match.end + 1:
            continue
        entity = _holder(match.known.senses, named, published)
        if entity:
            end = match.end
            reading.named.append(
                Naming(match.start, match.end, "", "person", entity, by_name=False)
            )


def _holder(
    senses: tuple[Sense, ...], named: set[Entity], published: date | None
) -> Entity | None:
    holders = {
        sense.entity
        for sense in senses
        if sense.kind == "office"
        and (
            published is None
            or (
                (sense.since is None or sense.since <= published)
                and (sense.until is None or published <= sense.until)
            )
        )
    }
    spoken = holders & named
    if len(spoken) == 1:
        return spoken.pop()
    return holders.pop() if len(holders) == 1 and published else None
