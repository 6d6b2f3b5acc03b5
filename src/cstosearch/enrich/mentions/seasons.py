"""Which months are a season, and which days a weekend?"""

import re
from typing import Final

from cstosearch.enrich.mentions.names import year_said
from cstosearch.enrich.mentions.periods import months_from, nearest, weekend
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import SEASON, WEEKEND, WINTER, WITH_YEAR, YEAR, S, season_of

_SEASON: Final = re.compile(
    rf"{SEASON}(?:,?{S}(?:of{S})?(?P<since>{YEAR})\s?[-–/]\s?(?P<until>{YEAR}|[0-9]{{2}})\b"
    rf"(?:\s{{0,2}}(?:гг?\.|год[а-я]{{0,2}}\b))?|{WITH_YEAR})?"
)
_THE_WEEKEND: Final = re.compile(WEEKEND)
_IN_THE: Final = re.compile(r"\b(?:in|by|until|since|during)\sthe\s\Z")


def _season(reading: Reading, match: re.Match[str]) -> Found | None:
    word, (start, end) = match["season"], match.span()
    first, year = season_of(word), year_said(reading, match)
    if match["since"]:
        year = int(match["since"])
        if first < WINTER or int(match["until"]) % 100 != (year + 1) % 100:
            return None
    before = reading.word_before(start).lower()
    if year is not None:
        return Found(start, end, months_from(year, first, 3), "season", dated=True)
    if word[0] > "z":
        # `лет` is mostly an age; the instrumental says when.
        if not word.endswith(("ом", "ой", "ью")):
            return None
    elif before not in ("in", "by", "until", "since", "early", "late", "this") and not (
        before == "the" and _IN_THE.search(reading.low, max(start - 12, 0), start)
    ):
        return None
    if reading.published is None or re.match(r"\s(?:of|in)\s|\w|-", reading.low[end : end + 4]):
        return None
    days = nearest(
        lambda year: months_from(year, first, 3),
        reading.published,
        lambda: reading.tense(start, end),
    )
    return Found(start, end, days, "season")


def _weekend(reading: Reading, match: re.Match[str]) -> Found | None:
    start, end = match.span()
    before = reading.word_before(start).lower()
    if reading.published is None or before not in ("the", "на", "over", "at", "during"):
        return None
    tense = reading.tense(start, end)
    return Found(start, end, weekend(reading.published, 0, tense))


RULES: Final = (Rule(_SEASON, _season, article=True),)
WEEKENDS: Final = (Rule(_THE_WEEKEND, _weekend, article=True),)
