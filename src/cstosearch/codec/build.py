"""How do documents become a segment?

Texts are cut into tokens a few hundred kilobytes at a time; what a token is, its tokenizer says.
The tokens of all documents are then sorted once by term and place, as 64-bit numbers, and what
postings, counts and positions are falls out of the order.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from cstosearch.codec.arrays import Array, Growing, write_arrays
from cstosearch.codec.inverted import FieldWriter, Occurrences, Terms
from cstosearch.codec.narrow import Numbers, narrowed, ranges
from cstosearch.codec.records import RecordWriter
from cstosearch.codec.segment import Entry, Facts, Fields
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.codec.values import starts, value_arrays

_MAX_TOKENS: Final = 3_000_000
_MAX_CHARACTERS: Final = 32_000_000
_MAX_DOCUMENTS: Final = 1 << 16
"""What is held in memory at once: about 150 MB."""
_PIECE: Final = 1 << 18
"""Tokens that are worked on at once where that saves memory."""
_CHUNK: Final = 1 << 18
"""Characters that are cut into tokens at once, so that what is at hand stays in the cache."""


class Tokens(Protocol):
    """Tokens of several texts; see `Tokenizer`."""

    @property
    def ids(self) -> Array:
        """The number of each token's form, one text behind the other."""
        ...

    @property
    def lengths(self) -> Array:
        """How many tokens each text has."""
        ...

    @property
    def anchors(self) -> Array:
        """The character at which each text's tokens `n`, `2 n`, ... begin, n = `ANCHOR_EVERY`."""
        ...


class Tokenizer(Protocol):
    """Says which tokens texts hold."""

    @property
    def forms(self) -> Sequence[bytes]:
        """The forms met so far, by number."""
        ...

    def stems(self) -> Sequence[bytes]:
        """Return the term of each form."""
        ...

    def tokenize(self, texts: Sequence[str]) -> Tokens:
        """Return the tokens of texts."""
        ...


class Builder:
    """Takes documents in any order and writes them as one segment."""

    def __init__(self, fields: Fields, tokenizer: Tokenizer, directory: Path) -> None:
        self._fields = fields
        self._tokenizer = tokenizer
        self._directory = directory
        self._waiting: list[Sequence[str]] = []
        self._characters = 0
        self._stored = 0
        self._tokens: list[list[Tokens]] = [[] for _ in fields.texts]
        self._values: list[list[Sequence[str]]] = [[] for _ in fields.values]
        self._columns: list[list[int]] = [[] for _ in fields.columns]
        self._records = RecordWriter(len(fields.stored), directory)
        self.documents = 0
        self._totals = dict.fromkeys(fields.texts, 0)

    def add(self, entry: Entry) -> None:
        """Add a document."""
        self._waiting.append(entry.texts)
        characters = sum(map(len, entry.texts))
        self._characters += characters
        self._stored += characters
        for values, given in zip(self._values, entry.values, strict=True):
            values.append(given)
        for column, number in zip(self._columns, entry.columns, strict=True):
            column.append(number)
        self._records.add(entry.record)
        self.documents += 1
        if self._characters >= _CHUNK:
            self._cut()

    @property
    def full(self) -> bool:
        """Whether it is time to write the segment and begin another."""
        return (
            sum(self._totals.values()) >= _MAX_TOKENS
            or self._stored >= _MAX_CHARACTERS
            or self.documents >= _MAX_DOCUMENTS
        )

    def _cut(self) -> None:
        for at, (name, found) in enumerate(zip(self._fields.texts, self._tokens, strict=True)):
            found.append(self._tokenizer.tokenize([texts[at] for texts in self._waiting]))
            self._totals[name] += len(found[-1].ids)
        self._waiting, self._characters = [], 0

    def write(self, path: Path) -> Facts:
        """Write the segment, which is not durable yet; return its facts. Raises `OSError`."""
        if self._waiting:
            self._cut()
        columns = {
            name: np.array(numbers, dtype)
            for (name, dtype), numbers in zip(self._fields.columns, self._columns, strict=True)
        }
        order = np.argsort(columns[self._fields.order], kind="stable")
        # Packing and sorting both leave Python's lock to others: two cores are used.
        with ThreadPoolExecutor(1) as pool:
            packed = pool.submit(self._records.pack)
            arrays = self._arrays(columns, order)
            packed.result()
        arrays |= self._records.arrays()
        arrays["stored.slots"] = order.astype(np.uint32)
        facts = Facts(self.documents, self._totals, self._fields)
        write_arrays(path, arrays, facts.as_json(), durable=False)
        return facts

    def _arrays(self, columns: Mapping[str, Array], order: Numbers) -> dict[str, Array | Growing]:
        """Return all arrays but those of the records; documents come in this order."""
        arrays: dict[str, Array | Growing] = {}
        for name, parts in zip(self._fields.texts, self._tokens, strict=True):
            arrays |= self._text(name, parts, order)
        for name, values in zip(self._fields.values, self._values, strict=True):
            arrays |= _values(name, [values[document] for document in order.tolist()])
        return arrays | {f"{name}.column": numbers[order] for name, numbers in columns.items()}

    def _text(self, name: str, parts: list[Tokens], order: Numbers) -> dict[str, Array | Growing]:
        """Return the arrays of a text field."""
        none = np.zeros(0, np.int64)
        ids = np.concatenate([none.astype(np.uint32), *(part.ids for part in parts)])
        lengths = np.concatenate([none, *(part.lengths for part in parts)])
        anchors = np.concatenate([none, *(part.anchors for part in parts)])
        parts.clear()
        anchored = (np.maximum(lengths, 1) - 1) // ANCHOR_EVERY
        if (np.diff(order) < 0).any():
            ids = ids[ranges((np.cumsum(lengths) - lengths)[order], lengths[order])]
            anchors = anchors[ranges((np.cumsum(anchored) - anchored)[order], anchored[order])]
            lengths, anchored = lengths[order], anchored[order]
        writer = FieldWriter(name, self._directory)
        if len(ids):
            writer.append(inverted(ids, lengths, self._tokenizer.forms, self._tokenizer.stems()))
        return {
            **writer.arrays(),
            **narrowed(f"{name}.lengths", lengths, 16),
            f"{name}.anchors_at": starts(anchored),
            f"{name}.anchors": anchors.astype(np.uint32),
        }


def inverted(ids: Array, lengths: Numbers, forms: Sequence[bytes], stems: Sequence[bytes]) -> Terms:
    """Return the terms of a stream of tokens, with their occurrences.

    `ids` are numbers of forms, document by document; `lengths` says how many each document has;
    `forms` and `stems` are the form and the term of each number.
    """
    there = np.zeros(len(forms), bool)
    there[ids] = True
    # By term, then by form; a zero byte, which neither has, parts them.
    used = sorted(np.flatnonzero(there).tolist(), key=lambda at: stems[at] + b"\0" + forms[at])
    words = [stems[number] for number in used]
    new = np.fromiter(
        (at == 0 or words[at - 1] != word for at, word in enumerate(words)), bool, len(words)
    )
    heads = np.flatnonzero(new)
    form_sizes = np.diff(heads, append=len(used))
    ordinals = np.arange(len(used)) - np.repeat(heads, form_sizes)
    form_counts = np.zeros(len(forms), np.int64)
    for low in range(0, len(ids), _PIECE):
        form_counts += np.bincount(ids[low : low + _PIECE], minlength=len(forms))
    token_counts = np.add.reduceat(form_counts[used], heads)
    # One number for each token: its term, its place in the stream, and which form it is.
    form_bits = int(ordinals.max()).bit_length()
    place_bits = len(ids).bit_length()
    head_of = np.zeros(len(forms), np.uint64)
    head_of[used] = ((np.cumsum(new) - 1) << (place_bits + form_bits)) | ordinals
    keys = np.arange(0, len(ids) << form_bits, 1 << form_bits, dtype=np.uint64)
    for low in range(0, len(ids), _PIECE):
        keys[low : low + _PIECE] |= head_of[ids[low : low + _PIECE]]
    keys.sort()
    # What the numbers are made of, taken apart piece by piece to keep memory low.
    positions = np.empty(len(ids), np.uint32)
    documents = np.empty(len(ids), np.uint32)
    ordinals = np.empty(len(ids), np.uint16)
    begins = (np.cumsum(lengths) - lengths).astype(np.uint32)
    document_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    for low in range(0, len(ids), _PIECE):
        piece = keys[low : low + _PIECE]
        ordinals[low : low + _PIECE] = piece & np.uint64((1 << form_bits) - 1)
        places = (piece >> np.uint64(form_bits)) & np.uint64((1 << place_bits) - 1)
        owners = document_of[places]
        documents[low : low + _PIECE] = owners
        positions[low : low + _PIECE] = places - begins[owners]
    del keys, document_of
    # A posting begins with each term, and wherever the document changes.
    begin = np.empty(len(ids), bool)
    begin[1:] = documents[1:] != documents[:-1]
    begin[np.cumsum(token_counts) - token_counts] = True
    first = np.flatnonzero(begin)
    return Terms(
        words=[words[at] for at in heads.tolist()],
        sizes=np.diff(np.searchsorted(first, np.cumsum(token_counts)), prepend=0),
        occurrences=Occurrences(
            documents[first], np.diff(first, append=len(ids)), positions, ordinals
        ),
        forms=[forms[number] for number in used],
        form_sizes=form_sizes,
    )


def _values(name: str, given: Sequence[Sequence[str]]) -> dict[str, Array]:
    """Return the arrays of a field of whole values, from those of each document."""
    counts = np.fromiter(map(len, given), np.int64, len(given))
    flat = [value.encode("utf-8", "surrogatepass") for values in given for value in values]
    distinct = sorted(set(flat))
    numbers = {value: number for number, value in enumerate(distinct)}
    places = np.fromiter(map(numbers.__getitem__, flat), np.int64, len(flat))
    return value_arrays(name, distinct, counts, places)
