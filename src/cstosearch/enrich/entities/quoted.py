"""Which quoted names does the word before the quotes tell the type of?"""

import re
from collections.abc import Iterator
from typing import Final

from cstosearch.enrich.entities.runs import CAPITAL
from cstosearch.model import EntityType

_QUOTED: Final = re.compile(rf"[«\"“]({CAPITAL}[^«»\"“”\n]{{1,60}}?) ?[»\"”]")
_DATED: Final = re.compile(r" ?[-\u2010-\u2015] ?(?:19|20)\d\d$")
_HELD: Final = re.compile(
    r"(?:\b(?:exercises?|drills?|operation)|\b(?:учени|операци|тренировк)\w{1,5})(?: \w+){0,3} $",
    re.IGNORECASE,
)
_SAID: Final = re.compile(
    r"(?:(?P<organization>\b(?:foundation|fund|portal|newspaper|magazine|channel|company|firm"
    r"|agency|laboratory|association|website|publisher)"
    r"|\b(?:фонд|портал|газет|журнал|телеканал|компани|фирм|агентств|лаборатори|ассоциаци|сайт"
    r"|издательств)\w{0,3})"
    r"|(?P<place>\b(?:training (?:ground|area|range)|test site|proving ground|airfield|reservoir"
    r"|checkpoint)|\b(?:водозабор|полигон|аэродром|застав|перевал|водохранилищ)\w{0,3})) $",
    re.IGNORECASE,
)
_LOOKED_AT: Final = 60
_TYPES: Final[tuple[EntityType, ...]] = ("organization", "place")


def quoted_names(text: str) -> Iterator[tuple[int, int, EntityType]]:
    """Yield where quoted names stand: exercises with a year, others behind words for them."""
    for found in _QUOTED.finditer(text):
        start, end = found.span(1)
        window = max(0, start - _LOOKED_AT), start - 1
        if _DATED.search(found[1]) or _HELD.search(text, *window):
            yield start, end, "event"
        elif said := _SAID.search(text, *window):
            yield from ((start, end, type_) for type_ in _TYPES if said[type_])
