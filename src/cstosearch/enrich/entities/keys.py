"""What is the same in all the ways in which a document writes a name?"""

from functools import lru_cache
from typing import NamedTuple

from cstosearch.analysis import fold
from cstosearch.enrich.entities.inflexion import root_of
from cstosearch.enrich.entities.words import GENERATIONS


@lru_cache(maxsize=1 << 16)
def key_of(written: str) -> str:
    """Return a name folded, of Russian words their roots."""
    return " ".join([root_of(fold(word.strip(".,\"“”«»'’()"))) for word in written.split()])


class Parts(NamedTuple):
    """Keys of a person's given names, or their initials, and of the surname."""

    given: tuple[str, ...]
    surname: str


@lru_cache(maxsize=1 << 16)
def parts_of(person: str) -> Parts:
    """Return the parts of a person's name; a name of one word is a surname."""
    words = [w for w in person.replace(".", " ").split() if fold(w) not in GENERATIONS]
    keys = [key_of(word) for word in words] or [""]
    return Parts(tuple(keys[:-1]), keys[-1])
