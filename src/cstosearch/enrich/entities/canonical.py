"""What is the name of something that only the text knows?"""

import re
from typing import Final

_SHORT: Final = 2
_ENDS: Final = " \t\n\u00a0,;:.\"“”«»'‘’"


def tidy(written: str) -> str:
    """Return a name without line breaks and quotes around it."""
    name = " ".join(written.split())
    kept = name.strip(_ENDS)
    # The full stop of an abbreviation belongs to the name.
    return kept + "." if name.endswith(".") and re.search(r"(?:^|\W)\w{1,3}$", kept) else kept


def tidy_person(written: str) -> str:
    """Return a person's name, tidy, with a surname in capitals as others are."""
    return " ".join(_capitalised(word) for word in tidy(written).split())


def _capitalised(word: str) -> str:
    parts = word.split("-")
    if word.isupper() and all(len(part) > _SHORT and part.isalpha() for part in parts):
        return "-".join(part.capitalize() for part in parts)
    return word
