"""Which names of the gazetteer stand in a text, and where?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

import ahocorasick_rs

from cstosearch.analysis import words_of
from cstosearch.enrich.entities.folded import folded, folded_name
from cstosearch.enrich.entities.inflexion import is_form
from cstosearch.enrich.gazetteer import Entry, Gazetteer, Name
from cstosearch.model import Entity

Kind = Literal["name", "adjective", "office"]

_REMEMBERED: Final = 1 << 16
_WORDS_AS_CAPITALS: Final = frozenset("US WHO IT AID ACT ARM START".split())
"""Abbreviations that in a line of capitals are as likely to be the word."""


class Sense(NamedTuple):
    """What a name may mean; an office, that of `office`, counts from `since` to `until`."""

    entity: Entity
    name: Name
    kind: Kind = "name"
    office: Entity | None = None
    since: date | None = None
    until: date | None = None


class Known(NamedTuple):
    """All that a written name may mean; `entity` is what it means beyond doubt."""

    senses: tuple[Sense, ...]
    entity: Entity | None
    kind: Kind
    dotted: bool


_NOTHING: Final = Known((), None, "name", dotted=False)
Match = tuple[int, int, Known]
"""Where a name begins and ends in a text, and what it may mean."""


class Matcher:
    """The names of a gazetteer as one automaton, which reads a text once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        senses: defaultdict[str, dict[Sense, None]] = defaultdict(dict)
        for entry in gazetteer.entries:
            for sense in _senses(entry):
                for form in folded_name(sense.name.text):
                    senses[form][sense] = None
        # Overlapping, for only so words are whole: a longer match that ends within a word would
        # hide what begins inside of it. Which of the overlapping ones counts is decided later.
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(senses), matchkind=ahocorasick_rs.MatchKind.Standard
        )
        self._senses = [tuple(each) for each in senses.values()]
        self._seen: dict[tuple[int, str], Known] = {}

    def find(self, text: str) -> Iterator[Match]:
        """Yield the names in a text, in the order of their ends; they may overlap."""
        inside = folded(text)
        capitals = text.isupper()
        seen = self._seen
        places = inside.places
        for pattern, start, end in self._automaton.find_matches_as_indexes(
            inside.string, overlapping=True
        ):
            first, last = inside.span(start, end) if places else (start, end - 2)
            written = text[first:last]
            key = pattern, written
            known = seen.get(key)
            if known is None:
                known = self._remember(key)
            if known.senses and not (capitals and written in _WORDS_AS_CAPITALS):
                if known.dotted and text[last : last + 1] == ".":
                    last += 1
                yield first, last, known

    def _remember(self, key: tuple[int, str]) -> Known:
        if len(self._seen) > _REMEMBERED:
            self._seen.clear()
        pattern, written = key
        senses = [sense for sense in self._senses[pattern] if _is_written(sense, written)]
        self._seen[key] = known = _known(senses) if senses else _NOTHING
        return known


def _known(senses: list[Sense]) -> Known:
    """Return what senses say together; a name is not an office at the same time."""
    kind = min((sense.kind for sense in senses), key=["name", "adjective", "office"].index)
    of_kind = tuple([sense for sense in senses if sense.kind == kind])
    sure = {sense.entity for sense in of_kind if not sense.name.cue}
    entity = sure.pop() if len(sure) == 1 and kind != "office" else None
    # A full stop that is part of the name is part of what stands there.
    return Known(of_kind, entity, kind, of_kind[0].name.text.endswith("."))


def _senses(entry: Entry) -> Iterator[Sense]:
    for name in entry.names:
        yield Sense(entry.entity, name)
    for name in entry.adjectives:
        yield Sense(entry.entity, name, "adjective")
    for office in entry.offices:
        for title in office.titles:
            yield Sense(entry.entity, title, "office", office.of, office.since, office.until)


def _is_written(sense: Sense, written: str) -> bool:
    """Say whether what stands in a text may be this name, by its case and endings."""
    name = sense.name.text
    if sense.name.exact:
        return written == name.rstrip(".")
    alone = " " not in written or sense.name.cue
    if alone and name[:1].isupper() and not written[:1].isupper():
        return False
    return sense.name.lang != "ru" or _are_forms(words_of(written), words_of(name))


def _are_forms(forms: Iterable[str], words: Iterable[str]) -> bool:
    return all(is_form(form, word) for form, word in zip(forms, words, strict=True))
