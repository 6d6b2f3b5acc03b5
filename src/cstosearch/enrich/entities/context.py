"""What do the words beside a name say of it?"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from cstosearch.analysis import fold, script_of, stem
from cstosearch.enrich.entities import words
from cstosearch.model import EntityType

_LOOKED_AT: Final = 32
_RUSSIAN_TITLES: Final = frozenset(stem(word) for word in words.RUSSIAN_TITLES)
_OF_PLACES: Final = frozenset(
    "in near at from to of between across throughout via outside inside toward towards around "
    "through into visit visited visiting leave left reached within over and "
    "в во из на с между под через по к для и около до".split()
)
_MOST_WORDS: Final = 3
_AREA: Final = re.compile(
    r" (?:training (?:area|ground|range)|testing (?:area|ground|range)|proving ground|test site"
    r"|test range|range|airfield|air base|airbase|military base|region|district|province|village"
    r"|oblast|mountains?|river|valley|county|peninsula)s?(?![^\W_])"
)


@lru_cache(maxsize=1 << 14)
def _folded(word: str) -> str:
    """Return the last word of some, folded; "" where a sign ends it that parts names."""
    bare = word.strip("\"“«('‘")
    return fold(bare.removesuffix(".")) if bare and (bare[-1].isalpha() or bare[-1] == ".") else ""


def word_before(text: str, at: int) -> str:
    """Return the word before a place of a text, folded; "" where none is beside it."""
    words_ = text[max(0, at - _LOOKED_AT) : at].split()
    return _folded(words_[-1]) if words_ else ""


@lru_cache(maxsize=1 << 14)
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
    if is_titled(word_before(text, start)) and not text[start:end].isupper():
        return "person"
    after = text[end : end + 2]
    if (after == ", " and end + 2 in places and not text[start:end].isupper()) or (
        after[:1] == " " and _AREA.match(text, end)
    ):
        return "place"
    return None
