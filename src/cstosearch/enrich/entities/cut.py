"""Where does one name of a capitalised run end, and the next begin?"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.lexicon import Word

OF: Final = frozenset({"of", "for", "on"})
_PURPOSES: Final = frozenset({"to", "against"})
_LEAST_JOINED: Final = 3
"""How many words "and" and the words behind it have in "Food and Drug Administration"."""


class Group(NamedTuple):
    """Words that may be one name.

    `titled` says that a title stands before it. A group that stands before a title, as "Foreign"
    before "Minister", only `modifies` it.
    """

    words: list[Word]
    titled: bool = False
    modifies: bool = False


class Cut:
    """The groups of a run; each word is looked at once, with its neighbours."""

    def __init__(self, run: list[Word]) -> None:
        self._words = run
        self._open: list[Word] = []
        self._titled = False
        self._office = False

    def groups(self) -> Iterator[Group]:
        """Yield groups of words, in order."""
        at = 0
        while at < len(self._words):
            word = self._words[at]
            is_ = word.is_
            if is_.small:
                if self._joins(at):
                    self._open.append(word)
                else:
                    yield from self._close()
            elif self._is_title(at):
                yield from self._close(modifies=True)
                self._titled, self._office = True, False
                if self._follows(at) in OF:
                    # Whose office it is, until a person's name begins.
                    self._titled, self._office = False, True
                    at = self._next_capital(at + 1) - 1
            elif is_.stops and not self._is_calendar_name(at):
                yield from self._close()
            else:
                if self._open and self._begins_person(at):
                    yield from self._close()
                    self._titled, self._office = self._office, False
                self._open.append(word)
                if is_.folded in words.COMPANY_ENDS and len(self._open) > 1:
                    yield from self._close()
            at += 1
        yield from self._close()

    def _close(self, *, modifies: bool = False) -> Iterator[Group]:
        if self._open:
            yield Group(self._open, self._titled, modifies)
            self._open = []
        self._titled = False

    def _follows(self, at: int) -> str:
        return self._words[at + 1].is_.folded if at + 1 < len(self._words) else ""

    def _next_capital(self, at: int) -> int:
        while at < len(self._words) and self._words[at].is_.small:
            at += 1
        return at

    def _is_title(self, at: int) -> bool:
        is_ = self._words[at].is_
        if not (is_.title or is_.occupation):
            return False
        if at + 1 < len(self._words) and self._words[at + 1].is_.given:
            return True
        if not is_.title:
            return False
        after = self._next_capital(at + 1)
        if after == len(self._words):
            return not self._open or not self._open[-1].is_.given
        # "General Assembly", "Prime Bank": part of a name whose head comes later.
        follows = self._words[after].is_
        return after > at + 1 or follows.head is None or follows.title

    def _is_calendar_name(self, at: int) -> bool:
        """Say whether a month or a day is a name here: "Ms. April May", "May Orlova"."""
        if self._words[at].is_.folded not in words.CALENDAR:
            return False
        if self._titled or (self._open and self._open[0].is_.folded in words.CALENDAR):
            return True
        return at + 1 < len(self._words) and self._words[at + 1].is_.surname_like

    def _joins(self, at: int) -> bool:
        """Say whether a small word joins what stands before and behind it."""
        following = self._next_capital(at)
        if not self._open or following == len(self._words):
            return False
        before = self._open[-1].is_
        word = self._words[at].is_.folded
        if before.small or word == "&":
            return True
        if word == "and":
            return self._joins_and(at)
        if word in {"for", "on"}:
            return before.head_before_of is not None
        if word in words.NAME_PARTICLES:
            return not self._has_head()
        # "Council of the Heads of Authorities to Combat Illegal Migration"
        purpose = word in _PURPOSES and any(each.is_.folded in OF for each in self._open)
        return (word == "of" or purpose) and self._has_head()

    def _has_head(self) -> bool:
        return any(each.is_.head_before_of for each in self._open)

    def _joins_and(self, at: int) -> bool:
        after = self._words[at + 1].is_
        before = self._open[-1].is_
        if after.small or after.title or after.given:
            return False
        if any(each.is_.folded in OF for each in self._open):
            return not before.known and not after.known
        if after.folded in words.COMPANY_ENDS:
            return True
        # "Securities and Exchange Commission": a head alone is no name.
        if (before.head and len(self._open) > 1) or before.known or self._open[0].is_.given:
            return False
        end = at + 1
        while end < len(self._words) and not self._words[end].is_.small:
            end += 1
        return end - at >= _LEAST_JOINED and self._words[end - 1].is_.head == "organization"

    def _begins_person(self, at: int) -> bool:
        """Say whether a person's name begins in the midst of a group."""
        if at + 1 == len(self._words):
            return False
        is_, after = self._words[at].is_, self._words[at + 1].is_
        before = self._open[-1].is_
        if after.small or before.small or before.given or before.given_word:
            return False
        foreign = before.known and after.surname_like and not (is_.head or is_.known)
        if not (foreign or is_.given or is_.initials or (is_.given_word and after.surname)):
            return False
        if self._office or before.known:
            return True
        if len(self._open) > 1:
            return any(each.is_.folded in OF for each in self._open)
        # "Minnesotan Scott Jones", but not "Anthony John Jones"
        return (
            is_.given
            and not (before.surname or before.initials or after.head)
            and before.folded not in words.COMPASS
            and before.folded not in words.PLACE_STARTS
        )
