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
    return "".join(part if part in _SIGNS else _words(part) for part in parts).strip()


def _words(part: str) -> str:
    """Return folded words; what parts them from a wildcard beside them still does."""
    words = " ".join(words_of(part))
    before = " " * bool(_PARTED.match(part))
    after = " " * bool(words and _PARTED.match(part[-1:]))
    return before + words + after
