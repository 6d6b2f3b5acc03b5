"""Which dates count from another: today, two years ago, that year, the day before yesterday?"""

import re
from typing import Final

from cstosearch.enrich.mentions.periods import counted
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import COUNT, PLURAL, UNIT, S, count_of, unit_of

_TODAY: Final = re.compile(
    r"(?P<word>today|yesterday|tomorrow|сегодня|вчера|завтра|позавчера|послезавтра)\b"
)
_DAYS_FROM_TODAY: Final = {
    **dict.fromkeys(("today", "сегодня"), 0),
    **dict.fromkeys(("yesterday", "вчера"), -1),
    **dict.fromkeys(("tomorrow", "завтра"), 1),
    "позавчера": -2,
    "послезавтра": 2,
}
_BEFORE_AND_AFTER: Final = {"yesterday": "day before ", "tomorrow": "day after "}
_EVE: Final = re.compile(
    r"накануне(?=\s*(?:[.,;:)!?»”]|\Z)|\s(?:в|во|на|с|со|по|из|у|при)\s"
    r"|\s[а-я]+(?:л|ило|ало|ело|или|али|ели|ила|ыла|лся|лась|лось|лись)\b)"
)
"""Of the text's yesterday; before other words it is `on the eve of`, as in `накануне саммита`."""
_SAME: Final = re.compile(
    rf"(?P<which>(?:that|same|т(?:ом|от|ого|ой|у|ем|а)(?:{S}же)?)(?:{S}same)?){S}{UNIT}"
    rf"|(?P<year>year\b)"
)
_AGO: Final = re.compile(
    rf"(?:{COUNT}{S})?{UNIT}{S}(?P<way>ago|earlier|previously|later|(?:тому{S})?назад|спустя)\b"
)
_OF_THE_YEAR: Final = re.compile(
    r"(?:\b(?:beginning|start|end|middle|rest|remainder|part)\sof|\b(?:earlier"
    r"|later)(?:\sin)?)\sthe\s\Z"
)


def _today(reading: Reading, match: re.Match[str]) -> Found | None:
    if reading.published is None or (
        reading.low.startswith(("'s ", "’s "), match.end())
        and (match["word"] == "today" and reading.raw[match.start()].isupper())
    ):
        return None
    start, word = match.start(), match["word"]
    by = _DAYS_FROM_TODAY[word]
    around = _BEFORE_AND_AFTER.get(word)
    if around and reading.low.endswith(around, 0, start):
        start, by = start - len(around), 2 * by
    return Found(start, match.end(), counted(reading.published, "day", by))


def _eve(reading: Reading, match: re.Match[str]) -> Found | None:
    if reading.published is None:
        return None
    return Found(*match.span(), counted(reading.published, "day", -1))


def _same(reading: Reading, match: re.Match[str]) -> Found | None:
    """Return the unit of the last date, as in `that year`; or the year of `the end of the year`."""
    if match["year"]:
        day, start = reading.published, match.start()
        if day is None or not _OF_THE_YEAR.search(reading.low, max(start - 28, 0), start):
            return None
        return Found(*match.span(), counted(day, "year", 0), "year")
    if PLURAL.fullmatch(match["unit"]):
        return None
    unit, near = unit_of(match["unit"]), reading.near(match.start())
    if near is None or near.days is None or (unit == "day" and near.granularity != "day"):
        return None
    return Found(*match.span(), counted(near.days.first, unit, 0), unit, dated=True)


def _ago(reading: Reading, match: re.Match[str]) -> Found | None:
    unit, count = unit_of(match["unit"]), count_of(match["count"] or "")
    way = match["way"]
    if not match["count"] and match["unit"][0] <= "z":
        return None
    near = (
        reading.near(match.start()) if way not in ("ago", "назад") and "назад" not in way else None
    )
    day = near.days.first if near and near.days else reading.published
    if day is None or (way in ("later", "спустя") and near is None):
        return None
    days = counted(day, unit, count if way in ("later", "спустя") else -count)
    return Found(*match.span(), days, unit, dated=True)


DAYS: Final = (Rule(_TODAY, _today, article=True),)
EVE: Final = (Rule(_EVE, _eve),)
SAME: Final = (Rule(_SAME, _same, article=True),)
AGO: Final = (Rule(_AGO, _ago, article=True),)
