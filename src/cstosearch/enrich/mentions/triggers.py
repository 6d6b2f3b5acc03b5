"""At which offsets of a text can a date expression begin? One pattern that skips all else."""

import re
from typing import Final

from cstosearch.enrich.mentions.kinds import FOLLOWED, STEMS

_MONTH: Final = "jan|feb|mar|apr|may|ju[nl]|aug|sep|oct|nov|dec"
_RUSSIAN: Final = (
    r"|\s{1,2}(?:янв|фев|мар|апр|ма[йяею]|ию[нл]|авг|сен|окт|ноя|дек)|\s(?:по|до|и|или)\s[0-9]"
    r"|\s(?:дн|ден|сут|нед|мес|год|лет|кв|дес|пол)"
    r"|-(?:го|е|ого|му|м|ом|й|я|х|ых|ые)\b"
)
_SHORT: Final = (
    rf"(?:st|nd|rd|th)\b|\s?[-–—]\s?(?:[0-9]{{1,2}}(?![0-9/.])|{_MONTH}|quarter|half)"
    r"|[./][0-9]{1,2}[./][12]|,\s[0-9]|['’]?s\b"
    rf"|\s{{1,2}}(?:(?:to|and|or|until|till|through)\s(?:the\s)?[0-9]|(?:of\s{{1,2}})?(?:{_MONTH})"
    r"|quarter|half|fiscal|financial|calendar"
    r"|(?:day|week|month|year|decade)s?\s{1,2}(?:ago|earlier|previously|later))"
)
"""What follows a day of a month, a short decade, or a count of days."""
_NOT_ALONE: Final = r"(?=(?P<more>\s?[-–—/]|['’]?s\b)?)"
"""What follows a year that may be the beginning of something else."""
_APOSTROPHE: Final = r"(?<=[\s(]['’]..)(?![\w'’])"
"""What `82` stands between in `'82`."""


def _trie(words: dict[str, str]) -> list[str]:
    """Return patterns of words and of what follows each, no two with the same first letter.

    So the engine of `re` looks at the next letter and passes over all the others at once.
    """
    by_letter: dict[str, dict[str, str]] = {}
    for word, followed in words.items():
        if word:
            by_letter.setdefault(word[0], {})[word[1:]] = followed
    branches = []
    for letter, rest in sorted(by_letter.items()):
        inner = _trie(rest)
        branches.append(letter + (inner[0] if len(inner) == 1 else f"(?:{'|'.join(inner)})"))
    return branches + ([words[""]] if "" in words else [])


def _pattern(*, ascii_only: bool) -> re.Pattern[str]:
    words = {
        word: followed
        for word, followed in {**FOLLOWED, **dict.fromkeys(STEMS, "")}.items()
        if word.isascii() or not ascii_only
    }
    first = "".join(sorted({word[0] for word in words}))
    numbers = (
        rf"[12][0-9]{{3}}(?![0-9]){_NOT_ALONE}",
        rf"[0-9]{{1,2}}(?={_SHORT}{'' if ascii_only else _RUSSIAN})",
        rf"[0-9]{{2}}{_APOSTROPHE}",
    )
    # A set of characters is what `re` skips to fastest.
    boundary = r"[\x00-/:-@\[-^`{-\x7f]" if ascii_only else r"\W"
    return re.compile(f"{boundary}(?=[0-9{first}])(?:{'|'.join((*_trie(words), *numbers))})")


# Most English texts are pure ASCII, and cheaper without the words of Russian.
TRIGGERS: Final = {ascii_only: _pattern(ascii_only=ascii_only) for ascii_only in (False, True)}
"""For text behind one more character, so that the match begins where the expression does."""
