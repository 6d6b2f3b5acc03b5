"""Where do records wait between being read and being made into documents?

Files are read one after another, but documents are made bucket by bucket. What the records say
waits in a temporary file, so that memory holds a few numbers a record and not the archive.
"""

import marshal
import tempfile
from array import array
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from typing import Final, Self

import numpy as np

from cstosearch.corpus.documents import bucket_of
from cstosearch.indexing.manifest import RECORDS, Table
from cstosearch.model import Entity, Record, Source

MARSHAL_VERSION: Final = 2
"""Of marshal; later ones note which objects are identical, so that equal values differ."""


class Spool:
    """Records in the order in which they were added; a context manager that removes its file."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._ends = array("Q", [0])
        self._columns = {name: array(code) for name, code in _CODES.items()}
        self.names: dict[int, str] = {}

    def __enter__(self) -> Self:
        """Return the spool."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the temporary file."""
        self._file.close()

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._ends) - 1

    def add(self, file: int, record: Record) -> None:
        """Add a record of the file with the number `file`."""
        payload = _payload(record)
        self._file.seek(self._ends[-1])
        self._file.write(payload)
        self._ends.append(self._ends[-1] + len(payload))
        self.names[file] = record.source.file
        row = (
            file,
            bucket_of(record),
            record.date.toordinal() if record.date else 0,
            record.source.start,
            record.source.end,
            digest_of(payload),
        )
        for column, value in zip(self._columns.values(), row, strict=True):
            column.append(value)

    def truncate(self, length: int) -> None:
        """Drop the records from number `length` on."""
        del self._ends[length + 1 :]
        for column in self._columns.values():
            del column[length:]

    def digests(self, first: int) -> list[int]:
        """Return the digests of the records from number `first` on."""
        return self._columns["digest"][first:].tolist()

    def table(self) -> Table:
        """Return a row for each record, as a manifest has them."""
        table = np.zeros(len(self), RECORDS)
        for name, column in self._columns.items():
            table[name] = np.frombuffer(column, column.typecode) if column else 0
        return table

    def load(self, numbers: Sequence[int]) -> list[Record]:
        """Return the records with these numbers."""
        return [self._load(number) for number in numbers]

    def _load(self, number: int) -> Record:
        begin, end = self._ends[number], self._ends[number + 1]
        self._file.seek(begin)
        layout, day, title, paragraphs, url, lang, id_, entities, digest = marshal.loads(  # noqa: S302 - our own temporary file
            self._file.read(end - begin)
        )
        column = self._columns
        source = Source(
            self.names[column["file"][number]],
            column["start"][number],
            column["end"][number],
            digest,
        )
        return Record(
            source,
            layout,
            date.fromordinal(day) if day else None,
            title,
            paragraphs,
            url,
            lang,
            id_,
            tuple(Entity(kind, name) for kind, name in entities),
        )


_CODES: Final = {"file": "I", "bucket": "Q", "day": "i", "start": "Q", "end": "Q", "digest": "Q"}


def _payload(record: Record) -> bytes:
    return marshal.dumps(
        (
            record.layout,
            record.date.toordinal() if record.date else 0,
            record.title,
            record.paragraphs,
            record.url,
            record.lang,
            record.id,
            tuple(map(tuple, record.entities)),
            record.source.digest,
        ),
        MARSHAL_VERSION,
    )


def digest_of(payload: bytes) -> int:
    """Return 64 bits that tell payloads apart."""
    return int.from_bytes(blake2b(payload, digest_size=8).digest(), "little")
