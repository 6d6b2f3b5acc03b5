"""Which rules read what begins with a word, and what must follow it to be worth a look?"""

from typing import Final, NamedTuple

from cstosearch.enrich.mentions import (
    counting,
    decades,
    names,
    numbers,
    parts,
    relative,
    seasons,
    weekdays,
    years,
)
from cstosearch.enrich.mentions.reading import Rule
from cstosearch.enrich.mentions.words import NUMBERS

Rules = tuple[Rule, ...]

_WORD_ENDS: Final = r"(?![^\W\d_])"
_UNIT: Final = r"(?:day|week|month|year|decade|quarter|дн|ден|сут|нед|мес|год|лет|кв|дес)"
_AGO: Final = (
    rf"(?=\s{{1,2}}{_UNIT}[a-zа-я]*\s{{1,2}}(?:ago|earlier|previously|later|тому|назад|спустя))"
)
_WAY: Final = r"(?=\s{1,2}(?:тому|назад|спустя))"
_PERIOD: Final = (
    r"day|week|month|year|decade|quarter|jan|feb|mar|apr|may|ju[nl]|aug|sep|oct|nov|dec"
    r"|mon|tue|wed|thu|fri|sat|sun|spring|summer|autumn|fall|winter"
)
_PART: Final = (
    r"quarter|half|fiscal|financial|calendar|week|[0-9]|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven"
)


class _Kind(NamedTuple):
    words: str
    rules: Rules
    followed: str = _WORD_ENDS


_KINDS: Final = (
    _Kind(" ".join(filter(None, NUMBERS)), counting.AGO, _AGO),
    _Kind("год неделю месяц день", counting.AGO, _WAY),
    _Kind(
        "this current past next coming following upcoming previous",
        relative.RULES,
        rf"(?=\s{{1,2}}(?:{_PERIOD}))",
    ),
    _Kind("last", (*parts.RULES, *relative.RULES), rf"(?=\s{{1,2}}(?:{_PERIOD}|{_PART}))"),
    _Kind("that same", counting.SAME, r"(?=\s{1,2}(?:same|day|week|month|year|decade|quarter)\b)"),
    _Kind("year", counting.SAME, r"(?<=the\syear)\b"),
    _Kind("том тот того той тому тем те та", counting.SAME),
    _Kind("first second third fourth final", parts.RULES, rf"(?=[\s-]{{1,2}}(?:{_PART}))"),
    _Kind("i ii iii iv", parts.RULES, r"(?=[\s-]{1,2}(?:quarter|half|кварт|полов|полуг))"),
    _Kind("q h", parts.RULES, "(?=[1-4])"),
    _Kind("fiscal fy", parts.FISCAL),
    _Kind("spring summer autumn winter fall", seasons.RULES),
    _Kind("weekend выходных выходные выходным", seasons.WEEKENDS),
    _Kind("nineties eighties seventies sixties fifties", decades.NAMED),
    _Kind("today yesterday tomorrow", counting.DAYS),
    _Kind("сегодня вчера завтра позавчера послезавтра", counting.DAYS),
    _Kind("накануне", counting.EVE),
    _Kind("monday tuesday wednesday thursday friday saturday sunday", weekdays.RULES),
    _Kind(
        "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june"
        " july august september october november december май мая маю мае маем март",
        names.RULES,
    ),
    _Kind("этот этом этой этого этим эту эти этих", relative.RULES),
)
FOLLOWED: Final = {word: kind.followed for kind in _KINDS for word in kind.words.split()}
"""Patterns of what must follow a word."""
_RULES: Final = {word: kind.rules for kind in _KINDS for word in kind.words.split()}

STEMS: Final[dict[str, Rules]] = {
    **dict.fromkeys(
        "янва февр март апре июнь июня июне июню июль июля июле июлю авгу сент октя нояб"
        " дека".split(),
        names.RULES,
    ),
    **dict.fromkeys("поне втор сред четв пятн субб воск".split(), weekdays.RULES),
    **dict.fromkeys("прош мину пред след буду ныне теку".split(), relative.RULES),
    **dict.fromkeys("перв трет посл".split(), parts.RULES),
    "втор": (*parts.RULES, *weekdays.RULES),
    "четв": (*parts.RULES, *weekdays.RULES),
    **dict.fromkeys("весн лето лета лету осен зимо зимы зиму".split(), seasons.RULES),
}
"""By their first letters, as Russian words have many forms."""

CAPITALIZED: Final = frozenset(
    word for word in _RULES if word.isascii() and _RULES[word] in (names.RULES, weekdays.RULES)
)
"""What English writes with a capital."""
HYPHENATED: Final = (names.RULES, weekdays.RULES)
"""What may stand behind a hyphen: `mid-May`."""

_YEAR: Final = years.RULES
_LONGER: Final = (numbers.ISO, *decades.RULES, *years.LONGER, *years.RULES)
_FEWER: Final = (*numbers.RULES, *decades.RULES, *counting.AGO, parts.PART, *years.SHORT)
_FIGURES: Final = 4


def rules_at(word: str, *, more: bool) -> Rules:
    """Return the rules to try, in this order, where a word stands, or a number, perhaps of more."""
    if word[0] <= "9":
        return _FEWER if len(word) < _FIGURES else _LONGER if more else _YEAR
    return _RULES.get(word) or STEMS[word]
