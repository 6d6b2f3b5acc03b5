"""Which exercises does a text name, and which year's?

One that a year stands behind is an event of its own, `Echelon-2020`, by the name that the
gazetteer has for the series; without a year the series is meant.
"""

import re
from bisect import bisect_right
from typing import Final

from cstosearch.enrich.entities.canonical import tidy
from cstosearch.enrich.entities.matcher import Match
from cstosearch.enrich.entities.mentions import Naming
from cstosearch.model import Entity

_DATED: Final = re.compile(r" ?[-\u2010-\u2015] ?((?:19|20)\d\d)$")
_YEAR_BEHIND: Final = re.compile(r"(?: ?[-\u2010-\u2015] ?| )((?:19|20)\d\d)(?!\w)")


def date_event(text: str, naming: Naming, matches: list[Match]) -> None:
    """Give the name of an event its entity, with the year; it may come to stand further."""
    series = naming.entity
    if series is None:
        series = _series(naming, matches)
    if naming.known is not None:
        found = _YEAR_BEHIND.match(text, naming.end)
        if found and series:
            naming.end = found.end()
            naming.written = text[naming.start : naming.end]
            naming.entity = Entity("event", f"{series.name}-{found[1]}")
            naming.type = "event"
        return
    found = _DATED.search(naming.written)
    if found:
        name = series.name if series else tidy(naming.written[: found.start()])
        naming.entity = Entity("event", f"{name}-{found[1]}")


def _series(naming: Naming, matches: list[Match]) -> Entity | None:
    """Return the event of the gazetteer whose name stands inside; `matches` are by their ends."""
    at = bisect_right(matches, naming.start, key=lambda match: match[1])
    while at < len(matches) and matches[at][1] <= naming.end:
        start, _, known = matches[at]
        if start >= naming.start:
            for sense in known.senses:
                if sense.entity.type == "event":
                    return sense.entity
        at += 1
    return None
