"""How do several segments become one?

Dictionaries are united range by range, in the order of their words, so that what is at hand at
once is bounded: about `_BUDGET` occurrences. A term that has more is taken in pieces, by
documents. Files are read where they are large, and what has been mapped is released, since mapped
pages count as memory in use. Stored blocks go over as they are, unless one of their documents has
been deleted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from cstosearch.codec.arrays import Array, Growing, write_arrays
from cstosearch.codec.inverted import FieldWriter, Occurrences, Terms
from cstosearch.codec.lexicon import Lexicon
from cstosearch.codec.narrow import Numbers, narrowed, ranges
from cstosearch.codec.records import RecordWriter
from cstosearch.codec.segment import Facts, Fields, Segment
from cstosearch.codec.sets import Mask
from cstosearch.codec.texts import TextField
from cstosearch.codec.values import starts, value_arrays

_BUDGET: Final = 1 << 19
_NONE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Source:
    """A segment to be merged; `live` says which documents stay, None that all do."""

    segment: Segment
    live: Mask | None = None

    @property
    def kept(self) -> Numbers:
        """The numbers of the documents that stay."""
        if self.live is None:
            return np.arange(self.segment.documents)
        return np.flatnonzero(self.live)


class _Moved(NamedTuple):
    """A source, and the number in the merged segment of each of its documents, -1 for none."""

    source: Source
    numbers: Numbers


def merge(sources: Sequence[Source], fields: Fields, path: Path) -> Facts:
    """Write the live documents of segments, all of these fields, as one segment.

    Documents that are equal in order stand as their segments do in `sources`.
    Raises `DamagedError`, `OSError`.
    """
    kept = [source.kept for source in sources]
    order_keys = [source.segment.order[at] for source, at in zip(sources, kept, strict=True)]
    order = np.argsort(np.concatenate([_NONE, *order_keys]), kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    moved = []
    begin = 0
    for source, at in zip(sources, kept, strict=True):
        numbers = np.full(source.segment.documents, -1, np.int64)
        numbers[at] = ranks[begin : begin + len(at)]
        moved.append(_Moved(source, numbers))
        begin += len(at)

    arrays: dict[str, Array | Growing] = {}
    totals = {}
    for name in fields.texts:
        written, totals[name] = _text(name, moved, len(order), path.parent)
        arrays |= written
    for name in fields.values:
        arrays |= _values(name, moved, len(order))
    for name, dtype in fields.columns:
        column = np.zeros(len(order), dtype)
        for source, numbers in moved:
            column[numbers[numbers >= 0]] = source.segment.column(name)[numbers >= 0]
        arrays[f"{name}.column"] = column
    arrays |= _records(moved, len(fields.stored), len(order), path.parent)
    facts = Facts(len(order), totals, fields)
    write_arrays(path, arrays, facts.as_json(), durable=True)
    return facts


def _text(
    name: str, moved: Sequence[_Moved], documents: int, directory: Path
) -> tuple[dict[str, Array | Growing], int]:
    """Return the arrays of a text field, and how many tokens it has."""
    texts = [source.segment.text(name) for source, _ in moved]
    writer = FieldWriter(name, directory)
    weights = [text.weights() for text in texts]
    for united in _united([text.terms for text in texts], weights, _BUDGET):
        weight = sum(int(w[b]) - int(w[a]) for w, (a, b) in zip(weights, united.spans, strict=True))
        pieces = -(-weight // _BUDGET) if len(united.words) == 1 else 1
        edges = np.linspace(0, documents, pieces + 1).astype(np.int64)
        _Range(united, texts, moved).write(writer, edges.tolist())
        for source, _ in moved:
            source.segment.file.release()
    lengths = np.zeros(documents, np.int64)
    anchored = np.zeros(documents, np.int64)
    for (_, numbers), text in zip(moved, texts, strict=True):
        live = numbers >= 0
        lengths[numbers[live]] = text.lengths.slice(0, len(numbers))[live]
        anchored[numbers[live]] = text.all_anchors()[0][live]
    anchors_at = starts(anchored)
    anchors = np.zeros(int(anchors_at[-1]), np.uint32)
    for (_, numbers), text in zip(moved, texts, strict=True):
        sizes, given = text.all_anchors()
        live = numbers >= 0
        anchors[ranges(anchors_at[numbers[live]], sizes[live])] = given[np.repeat(live, sizes)]
    return {
        **writer.arrays(),
        **narrowed(f"{name}.lengths", lengths, 16),
        f"{name}.anchors_at": anchors_at,
        f"{name}.anchors": anchors,
    }, int(lengths.sum())


class _United(NamedTuple):
    """A range of words of several lexicons: all of them, and of each lexicon which they are.

    `spans` are the words that a lexicon has in the range, `ranks` where they are among all.
    """

    words: list[bytes]
    spans: list[tuple[int, int]]
    ranks: list[Numbers]


def _united(
    lexicons: Sequence[Lexicon], weights: Sequence[Array], budget: int
) -> Iterator[_United]:
    """Yield ranges of words, in order, each of about `budget` in weight or of one word.

    `weights` has, for each lexicon, the weight of all words before each one and, last, of all.
    """
    step = max(1, budget // max(1, len(lexicons)))
    marks = sorted(
        lexicon[at]
        for lexicon, weight in zip(lexicons, weights, strict=True)
        for at in np.unique(
            np.searchsorted(weight, np.arange(step, int(weight[-1]), step), side="right") - 1
        ).tolist()
        if at >= 0
    )
    # A heavy word is marked by itself, so that it has a range of its own.
    bounds = sorted({mark for word in marks[:: len(lexicons)] for mark in (word, word + b"\0")})
    cuts = [[0, *(lexicon.rank(bound) for bound in bounds), len(lexicon)] for lexicon in lexicons]
    for spans in zip(*(pairwise(cut) for cut in cuts), strict=True):
        lists = [lexicon.words(*span) for lexicon, span in zip(lexicons, spans, strict=True)]
        words = sorted(set().union(*lists))
        if words:
            rank = {word: number for number, word in enumerate(words)}
            ranks = [
                np.fromiter(map(rank.__getitem__, some), np.int64, len(some)) for some in lists
            ]
            yield _United(words, list(spans), ranks)


class _Found(NamedTuple):
    """Postings, in the order of terms and documents, numbered as in the merged segment.

    `forms` has the number of each occurrence's form among those of the range.
    """

    terms: Numbers
    documents: Numbers
    counts: Numbers
    positions: Numbers
    forms: Numbers


class _Part:
    """What one source has of a range of terms."""

    def __init__(
        self, text: TextField, moved: _Moved, span: tuple[int, int], ranks: Numbers
    ) -> None:
        self._text = text
        self._span = span
        copied = text.copied(*span)
        self._terms = np.repeat(ranks, copied.sizes)
        self._documents = moved.numbers[copied.documents]
        self._counts = copied.counts

    def form_words(self) -> list[bytes]:
        """Return the forms of all terms, one term behind the other."""
        start, stop = self._span
        return self._text.forms.words(
            self._text.forms_of(start).start, self._text.forms_of(stop - 1).stop
        )

    def form_sizes(self) -> Numbers:
        """Return how many forms each term has."""
        return self._text.form_sizes(*self._span)

    def between(self, low: int, high: int, form_ranks: Numbers) -> _Found | None:
        """Return the postings of documents `low:high`."""
        inside = (self._documents >= low) & (self._documents < high)
        at = np.flatnonzero(inside)
        if not len(at):
            return None
        # Within a term documents ascend, so what lies between them is theirs or deleted.
        first, last = int(at[0]), int(at[-1]) + 1
        skip = int(self._counts[:first].sum())
        counts = self._counts[first:last]
        count = int(counts.sum())
        begin = int(self._text.weights()[self._span[0]]) + skip
        found = _Found(
            self._terms[first:last],
            self._documents[first:last],
            counts,
            self._text.copied_positions(begin, begin + count),
            form_ranks[self._text.copied_forms(*self._span, skip, count)],
        )
        if len(at) == last - first:
            return found
        inside = inside[first:last]
        tokens = np.repeat(inside, counts)
        return _Found(
            *(column[inside] for column in found[:3]), *(column[tokens] for column in found[3:])
        )


class _Range:
    """A range of terms of a text field: what all sources have of it."""

    def __init__(
        self, united: _United, texts: Sequence[TextField], moved: Sequence[_Moved]
    ) -> None:
        self._words = united.words
        there = [at for at, (start, stop) in enumerate(united.spans) if start < stop]
        ranks = [united.ranks[at] for at in there]
        self._parts = [
            _Part(texts[at], moved[at], united.spans[at], united.ranks[at]) for at in there
        ]
        pairs = [
            list(zip(np.repeat(rank, part.form_sizes()).tolist(), part.form_words(), strict=True))
            for part, rank in zip(self._parts, ranks, strict=True)
        ]
        forms = sorted(set().union(*pairs))
        rank_of = {pair: number for number, pair in enumerate(forms)}
        self._forms = [form for _, form in forms]
        self._form_terms = np.array([term for term, _ in forms], np.int64)
        self._form_ranks = [
            np.fromiter(map(rank_of.__getitem__, some), np.int64, len(some)) for some in pairs
        ]

    def write(self, writer: FieldWriter, edges: Sequence[int]) -> None:
        """Write the terms that have documents left; between two edges at a time.

        Several pieces are read twice, as what is written depends on all of them.
        """
        pieces = list(pairwise(edges))
        if len(pieces) == 1:
            found = self._between(*pieces[0])
            if found is not None:
                writer.append(self._terms(found, self._used(found)))
            return
        used = np.zeros(len(self._forms), bool)
        repeated = False
        for low, high in pieces:
            found = self._between(low, high)
            if found is not None:
                used |= self._used(found)
                repeated |= bool(found.counts.max() > 1)
        begun = False
        for low, high in pieces:
            found = self._between(low, high)
            if found is None:
                continue
            terms = self._terms(found, used)
            if begun:
                writer.extend(terms.occurrences)
            else:
                writer.append(terms, repeated=repeated)
            begun = True

    def _between(self, low: int, high: int) -> _Found | None:
        """Return the postings of documents `low:high`."""
        found = [
            part.between(low, high, ranks)
            for part, ranks in zip(self._parts, self._form_ranks, strict=True)
        ]
        parts = [part for part in found if part is not None]
        return _in_order(parts) if parts else None

    def _used(self, found: _Found) -> Mask:
        """Say which forms occur in some postings."""
        return np.bincount(found.forms, minlength=len(self._forms)) > 0

    def _terms(self, found: _Found, used: Mask) -> Terms:
        """Return what there is of each term; forms that nobody uses are dropped."""
        there = np.zeros(len(self._words), bool)
        there[found.terms] = True
        place = np.cumsum(there) - 1
        form_sizes = np.bincount(place[self._form_terms[used]], minlength=int(there.sum()))
        sizes = np.bincount(place[found.terms], minlength=len(form_sizes))
        tokens = np.add.reduceat(found.counts, np.cumsum(sizes) - sizes)
        heads = np.repeat(np.cumsum(form_sizes) - form_sizes, tokens)
        ordinals = (np.cumsum(used) - 1)[found.forms] - heads
        return Terms(
            words=[self._words[at] for at in np.flatnonzero(there).tolist()],
            sizes=sizes,
            occurrences=Occurrences(found.documents, found.counts, found.positions, ordinals),
            forms=[self._forms[at] for at in np.flatnonzero(used).tolist()],
            form_sizes=form_sizes,
        )


def _in_order(parts: Sequence[_Found]) -> _Found:
    """Return the postings of several sources as those of one."""
    if len(parts) == 1:
        return parts[0]
    terms, documents, counts, positions, forms = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    order = np.argsort((terms << 32) | documents, kind="stable")
    tokens = ranges((np.cumsum(counts) - counts)[order], counts[order])
    return _Found(terms[order], documents[order], counts[order], positions[tokens], forms[tokens])


def _values(name: str, moved: Sequence[_Moved], documents: int) -> dict[str, Array]:
    """Return the arrays of a field of whole values, without those that no document has any more."""
    fields = [source.segment.value(name) for source, _ in moved]
    weights = [np.arange(len(field.values) + 1) for field in fields]
    words: list[bytes] = []
    new_numbers = [np.zeros(len(field.values), np.int64) for field in fields]
    for united in _united([field.values for field in fields], weights, _BUDGET // 8):
        for numbers, (start, stop), ranks in zip(
            new_numbers, united.spans, united.ranks, strict=True
        ):
            numbers[start:stop] = ranks + len(words)
        words += united.words
    counts = np.zeros(documents, np.int64)
    for (_, numbers), field in zip(moved, fields, strict=True):
        counts[numbers[numbers >= 0]] = field.counts()[numbers >= 0]
    at = starts(counts)
    values = np.zeros(int(at[-1]), np.int64)
    for (_, numbers), field, new in zip(moved, fields, new_numbers, strict=True):
        live = numbers >= 0
        sizes = field.counts()
        given = new[field.numbers[np.repeat(live, sizes)]]
        values[ranges(at[numbers[live]], sizes[live])] = given
    used = np.bincount(values, minlength=len(words)) > 0
    kept = [words[at] for at in np.flatnonzero(used).tolist()]
    return value_arrays(name, kept, counts, (np.cumsum(used) - 1)[values])


def _records(
    moved: Sequence[_Moved], fields: int, documents: int, directory: Path
) -> dict[str, Array | Growing]:
    """Return the stored texts: whole blocks as they are, others packed anew."""
    writer = RecordWriter(fields, directory)
    slots = np.zeros(documents, np.int64)
    written = 0
    for source, numbers in moved:
        records = source.segment.records
        new_of = np.full(len(numbers), -1, np.int64)  # by the number of the record
        new_of[records.slots] = numbers
        for block in range(len(records)):
            inside = records.slots_of(block)
            targets = new_of[inside.start : inside.stop]
            live = np.flatnonzero(targets >= 0)
            if len(live) == len(targets):
                writer.pack()
                writer.add_block(records.compressed(block), records.ends_of(block))
            else:
                for at in live.tolist():
                    writer.add_packed(records.packed_slot(inside.start + at))
                writer.pack_full()
            slots[targets[live]] = np.arange(written, written + len(live))
            written += len(live)
    return {**writer.arrays(), "stored.slots": slots.astype(np.uint32)}
