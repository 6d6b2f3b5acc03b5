"""Which organizations does a Russian text name, and what are names in the nominative?

Only the first word of an organization has a capital letter: «Министерство обороны Республики
Беларусь». Its name goes on with words in the genitive, up to the name of whose it is.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from cstosearch.analysis import fold
from cstosearch.enrich.entities.inflexion import Forms

_HEADS: Final = {
    "академи": "академия",
    "агентств": "агентство",
    "ассамбле": "ассамблея",
    "ассоциаци": "ассоциация",
    "департамент": "департамент",
    "институт": "институт",
    "комисси": "комиссия",
    "комитет": "комитет",
    "корпораци": "корпорация",
    "лаборатори": "лаборатория",
    "министерств": "министерство",
    "организаци": "организация",
    "палат": "палата",
    "парламент": "парламент",
    "посольств": "посольство",
    "секретариат": "секретариат",
    "служб": "служба",
    "совет": "совет",
    "союз": "союз",
    "университет": "университет",
    "управлени": "управление",
    "училищ": "училище",
    "фонд": "фонд",
    "центр": "центр",
    "штаб": "штаб",
}
_ADJECTIVE: Final = "(?:ый|ий|ой|ая|яя|ое|ее|ого|его|ому|ему|ым|им|ом|ем|ую|юю|ей)"
_CASE: Final = "(?:ия|ии|ию|ией|ом|ем|ой|ей|[аяоеуюы])?"
_NOUN: Final = "|".join(_HEADS)
_CAPITAL_NOUN: Final = "|".join(f"[{noun[0].upper()}]{noun[1:]}" for noun in _HEADS)
_GENITIVE: Final = (
    r"[а-яё-]{2,30}(?:ов|ев|ей|ых|их|ого|его|ой|ы|(?<!л)и|(?<!л|с)а|(?<!с)я)(?<!ила)(?<!ает)(?<!ена)(?<!здана)(?<!ована)"
    "|(?:[а-яё]{2,20}ци|дел|сил|войск|прав|средств|сообществ|наук|стран|государств|границ)(?:й|(?<!ци))"
)
_ORGANIZATION: Final = re.compile(
    rf"(?<!\w)(?:[А-ЯЁ](?:[а-яё]{{1,30}}-[А-ЯЁ])?[а-яё-]{{2,30}}{_ADJECTIVE} "
    rf"(?:[а-яё-]{{2,30}}{_ADJECTIVE} ){{0,3}}"
    rf"(?P<noun>{_NOUN}){_CASE}|(?P<head>{_CAPITAL_NOUN}){_CASE})(?!\w)"
    rf"(?P<tail>(?: (?:по |о |и )?(?:{_GENITIVE})(?!\w)){{0,6}})"
)
_ENDING: Final = re.compile(rf"{_ADJECTIVE}$")
_HARD: Final = {"м": "ый", "ж": "ая", "с": "ое"}
_SIBILANTS: Final = "кгхжшщч"
_HUSHES: Final = "жшщч"


def organizations(text: str, owners: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Yield where organizations stand; `owners` are where names of others begin and end."""
    for found in _ORGANIZATION.finditer(text):
        end = found.end()
        owner = owners.get(end + 1)
        whole = found["tail"] or found["noun"]
        if owner and text[end] == " ":
            yield found.start(), owner
        elif whole:
            yield found.start(), end


@lru_cache(maxsize=1 << 12)
def organization_name(written: str) -> str:
    """Return the name of an organization with its head in the nominative."""
    name = " ".join(written.split())
    found = _ORGANIZATION.match(name)
    if not found:
        return name
    root = (found["noun"] or found["head"]).lower()
    head = _HEADS[root]
    if found["head"]:
        start = len(re.match(r"[А-ЯЁа-яё]+", name)[0])  # type: ignore[index]
        return head.capitalize() + name[start:]
    *adjectives, _ = name[: found.start("tail")].split()
    gender = "с" if head[-1] in "ое" else "ж" if head[-1] in "ая" else "м"
    return (
        " ".join([*(_agree(word, gender) for word in adjectives), head])
        + name[found.start("tail") :]
    )


def _agree(adjective: str, gender: str) -> str:
    """Return the nominative of an adjective for a noun: м, ж or с."""
    root = _ENDING.sub("", adjective)
    if gender == "м" and root[-1:] in _SIBILANTS:
        return root + "ий"
    if gender == "с" and root[-1:] in _HUSHES:
        return root + "ее"
    return root + _HARD[gender]


class Nominative:
    """Persons' names in the nominative, as far as given names are known."""

    def __init__(self, given: Forms) -> None:
        self._given = given

    def person(self, name: str) -> str:
        """Return a person's name in the nominative, or as it is if that is not known."""
        some = name.split()
        for at, word in enumerate(some[:-1]):
            lemma = self._given.lemma(fold(word))
            if lemma is None:
                continue
            if lemma == fold(word):
                return name
            woman = lemma[-1] in "ая" and lemma not in _MEN_IN_A
            some[at] = lemma.capitalize()
            return " ".join(
                part if i <= at else _surname(part, woman=woman) for i, part in enumerate(some)
            )
        return name


_MEN_IN_A: Final = frozenset("данила илья кузьма лука никита савва фома".split())
_MEN: Final = (
    (re.compile("(?<=[сц]к)(?:ого|ому|им|ом)$"), "ий"),
    (re.compile("(?<=[оеё]в|[иы]н)(?:а|у|ым|е)$"), ""),
    (re.compile("(?<=[бвгджзклмнпрстфхцчшщ])(?:а|ом|ем)$"), ""),
    (re.compile("(?<=[аеиоуыэюя])(?:я|ю|ем)$"), "й"),
    (re.compile("(?:я|ю|ем)$"), "ь"),
)
_WOMEN: Final = (
    (re.compile("(?<=[оеё]в|[иы]н|вн)(?:ой|у|ы|е)$"), "а"),
    (re.compile("(?<=[сц]к)(?:ой|ую)$"), "ая"),
)


def _surname(form: str, *, woman: bool) -> str:
    for ending, nominative in _WOMEN if woman else _MEN:
        if ending.search(form):
            return ending.sub(nominative, form)
    return form
