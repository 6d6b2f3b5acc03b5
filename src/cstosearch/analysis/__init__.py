"""Which words does a text hold, and where? The one tokenizer: for indexing, queries and marking.

A token is a run of letters and digits; everything else parts tokens, hyphens and apostrophes
too, and a possessive `'s` is dropped. Its folded form (NFKC, case and accents folded) is what
quoted words match; the stem of the folded form is what unquoted words match. No word is left out.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import Stemmer

MAX_TOKEN: Final = 255
"""Longer runs are cut into tokens of this many characters, so that no term is unbounded."""

# Characters that continue a word though `\w` does not take them: combining marks, the vowel signs
# of Indic and South-East Asian scripts (whole blocks, less their punctuation), and invisible
# characters that saved pages leave inside words, such as the soft hyphen.
_CONTINUES: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0900-\u0963\u0966-\u0f03\u0f18-\u109f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f\u00ad\u200c\u200d\u2060\ufeff"
)
_TOKEN: Final = re.compile(
    rf"([^\W_](?:[^\W_]|[{_CONTINUES}]){{0,{MAX_TOKEN - 1}}})(?:['\u2019][sS](?![^\W_]))?"
)
_VOWEL_SIGN: Final = re.compile("[\u0900-\u0963\u0966-\u0f03\u0f18-\u109f]")
_LEADING_MARKS: Final = re.compile(r"^[\W_]+")

# Letters of their own, which Unicode happens to write as a letter and a mark.
_WHOLE_LETTERS: Final = frozenset("йўї")
# Letters that no decomposition takes apart, though people type them plain.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_SIGNS: Final = frozenset({7, 9})  # combining classes of nukta and virama: spelling, not accent


class Token(NamedTuple):
    """A folded word and the characters `start:end` of the text that it stands for."""

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text, in order."""
    return list(tokens_from(text, 0))


def tokens_from(text: str, start: int) -> Iterator[Token]:
    """Yield the tokens of a text from the one that begins at `start`, or the first, on."""
    for match in _TOKEN.finditer(text, start):
        if folded := fold(match[1]):
            yield Token(folded, *match.span(1))


def spans_from(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where the tokens of a text stand, from the one that begins at `start` on.

    It takes half as long as `tokens_from`.
    """
    return (match.span(1) for match in _TOKEN.finditer(text, start) if fold(match[1]))


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, in order."""
    return tuple([folded for raw in _TOKEN.findall(text) if (folded := fold(raw))])


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return a word with case, accents and compatibility forms folded away.

    It may be empty: some letters are nothing but an accent. Folding is idempotent.
    """
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    plain = "".join(c if c in _WHOLE_LETTERS else _unaccented(c) for c in folded)
    return _LEADING_MARKS.sub("", unicodedata.normalize("NFC", plain.translate(_PLAIN)))[:MAX_TOKEN]


def _unaccented(char: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", char) if _is_spelling(c))


def _is_spelling(char: str) -> bool:
    """Say whether a character of a decomposed word tells words apart."""
    if unicodedata.combining(char):
        return unicodedata.combining(char) in _SIGNS
    return char.isalnum() or _VOWEL_SIGN.match(char) is not None


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a folded word, by the language that its script suggests.

    Cyrillic words are stemmed as Russian, Latin ones as English (Snowball); others stay whole.
    """
    script = script_of(word)
    return _STEMMERS[script].stemWord(word) if script else word


def stems(words: Sequence[bytes]) -> list[bytes]:
    """Return the stems of many folded words, all in UTF-8; faster than one by one."""
    found = list(words)
    places: dict[str, list[int]] = {"en": [], "ru": []}
    for at, word in enumerate(words):
        if b"a" <= word < b"{":
            places["en"].append(at)
        elif script := script_of(word[:4].decode(errors="ignore")):
            places[script].append(at)
    for script, some in places.items():
        stemmed = _STEMMERS[script].stemWords([words[at] for at in some])
        for at, one in zip(some, stemmed, strict=True):
            found[at] = one
    return found


def script_of(word: str) -> str:
    """Return `en` for a folded word in Latin letters, `ru` in Cyrillic, "" for any other."""
    first = word[:1]
    if "a" <= first <= "z" or "\u00df" <= first <= "\u024f":
        return "en"
    return "ru" if "\u0400" <= first <= "\u052f" else ""


# Without a cache of their own: it takes three times as long as stemming does.
_STEMMERS: Final = {"en": Stemmer.Stemmer("english", 0), "ru": Stemmer.Stemmer("russian", 0)}
