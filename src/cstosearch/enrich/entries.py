"""What does the gazetteer say of an entity, and how do its files add up?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from cstosearch.errors import GazetteerError
from cstosearch.model import Entity, EntityType

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")


class Name(NamedTuple):
    """One form by which an entity is named.

    `lang` is "ru" where it has Cyrillic letters, else "en". `cue` says that it is also an ordinary
    word, or somebody else's name, and counts only with evidence in the text. `exact` says that case
    matters, as it does for words of capitals, abbreviations for the most part: "WHO" is not "who".
    """

    text: str
    lang: str
    cue: bool = False
    exact: bool = False


class Office(NamedTuple):
    """What a person is, by any of its titles: of which organization or country, and when.

    The days are the first and the last; None where it is not known, or not over.
    """

    titles: tuple[Name, ...]
    of: Entity
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity and all that names it; the first of `names` is the canonical one.

    `adjectives` ("Armenian", "Armenians") name a country too, but are weaker evidence. `years`
    are those in which an exercise was held, `beside` the canonical names of places that tell a
    place from others of its name.
    """

    entity: Entity
    names: tuple[Name, ...]
    adjectives: tuple[Name, ...] = ()
    offices: tuple[Office, ...] = ()
    years: tuple[int, ...] = ()
    beside: frozenset[str] = frozenset()


class Tenure(NamedTuple):
    """An office as a file states it: by a title, and the name of an organization or country."""

    title: str
    of: str
    since: date | None = None
    until: date | None = None


class Statement(NamedTuple):
    """What one entry of a file says; `where` it stands, for messages.

    `cue` are names too: those that count only with evidence.
    """

    where: str
    type: EntityType
    name: str
    aliases: Sequence[str] = ()
    cue: Sequence[str] = ()
    adjectives: Sequence[str] = ()
    offices: Sequence[Tenure] = ()
    years: Sequence[int] = ()
    beside: Sequence[str] = ()
    remove: bool = False


def add_up(statements: Iterable[Statement], titles: dict[str, Sequence[str]]) -> tuple[Entry, ...]:
    """Return the entries that statements make; later ones extend or remove what earlier ones name.

    `titles` are the other titles of an office. Raises `GazetteerError`.
    """
    said: dict[Entity, list[Statement]] = {}
    for statement in statements:
        entity = Entity(statement.type, statement.name)
        if not statement.remove:
            said.setdefault(entity, []).append(statement)
        elif said.pop(entity, None) is None:
            raise GazetteerError(
                f"{statement.where}: there is no such entry to remove: "
                "write its canonical name and its type as they stand in the gazetteer"
            )
    named = {name_of(text): [name_of(t) for t in others] for text, others in titles.items()}
    return tuple([_entry(entity, parts, named, said) for entity, parts in said.items()])


def _entry(
    entity: Entity,
    parts: list[Statement],
    titles: dict[Name, list[Name]],
    known: Iterable[Entity],
) -> Entry:
    cues = {text for part in parts for text in part.cue}
    names = [entity.name]
    for part in parts:
        names += part.aliases
        names += part.cue
    return Entry(
        entity,
        tuple([name_of(text, text in cues) for text in dict.fromkeys(names)]),
        tuple([name_of(text) for part in parts for text in part.adjectives]),
        tuple([_office(part, tenure, titles, known) for part in parts for tenure in part.offices]),
        tuple(sorted({year for part in parts for year in part.years})),
        frozenset(name for part in parts for name in part.beside),
    )


def _office(
    statement: Statement, tenure: Tenure, titles: dict[Name, list[Name]], known: Iterable[Entity]
) -> Office:
    of: tuple[Entity, Entity] = (
        Entity("organization", tenure.of),
        Entity("country", tenure.of),
    )
    for entity in of:
        if entity in known:
            title = name_of(tenure.title)
            return Office((title, *titles.get(title, ())), entity, tenure.since, tenure.until)
    raise GazetteerError(
        f'{statement.where}: there is no organization or country "{tenure.of}" to have an office '
        "of: write its canonical name, or add an entry for it"
    )


def name_of(text: str, cue: bool = False) -> Name:
    """Return a form with what its letters tell: its language, and whether case matters."""
    lang = "en" if text.isascii() or not _CYRILLIC.search(text) else "ru"
    return Name(text, lang, cue, exact=text.isupper() and " " not in text)
