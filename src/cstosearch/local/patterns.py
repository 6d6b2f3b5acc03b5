"""Is a value like a pattern, in which `*` stands for any characters and `?` for one?"""

import re
from collections.abc import Callable
from typing import Final

from cstosearch.analysis import words_of

_SIGNS: Final = ("*", "?")
_WILDCARD: Final = re.compile(r"([*?])")
_PARTED: Final = re.compile(r"[\W_]")


def likeness(pattern: str, *, folded: bool) -> Callable[[str], bool]:
    """Return what says whether a value is like a pattern; `folded` values are words so already."""
    wanted = _expression(_folded(pattern) if folded else pattern)
    return lambda value: wanted.fullmatch(value) is not None


def _expression(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern, which takes each part where it comes first, for good."""
    first, *rest = (
        "".join("." if char == "?" else re.escape(char) for char in part)
        for part in pattern.split("*")
    )
    inner = "".join(f"(?>.*?{part})" for part in rest[:-1])
    return re.compile(first + inner + (f".*{rest[-1]}" if rest else ""), re.DOTALL)


def _folded(pattern: str) -> str:
    """Return a pattern in which the words between its wildcards are folded, as names are."""
    parts = _WILDCARD.split(pattern)
    folded = [part if part in _SIGNS else " ".join(words_of(part)) for part in parts]
    for at, part in enumerate(parts[1:-1], start=1):
        # What parts a word from the wildcard beside it still does.
        if part in _SIGNS:
            folded[at - 1] += " " * bool(_PARTED.search(parts[at - 1][-1:]))
            folded[at + 1] = " " * bool(_PARTED.match(parts[at + 1])) + folded[at + 1]
    return "".join(folded).strip()
