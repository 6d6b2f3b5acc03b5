"""Which names does a text have, before anything else of the document is known?"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cstosearch.enrich.entities.matcher import Match, Matcher
from cstosearch.enrich.entities.mentions import Naming, Reading
from cstosearch.enrich.entities.runs import CAPITAL, RUN
from cstosearch.enrich.entities.segments import Segment, Segmenter
from cstosearch.enrich.gazetteer import Gazetteer

_REMEMBERED: Final = 1 << 16
_DATED: Final = re.compile(
    r"[«\"“]([^\W\d_][^«»\"“”\n]{1,60}?) ?[-\u2010-\u2014] ?(?:19|20)\d\d(?=[»\"”])"
)
_HELD: Final = re.compile(
    r"(?:[Ee]xercises?|[Dd]rills?|[Oo]peration|[Уу]чени\w+|[Оо]пераци\w+|[Тт]ренировк\w+)"
    rf"(?: \w+){{0,3}} [«\"“]({CAPITAL}[^«»\"“”\n]{{1,60}})[»\"”]"
)


class Reader:
    """Reads texts once by the automaton, and once by the expression of capitalised runs."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._matcher = Matcher(gazetteer)
        self._segmenter = Segmenter(gazetteer)
        self._runs: dict[str, tuple[Segment, ...]] = {}

    def read(self, text: str) -> Reading:
        """Return the names of a text."""
        reading = Reading(text)
        candidates: list[Naming] = []
        for match in self._matcher.find(text):
            if match.senses[0].kind == "office":
                reading.offices.append(match)
            else:
                kind = match.senses[0].kind
                candidates.append(
                    Naming(
                        text, match.start, match.end, senses=match.senses, by_name=kind == "name"
                    )
                )
        if not text.isupper():
            self._add_runs(text, candidates, reading.unknown)
            candidates += _events(text)
        reading.named = list(_leftmost_longest(candidates))
        return reading

    def _add_runs(self, text: str, named: list[Naming], unknown: list[Naming]) -> None:
        known = self._runs
        for found in RUN.finditer(text):
            run = found[0]
            segments = known.get(run)
            if segments is None:
                if len(known) > _REMEMBERED:
                    known.clear()
                segments = known[run] = self._segmenter.segments(run)
            base = found.start()
            for start, end, type_, title in segments:
                naming = Naming(text, base + start, base + end, type_)
                if title[1]:
                    naming.title = run[title[0] : title[1]]
                (named if type_ else unknown).append(naming)


def _events(text: str) -> Iterator[Naming]:
    for found in _DATED.finditer(text):
        yield Naming(text, found.start() + 1, found.end(), "event")
    for found in _HELD.finditer(text):
        yield Naming(text, found.start(1), found.end(1), "event")


def _leftmost_longest(candidates: Iterable[Naming]) -> Iterator[Naming]:
    """Of names that overlap, yield the first, of those the longest, of those the gazetteer's."""
    end = 0
    for naming in sorted(candidates, key=lambda n: (n.start, -n.end, not n.senses)):
        if naming.start >= end:
            yield naming
            end = naming.end
