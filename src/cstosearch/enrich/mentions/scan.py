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
        rules = rules_at(word, more=trigger["more"] is not None)
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
_LEADS: Final = frozenset(
    "early late earlier later mid end beginning start middle days начала начале начало конец конца"
    " конце концу середина середине середину середины".split()
)
_SMALL: Final = frozenset({"of", "in", "the"})
_APART: Final = str.maketrans('-/(«“"', "      ")
_LAST_LETTERS: Final = frozenset(
    f"{word[-1]}{sep}" for word in _LEADS | _SMALL for sep in " -\n\xa0"
)


def _widened(reading: Reading, found: Found, *, article: bool) -> Found:
    """Take in the words that say at which end of a period: it still counts as the whole."""
    start, low = found.start, reading.low
    if low[max(start - 2, 0) : start] not in _LAST_LETTERS:
        return found
    if article and low.endswith("the ", max(start - 4, 0), start):
        start -= 4
    if found.granularity != "day" or article:
        least = max(start - 24, reading.end)
        words = low[least:start].translate(_APART).split()
        while words and words[-1] in _SMALL:
            words.pop()
        if words and words[-1] in _LEADS:
            lead = _LEADING.search(low, least, start)
            start = lead.start() if lead else start
    return found if start == found.start else found._replace(start=max(start, reading.end))
