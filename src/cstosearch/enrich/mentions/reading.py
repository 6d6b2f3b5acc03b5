"""What does the text around a date expression say about it: its year, its tense, its place?"""

import re
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
_WORD_BEFORE: Final = re.compile(r"([^\W_]+)\.?[\s(«“\"]{0,2}\Z")

_SENTENCE_ENDS: Final = re.compile(
    r"(?<!\b[a-z])(?<!\bsept)(?<!\b(?:jan|feb|mar|apr|aug|sep|oct|nov|dec))[.!?]\s|\n\s*\n"
)
_FUTURE: Final = re.compile(
    r"\b(?:will|shall|won't|(?:is|are)\s(?:to|due|set|expected|scheduled|planned|likely)\b"
    r"|going\sto|plans?\sto|expects?\sto|intends?\sto|upcoming|forthcoming"
    r"|буд(?:ет|ут|ем)|предстоит|намерен[аоы]?|планиру[а-я]+|запланирован[а-я]*|предстоящ[а-я]+"
    r"|состо[ия]тся|пройд[еу]т|начн[еу]тся|заверш[аи]тся|проведут|примут|ожидается)\b"
)
_PAST: Final = re.compile(
    r"\b(?:was|were|had|did|began|took|held|came|went|fell|rose|met|saw|made|left|won|lost"
    r"|(?!ne+d|se+d|spe+d|fe+d|hundred|red|agreed|announced|reported|added|noted|stated|"
    r"planned|scheduled|expected|united|proposed|limited|based|related|allied|armed)[a-z]{2,}ed"
    r"|был[аио]?|[а-я]{3,}(?:л[аио]?сь|лся|[аеиы]л[аи]?))\b"
)


_UNTIL: Final = frozenset({"by", "until", "till", "к", "до"})


class Found(NamedTuple):
    """An expression, its days if they are known, and what it leaves out.

    `recurs` are its month and day, if it gives no year. `dated` says that the year is written.
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
        found = _WORD_BEFORE.search(self.raw, max(start - 24, 0), start)
        return found[1] if found else ""

    def tense(self, start: int, end: int) -> Tense:
        """Say which time the sentence around `start:end` speaks of."""
        before = self.low[max(start - _AROUND, 0) : start]
        cuts = [cut.end() for cut in _SENTENCE_ENDS.finditer(before)]
        before = before[cuts[-1] :] if cuts else before
        after = self.low[end : end + _AROUND]
        cut = _SENTENCE_ENDS.search(after)
        after = after[: cut.start()] if cut else after
        until = self.word_before(start).lower() in _UNTIL
        future = until or _FUTURE.search(before) or _FUTURE.search(after)
        past = _PAST.search(before) or _PAST.search(after)
        return 0 if bool(future) == bool(past) else 1 if future else -1

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
