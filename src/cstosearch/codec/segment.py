"""What does one file of documents hold?

Documents are numbered from 0 in ascending order of one column, the order that the segment was
made with (`Fields.order`), so that bounds on it are a slice of every list of documents.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from cstosearch.codec.arrays import Array, ArrayFile, DamagedError
from cstosearch.codec.records import Records
from cstosearch.codec.texts import TextField
from cstosearch.codec.values import ValueField

SUFFIX = ".seg"


@dataclass(frozen=True)
class Fields:
    """The names of the fields of a segment, by kind.

    `texts` are searched by word, `values` by whole value, `columns` have a number for each
    document, `stored` a text. `order` is the column by which documents are numbered.
    """

    texts: tuple[str, ...]
    values: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    """Names and dtypes."""
    stored: tuple[tuple[str, str], ...]
    """Names and kinds: `text`, `json`, or `date` for an ISO day."""
    order: str


class Entry(NamedTuple):
    """A document as it is added: for each field of a kind, in the order of `Fields`.

    `texts` are searched; `values` are the values of each field; `columns` numbers; `record` is
    what is stored, None where there is nothing.
    """

    texts: Sequence[str]
    values: Sequence[Sequence[str]]
    columns: Sequence[int]
    record: Sequence[str | None]


@dataclass(frozen=True)
class Facts:
    """What the directory of a segment file says of it."""

    documents: int
    tokens: dict[str, int]
    """Of each text field, in all documents."""
    fields: Fields

    def as_json(self) -> dict[str, Any]:
        """Return the facts as JSON can hold them."""
        return asdict(self)

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "Facts":
        """Return the facts that JSON holds."""
        names = facts["fields"]
        fields = Fields(
            texts=tuple(names["texts"]),
            values=tuple(names["values"]),
            columns=tuple((name, dtype) for name, dtype in names["columns"]),
            stored=tuple((name, kind) for name, kind in names["stored"]),
            order=names["order"],
        )
        return cls(int(facts["documents"]), dict(facts["tokens"]), fields)


class Segment:
    """A segment, open for reading. Deletions are not its affair: documents only come and go whole.

    Raises `DamagedError` or `OSError` where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        try:
            self.facts = Facts.of(self.file.facts)
            there = self.file.count(f"{self.facts.fields.order}.column")
        except (KeyError, TypeError, ValueError) as error:
            self.file.close()
            raise DamagedError(f"{path.name} has damaged facts") from error
        if there != self.facts.documents:
            self.file.close()
            raise DamagedError(f"{path.name} has {there} documents, not {self.facts.documents}")
        self._texts: dict[str, TextField] = {}
        self._values: dict[str, ValueField] = {}

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return self.facts.documents

    def text(self, field: str) -> TextField:
        """Return a text field."""
        if field not in self._texts:
            self._texts[field] = TextField(self.file, field)
        return self._texts[field]

    def value(self, field: str) -> ValueField:
        """Return a field of whole values."""
        if field not in self._values:
            self._values[field] = ValueField(self.file, field, self.documents)
        return self._values[field]

    def column(self, field: str) -> Array:
        """Return a column: one number for each document."""
        return self.file[f"{field}.column"]

    @cached_property
    def records(self) -> Records:
        """What is stored of each document."""
        return Records(self.file, len(self.facts.fields.stored))

    @property
    def order(self) -> Array:
        """The column by which documents are numbered, ascending."""
        return self.column(self.facts.fields.order)

    def close(self) -> None:
        """Let go of the file."""
        self._texts.clear()
        self._values.clear()
        self.__dict__.pop("records", None)
        self.file.close()
