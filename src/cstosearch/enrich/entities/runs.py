"""Which runs of capitalised words does a text have?

A run is at most so many words, with the small words that names have inside ("of the", "and",
"von"); what it names is decided elsewhere. No part of the expression can match in two ways, so
that it takes time in the length of the text.
"""

import re
import sys
import unicodedata
from itertools import count, groupby
from typing import Final

MOST_WORDS: Final = 14

_ABBREVIATIONS: Final = (
    "Adm Brig Capt Cmdr Col Dr Gen Gov Hon Lt Maj Mr Mrs Ms Mt Prof Rep Rev Sen Sgt St"
)
_SMALL: Final = (
    "of the|of|for the|for|on the|on|and the|and|at|in|de la|de los|de las|de|del|della|dos|das|do"
    "|du|di|da|van der|van den|van|von der|von|den|der|ter|ten|le|la|al|el|ul|bin|ibn|ben|y|e|d|&"
)


def _capitals() -> str:
    """Return all capital letters as ranges of a character class."""
    letters = [
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Lu", "Lt"}
    ]
    counter = count()
    runs = [list(group) for _, group in groupby(letters, lambda code: code - next(counter))]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


CAPITAL: Final = f"[{_capitals()}]"
_WORD: Final = (
    rf"(?:(?:{'|'.join(_ABBREVIATIONS.split())})\.|(?:{CAPITAL}\.){{1,4}}(?![^\W_]{{2}})"
    rf"|(?:{CAPITAL}\.){{0,4}}{CAPITAL}[^\W_]*(?:[-\u2011'\u2019](?![sS]\b)[^\W_]+)*+)"
)
_GAP: Final = r"[ \n\u00a0]"
RUN: Final = re.compile(
    rf"(?<![^\W_]){_WORD}"
    rf"(?:(?:{_GAP}(?:{_SMALL}))?{_GAP}(?:al-|el-|ad-|as-|d['\u2019])?{_WORD}){{0,{MOST_WORDS - 1}}}"
)
