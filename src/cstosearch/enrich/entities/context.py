"""What do the words beside a name say of it?"""

import re
from collections.abc import Mapping
from typing import Final

from cstosearch.analysis import fold, script_of, stem
from cstosearch.enrich.entities import words
from cstosearch.model import EntityType

_LOOKED_AT: Final = 32
_LAST_WORD: Final = re.compile(r"([^\W\d_]+)[.]?[\s\"“«'‘(]{1,2}$")
_RUSSIAN_TITLES: Final = frozenset(stem(word) for word in words.RUSSIAN_TITLES)
_OF_PLACES: Final = frozenset(
    "in near at from to of between across throughout via outside inside toward towards around "
    "through into visit visited visiting leave left reached within into over and "
    "в во из на с между под через по к для и около до".split()
)
_IN: Final = frozenset("in near throughout в во".split())
_MOST_WORDS: Final = 3
_AREA: Final = re.compile(
    r" (?:training (?:area|ground|range)|testing (?:area|ground|range)|proving ground|test site"
    r"|test range|range|airfield|air base|airbase|military base|region|district|province|village"
    r"|oblast|mountains?|river|valley|county|peninsula)s?(?![^\W_])"
)


def word_before(text: str, at: int) -> str:
    """Return the word before a place of a text, folded; "" where none is beside it."""
    found = _LAST_WORD.search(text, max(0, at - _LOOKED_AT), at)
    return fold(found[1]) if found else ""


def is_titled(before: str) -> bool:
    """Say whether a word, folded, says that a person's name follows."""
    if script_of(before) == "ru":
        return stem(before) in _RUSSIAN_TITLES
    return before in words.OCCUPATIONS


def may_be_place(text: str, start: int, end: int, places: Mapping[int, int]) -> bool:
    """Say whether the words beside a name allow that it is a place's.

    `places` are where others begin and end: in "Atlanta, Georgia" either speaks for the other.
    """
    if text[end : end + 2] == ", " and end + 2 in places:
        return True
    if text[start - 2 : start] == ", " and start - 2 in places.values():
        return True
    return word_before(text, start) in _OF_PLACES


def guess(text: str, start: int, end: int, places: Mapping[int, int]) -> EntityType | None:
    """Return the type of a name that nobody knows, where what stands beside it tells."""
    written = text[start:end]
    if len(written.split()) > _MOST_WORDS:
        return None
    before = word_before(text, start)
    if is_titled(before) and not written.isupper():
        return "person"
    if _AREA.match(text, end):
        return "place"
    if text[end : end + 2] == ", " and end + 2 in places and not written.isupper():
        return "place"
    return None
