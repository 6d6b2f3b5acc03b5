"""Which words are given names, and which surnames? Writes the lists of the gazetteer.

    python tools/names.py [FOLDER]

The names are those of the package Faker (MIT licence) for the locales below, in Latin or Cyrillic
letters; Russian, Armenian and Georgian ones are written in Latin letters too. They are folded,
as words are for searching. `given_words.txt` has the given names that names.txt, a list by hand, or
Faker's list of common English words has.
"""

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from cstosearch.analysis import fold

HAND: Final = Path(__file__).with_name("names.txt")
DATA: Final = HAND.parent.parent / "src/cstosearch/enrich/data"
HEAD: Final = "# Written by tools/names.py from Faker (MIT licence) and a list by hand.\n"
LOCALES: Final = (
    "az_AZ cs_CZ da_DK de_AT de_CH de_DE en_GB en_IE en_IN en_NZ en_PK en_US es_ES et_EE fi_FI "
    "fr_FR hr_HR hu_HU hy_AM it_IT ka_GE lt_LT lv_LV nl_NL no_NO pl_PL pt_BR pt_PT ro_RO ru_RU "
    "sk_SK sl_SI sv_SE tr_TR uk_UA uz_UZ"
).split()
SHORTEST: Final = 3

# Russian as in passports (ICAO 9303), but with the й, ё and ь that are commoner in the press;
# Armenian as BGN/PCGN 1981 without apostrophes; Georgian by the national system of 2002.
LATIN: Final = dict(
    (
        *zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
            strict=True,
        ),
        *zip(
            "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
            "a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts v p k o "
            "f".split(" "),
            strict=True,
        ),
        *zip(
            "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
            "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h".split(" "),
            strict=True,
        ),
        ("և", "ev"),
    )
)


def latin(name: str) -> str:
    """Return a name in Latin letters."""
    lower = name.lower().replace("ու", "u").replace("եւ", "ev")
    return "".join(LATIN.get(char, char) for char in lower).title()


def names(kind: str) -> set[str]:
    """Return the names of a kind, `first` or `last`, in all locales."""
    found = set[str]()
    for locale in LOCALES:
        provider: Any = import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if f"{kind}_name" in attribute and isinstance(values, Iterable):
                found.update(forms(values, locale))
    return found


def forms(values: Iterable[str], locale: str) -> Iterator[str]:
    """Yield single words, as they are and in Latin letters."""
    for name in values:
        if len(name) >= SHORTEST and name.isalpha():
            if locale not in {"hy_AM", "ka_GE"}:
                yield name
            if locale in {"hy_AM", "ka_GE", "ru_RU"}:
                yield latin(name)


def files() -> dict[str, str]:
    """Return each file by its name."""
    lines = HAND.read_text("utf-8").splitlines()
    added, taken = (
        {word for line in lines if line.startswith(sign) for word in line[1:].split()}
        for sign in "+-"
    )
    english: Any = import_module("faker.providers.lorem.en_US").Provider
    words = folded([*english.word_list, *taken])
    given = folded([*names("first"), *added])
    return {
        "given_names.txt": listed(given - words),
        "given_words.txt": listed(given & words),
        "surnames.txt": listed(folded(names("last")) - words),
    }


def folded(found: Iterable[str]) -> set[str]:
    """Return words as they are for searching."""
    return {fold(name) for name in found}


def listed(found: Iterable[str]) -> str:
    """Return a file of names, one a line."""
    return HEAD + "".join(f"{name}\n" for name in sorted(found))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else DATA
    for file, text in files().items():
        folder.joinpath(file).write_text(text, "utf-8")
