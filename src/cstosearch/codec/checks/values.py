"""Does a field of whole values agree with itself, and a column with the documents?"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from cstosearch.codec.checks.arrays import ascends, kind_faults, lexicon_faults, start_faults
from cstosearch.codec.segment import Segment

_KINDS: Final = {
    "values.text": "|u1",
    "values.ends": "<u4",
    "documents_at": "<u4",
    "documents": "<u4",
    "numbers_at": "<u4",
    "numbers": "|u1 <u2 <u4",
}


def value_faults(segment: Segment, name: str) -> Iterator[str]:
    """Yield what is wrong with a field of values, in words."""
    file, size = segment.file, segment.documents
    found = list(kind_faults(file, name, _KINDS))
    yield from found
    if found:
        return
    found += lexicon_faults(file, f"{name}.values")
    values, pairs = file.count(f"{name}.values.ends"), file.count(f"{name}.documents")
    found += start_faults(file, f"{name}.documents_at", values, pairs)
    if file.count(f"{name}.numbers_at"):
        found += start_faults(file, f"{name}.numbers_at", size, pairs)
    if file.count(f"{name}.numbers") != pairs:
        found.append("its documents have other values than its values documents")
    yield from found
    if found:
        return
    field = segment.value(name)
    documents = file[f"{name}.documents"].astype(np.int64)
    numbers = field.numbers.astype(np.int64)
    if pairs and (documents.max() >= size or numbers.max() >= values):
        yield "it names a document or a value that is not there"
        return
    # The same pairs, once by value and once by document.
    starts = field.documents_at.astype(np.int64)
    by_value = np.repeat(np.arange(values), starts[1:] - starts[:-1]) * size + documents
    by_document = numbers * size + np.repeat(np.arange(size), field.counts())
    if not ascends(by_value, strictly=True) or not np.array_equal(by_value, np.sort(by_document)):
        yield "its documents have other values than its values documents"


def column_faults(segment: Segment, name: str, dtype: str) -> Iterator[str]:
    """Yield what is wrong with a column, in words."""
    column = segment.column(name)
    if column.dtype != np.dtype(dtype) or len(column) != segment.documents:
        yield "it is not a number for each document"
    elif name == segment.facts.fields.order and not ascends(column):
        yield "documents are not in its order"
