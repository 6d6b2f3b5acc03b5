"""Which day is Tuesday?"""

import re
from typing import Final

from cstosearch.enrich.mentions import names, numbers
from cstosearch.enrich.mentions.periods import weekday
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.words import WEEKDAY, S, weekday_of

_WEEKDAY: Final = re.compile(rf"(?P<weekday>{WEEKDAY})\b(?P<date>,?{S}(?:the{S})?(?=[0-9a-zа-я]))?")

_PAPERS: Final = re.compile(
    r"\s(?:times|telegraph|post|herald|mirror|star|express|night\sfootball|school|mass|best"
    r"|bloody)\b"
)
_NOT_BEFORE: Final = frozenset(
    "good bloody black ash palm easter holy super cyber sheffield sacramento".split()
)

_DATES: Final = (*numbers.DAYS, *names.DAYS)


def _weekday(reading: Reading, match: re.Match[str]) -> Found | None:
    word, start, end = match["weekday"], match.start(), match.end("weekday")
    russian = word[0] > "z"
    if match["date"] and (dated := _date_at(reading, match.end())):
        return dated._replace(start=start)
    before = reading.word_before(start)
    if russian:
        if before.lower() not in ("в", "во", "к", "до", "с", "со", "по", "на", "и", "или"):
            return None
    elif _PAPERS.match(reading.low, end) or before.lower() in _NOT_BEFORE:
        return None
    if reading.published is None:
        return None
    return Found(
        start,
        end,
        weekday(weekday_of(word), reading.published, reading.tense(start, end, said=True)),
    )


def _date_at(reading: Reading, start: int) -> Found | None:
    """Return the day of a month that stands at an offset."""
    for rule in _DATES:
        match = rule.pattern.match(reading.low, start)
        if match and (found := rule.read(reading, match)) and found.start == start:
            return found
    return None


RULES: Final = (Rule(_WEEKDAY, _weekday),)
