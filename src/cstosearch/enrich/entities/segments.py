"""Which names does a run of capitalised words hold, as far as its words tell?

"Russian Defence Minister Sergei Shoigu" holds a person; "Ministry of Defence of the Republic of
Belarus Viktor Khrenin" an organization and a person. Nothing here looks beyond the run, so that
runs that recur are taken apart once.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from cstosearch.enrich.entities import words
from cstosearch.enrich.entities.cut import OF, Cut, Group
from cstosearch.enrich.entities.keys import key_of
from cstosearch.enrich.entities.lexicon import Lexicon, Looked, Word
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.model import EntityType

_MOST_CAPITALS: Final = 4
_MOST_PARTICLES: Final = 2
_NOT_IN_PERSONS: Final = OF | {"and", "&", "in", "at"}
_OTHERWISE: Final = re.compile(
    r"(?:ly|ing|ed|day|ian|ese|ist)$|^(?:later|earlier|soon|today|however|once|perhaps|maybe|then|now"
    r"|street|operation|позже|однако|вчера|сегодня|завтра|затем|потом)$|[аяоеиы][яюей]$"
)
"""Words that stand before a surname at the beginning of a sentence, or are none of names."""
_SURNAMES_TOO: Final = frozenset(
    "banks bay beach bishop bridge castle church creek crews field ford forest guard guards hill "
    "hills island judge king lake major mills page park parks pond post press price prince rivers "
    "steel stone street temple town union waters woods".split()
)
"""Heads that are surnames too: a given name before them tells which."""


class Segment(NamedTuple):
    """A name at `start:end` of a run; `type` is None where its words do not tell."""

    start: int
    end: int
    type: EntityType | None
    key: str


class Segmenter:
    """Takes runs apart, with the names that a gazetteer has."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.lexicon = Lexicon(gazetteer)

    def segments(self, run: str) -> tuple[Segment, ...]:
        """Return the names in a run."""
        some = list(self.lexicon.words(run))
        if len(some) == 1:
            return tuple(_alone(run, some[0]))
        if run.isupper() and not any(word.is_.initials for word in some):
            return ()  # a headline: its capitals tell nothing
        return tuple([segment for group in Cut(some).groups() for segment in _read(run, group)])


def _alone(run: str, word: Word) -> Iterator[Segment]:
    is_ = word.is_
    if not (is_.stops or is_.title):
        type_: EntityType | None = (
            "event" if is_.dated else "person" if is_.initials_first else None
        )
        yield Segment(word.start, word.end, type_, key_of(run))


def _read(run: str, group: Group) -> Iterator[Segment]:
    some = group.words
    while some and some[-1].is_.small:
        some = some[:-1]
    if not some or (len(some) > 1 and some[-1].is_.folded in words.OTHER_HEADS):
        return
    if len(some) > 1 and all(_is_bare(word) for word in some):
        # "the Charter of the Organization": two short names
        for word in some:
            if word.is_.head:
                yield Segment(word.start, word.end, None, key_of(word.is_.folded))
        return
    type_ = _type(some, titled=group.titled)
    if type_ or not group.modifies:
        start, end = some[0].start, some[-1].end
        yield Segment(start, end, type_, key_of(run[start:end]))


def _is_bare(word: Word) -> bool:
    return word.is_.head in {"organization", "treaty"} or word.is_.folded in {"of", "the"}


def _type(some: list[Word], *, titled: bool) -> EntityType | None:
    if some[-1].is_.dated:
        return "event"
    by_head = _by_head(some)
    if by_head and not (some[0].is_.given and some[-1].is_.folded in _SURNAMES_TOO):
        return by_head
    return "person" if _is_person(some, titled=titled) else by_head


def _by_head(some: list[Word]) -> EntityType | None:
    if len(some) == 1:
        return None
    first, last = some[0].is_, some[-1].is_
    if last.folded in words.COMPANY_ENDS:
        return "organization"
    for word, after in pairwise(some):
        if after.is_.folded in OF and word.is_.head_before_of:
            return word.is_.head_before_of
    if first.folded in words.PLACE_STARTS:
        return "place"
    if first.folded in words.COMPASS and last.known and not last.adjective:
        return "place"
    return last.head


def _may_be_given(word: Looked) -> bool:
    """Say whether a word that nobody knows may be a given name, and is no adverb before one."""
    return not (word.head or word.occupation or word.initials or _OTHERWISE.search(word.folded))


def _is_person(some: list[Word], *, titled: bool) -> bool:
    capitals = [word.is_ for word in some if not word.is_.small]
    if (
        len(capitals) > _MOST_CAPITALS
        or len(some) - len(capitals) > _MOST_PARTICLES
        or any(word.is_.folded in _NOT_IN_PERSONS for word in some)
    ):
        return False
    first, last = capitals[0], capitals[-1]
    may_be_surname = len(last.folded) > 1 and not last.known and not last.folded.isdigit()
    if len(capitals) == 1:
        return not last.initials and (titled or last.initials_first) and may_be_surname
    if first.adjective:
        return titled and last.surname
    if first.given:
        return True
    return not first.known and (
        (titled and may_be_surname)
        or (any(word.initials for word in capitals[:-1]) and (not last.known or last.surname))
        or last.folded in {"jr", "sr"}
        or (first.given_word and (last.surname or not last.known))
        or (last.surname_like and _may_be_given(first))
    )
