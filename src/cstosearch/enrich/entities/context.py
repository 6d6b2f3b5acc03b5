"""What do the words beside a name say of it?"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from cstosearch.analysis import fold, script_of, stem
from cstosearch.analysis.function_words import is_function_word
from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.mentions import Unknown
from cstosearch.model import EntityType

_LOOKED_AT: Final = 24
_RUSSIAN_TITLES: Final = frozenset(stem(word) for word in words.RUSSIAN_TITLES)
_OF_PLACES: Final = frozenset(
    "in near at from to of between across throughout via outside inside toward towards around "
    "through into visit visited visiting leave left reached within over and "
    "в во из на с между под через по к для и около до".split()
)
_IN: Final = {"in": 2, "near": 2, "at": 1, "throughout": 1, "в": 2, "во": 2}
"""Words before places, with how many words a name may have there that nobody knows."""
_PARTS: Final = frozenset(" ,'\u2019")
"""What may stand behind a name of which something is said: "X is a village"."""
_QUOTES: Final = frozenset('"«»“”')
_HELD: Final = frozenset("exercise exercises drill drills учение учения учений учении".split())
_ABBREVIATED: Final = (3, 5)
_MOST_WORDS: Final = 3
_AFTER: Final = re.compile(
    r"(?P<place> (?:training (?:area|ground|range)|testing (?:area|ground|range)|proving ground"
    r"|test site|test range|range|airfield|air base|airbase|military base|region|district|province"
    r"|village|oblast|mountains?|river|valley|county|peninsula)s?(?![^\W_]))"
    r"|(?P<person>, (?:who|born|aged) | \(born |['\u2019]s (?:wife|husband|father|mother|sons?"
    r"|daughters?|brothers?|sisters?|widow|parents|childhood|death)\b| (?:himself|herself)\b)"
    r"|(?P<defined>(?: \([^()\n]{0,80}\))? (?:is|was) an? (?:[\w-]{1,20} ?){1,6})"
)
_ENDS_DEFINITION: Final = frozenset("of in by from for that which who with and".split())


class Places(NamedTuple):
    """Where the names of countries and places begin and end in a text."""

    starts: frozenset[int]
    ends: frozenset[int]


@lru_cache(maxsize=1 << 14)
def _folded(word: str) -> str:
    """Return the last word of some, folded; "" where a sign ends it that parts names."""
    bare = fold(word.strip("\"“«('‘"))
    if bare.endswith(".") and bare[:-1] in words.TITLES and len(bare) <= _ABBREVIATED[1]:
        return bare[:-1]
    return bare if bare.isalpha() or "-" in bare[1:-1] else ""


def word_before(text: str, at: int) -> str:
    """Return the word before a place of a text, folded; "" where none is beside it."""
    behind = text[max(0, at - _LOOKED_AT) : at].rsplit(None, 1)
    return _folded(behind[-1]) if behind else ""


@lru_cache(maxsize=1 << 14)
def is_titled(before: str) -> bool:
    """Say whether a word, folded, says that a person's name follows."""
    if script_of(before) == "ru":
        before = before.rpartition("-")[2]
        return stem(before) in _RUSSIAN_TITLES
    return before in words.OCCUPATIONS or before.removesuffix("s") in words.OCCUPATIONS


def may_be_event(text: str, start: int, end: int) -> bool:
    """Say whether quotes, or the word for an exercise, stand beside a name."""
    if text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES:
        return True
    behind = text[end : end + _LOOKED_AT].split(maxsplit=1)
    return word_before(text, start) in _HELD or (
        text[end : end + 1] == " " and behind != [] and fold(behind[0].strip(".,;:")) in _HELD
    )


def may_be_place(text: str, start: int, end: int, places: Places) -> bool:
    """Say whether the words beside a name allow that it is a place's.

    In "Atlanta, Georgia" either speaks for the other.
    """
    if text[end : end + 2] == ", " and end + 2 in places.starts:
        return True
    if text[start - 2 : start] == ", " and start - 2 in places.ends:
        return True
    return is_placed(text, start)


def is_placed(text: str, start: int) -> bool:
    """Say whether a word stands before a name that stands before places."""
    return word_before(text, start) in _OF_PLACES


def guess(text: str, unknown: Unknown, places: Places) -> EntityType | None:
    """Return the type of a name that nobody knows, where what stands beside it tells."""
    start, end, key = unknown
    before = word_before(text, start)
    says = _says(before)
    written = text[start:end]
    if written.isupper():
        return "organization" if _is_abbreviation(written, key, before) else None
    if says in {"person", "organization"}:
        return says
    after = text[end : end + 1]
    if not (says or after in _PARTS) or key.count(" ") >= _MOST_WORDS:
        return None
    if after == "," and end + 2 in places.starts:
        return "place"
    # "The Republic is a member" says nothing of a name.
    told = _is_told(text, end) if after in _PARTS and key not in words.HEADS else None
    return told or ("place" if says and _is_placed(text, unknown, before) else None)


def _is_placed(text: str, unknown: Unknown, before: str) -> bool:
    """Say whether a name stands where those of places do: "in X", "the town of X"."""
    start, _, key = unknown
    last = key.rpartition(" ")[2]
    if last in words.NOT_PLACES or last in words.HEADS:
        return False
    if before in _IN:
        return key.count(" ") < _IN[before]
    some = text[max(0, start - _LOOKED_AT) : start].split()
    return len(some) > 1 and _folded(some[-2]) in words.SETTLEMENTS


@lru_cache(maxsize=1 << 14)
def _says(before: str) -> EntityType | None:
    """Return of what type a name is, or may be a place's, by the word before it."""
    if not before:
        return None
    if is_titled(before):
        return "person"
    if before in words.COLLECTIVES:
        return "organization"
    return "place" if before in _IN or before in {"of", "called"} else None


def _is_told(text: str, end: int) -> EntityType | None:
    """Return what is said to be true of a name that ends there: "X is a village"."""
    found = _AFTER.match(text, end)
    if found is None:
        return None
    if found.lastgroup == "defined":
        return _defined(found[0])
    return "place" if found.lastgroup == "place" else "person"


@lru_cache(maxsize=1 << 12)
def _defined(words_: str) -> EntityType | None:
    for word in map(fold, words_.rpartition(")")[2].split()):
        if word in words.COLLECTIVES:
            return "organization"
        if word in words.OCCUPATIONS:
            return "person"
        if word in words.SETTLEMENTS and word not in words.COMPASS:
            return "place"
        if word in _ENDS_DEFINITION:
            return None
    return None


def _is_abbreviation(written: str, key: str, before: str) -> bool:
    if not (written.isalpha() and _ABBREVIATED[0] <= len(written) <= _ABBREVIATED[1]):
        return False
    if key in words.NOT_ORGANIZATIONS or is_function_word(key):
        return False
    return before == "the" or len(written) == _ABBREVIATED[1] - 1
