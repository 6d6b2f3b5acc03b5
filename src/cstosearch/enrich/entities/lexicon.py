"""What can a word of a capitalised run be?"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cstosearch.analysis import fold
from cstosearch.analysis.function_words import is_function_word
from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.inflexion import Forms
from cstosearch.enrich.entities.runs import CAPITAL
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.model import EntityType

_REMEMBERED: Final = 1 << 16
_INITIALS: Final = re.compile(rf"(?:{CAPITAL}\.)+$")
_INITIALS_FIRST: Final = re.compile(rf"(?:{CAPITAL}\.)+\w")
_WITH_YEAR: Final = re.compile(r"[^\W\d_]-(?:19|20)\d\d$")
_SURNAME_LIKE: Final = re.compile(
    r"[^\W\d_](?:[oe]va?|yan|dze|shvili|enko|chuk|skaya)$"
    r"|-[а-яё]{2,}(?:[оеё]в(?:а|у|ой|ым)?|ян(?:а|у)?)$"
)
_SHORT: Final = 3


class Looked(NamedTuple):
    """All that a word by itself may be.

    `head` is the type that it gives a name as its last word, `head_before_of` before "of". `known`
    is a name of the gazetteer of one word, or an adjective of one. `surname_like` ends as surnames
    of the region do, and is neither.
    """

    folded: str
    small: bool
    stops: bool
    title: bool
    occupation: bool
    head: EntityType | None
    head_before_of: EntityType | None
    given: bool
    given_word: bool
    surname: bool
    surname_like: bool
    known: bool
    adjective: bool
    initials: bool
    initials_first: bool
    dated: bool


class Word(NamedTuple):
    """A word at `start:end` of a run."""

    start: int
    end: int
    is_: Looked


class Lexicon:
    """Words, by lists of ours and by the gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        others = [entry for entry in gazetteer.entries if entry.entity.type != "person"]
        self.given = Forms(gazetteer.given_names)
        self._given_words = gazetteer.given_words
        self._surnames = gazetteer.surnames
        self._adjectives = Forms(fold(name.text) for entry in others for name in entry.adjectives)
        # A name that may be another's, such as Chad, may be a person's here.
        self._known = Forms(
            fold(name.text).rstrip(".")
            for entry in others
            for name in entry.names
            if " " not in name.text and not name.cue
        )
        self._seen: dict[str, Looked] = {}

    def words(self, run: str) -> Iterator[Word]:
        """Yield the words of a run, which single characters part."""
        start = 0
        for text in run.split():
            end = start + len(text)
            yield Word(start, end, self._seen.get(text) or self._look(text))
            start = end + 1

    def _look(self, text: str) -> Looked:
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        folded = fold(text.rstrip("'\u2019").removesuffix("."))
        last = folded.rpartition("-")[2]
        initials = _INITIALS.match(text) is not None
        abbreviated = text.isupper() and len(text) <= _SHORT
        head = type_of_head(folded)
        adjective = folded in self._adjectives
        known = folded in self._known or adjective
        self._seen[text] = looked = Looked(
            folded=folded,
            small=text.islower() or text == "&",
            stops=folded in words.CALENDAR or (is_function_word(folded) and not initials),
            title=last in words.TITLES and not abbreviated,
            occupation=folded in words.OCCUPATIONS,
            head=head,
            head_before_of="organization" if folded in words.HEADS_BEFORE_OF else head,
            given=folded in self.given,
            given_word=folded in self._given_words,
            surname=folded in self._surnames,
            surname_like=_SURNAME_LIKE.search(text.lower()) is not None
            and not known
            and head is None,
            known=known,
            adjective=adjective,
            initials=initials,
            initials_first=_INITIALS_FIRST.match(text) is not None,
            dated=_WITH_YEAR.search(text) is not None,
        )
        return looked


def type_of_head(word: str) -> EntityType | None:
    """Return of which type a name is whose last word, folded, is this."""
    if word in words.ORGANIZATION_HEADS:
        return "organization"
    if word in words.TREATY_HEADS:
        return "treaty"
    if word in words.EVENT_HEADS:
        return "event"
    return "place" if word in words.PLACE_HEADS else None
