"""What is the name of something that only the text knows?"""

from typing import Final

_SHORT: Final = 2
_ENDS: Final = " \t\n\u00a0,;:.\"“”«»'‘’"


def tidy(written: str) -> str:
    """Return a name without line breaks, and without quotes and stops around it."""
    name = " ".join(written.split())
    kept = name.strip(_ENDS)
    # Of "U.S.A." the last full stop belongs to the name; of "Corp." it does not.
    return kept + "." if name.endswith(".") and kept[-2:-1] == "." else kept


def tidy_person(written: str) -> str:
    """Return a person's name, tidy, with a surname in capitals as others are."""
    return " ".join(_capitalised(word) for word in tidy(written).split())


def _capitalised(word: str) -> str:
    parts = word.split("-")
    if word.isupper() and all(len(part) > _SHORT and part.isalpha() for part in parts):
        return "-".join(part.capitalize() for part in parts)
    return word
