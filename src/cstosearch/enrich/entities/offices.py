"""Who is meant by an office, such as "the Secretary General"?

Whoever the document itself gives that title, if it is one; else the one who the gazetteer says held
the office on the day of publication. An organization beside the title says whose office it is.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from cstosearch.enrich.entities.keys import key_of
from cstosearch.enrich.entities.matcher import Match, Sense
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.model import Entity

_OWNERS: Final = frozenset({"organization", "country"})
_NO_REFERENCE: Final = re.compile(r"(?: [\u2013\u2014] |\b[Dd]ay of the )$")
"""What stands before an office that nobody is spoken of by: «С мая — Генеральный секретарь»."""
_LOOKED_AT: Final = 12
_OF: Final = frozenset({" of ", " of the ", " "})


class _Title(NamedTuple):
    """A title of an office in a text, with the names before and behind it."""

    office: Match
    before: Naming | None
    behind: Naming | None
    next: Naming | None

    def bearer(self, text: str) -> Entity | None:
        """Return the person whose name stands behind it, and behind whose office it is."""
        end, behind = self.office[1], self.behind
        if behind and self.next and behind.type in _OWNERS and text[end : behind.start] in _OF:
            end, behind = behind.end, self.next
        if behind and behind.type == "person" and behind.start <= end + 1:
            return behind.entity
        return None


def name_offices(readings: Sequence[Reading], published: date | None) -> None:
    """Add persons who are spoken of by their offices, where there is one who may be meant."""
    alone: list[tuple[Reading, _Title]] = []
    titled: dict[str, Entity | None] = {}
    named = {naming.entity for reading in readings for naming in reading.named if naming.entity}
    for reading in readings:
        for title in _longest(reading):
            start = title.office[0]
            bearer = title.bearer(reading.text)
            if bearer:
                key = key_of(reading.text[title.office[0] : title.office[1]])
                titled[key] = bearer if titled.get(key, bearer) == bearer else None
            elif not _NO_REFERENCE.search(reading.text, max(0, start - _LOOKED_AT), start):
                alone.append((reading, title))
    for reading, title in alone:
        start, end, known = title.office
        of = _whose(reading.text, title)
        key = key_of(reading.text[start:end])
        if of is None and key in titled:
            entity = titled[key]
        else:
            entity = _one(_holders(known.senses, of, published), named)
        if entity:
            reading.named.append(Naming(start, end, "", "person", entity, by_name=False))


def _longest(reading: Reading) -> list[_Title]:
    """Return the titles that no name, nor a longer title before, has a part of."""
    names = sorted(reading.named, key=lambda naming: naming.start)
    starts = [naming.start for naming in names]
    found: list[_Title] = []
    last = 0
    for office in sorted(reading.offices, key=lambda office: (office[0], -office[1])):
        start, end, _ = office
        at = bisect_left(starts, start)
        before = names[at - 1] if at else None
        behind = names[at] if at < len(names) else None
        free = behind is None or behind.start >= end
        if free and start >= last and (before is None or before.end <= start):
            following = names[at + 1] if at + 1 < len(names) else None
            found.append(_Title(office, before, behind, following))
            last = end
    return found


def _whose(text: str, title: _Title) -> Entity | None:
    """Return the organization or country whose office it is said to be."""
    (start, end, _), before, behind, _ = title
    if behind and text[end : behind.start] in _OF and behind.type in _OWNERS:
        return behind.entity
    if before and text[before.end : start] == " " and before.type in _OWNERS:
        return before.entity
    return None


def _holders(senses: tuple[Sense, ...], of: Entity | None, published: date | None) -> set[Entity]:
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
