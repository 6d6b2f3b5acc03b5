"""What does one segment answer? Documents that match a part of a query, and how well.

Documents have the numbers of the segment; sets of them are ascending, and without deleted ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cstosearch.analysis import stem
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.segment import Segment
from cstosearch.codec.sequences import count_sequences
from cstosearch.codec.sets import Mask, located, members, union
from cstosearch.codec.texts import Postings
from cstosearch.deadline import checked
from cstosearch.engine import Positions
from cstosearch.local import filters, matching
from cstosearch.local.aliases import Aliases
from cstosearch.local.matching import Spans
from cstosearch.local.scoring import WEIGHTS, Collection, Floats, length_factors
from cstosearch.model import DateRange
from cstosearch.query.nodes import Filter, Text, Words


@dataclass(frozen=True)
class Match:
    """Where a text leaf of a query occurs: the live postings of each field, of `size` documents.

    `every` has those of deleted documents, too.
    """

    by_field: Mapping[str, Postings]
    every: Mapping[str, Postings]
    size: int

    @property
    def held(self) -> int:
        """How many postings are held in memory."""
        return sum(len(each.documents) for each in self.every.values())

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
    """A segment, which of its documents are live, None for all, and the names in all segments."""

    def __init__(self, segment: Segment, live: Mask | None, aliases: Aliases) -> None:
        self.segment = segment
        self.live = live
        self.aliases = aliases
        self.size = segment.documents
        self._factors: Floats | None = None

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        """The day of each document, ascending; 0 where it is unknown."""
        return self.segment.order

    @cached_property
    def mask(self) -> Mask:
        """Of each document whether it is live."""
        return np.ones(self.size, bool) if self.live is None else self.live

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

    def within(self, range_: DateRange | None) -> range:
        """Return the documents of some days, deleted ones too; None means those without a day."""
        return filters.within(range_, self.days)

    def alive(self, documents: Numbers) -> Numbers:
        """Return those of some documents that have not been deleted."""
        return documents if self.live is None else documents[self.live[documents]]

    def having(self, node: Filter) -> Numbers:
        """Return the documents with what a filter other than a range of dates asks, ascending."""
        return self.alive(filters.documents(node, self.segment, self.aliases))

    def ids(self, documents: Numbers) -> list[str]:
        """Return the ids of some documents."""
        field = self.segment.value("id")
        found = field.values.some(field.of_documents(documents))
        return [id_.decode("utf-8", "surrogatepass") for id_ in checked(found)]

    def match(self, node: Text, window: range | None = None) -> Match:
        """Return where a text leaf occurs; with a window, only in these documents."""
        every = {
            field: matching.postings(node, self.segment.text(field), self.size, window)
            for field in checked(WEIGHTS if node.field is None else (node.field,))
        }
        if self.live is None:
            return Match(every, every, self.size)
        alive = {}
        for field, (documents, counts) in every.items():
            kept = self.live[documents]
            alive[field] = Postings(documents[kept], counts[kept])
        return Match(alive, every, self.size)

    def anchors(self, number: int) -> list[int]:
        """Return the characters at which some tokens of a document's text begin."""
        return [int(start) for start in self.segment.text("body").anchors(number)]

    def positions(self, node: Text, documents: Numbers) -> list[Positions]:
        """Return where a text leaf stands, in each of some documents, ascending."""
        by_field: dict[str, list[list[tuple[int, int]]]] = {
            "title": [[] for _ in documents],
            "body": [[] for _ in documents],
        }
        for field in checked(WEIGHTS if node.field is None else (node.field,)):
            found = self.places(node, field, documents)
            which = np.searchsorted(documents, found.documents)
            rows = zip(which.tolist(), found.firsts.tolist(), found.lasts.tolist(), strict=True)
            for at, first, last in rows:
                by_field[field][at].append((first, last))
        return list(map(Positions, by_field["title"], by_field["body"]))

    def places(self, node: Text, field: str, documents: Numbers) -> Spans:
        """Return where a text leaf stands in some documents, ascending, in one field."""
        return matching.places(node, self.segment.text(field), self.size, documents)

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
        self,
        nodes: Sequence[Words],
        documents: Numbers,
        collection: Collection,
        matches: Mapping[str, Match],
    ) -> Floats:
        """Return the `frequencies` of sequences, all of the same field, in some documents.

        There is a row for each sequence. Words that several share are looked up once, and not at
        all where their matches in that field are given.
        """
        field = nodes[0].field
        found = np.zeros((len(nodes), len(documents)))
        for name in WEIGHTS if field is None else (field,):
            text = self.segment.text(name)
            words = {word for node in nodes for word in node.words}
            terms = {word: text.terms.find(stem(word).encode()) for word in words}
            known = {
                term: matches[word].every[name]
                for word, term in terms.items()
                if term is not None and word in matches
            }
            asked = [[terms[word] for word in node.words] for node in nodes]
            counted = count_sequences(text, asked, documents, self.size, known)
            for at, counts in enumerate(counted):
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
