"""Is a Russian word a form of another?

Words are looked up by stems, and unlike words may share one: «Армен», a man, and «Армения», a
country. The endings that a word can take follow from the one that it has in the dictionary.
"""

from functools import lru_cache
from typing import Final

_ADJECTIVE: Final = (
    "ый ий ой ая яя ое ее ые ие ого его ому ему ым им ом ем ую юю ою ею ей ых их ыми ими"
)
_ENDINGS: Final = {
    ending: frozenset(forms.split())
    for endings, forms in (
        ("ия", "ия ии ию ией иею ий иям иями иях"),
        ("ие", "ие ия ию ием ии ий иям иями иях"),
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
