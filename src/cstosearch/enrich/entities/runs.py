"""Which runs of capitalised words does a text have?

A run is at most so many words, with the small words that names have inside ("of the", "and",
"von"); what it names is decided elsewhere. Each word has a bounded number of ways to match and a
run a bounded number of words, so that it takes time in the length of the text.
"""

import re
import unicodedata
from typing import Final

_MOST_WORDS: Final = 14
_PLANE: Final = 0x10000
"""Within the first plane of Unicode a class of characters is a table, and not a list of ranges."""


def _capitals() -> str:
    """Return all capital letters as they stand in a character class."""
    return "".join(
        char for char in map(chr, range(_PLANE)) if unicodedata.category(char) in {"Lu", "Lt"}
    )


CAPITAL: Final = f"[{_capitals()}]"
_SMALL: Final = (
    r"to(?= (?:Combat|Counter|Fight|Prevent|Promote|Protect)\b)|against"
    "|of the|of|for the|for|on the|on|and the|and|at|in|de la|de los|de las|de|del|della|dos|das|do"
    "|du|di|da|van der|van den|van|von der|von|den|der|ter|ten|le|la|al|el|ul|bin|ibn|ben|y|e|d|&"
)
_DOTTED: Final = (
    r"(?:\.(?:(?<=\b(?:Mr|Dr|Lt|St|Mt|Ms|Jr|Sr|Co)\.)"
    r"|(?<=\b(?:Gen|Col|Maj|Sgt|Gov|Sen|Rep|Rev|Adm|Hon|Mrs|Inc|Ltd)\.)"
    r"|(?<=\b(?:Capt|Prof|Brig|Corp)\.)))?"
)
_POSSESSIVE: Final = (
    r"(?:['\u2019](?:(?<=\b(?:Peoples|Workers|Farmers|Writers|Lawyers|Parents|Mothers)['\u2019])"
    r"|(?<=\b(?:Veterans|Teachers|Officers|Soldiers|Students)['\u2019])"
    r"|(?<=\bJournalists['\u2019])))?"
)
"""Plurals that names of organizations begin with: "Peoples' Friendship University"."""
# Without its first letter: a word, an abbreviation, or initials ("S.", "С.В.Зась").
_REST: Final = (
    rf"(?:\w+(?:[-\u2011'\u2019](?![sS]\b)\w+)*{_POSSESSIVE}{_DOTTED}"
    rf"|(?:\.{CAPITAL}(?!\w))*\.(?:{CAPITAL}\w+)?|)"
)
_GAP: Final = r"[ \n\u00a0]"
# A letter first, so that the search leaps to it.
RUN: Final = re.compile(
    rf"{CAPITAL}(?<!\w{CAPITAL}){_REST}"
    rf"(?:{_GAP}(?:(?:{_SMALL}){_GAP})?(?:al-|el-|d['\u2019])?{CAPITAL}{_REST})"
    rf"{{0,{_MOST_WORDS - 1}}}"
)
