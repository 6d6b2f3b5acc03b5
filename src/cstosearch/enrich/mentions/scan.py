"""Where can a date expression begin, and which rule reads it?"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from cstosearch.enrich.mentions import names, numbers, relative, weekdays
from cstosearch.enrich.mentions.reading import Found, Reading
from cstosearch.enrich.mentions.words import NUMBERS

Rule = tuple[re.Pattern[str], Callable[[Reading, re.Match[str]], Found | None]]

_NO_DATE_BEHIND: Final = frozenset("$€£₽¥№#.,:/+-−_")
_BUT: Final = ("mid-", "end-")
_YEAR: Final = 4

_AGO: Final = (relative.AGO,)
_KINDS: Final[dict[str, tuple[Rule, ...]]] = {
    **dict.fromkeys(("a", "an", *filter(None, NUMBERS)), _AGO),
    **dict.fromkeys("год неделю месяц день".split(), _AGO),
    **dict.fromkeys("this current past next coming following upcoming".split(), relative.RELATIVES),
    **dict.fromkeys(("last", "previous"), relative.LASTS),
    **dict.fromkeys(
        "that same year том тот того той тому тем те та".split(), (relative.SAME_UNIT,)
    ),
    **dict.fromkeys("first second third fourth final q h i ii iii iv".split(), relative.PARTS),
    **dict.fromkeys("spring summer autumn winter fall".split(), (relative.SEASONS,)),
    **dict.fromkeys(("fiscal", "fy"), relative.FISCAL),
    **dict.fromkeys("nineties eighties seventies sixties fifties".split(), relative.NAMED),
    **dict.fromkeys("today yesterday tomorrow".split(), (relative.DAY,)),
    **dict.fromkeys("сегодня вчера завтра позавчера послезавтра".split(), (relative.DAY,)),
    **dict.fromkeys("weekend выходных выходные выходным".split(), (relative.WEEKENDS,)),
    **dict.fromkeys(
        "monday tuesday wednesday thursday friday saturday sunday".split(), weekdays.RULES
    ),
    **dict.fromkeys(
        "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april"
        " june july"
        " august september october november december май мая маю мае маем март".split(),
        names.RULES,
    ),
    **dict.fromkeys("этот этом этой этого этим эту эти этих".split(), relative.RELATIVES),
}
_STEMS: Final[dict[str, tuple[Rule, ...]]] = {
    **dict.fromkeys(
        "янва февр март апре июнь июня июне июню июль июля июле июлю авгу сент октя нояб"
        " дека".split(),
        names.RULES,
    ),
    **dict.fromkeys("поне втор сред четв пятн субб воск".split(), weekdays.RULES),
    **dict.fromkeys("прош мину пред след буду ныне теку".split(), relative.RELATIVES),
    **dict.fromkeys("перв трет посл".split(), relative.PARTS),
    "втор": (*relative.PARTS, *weekdays.RULES),
    "четв": (*relative.PARTS, *weekdays.RULES),
    **dict.fromkeys("весн лето лета лету осен зимо зимы зиму".split(), (relative.SEASONS,)),
}
"""By their first letters, as Russian words have many forms."""
_MONTHS_AND_WEEKDAYS: Final = (names.RULES, weekdays.RULES)


_SHORT_NUMBER: Final = (*numbers.DAYS_OF_MONTHS, relative.AGO, relative.PART)
# What may follow a day of a month or a count, so that most numbers cost nothing.
_COUNTS: Final = frozenset({"a", "an", *filter(None, NUMBERS)})
_GUARDED: Final = _COUNTS | {"that", "year"}
_SHORT_NUMBER_AFTER: Final = (
    r"st|nd|rd|th|\s?[-–—]|[./][0-9]|,\s?[0-9]|['’]?s\b|\s(?:to|and|or|until|till|through|of"
    r"|jan|feb"
    r"|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|day|week|month|year|decade|[а-я])"
)


def _words(words: Iterable[str]) -> str:
    """Return a pattern of words that tries those with the right first letter only."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words, reverse=True):
        by_letter[word[0]].append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_letter.items())


def _trigger(*, ascii_only: bool) -> re.Pattern[str]:
    words, counts, stems = (
        _words(word for word in each if word.isascii() or not ascii_only)
        for each in (_KINDS.keys() - _GUARDED, _COUNTS, _STEMS)
    )
    return re.compile(
        rf"\b(?:[12][0-9]{{3}}(?![0-9])|[0-9]{{1,2}}(?={_SHORT_NUMBER_AFTER})"
        rf"|(?:{words})(?![^\W\d_]){'|' if stems else ''}{stems}"
        rf"|(?:{counts})(?=\s(?:day|week|month|year|decade|quarter|[а-я]))"
        r"|that(?=\s(?:same\b|day\b|week\b|month\b|year\b))|(?<=the\s)year\b)"
    )


# Most English texts are pure ASCII, and cheaper without the words of Russian.
_TRIGGERS: Final = {ascii_only: _trigger(ascii_only=ascii_only) for ascii_only in (False, True)}


def _rules_at(word: str) -> tuple[Rule, ...]:
    if word[0] <= "9":
        return numbers.YEARS if len(word) == _YEAR else _SHORT_NUMBER
    return _KINDS.get(word) or _STEMS[word]


def read(reading: Reading) -> None:
    """Find all expressions of a text."""
    end, low = 0, reading.low
    for trigger in _TRIGGERS[low.isascii()].finditer(low):
        start = trigger.start()
        rules = _rules_at(trigger[0])
        if start < end or not _begins(low, start, rules):
            continue
        for pattern, rule in rules:
            match = pattern.match(low, start)
            if match and (found := _applied(rule, reading, match)):
                reading.found.append(
                    widened(reading, found, article=rule.__module__ == relative.__name__)
                )
                end = found.end
                break


def _begins(low: str, start: int, rules: tuple[Rule, ...]) -> bool:
    """Say that what stands before an offset lets a date begin there."""
    before = low[start - 1 : start]
    if low[start] <= "9":
        return before not in _NO_DATE_BEHIND or low.startswith(_BUT, max(start - 4, 0))
    return before != "_" and (before != "-" or rules in _MONTHS_AND_WEEKDAYS)


def _applied(
    rule: Callable[[Reading, re.Match[str]], Found | None], reading: Reading, match: re.Match[str]
) -> Found | None:
    try:
        return rule(reading, match)
    except (ValueError, OverflowError):  # a day that never was
        return None


_LEADING: Final = re.compile(
    r"(?:(?:\bthe\s)?(?:(?:very\s)?(?:beginning|start|end|middle)\sof|first\sdays\sof)\s(?:the\s)?"
    r"|\b(?:early|late|earlier|later)(?:\sin)?[\s-]|\bmid[\s-]|\bend[\s-]"
    r"|\b(?:начал[аеоу]|кон(?:ец|ц[аеу])|середин[аеуы])\s)\Z"
)
_LEADS: Final = tuple(
    f"{word}{sep}"
    for word in "of early late earlier later mid end in the начала начале начало конец конца конце "
    "концу середина середине середину".split()
    for sep in " -\n"
)


def widened(reading: Reading, found: Found, *, article: bool) -> Found:
    """Take in the words that say at which end of a period: it still counts as the whole."""
    start, low = found.start, reading.low
    if not low.endswith(_LEADS, max(start - 9, 0), start):
        return found
    if article and low.endswith("the ", max(start - 4, 0), start):
        start -= 4
    if lead := (found.granularity != "day" or article) and _LEADING.search(
        low, max(start - 24, reading.end), start
    ):
        start = lead.start()
    return found._replace(start=max(start, reading.end))
