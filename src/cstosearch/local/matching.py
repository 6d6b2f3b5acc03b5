"""Where does a text leaf of a query stand in one field of a segment, deleted documents too?"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from cstosearch.analysis import stem
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.sequences import ANY_WORD, Slot, find_sequences, postings_of
from cstosearch.codec.sets import Mask, intersection, union
from cstosearch.codec.texts import NOTHING, Places, Postings, TextField
from cstosearch.deadline import check, checked
from cstosearch.query.nodes import (
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Text,
    Wildcard,
    Words,
    children,
    is_pattern,
    words_in,
)

Within = range | Numbers
"""Documents among which is looked: a window, or those given, ascending."""

_AT_ONCE: Final = 1 << 22
"""Tokens of the documents in which places are compared at once: more would take long to sort."""
_MANY_AT_ONCE: Final = 1 << 23
"""The same where a word is a pattern, all of whose postings are read each time."""
_DOCUMENT: Final = 32
"""Bits of a position, in a number that holds a document and a position."""


class Spans(NamedTuple):
    """Documents, ascending, and the first and last tokens of places in them, ascending."""

    documents: Numbers
    firsts: Numbers
    lasts: Numbers

    @property
    def begins(self) -> Numbers:
        """Where each place begins, in one order for all documents."""
        return self.documents << _DOCUMENT | self.firsts

    @property
    def ends(self) -> Numbers:
        """Where each place ends, likewise; not ascending."""
        return self.documents << _DOCUMENT | self.lasts

    def where(self, kept: Numbers) -> "Spans":
        """Return some of the places."""
        return Spans(*(column[kept] for column in self))


_NOWHERE: Final = Spans(NOTHING.documents, NOTHING.documents, NOTHING.documents)


def postings(node: Text, text: TextField, size: int, window: range | None) -> Postings:
    """Return the documents in which a leaf occurs, and how often.

    With a window, those of a leaf of several words may be left out that are not in it.
    """
    if isinstance(node, Near) or (isinstance(node, Phrase) and node.slop):
        found = [NOTHING]
        for some in _parted(_candidates(node, text, size, window or range(size)), node, text):
            if isinstance(node, Near):
                found.append(_fewer(*_near(node, text, size, some)))
            else:
                loose = _loose(node, text, size, some)
                found.append(postings_of(Places(loose.documents, loose.firsts)))
        return Postings(*map(np.concatenate, zip(*found, strict=True)))
    asked = _asked(node, text)
    match asked:
        case int():
            return text.postings(asked)
        case list():
            return postings_of(find_sequences(text, asked, size, window))
        case _:
            return text.postings_of_forms(asked, size)


def places(node: Text, text: TextField, size: int, documents: Numbers) -> Spans:
    """Return where a leaf stands in some documents: of `Near`, where its operands do."""
    if isinstance(node, Near) or (isinstance(node, Phrase) and node.slop):
        parts = [_NOWHERE]
        for some in _parted(_candidates(node, text, size, documents), node, text):
            if isinstance(node, Near):
                parts.append(_ordered(_near(node, text, size, some)))
            else:
                parts.append(_loose(node, text, size, some))
        return Spans(*map(np.concatenate, zip(*parts, strict=True)))
    check()
    asked = _asked(node, text)
    match asked:
        case int():
            forms = text.forms_of(asked)
            found = text.places_of_forms(np.arange(forms.start, forms.stop), documents, size)
        case list():
            found = find_sequences(text, asked, size, documents)
        case _:
            found = text.places_of_forms(asked, documents, size)
    return Spans(found.documents, found.positions, found.positions + words_in(node) - 1)


def _candidates(node: Near | Phrase, text: TextField, size: int, within: Within) -> Numbers:
    """Return documents that have all words of a leaf, wherever these stand."""
    if isinstance(node, Near):
        window = within if isinstance(within, range) else None
        sides = [
            union([postings(leaf, text, size, window).documents for leaf in _leaves(side)], size)
            for side in (node.left, node.right)
        ]
        return _within(within, sides, size)
    slots = _slots(node.words, text)
    if slots is None:
        return NOTHING.documents
    forms = [_forms(slot) for slot in dict.fromkeys(slots) if slot != ANY_WORD]
    return _within(within, [text.postings_of_forms(each, size).documents for each in forms], size)


def _parted(documents: Numbers, node: Text, text: TextField) -> Iterator[Numbers]:
    """Yield documents in parts in which the places of a leaf can be compared at once."""
    if not len(documents):
        return
    ends = np.cumsum(text.lengths_of(documents))
    most = _MANY_AT_ONCE if any(char in str(node) for char in "*?") else _AT_ONCE
    cuts = np.searchsorted(ends, np.arange(most, int(ends[-1]), most))
    yield from checked(part for part in np.split(documents, cuts) if len(part))


def _asked(node: Text, text: TextField) -> int | list[Slot] | Numbers:
    """Return what a text leaf asks of a field: a term, a sequence, or any of some forms."""
    match node:
        case Prefix(prefix):
            return text.forms_beginning_with(prefix.encode())
        case Wildcard(pattern):
            return text.forms.matching(pattern)
        case Fuzzy(word, distance):
            return text.forms.near(word, distance)
        case Words(words):
            terms = [text.terms.find(stem(word).encode()) for word in words]
            slots = [Slot(term=term) for term in terms if term is not None]
            return _in_sequence(slots) if len(slots) == len(words) else NOTHING.documents
        case Phrase(words):
            found = _slots(words, text)
            return _in_sequence(found) if found else NOTHING.documents
        case _:
            raise TypeError(node)


def _in_sequence(slots: list[Slot]) -> int | list[Slot] | Numbers:
    """Return what a sequence asks for, which may be of a single word."""
    if len(slots) > 1:
        return slots
    [slot] = slots
    if slot.form is not None:
        return np.array([slot.form])
    return np.array(slot.forms) if slot.term is None else slot.term


def _slots(words: Sequence[str], text: TextField) -> list[Slot] | None:
    """Return what the words of a phrase ask for; None where one of them is nowhere."""
    slots = []
    for word in words:
        slot = _slot(word, text)
        if slot is None:
            return None
        slots.append(slot)
    return slots


def _slot(word: str, text: TextField) -> Slot | None:
    """Return what a word in quotes asks for; None where no word is like it."""
    if word == "*":
        return ANY_WORD
    if is_pattern(word):
        forms = text.forms.matching(word).tolist()
        return Slot(forms=tuple(forms)) if forms else None
    form = text.form(word.encode())
    return None if form is None else Slot(term=text.term_of(form), form=form)


def _loose(node: Phrase, text: TextField, size: int, documents: Numbers) -> Spans:
    """Return where the words of a phrase stand in order, with up to `slop` others in between.

    All documents have all of the words. From each place of the first word, each next one is taken
    where it comes first, which leaves the fewest between: if those are too many, no choice has
    fewer.
    """
    slots = _slots(node.words, text) or []
    words = [(at, slot) for at, slot in enumerate(slots) if slot != ANY_WORD]
    spots = {}
    for slot in dict.fromkeys(slot for _, slot in words):
        found = text.places_of_forms(_forms(slot), documents, size)
        spots[slot] = found.documents << _DOCUMENT | found.positions
    (before, slot), *rest = words
    firsts = lasts = spots[slot]
    for at, slot in rest:
        next_ = np.searchsorted(spots[slot], lasts + (at - before))
        there = np.flatnonzero(next_ < len(spots[slot]))
        firsts, lasts = firsts[there], spots[slot][next_[there]]
        same = firsts >> _DOCUMENT == lasts >> _DOCUMENT
        firsts, lasts, before = firsts[same], lasts[same], at
    # Stars at either end stand for words that must be there.
    documents = firsts >> _DOCUMENT
    begin = firsts - (documents << _DOCUMENT) - words[0][0]
    end = lasts - (documents << _DOCUMENT) + len(slots) - 1 - words[-1][0]
    fits = (begin >= 0) & (end < text.lengths.take(documents))
    fits &= end - begin < len(slots) + node.slop
    return Spans(documents, begin, end).where(np.flatnonzero(fits))


def _forms(slot: Slot) -> Numbers:
    """Return the forms that a word in quotes may be."""
    return np.array([slot.form] if slot.forms == () else slot.forms)


def _near(node: Near, text: TextField, size: int, documents: Numbers) -> tuple[Spans, Spans]:
    """Return the places of either operand that have one of the other near enough."""
    left, right = (
        _ordered([places(leaf, text, size, documents) for leaf in _leaves(side)])
        for side in (node.left, node.right)
    )
    before = _followed(left, right, node.distance), _preceded(right, left, node.distance)
    if node.ordered:
        return left.where(np.flatnonzero(before[0])), right.where(np.flatnonzero(before[1]))
    after = _preceded(left, right, node.distance), _followed(right, left, node.distance)
    return (
        left.where(np.flatnonzero(before[0] | after[0])),
        right.where(np.flatnonzero(before[1] | after[1])),
    )


def _leaves(operand: Node) -> list[Text]:
    """Return the text leaves of an operand of NEAR."""
    each = children(operand) if isinstance(operand, Or) else (operand,)
    return [leaf for leaf in each if isinstance(leaf, Text)]


def _within(within: Within, sets: Sequence[Numbers], size: int) -> Numbers:
    """Return the documents that are in all of some sets, and among those to look in."""
    common, *others = sorted(sets, key=len)
    for each in others:
        common = intersection(common, each, size)
    if isinstance(within, range):
        low, high = np.searchsorted(common, [within.start, within.stop])
        return common[low:high]
    return intersection(common, within, size)


def _ordered(spans: Sequence[Spans]) -> Spans:
    """Return places in their order, each once."""
    if len(spans) == 1:
        return spans[0]
    every = Spans(*(np.concatenate(column) for column in zip(*spans, strict=True)))
    order = np.lexsort((every.lasts, every.firsts, every.documents))
    every = every.where(order)
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(every.begins) > 0) | (np.diff(every.lasts) != 0)
    return every.where(np.flatnonzero(new))


def _followed(some: Spans, others: Spans, distance: int) -> Mask:
    """Say of each place whether one of the others begins at most so many words behind its end."""
    check()
    ends, begins = some.ends, np.append(others.begins, np.iinfo(np.int64).max)
    nearest = begins[np.searchsorted(begins, ends, side="right")]
    return np.asarray(nearest - ends <= distance)


def _preceded(some: Spans, others: Spans, distance: int) -> Mask:
    """Say of each place whether one of the others ends at most so many words before it begins."""
    check()
    begins, ends = some.begins, np.append(-(1 << 62), np.sort(others.ends))
    nearest = ends[np.searchsorted(ends, begins) - 1]
    return np.asarray(begins - nearest <= distance)


def _fewer(left: Spans, right: Spans) -> Postings:
    """Return the documents of places that have partners, and the count of the fewer ones there."""
    one, other = (postings_of(Places(side.documents, side.firsts)) for side in (left, right))
    return Postings(one.documents, np.minimum(one.counts, other.counts))
