"""What does one segment answer? Documents that match a part of a query, and how well.

Documents have the numbers of the segment; sets of them are ascending, and without deleted ones.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cstosearch.analysis import stem
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.segment import Segment
from cstosearch.codec.sequences import ANY_WORD, Slot, count_sequences, find_sequences, postings_of
from cstosearch.codec.sets import Mask, located, members, union
from cstosearch.codec.texts import Places, Postings, TextField
from cstosearch.engine import Positions
from cstosearch.local.scoring import WEIGHTS, Collection, Floats, length_factors
from cstosearch.model import DateRange
from cstosearch.query.nodes import (
    Fuzzy,
    Id,
    Phrase,
    Prefix,
    Text,
    Wildcard,
    Words,
    is_pattern,
)


@dataclass(frozen=True)
class Match:
    """Where a text leaf of a query occurs: the live postings of each field, of `size` documents."""

    by_field: Mapping[str, Postings]
    size: int

    @cached_property
    def documents(self) -> Numbers:
        """The documents in which it occurs, ascending."""
        return union([each.documents for each in self.by_field.values()], self.size)

    def count(self) -> int:
        """Return in how many documents it occurs."""
        sets = [each.documents for each in self.by_field.values()]
        if len(sets) == 1 or "documents" in self.__dict__:
            return len(self.documents)
        less, more = sorted(sets, key=len)
        return len(more) + len(less) - int(np.count_nonzero(members(less, more, self.size)))


class Leaf:
    """A segment and which of its documents are live, None for all."""

    def __init__(self, segment: Segment, live: Mask | None) -> None:
        self.segment = segment
        self.live = live
        self.size = segment.documents
        self._factors: Floats | None = None

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        """The day of each document, ascending; 0 where it is unknown."""
        return self.segment.order

    @property
    def documents(self) -> int:
        """How many live documents there are."""
        return self.size if self.live is None else int(np.count_nonzero(self.live))

    def live_tokens(self, field: str) -> int:
        """Return how many tokens the live documents have in a field."""
        if self.live is None:
            return self.segment.facts.tokens[field]
        lengths = self.segment.text(field).lengths.slice(0, self.size)
        return int(lengths[self.live].sum(dtype=np.int64))

    def counts_by(self, field: str, documents: Numbers) -> Counter[str]:
        """Return how many of some documents have each value of a field."""
        values = self.segment.value(field)
        counts = np.bincount(values.of_documents(documents), minlength=len(values.values))
        there = np.flatnonzero(counts).tolist()
        names = (values.values[at].decode("utf-8", "surrogatepass") for at in there)
        return Counter(dict(zip(names, counts[there].tolist(), strict=True)))

    def within(self, range_: DateRange | None) -> range:
        """Return the documents of some days, deleted ones too; None means those without a day."""
        if range_ is None:
            return range(int(np.searchsorted(self.days, 1)))
        first = range_.start.toordinal() if range_.start else 1
        low = int(np.searchsorted(self.days, first))
        if range_.end is None:
            return range(low, self.size)
        return range(low, int(np.searchsorted(self.days, range_.end.toordinal(), side="right")))

    def alive(self, documents: Numbers) -> Numbers:
        """Return those of some documents that have not been deleted."""
        return documents if self.live is None else documents[self.live[documents]]

    def having_id(self, node: Id) -> Numbers:
        """Return the documents whose id is, or begins with, the one given."""
        field = self.segment.value("id")
        wanted = node.id.encode("utf-8", "surrogatepass")
        if node.prefix:
            numbers = field.values.beginning_with(wanted)
        else:
            at = field.values.find(wanted)
            numbers = range(0) if at is None else range(at, at + 1)
        return np.sort(self.alive(field.documents_of(numbers)))

    def match(self, node: Text, window: range | None = None) -> Match:
        """Return where a text leaf occurs; with a window, only in these documents."""
        found = {}
        for field in WEIGHTS if node.field is None else (node.field,):
            postings = _postings(node, self.segment.text(field), self.size, window)
            if self.live is not None:
                kept = self.live[postings.documents]
                postings = Postings(postings.documents[kept], postings.counts[kept])
            found[field] = postings
        return Match(found, self.size)

    def anchors(self, number: int) -> list[int]:
        """Return the characters at which some tokens of a document's text begin."""
        return [int(start) for start in self.segment.text("body").anchors(number)]

    def positions(self, node: Text, documents: Numbers) -> list[Positions]:
        """Return where a text leaf begins, in each of some documents, ascending."""
        by_field: dict[str, list[list[int]]] = {
            "title": [[] for _ in documents],
            "body": [[] for _ in documents],
        }
        for field in WEIGHTS if node.field is None else (node.field,):
            found = _places(node, self.segment.text(field), self.size, documents)
            which = np.searchsorted(documents, found.documents)
            for at, position in zip(which.tolist(), found.positions.tolist(), strict=True):
                by_field[field][at].append(position)
        return list(map(Positions, by_field["title"], by_field["body"]))

    def frequencies(self, match: Match, documents: Numbers, collection: Collection) -> Floats:
        """Return the `tf` of `scoring`, by length, in some of the documents of a match."""
        frequencies = np.zeros(len(documents))
        for field, postings in match.by_field.items():
            at, there = located(documents, postings.documents, self.size)
            found = np.flatnonzero(there)
            frequencies[found] += WEIGHTS[field] * postings.counts[at[found]]
        frequencies /= self._length_factors(collection)[documents]
        return frequencies

    def sequence_frequencies(
        self, nodes: Sequence[Words], documents: Numbers, collection: Collection
    ) -> Floats:
        """Return the `frequencies` of sequences, all of the same field, in some documents.

        There is a row for each sequence. Words that several share are looked up once.
        """
        field = nodes[0].field
        found = np.zeros((len(nodes), len(documents)))
        for name in WEIGHTS if field is None else (field,):
            text = self.segment.text(name)
            words = {word for node in nodes for word in node.words}
            terms = {word: text.terms.find(stem(word).encode()) for word in words}
            asked = [[terms[word] for word in node.words] for node in nodes]
            for at, counts in enumerate(count_sequences(text, asked, documents, self.size)):
                found[at] += WEIGHTS[name] * counts
        found /= self._length_factors(collection)[documents]
        return found

    def all_frequencies(
        self, match: Match, window: range, collection: Collection
    ) -> tuple[Numbers, Floats]:
        """Return the documents of a match in a window, in any order, and their `frequencies`."""
        factors = self._length_factors(collection)
        parts: list[tuple[Numbers, Floats]] = []
        for field, (documents, counts) in match.by_field.items():
            low, high = np.searchsorted(documents, [window.start, window.stop])
            chosen = documents[low:high]
            frequencies: Floats = WEIGHTS[field] * counts[low:high].astype(np.float64)
            frequencies /= factors[chosen]
            parts.append((chosen, frequencies))
        if len(parts) == 1:
            return parts[0]
        (less, its), (more, theirs) = sorted(parts, key=lambda part: len(part[0]))
        at, there = located(less, more, self.size)
        both, only = np.flatnonzero(there), np.flatnonzero(~there)
        theirs[at[both]] += its[both]
        if not len(only):
            return more, theirs
        return np.concatenate([more, less[only]]), np.concatenate([theirs, its[only]])

    def _length_factors(self, collection: Collection) -> Floats:
        """Return what counts are divided by; a leaf belongs to one collection."""
        if self._factors is None:
            lengths = np.zeros(self.size)
            for field, weight in WEIGHTS.items():
                lengths += weight * self.segment.text(field).lengths.slice(0, self.size)
            self._factors = length_factors(lengths, collection.mean_length)
        return self._factors


def _postings(node: Text, text: TextField, size: int, window: range | None) -> Postings:
    """Return the postings of a text leaf in one field, deleted documents too.

    With a window, those of a sequence may be left out that are not in it.
    """
    asked = _asked(node, text)
    match asked:
        case int():
            return text.postings(asked)
        case list():
            return postings_of(find_sequences(text, asked, size, window))
        case _:
            return text.postings_of_forms(asked, size)


def _places(node: Text, text: TextField, size: int, documents: Numbers) -> Places:
    """Return where a text leaf begins in some documents, in one field."""
    asked = _asked(node, text)
    match asked:
        case int():
            forms = text.forms_of(asked)
            return text.places_of_forms(np.arange(forms.start, forms.stop), documents, size)
        case list():
            return find_sequences(text, asked, size, documents)
        case _:
            return text.places_of_forms(asked, documents, size)


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
        case Phrase(words):
            slots = [slot for word in words if (slot := _slot(word, text)) is not None]
    if len(slots) < len(words):
        return np.zeros(0, np.int64)
    return _one(slots[0]) if len(slots) == 1 else slots


def _one(slot: Slot) -> int | Numbers:
    """Return what a sequence of a single word asks for."""
    if slot.form is not None:
        return np.array([slot.form])
    return np.array(slot.forms) if slot.term is None else slot.term


def _slot(word: str, text: TextField) -> Slot | None:
    """Return what a word in quotes asks for; None where no word is like it."""
    if word == "*":
        return ANY_WORD
    if is_pattern(word):
        forms = text.forms.matching(word).tolist()
        return Slot(forms=tuple(forms)) if forms else None
    form = text.form(word.encode())
    return None if form is None else Slot(term=text.term_of(form), form=form)
