"""Which ten years are the 1990s, or the nineties?"""

import re
from typing import Final

from cstosearch.enrich.mentions.periods import decade, of_century
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import TENS

_DECADE: Final = re.compile(
    rf"(?P<year>{TENS}0|[1-9]0)(?:(?P<s>['’]?s\b)|-(?:е|х|ых|ые|м|ми|ым)\b(?:\s(?:годы|годов|годах"
    rf"|годам|гг\.))?)"
)
_NAMED_DECADE: Final = re.compile("(?P<decade>nineties|eighties|seventies|sixties|fifties)")
_DECADES: Final = {"nineties": 90, "eighties": 80, "seventies": 70, "sixties": 60, "fifties": 50}

_LEADS: Final = frozenset(("the", "early", "late", "mid"))
_RUSSIAN_ENDS: Final = ("годы", "годов", "годах", "годам", "гг.")
_CENTURY: Final = 100


def _decade(reading: Reading, match: re.Match[str]) -> Found | None:
    year, start = int(match["year"]), match.start()
    if year < _CENTURY:
        if match["s"]:
            start -= reading.raw[start - 1 : start] in ("'", "’")
            if reading.word_before(start).lower() not in _LEADS:
                return None
        elif not match[0].endswith(_RUSSIAN_ENDS):
            return None
        year = of_century(year, reading.published) if reading.published else 1900 + year
    return Found(start, match.end(), decade(year), "decade", dated=True)


def _named_decade(reading: Reading, match: re.Match[str]) -> Found | None:
    year = 1900 + _DECADES[match["decade"]]
    if reading.word_before(match.start()).lower() not in _LEADS or (
        reading.published and reading.published.year < year
    ):
        return None
    return Found(*match.span(), decade(year), "decade", dated=True)


RULES: Final = (Rule(_DECADE, _decade),)
NAMED: Final = (Rule(_NAMED_DECADE, _named_decade, article=True),)
