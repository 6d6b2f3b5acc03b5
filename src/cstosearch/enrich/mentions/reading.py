"""What does the text around a date expression say about it: its year, its tense, its place?"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from cstosearch.dates.written import Days
from cstosearch.enrich.mentions.periods import Tense
from cstosearch.model import Granularity

_AROUND: Final = 160
"""Characters to either side of an expression that can be of its sentence."""
_NEAR: Final = 200
"""Characters behind an expression in which it can be referred to."""
_WORD_BEFORE: Final = re.compile(r"(?<![^\W_])[^\W_]+\Z")
_BETWEEN_WORDS: Final = ' \n\xa0\t(«“"'
_MOST_BETWEEN: Final = 2

_MONTHS: Final = "jan|feb|mar|apr|aug|sep|oct|nov|dec"
_SENTENCE_ENDS: Final = re.compile(
    rf"[.!?\n](?:(?<=\n)[^\S\n]{{0,4}}\n"
    rf"|(?<!\n)(?<!\b[a-zа-я].)(?<!\bsept.)(?<!\b(?:{_MONTHS}).)\s)"
)
_WORD: Final = re.compile(r"(?:may\s(?:not\s|also\s)?)?be\s[^\W\d_]+|[^\W\d_]+")
"""A participle is taken with its `be`: it is no past. `May be` is the verb and not the month."""
_NEAREST: Final = 6
"""Words before an expression that its tense is looked for in, before those behind it are."""
_FUTURE: Final = frozenset(
    "will shall due expected scheduled planned slated set plans intends expects upcoming"
    " forthcoming"
    " будет будут будем предстоит намерен намерена намерены планирует планируется планируют"
    " запланирован запланирована запланировано запланированы предстоящий предстоящем состоится"
    " состоятся пройдет пройдут начнется начнутся завершится завершатся проведут примут посетит"
    " посетят ожидается".split()
)
_SPEECH: Final = frozenset(
    "said told announced reported added noted stated agreed сообщил сообщила сообщили заявил"
    " заявила"
    " заявили сказал сказала отметил отметила".split()
)
_PAST: Final = frozenset(
    "was were had did began took held came went fell rose met saw made left won lost been"
    " sold bought"
    " был была было были".split()
)
_NO_PAST: Final = frozenset(
    "need indeed feed speed seed hundred united proposed limited based related allied armed exceed"
    " proceed succeed".split()
)
_RUSSIAN_PAST: Final = tuple(
    "ал ил ел ала ила ела али или ели ало ило ело лся лась лось лись".split()
)
_SHORTEST_VERB: Final = 5


def _is_past(word: str) -> bool:
    if word in _PAST:
        return True
    if word.startswith("be "):
        return False
    if len(word) < _SHORTEST_VERB - (word < "z"):
        return False
    return (word.endswith("ed") and word not in _NO_PAST) or word.endswith(_RUSSIAN_PAST)


_UNTIL: Final = frozenset({"by", "until", "till", "к", "до"})


class Found(NamedTuple):
    """An expression, its days if they are known, and what it leaves out.

    `recurs` are its month and day, if it gives no year. `dated` says that the year is given.
    """

    start: int
    end: int
    days: Days | None
    granularity: Granularity = "day"
    recurs: tuple[int, int | None] | None = None
    dated: bool = False


@dataclass
class Reading:
    """A text, how far it has been read, and what was found; `low` has its offsets."""

    raw: str
    published: date | None
    found: list[Found] = field(default_factory=list)
    low: str = field(init=False)
    _before: tuple[int, str] = (-1, "")

    def __post_init__(self) -> None:
        low = self.raw.lower()
        if len(low) != len(self.raw):  # one letter becomes two
            low = self.raw.replace("İ", "I").lower()
        self.low = low.replace("ё", "е")

    @property
    def end(self) -> int:
        """Where the latest expression ends."""
        return self.found[-1].end if self.found else 0

    def word_before(self, start: int) -> str:
        """Return the word that stands right before an offset, as it is written, or ""."""
        known, word = self._before
        if known != start:
            before = self.raw[max(start - 24, 0) : start]
            bare = before.rstrip(_BETWEEN_WORDS)
            word = ""
            if len(before) - len(bare) <= _MOST_BETWEEN:
                bare = bare.removesuffix(".")
                word = bare.rpartition(" ")[2]
                if not word.isalnum():
                    found = _WORD_BEFORE.search(bare)
                    word = found[0] if found else ""
            self._before = start, word
        return word

    def tense(self, start: int, end: int, *, said: bool = False) -> Tense:
        """Say which time the sentence around `start:end` speaks of, by the nearest verb.

        Without `said`, verbs of saying do not count: what they tell may be of any time.
        """
        lead = self.word_before(start).lower()
        if lead in _UNTIL:
            return 1
        if lead == "since":
            return -1
        before = _SENTENCE_ENDS.split(self.low[max(start - _AROUND, 0) : start])[-1]
        after = _SENTENCE_ENDS.split(self.low[end : end + _AROUND], 1)[0]
        words = _WORD.findall(before)[::-1]
        for word in (*words[:_NEAREST], *_WORD.findall(after), *words[_NEAREST:]):
            if word in _FUTURE or word.startswith("may "):
                return 1
            if word in _SPEECH:
                if said:
                    return -1
            elif _is_past(word):
                return -1
        return 0

    def near(self, start: int) -> Found | None:
        """Return the last expression that was found shortly before an offset."""
        last = self.found[-1] if self.found else None
        return last if last and last.days and start - last.end <= _NEAR else None

    def reference(self, start: int) -> date | None:
        """Return the day from which dates without a year are counted.

        That is a date with its year in the same sentence, or, in a text that is not dated, in the
        words shortly before; else the day of publication.
        """
        last = next(
            (each for each in self.found[:-4:-1] if each.dated and each.granularity != "year"),
            None,
        )
        if last is None or last.days is None or start - last.end > _NEAR:
            return self.published
        if self.published and _SENTENCE_ENDS.search(self.low, last.end, start):
            return self.published
        return last.days.first


class Rule(NamedTuple):
    """What an expression looks like, and what it says; `article`: whether it takes in its `the`."""

    pattern: re.Pattern[str]
    read: Callable[[Reading, re.Match[str]], Found | None]
    article: bool = False
