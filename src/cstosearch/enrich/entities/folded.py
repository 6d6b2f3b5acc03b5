"""As what is a text compared with names, and where in it does a match stand?

Names are compared without case and accents, word by word. A text is folded into one string in
which every word has a space before and behind it, so that a name with a space at either end
matches whole words only. Punctuation and the space behind it are two spaces, which no name has
inside, but for its own full stops.

Most texts fold character for character, in one call; then a match stands where it stands in the
text. A text that does not (Cyrillic words are inflected and compared by roots; `ß` has two
letters for one; accents may be characters of their own) is folded token by token.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from cstosearch.analysis import fold, script_of, tokenize
from cstosearch.enrich.entities.inflexion import root_of

_ODD: Final = "\0"
"""Stands for a character that cannot be folded in its place."""


class Folded(NamedTuple):
    """A text to find names in; `starts` and `ends` are empty where it folds in place.

    Otherwise token number n is what stands at `places[n]` of `string`, and at
    `starts[n]:ends[n]` of the text.
    """

    string: str
    places: Sequence[int] = ()
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text `string[start:end]` stands, a name with its spaces."""
        if not self.places:
            return start, end - 2
        first = bisect_left(self.places, start + 1)
        last = bisect_left(self.places, end - 1) - 1
        return self.starts[first], self.ends[last]


class _Characters(dict[int, str]):
    """What each character folds to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = fold(char) if char.isalnum() else ""
        if len(plain) == 1 and script_of(plain) != "ru":
            folded = plain
        else:
            # An accent that stands by itself belongs to the word before it.
            folded = _ODD if plain or fold(f"a{char}b") == "ab" or char.isalpha() else " "
        self[code] = folded
        return folded


_CHARACTERS: Final = _Characters()


def folded(text: str) -> Folded:
    """Fold a text."""
    string = f" {text.translate(_CHARACTERS)} "
    return Folded(string) if _ODD not in string else _by_tokens(text)


def folded_name(name: str) -> set[str]:
    """Return the strings that a name is looked for as: with its full stops, and without."""
    whole = folded(name).string
    return {f" {form} " for form in (whole.strip(), " ".join(whole.split())) if form}


def _by_tokens(text: str) -> Folded:
    pieces: list[str] = []
    places: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    before = -1
    for word, start, end in tokenize(text):
        # Between words of a name there is one character; a space lies at either end.
        gap = " " if start - before <= 1 else "  "
        root = root_of(word)
        pieces.append(gap)
        pieces.append(root)
        place += len(gap)
        places.append(place)
        place += len(root)
        starts.append(start)
        ends.append(end)
        before = end
    return Folded("".join(pieces) + " ", places, starts, ends)
