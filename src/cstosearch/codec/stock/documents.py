"""What does Whoosh know of each document: stored fields, columns, lengths, deletions?"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader

from cstosearch.codec.arrays import Array
from cstosearch.codec.stock.view import View
from cstosearch.codec.values import ValueField

READ: Final[dict[str, Callable[[str], Any]]] = {
    "text": str,
    "json": json.loads,
    "date": datetime.fromisoformat,
}
"""How the texts of a record are read, by kind."""


class PerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment; `segment` is that of Whoosh's list."""

    def __init__(self, view: View, segment: Any) -> None:
        self._view = view
        self._segment = segment

    def close(self) -> None:
        """Let go of the file."""
        self._view.close()

    def doc_count(self) -> int:
        """Return how many documents are not deleted."""
        count: int = self._segment.doc_count()
        return count

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones among them."""
        return self._view.segment.documents

    def has_deletions(self) -> bool:
        """Say whether any document is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Say whether a document is deleted."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Return the numbers of the deleted documents."""
        numbers: Iterator[int] = self._segment.deleted_docs()
        return numbers

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return what is stored of a document."""
        record = self._view.segment.records[docnum]
        stored = self._view.segment.facts.fields.stored
        return {
            name: READ[kind](text)
            for (name, kind), text in zip(stored, record, strict=True)
            if text is not None
        }

    def supports_columns(self) -> bool:
        """Say that there are columns."""
        return True

    def list_columns(self) -> list[str]:
        """Return the fields that can be read as columns, if the schema says that they are."""
        own = self._view.segment.facts.fields
        names = (name for name, _ in own.columns)
        return sorted([*names, *own.values, *self._view.dates, *self._view.length_columns])

    def has_column(self, field: str) -> bool:
        """Say whether a field can be read as a column."""
        return field in self.list_columns()

    def column_reader(self, field: str, column: Any) -> "Column":
        """Return a column: of values the first of each document, of dates its midnight."""
        view = self._view
        if field in view.dates:
            dated = view.segment.column(view.dates[field]) > 0
            default = np.uint64(column.default_value())
            return NumberColumn(np.where(dated, view.midnights(field), default))
        if field in view.length_columns:
            lengths = view.segment.text(view.length_columns[field]).lengths
            return NumberColumn(lengths.slice(0, self.doc_count_all()))
        if field in view.segment.facts.fields.values:
            own = view.segment.value(field)
            return ValueColumn(own, self.doc_count_all(), column.default_value())
        return NumberColumn(view.segment.column(field))

    def doc_field_length(self, docnum: int, field: str, default: int = 0) -> int:
        """Return how many tokens of a field a document has, `default` where it has no lengths."""
        if not self._view.scored(field):
            return default
        return int(self._view.lengths(field)[docnum])

    def field_length(self, field: str) -> int:
        """Return how many tokens of a field there are, those of deleted documents among them."""
        own = self._view.forms.get(field, field)
        return self._view.segment.facts.tokens.get(own, 0)

    def min_field_length(self, field: str) -> int:
        """Return the length of the shortest field, be it empty; a segment has a document."""
        return int(self._view.lengths(field).min())

    def max_field_length(self, field: str) -> int:
        """Return the length of the longest field."""
        return int(self._view.lengths(field).max())


class Column(ColumnReader):  # type: ignore[misc]
    """A value for each document."""

    def __init__(self, documents: int) -> None:
        super().__init__(None, 0, 0, documents)


class NumberColumn(Column):
    """A number for each document; its sort keys may be reversed."""

    def __init__(self, numbers: Array) -> None:
        super().__init__(len(numbers))
        self._numbers = numbers
        self._sign = 1

    def __getitem__(self, docnum: int) -> int:
        """Return the number of a document."""
        return int(self._numbers[docnum])

    def set_reverse(self) -> None:
        """Sort the greatest first."""
        self._sign = -1

    def sort_key(self, docnum: int) -> int:
        """Return the number by which a document is sorted."""
        return self._sign * self[docnum]


class ValueColumn(Column):
    """The first value of each document, in bytes."""

    def __init__(self, field: ValueField, documents: int, default: bytes) -> None:
        super().__init__(documents)
        self._field = field
        self._default = default

    def __getitem__(self, docnum: int) -> bytes:
        """Return the first value of a document, the default if it has none."""
        numbers = self._field.numbers_of(docnum)
        return self._field.values[int(numbers[0])] if len(numbers) else self._default
