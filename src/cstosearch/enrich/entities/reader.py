"""Which names does a text have, before anything else of the document is known?"""

import re
from collections.abc import Iterator
from typing import Final

from cstosearch.enrich.entities.background import Background
from cstosearch.enrich.entities.events import date_event
from cstosearch.enrich.entities.matcher import Known, Match, Matcher
from cstosearch.enrich.entities.mentions import Naming, Reading, Unknown
from cstosearch.enrich.entities.quoted import quoted_names
from cstosearch.enrich.entities.runs import RUN
from cstosearch.enrich.entities.russian import organizations
from cstosearch.enrich.entities.segments import Segment, Segmenter
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.model import EntityType

_REMEMBERED: Final = 1 << 16
_LONGEST: Final = 400
"""Longer runs, in characters, are no names."""
_OWNERS: Final = frozenset({"organization", "country"})
_CYRILLIC: Final = re.compile("[А-Яа-я]")
_QUOTES: Final = '"«“'

# A candidate: where it begins, how long it is (negative, so that the longest comes first), how weak
# what speaks for it is, its number, its type, and what the gazetteer says.
_Candidate = tuple[int, int, int, int, EntityType | None, Known | None]


class Reader:
    """Reads texts once by the automaton, and once by the expression of capitalised runs."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._matcher = Matcher(gazetteer)
        self._segmenter = Segmenter(gazetteer)
        self.background = Background.of(gazetteer, self._segmenter.lexicon.given)
        self._runs: dict[str, tuple[Segment, ...]] = {}

    def read(self, text: str) -> Reading:
        """Return the names of a text."""
        reading = Reading(text)
        candidates: list[_Candidate] = []
        events = []
        for match in self._matcher.find(text):
            start, end, known = match
            if known.kind == "office":
                reading.offices.append(match)
            else:
                if known.senses[0].entity.type == "event":
                    events.append(match)
                candidates.append((start, start - end, 0, len(candidates), None, known))
        unknown: list[Unknown] = []
        if not text.isupper():
            self._add_runs(text, candidates, unknown)
            if not text.isascii() and _CYRILLIC.search(text):
                owners = {c[0]: c[0] - c[1] for c in candidates if _is_owner(c[5])}
                for start, end in organizations(text, owners):
                    candidates.append(
                        (start, start - end, 2, len(candidates), "organization", None)
                    )
            if any(quote in text for quote in _QUOTES):
                for start, end, type_ in quoted_names(text):
                    candidates.append((start, start - end, 1, len(candidates), type_, None))
        candidates.sort()
        reading.named = list(_leftmost_longest(text, candidates, events))
        reading.unknown = list(_free(text, unknown, reading.named))
        return reading

    def _add_runs(self, text: str, named: list[_Candidate], unknown: list[Unknown]) -> None:
        known = self._runs
        for found in RUN.finditer(text):
            run = found[0]
            segments = known.get(run)
            if segments is None:
                if len(run) > _LONGEST:
                    continue
                if len(known) > _REMEMBERED:
                    known.clear()
                segments = known[run] = self._segmenter.segments(run)
            if segments:
                base = found.start()
                for start, end, type_, key in segments:
                    if type_:
                        named.append((base + start, start - end, 2, len(named), type_, None))
                    else:
                        unknown.append((base + start, base + end, key))


def _is_owner(known: Known | None) -> bool:
    """Say whether a name may end that of an organization: «Секретариат ОДКБ»."""
    return known is not None and known.kind == "name" and known.senses[0].entity.type in _OWNERS


def _leftmost_longest(
    text: str, candidates: list[_Candidate], events: list[Match]
) -> Iterator[Naming]:
    """Of names that overlap, yield the first, of those the longest, of those the gazetteer's."""
    last = 0
    for start, length, _, _, type_, known in candidates:
        if start < last:
            continue
        last = start - length
        entity = known.entity if known else None
        naming = Naming(start, last, text[start:last], type_, entity, known)
        if known:
            naming.by_name = known.kind == "name"
            naming.type = entity.type if entity else None
        if type_ == "event" or (events and known and known.senses[0].entity.type == "event"):
            date_event(text, naming, events)
            last = naming.end
        yield naming


def _free(text: str, unknown: list[Unknown], named: list[Naming]) -> Iterator[Unknown]:
    """Yield the unknown names of which no other name has a part.

    "the Chicago Bulls" are a team, and no place.
    """
    at = 0
    for each in unknown:
        start, end, _ = each
        while at < len(named) and named[at].end <= start:
            at += 1
        if at == len(named) or named[at].start >= end:
            yield each
        elif (
            text[end - 1] == "s"
            and named[at].start == start
            and named[at].end < end
            and named[at].by_name
            and text[start - 4 : start] in {"the ", "The "}
        ):
            named[at] = Naming(start, end, text[start:end], "organization")
