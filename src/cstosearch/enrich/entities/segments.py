"""Which names does a run of capitalised words hold, as far as its words tell?

"Russian Defence Minister Sergei Shoigu" holds a person; "Ministry of Defence of the Republic of
Belarus Viktor Khrenin" an organization and a person. Nothing here looks beyond the run, so that
runs that recur are taken apart once.
"""

import re
from collections.abc import Iterator, Set
from itertools import pairwise
from typing import Final, NamedTuple

from cstosearch.analysis import fold
from cstosearch.analysis.function_words import is_function_word
from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.keys import key_of
from cstosearch.enrich.entities.runs import CAPITAL
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.model import EntityType

_WITH_YEAR: Final = re.compile(r"[^\W\d_]{2,}-(?:19|20)\d\d$")
_INITIALS: Final = re.compile(rf"(?:{CAPITAL}\.)+$")
_INITIALS_FIRST: Final = re.compile(rf"(?:{CAPITAL}\.)+")
_PIECE: Final = re.compile(r"\S+")
_LONGEST_PERSON: Final = 4
_SHORT: Final = 3
_OF: Final = frozenset({"of", "for", "on"})
_GIVEN_OR_HEAD: Final = frozenset(
    "banks bay beach bridge castle church creek crews field ford forest guard guards hill hills "
    "island lake major park parks pond post press rivers steel stone street temple town union "
    "waters woods mills judge bishop king prince price page".split()
)
"""Heads that are surnames too: a given name before them tells which."""


class Segment(NamedTuple):
    """A name at `start:end` of a run; `type` is None where its words do not tell."""

    start: int
    end: int
    type: EntityType | None
    key: str


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    folded: str

    @property
    def small(self) -> bool:
        return self.text.islower() or self.text == "&"


class Segmenter:
    """Takes runs apart, with the names that a gazetteer has."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.given = gazetteer.given_names
        self.given_words = gazetteer.given_words
        self.surnames = gazetteer.surnames
        others = [entry for entry in gazetteer.entries if entry.entity.type != "person"]
        self.adjectives: Set[str] = {
            fold(name.text) for entry in others for name in entry.adjectives
        }
        names = {fold(n.text).rstrip(".") for entry in others for n in entry.names if " " not in n.text}
        self.known: Set[str] = names | self.adjectives

    def segments(self, run: str) -> tuple[Segment, ...]:
        """Return the names in a run."""
        found = _PIECE.finditer(run)
        all_words = [_Word(m[0], m.start(), m.end(), fold(m[0].rstrip("."))) for m in found]
        return tuple([s for group in _Cut(self, all_words).groups() for s in self._read(run, group)])

    def _read(self, run: str, group: "_Group") -> Iterator[Segment]:
        some = group.words
        while some and some[-1].small:
            some = some[:-1]
        if some and (len(some) == 1 or some[-1].folded not in words.OTHER_HEADS):
            type_ = self._type(some, titled=group.titled)
            if type_ or not group.modifies:
                start, end = some[0].start, some[-1].end
                yield Segment(start, end, type_, key_of(run[start:end]))

    def _type(self, some: list[_Word], *, titled: bool) -> EntityType | None:
        if _WITH_YEAR.search(some[-1].text):
            return "event"
        by_head = self._by_head(some)
        if by_head and not self._is_surname_too(some):
            return by_head
        return "person" if self._is_person(some, titled=titled) else by_head

    def _is_surname_too(self, some: list[_Word]) -> bool:
        return some[0].folded in self.given and some[-1].folded in _GIVEN_OR_HEAD

    def _by_head(self, some: list[_Word]) -> EntityType | None:
        if len(some) == 1:
            return None
        last = some[-1].folded
        if last in words.COMPANY_ENDS:
            return "organization"
        for word, after in pairwise(some):
            if after.folded in _OF and (type_ := _type_of_head(word.folded, before_of=True)):
                return type_
        if some[0].folded in words.PLACE_STARTS:
            return "place"
        if some[0].folded in words.COMPASS and last in self.known and last not in self.adjectives:
            return "place"
        return _type_of_head(last)

    def _is_person(self, some: list[_Word], *, titled: bool) -> bool:
        capitals = [word for word in some if not word.small]
        if len(capitals) > _LONGEST_PERSON or len(some) - len(capitals) > 2:  # noqa: PLR2004
            return False
        if any(word.folded in _OF or word.folded in {"and", "&", "in"} for word in some):
            return False
        first, last = capitals[0], capitals[-1]
        if len(capitals) == 1:
            if _INITIALS.match(last.text):
                return False
            return (
                titled or _INITIALS_FIRST.match(first.text) is not None
            ) and self._may_be_surname(last)
        if first.folded in self.adjectives:
            return titled and last.folded in self.surnames
        if first.folded in self.known and first.folded not in self.given:
            return False
        if titled or first.folded in self.given:
            return self._may_be_surname(last) or first.folded in self.given
        if any(_INITIALS.match(word.text) for word in capitals[:-1]):
            return not first.text.isupper() or _INITIALS.match(first.text) is not None
        if capitals[-1].folded in {"jr", "sr"}:
            return True
        if first.folded in self.given_words:
            return last.folded in self.surnames or last.folded not in self.known
        return False

    def _may_be_surname(self, word: _Word) -> bool:
        return len(word.folded) > 1 and word.folded not in self.known and not word.text.isdigit()


def _type_of_head(word: str, *, before_of: bool = False) -> EntityType | None:
    if word in words.ORGANIZATION_HEADS or (before_of and word in words.HEADS_BEFORE_OF):
        return "organization"
    if word in words.TREATY_HEADS:
        return "treaty"
    if word in words.EVENT_HEADS:
        return "event"
    return "place" if word in words.PLACE_HEADS else None


class _Group(NamedTuple):
    """Words that may be one name; one that only modifies a title is no name by itself."""

    words: list[_Word]
    titled: bool = False
    modifies: bool = False


class _Cut:
    """Where does one name of a run end and the next begin?"""

    def __init__(self, names: Segmenter, all_words: list[_Word]) -> None:
        self._names = names
        self._words = all_words
        self._open: list[_Word] = []
        self._titled = False
        self._office = False

    def groups(self) -> Iterator[_Group]:
        """Yield groups of words, in order."""
        at = 0
        while at < len(self._words):
            word = self._words[at]
            if word.small:
                if not self._joins(at):
                    yield from self._close()
                else:
                    self._open.append(word)
            elif self._is_title(at):
                yield from self._close(modifies=True)
                self._office, self._titled = False, True
                if self._small(at + 1) in {"of", "for", "of the"}:
                    # What follows is whose office it is, until a given name begins.
                    self._office, self._titled = True, False
                    at += 1
                    while self._small(at + 1):
                        at += 1
            elif word.folded in words.CALENDAR or (
                is_function_word(word.folded) and not _INITIALS.match(word.text)
            ):
                yield from self._close()
            else:
                if self._begins_person(at):
                    yield from self._close()
                    self._office, self._titled = False, self._office
                self._open.append(word)
                if word.folded in words.COMPANY_ENDS and len(self._open) > 1:
                    yield from self._close()
            at += 1
        yield from self._close()

    def _close(self, *, modifies: bool = False) -> Iterator[_Group]:
        if self._open:
            yield _Group(self._open, self._titled, modifies)
            self._titled = False
            self._open = []
        if not modifies:
            self._titled = False

    def _small(self, at: int) -> str:
        return self._words[at].text if at < len(self._words) and self._words[at].small else ""

    def _next_capital(self, at: int) -> int:
        while at < len(self._words) and self._words[at].small:
            at += 1
        return at

    def _is_title(self, at: int) -> bool:
        word = self._words[at].folded
        if self._words[at].text.isupper() and len(word) <= _SHORT:
            return False
        parts = word.split("-")
        following = self._words[at + 1].folded if at + 1 < len(self._words) else ""
        if word in words.OCCUPATIONS and following in self._names.given:
            return True
        if word not in words.TITLES and not (len(parts) > 1 and parts[-1] in words.TITLES):
            return False
        after = self._next_capital(at + 1)
        if after == len(self._words):
            return not self._open or self._open[-1].folded not in self._names.given
        # "General Assembly", "Prime Bank": part of a name whose head comes later.
        follows = self._words[after]
        return after > at + 1 or _type_of_head(follows.folded) is None or follows.folded == "general"

    def _joins(self, at: int) -> bool:
        """Say whether a small word joins what stands before and behind it."""
        if not self._open:
            return False
        word = self._words[at].text
        before = self._open[-1]
        if before.small:
            return True
        following = self._next_capital(at)
        if following == len(self._words):
            return False
        after = self._words[following]
        if word == "&":
            return True
        has_head = any(_type_of_head(each.folded, before_of=True) for each in self._open)
        if word == "of":
            return has_head
        if word in _OF:
            return _type_of_head(before.folded, before_of=True) is not None
        if word == "in":
            return has_head and any(w.folded in _OF for w in self._open)
        if word == "and":
            return self._joins_and(at, after)
        return word in words.NAME_PARTICLES and not has_head

    def _joins_and(self, at: int, after: _Word) -> bool:
        names = self._names
        if after.folded in words.TITLES or after.folded in names.given:
            return False
        if self._words[at + 1].small:
            return False
        before = self._open[-1].folded
        if any(word.folded in _OF for word in self._open):
            return before not in names.known and after.folded not in names.known
        if _type_of_head(before) or before in names.known or self._open[0].folded in names.given:
            return False
        # "Food and Drug Administration"
        end = self._next_capital(at)
        while end < len(self._words) and not self._words[end].small:
            end += 1
        return end - at > 2 and self._words[end - 1].folded in words.ORGANIZATION_HEADS  # noqa: PLR2004

    def _begins_person(self, at: int) -> bool:
        """Say whether a person's name begins in the midst of a group."""
        if not self._open:
            return False
        word = self._words[at]
        names = self._names
        after = at + 1
        if after >= len(self._words) or self._words[after].small:
            return False
        if not (
            word.folded in names.given
            or _INITIALS.match(word.text)
            or (word.folded in names.given_words and self._words[after].folded in names.surnames)
        ):
            return False
        before = self._open[-1]
        if before.small:
            return False
        if before.folded in names.given or before.folded in names.given_words:
            return False
        if self._office or before.folded in names.known:
            return True
        if len(self._open) == 1 and not _INITIALS.match(before.text):
            follows = self._words[after].folded
            return (
                word.folded in names.given
                and before.folded not in names.surnames
                and not _type_of_head(follows)
                and before.folded not in words.COMPASS
                and before.folded not in words.PLACE_STARTS
            )
        return any(each.folded in _OF for each in self._open)
