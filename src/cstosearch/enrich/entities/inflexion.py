"""Is a Russian word a form of another?

Words are looked up by their roots: what is left when all that may be endings is taken away. Unlike
words may share one: «Армен», a man, and «Армения», a country; so the endings are compared then.
Those that a word can take follow from the one that it has in the nominative. (Stems of Snowball do
not serve: it cuts «Станислав» to «станисла», and «Станислава» to «станислав».)
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from cstosearch.analysis import script_of

_ADJECTIVE: Final = (
    "ый ий ой ая яя ое ее ые ие ого его ому ему ым им ом ем ую юю ою ею ей ых их ыми ими"
)
_ENDINGS: Final = {
    ending: frozenset(forms.split())
    for endings, forms in (
        ("ия", "ия ии ию ией иею ий иям иями иях"),
        ("ие", "ие ия ию ием ии ий иям иями иях их им ими"),
        ("ье", "ье ья ью ьем ий ьям ьями ьях"),
        ("ый ий ой ая яя ое ее ые", _ADJECTIVE),
        ("а", "а ы и е у ой ою ей ею ам ами ах - ую"),
        ("я", "я и е ю ей ею ёй ям ями ях ь"),
        ("о", "о а у ом е ам ами ах -"),
        ("е", "е я ю ем и ей ям ями ях"),
        ("ь", "ь я ю ем ём е и ью ей ям ями ях"),
        ("й", "й я ю ем ём е и ев ям ями ях"),
        ("ы", "ы ов ам ами ах -"),
        ("и", "и ов ей ам ами ах ям ями ях - ь"),
        ("-", "- а у ом ем ым е ы и ов ам ами ах ых"),
    )
    for ending in endings.split()
}
_LONGEST: Final = 2
_ALL: Final = frozenset(form for forms in _ENDINGS.values() for form in forms) - {"-"}
_SIZES: Final = range(1, max(map(len, _ALL)) + 1)
_SHORTEST: Final = 2
"""Letters that a root has at least."""
_ROOTED: Final = 40
"""Words that are longer than this are no names, and stay whole."""


@lru_cache(maxsize=1 << 16)
def root_of(word: str) -> str:
    """Return the root of a folded word, if it is Cyrillic, and any other word as it is."""
    if script_of(word) != "ru" or len(word) > _ROOTED:
        return word
    # An expression would try all ways to part what may be many endings, which are too many.
    root = len(word)
    begins = {root}
    for at in range(root - 1, _SHORTEST - 1, -1):
        if any(at + size in begins and word[at : at + size] in _ALL for size in _SIZES):
            begins.add(at)
            root = at
    return word[:root]


@lru_cache(maxsize=1 << 14)
def is_form(form: str, word: str) -> bool:
    """Say whether a folded word may be a form of another one, which stands in the nominative.

    «зася» may be one of «зась». A vowel that comes and goes («белец», «бельца») is not seen.
    """
    if form == word:
        return True
    for length in range(_LONGEST, -1, -1):
        ending = word[len(word) - length :] or "-"
        if ending in _ENDINGS:
            root = word[: len(word) - length]
            return form.startswith(root) and (form[len(root) :] or "-") in _ENDINGS[ending]
    return False


class Forms:
    """Folded words, and of Russian ones all forms."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._by_root: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if script_of(word) == "ru":
                self._by_root[root_of(word)].append(word)

    def __contains__(self, form: str) -> bool:
        """Say whether a folded word is one of them, or a form of one."""
        return form in self._words or self.lemma(form) is not None

    def lemma(self, form: str) -> str | None:
        """Return the Russian word, in the nominative, that a folded word is a form of."""
        if form in self._words:
            return form
        if script_of(form) != "ru":
            return None
        return next((w for w in self._by_root.get(root_of(form), ()) if is_form(form, w)), None)
