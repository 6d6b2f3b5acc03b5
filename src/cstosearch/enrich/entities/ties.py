"""Which names within a document name the same?

A person's names go together where the surname is the same and no given name or initial differs.
A surname alone, or a given name alone, is whoever is the only one in the document to have it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cstosearch.analysis import fold, stem
from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.canonical import tidy, tidy_person
from cstosearch.enrich.entities.mentions import Naming
from cstosearch.model import Entity

_COMPANY: Final = words.COMPANY_ENDS | {"company", "corporation", "group", "holdings"}


def key_of(word: str) -> str:
    """Return what is the same in all forms of a word of a name."""
    return stem(fold(word)) if word[:1] > "\u0400" else fold(word)


@dataclass(slots=True)
class _Person:
    entity: Entity
    surname: str
    given: list[str]
    known: bool

    def may_be(self, given: Sequence[str]) -> bool:
        """Say whether given names and initials may be those of this person."""
        return all(
            mine == theirs or (min(len(mine), len(theirs)) == 1 and mine[0] == theirs[0])
            for mine, theirs in zip(self.given, given, strict=False)
        )


def _parts(name: str) -> tuple[list[str], str]:
    """Return keys of the given names or initials, and of the surname."""
    some = [w for w in name.replace(".", " ").split() if fold(w) not in words.GENERATIONS]
    keys = [key_of(word) for word in some] or [""]
    return keys[:-1], keys[-1]


class People:
    """The persons of a document, by any of their names."""

    def __init__(self, names: Iterable[Naming]) -> None:
        self._by_surname: defaultdict[str, list[_Person]] = defaultdict(list)
        self._by_given: defaultdict[str, list[_Person]] = defaultdict(list)
        # Persons of the gazetteer first, then the fullest names.
        ordered = sorted(
            names, key=lambda n: (n.entity is None, -len(n.written.split()), -len(n.written))
        )
        for naming in ordered:
            self._add(naming)

    def _add(self, naming: Naming) -> None:
        name = naming.entity.name if naming.entity else tidy_person(naming.written)
        given, surname = _parts(tidy_person(naming.written))
        if naming.entity is None:
            naming.entity = self.named(given, surname)
        if naming.entity is None:
            if not given and self._by_surname[surname]:
                return
            naming.entity = Entity("person", name)
        person = _Person(naming.entity, surname, given, known=True)
        mine = self._by_surname[surname]
        if all(p.entity != person.entity or len(p.given) < len(given) for p in mine):
            mine[:] = [p for p in mine if p.entity != person.entity] + [person]
        if given and len(given[0]) > 1 and person not in self._by_given[given[0]]:
            self._by_given[given[0]].append(person)

    def named(self, given: Sequence[str], surname: str) -> Entity | None:
        """Return who has such names, if there is only one."""
        found = {p.entity for p in self._by_surname.get(surname, ()) if p.may_be(given)}
        return found.pop() if len(found) == 1 else None

    def short(self, written: str) -> Entity | None:
        """Return whom a name of one word, or with initials, names, if there is only one."""
        given, surname = _parts(tidy_person(written))
        found = self.named(given, surname)
        if found or given:
            return found
        firsts = {p.entity for p in self._by_given.get(surname, ())}
        return firsts.pop() if len(firsts) == 1 else None


@dataclass(slots=True)
class Others:
    """Organizations, places, events and treaties of a document, by their names and short forms."""

    _names: dict[str, Entity | None] = field(default_factory=dict)

    def add(self, naming: Naming) -> None:
        """Note the names by which something with an entity may be spoken of again."""
        entity = naming.entity
        if entity is None:
            return
        written = naming.written
        self._note(fold_name(written), entity)
        if entity.type == "organization":
            some = written.split()
            if len(some) > 1 and fold(some[-1].rstrip(".")) in _COMPANY:
                self._note(fold_name(" ".join(some[:-1])), entity)
            short = _behind(naming.text, naming.end)
            if short:
                self._note(fold_name(short), entity)
            initials = "".join(word[0] for word in some if word[0].isupper())
            if len(initials) > 2:  # noqa: PLR2004 - two letters are too often others'
                self._note(fold_name(initials), entity)

    def _note(self, name: str, entity: Entity) -> None:
        self._names[name] = entity if self._names.get(name, entity) == entity else None

    def named(self, written: str) -> Entity | None:
        """Return what a name is, if that is one only."""
        return self._names.get(fold_name(written))


def fold_name(written: str) -> str:
    """Return a name as it is compared with others of its document."""
    return " ".join(fold(word) for word in tidy(written).split())


def _behind(text: str, end: int) -> str:
    """Return the abbreviation that stands in brackets behind a name, or ""."""
    if text[end : end + 2] != " (":
        return ""
    short = text[end + 2 : end + 14].partition(")")[0].strip(" \"'“”«»")
    return short if short.isupper() and short.isalpha() and len(short) > 1 else ""
