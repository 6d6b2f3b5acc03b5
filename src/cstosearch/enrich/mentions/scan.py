"""Which expressions does a text have, and with which words?"""

import re
from typing import Final

from cstosearch.enrich.mentions.kinds import CAPITALIZED, HYPHENATED, Rules, rules_at
from cstosearch.enrich.mentions.reading import Found, Reading, Rule
from cstosearch.enrich.mentions.triggers import TRIGGERS

_NO_DATE_BEHIND: Final = frozenset("$€£₽¥№#.,:/+-−")
_BUT: Final = ("mid-", "end-")


def read(reading: Reading) -> None:
    """Find all expressions of a text."""
    end, low, raw = 0, reading.low, reading.raw
    for trigger in TRIGGERS[low.isascii()].finditer(f" {low}"):
        start = trigger.start()
        if start < end:
            continue
        word = trigger[0][1:]
        if word in CAPITALIZED and raw[start] == word[0]:
            continue
        rules = rules_at(word)
        if not _begins(low, start, rules):
            continue
        for rule in rules:
            match = rule.pattern.match(low, start)
            if match and (found := _applied(rule, reading, match)):
                found = _widened(reading, found, article=rule.article)
                reading.found.append(found)
                end = found.end
                break


def _begins(low: str, start: int, rules: Rules) -> bool:
    """Say that what stands before an offset lets a date begin there."""
    before = low[start - 1 : start]
    if low[start] <= "9":
        return before not in _NO_DATE_BEHIND or low.startswith(_BUT, max(start - 4, 0))
    return before != "-" or rules in HYPHENATED


def _applied(rule: Rule, reading: Reading, match: re.Match[str]) -> Found | None:
    try:
        return rule.read(reading, match)
    except (ValueError, OverflowError):  # a day that never was
        return None


_LEADING: Final = re.compile(
    r"(?:(?:\bthe\s)?(?:(?:very\s)?(?:beginning|start|end|middle)\sof|first\sdays\sof)\s(?:the\s)?"
    r"|\b(?:early|late|earlier|later)(?:\sin)?[\s-]|\bmid[\s-]|\bend[\s-]"
    r"|\b(?:начал[аеоу]|кон(?:ец|ц[аеу])|середин[аеуы])\s)\Z"
)
_LEADS: Final = tuple(
    f"{word}{sep}"
    for word in "of early late earlier later mid end in the начала начале начало конец конца"
    " конце концу середина середине середину".split()
    for sep in " -\n"
)
_LAST_LETTERS: Final = frozenset(each[-2:] for each in _LEADS)


def _widened(reading: Reading, found: Found, *, article: bool) -> Found:
    """Take in the words that say at which end of a period: it still counts as the whole."""
    start, low = found.start, reading.low
    if low[start - 2 : start] not in _LAST_LETTERS or not low.endswith(
        _LEADS, max(start - 9, 0), start
    ):
        return found
    if article and low.endswith("the ", max(start - 4, 0), start):
        start -= 4
    if lead := (found.granularity != "day" or article) and _LEADING.search(
        low, max(start - 24, reading.end), start
    ):
        start = lead.start()
    return found._replace(start=max(start, reading.end))
