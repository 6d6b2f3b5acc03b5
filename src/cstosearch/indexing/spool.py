"""Where do records wait between being read and being made into documents?

Files are read one after another, but documents are made bucket by bucket. What the records say
waits in a temporary file, so that memory holds a few numbers a record and not the archive.
"""

import marshal
import struct
import tempfile
from array import array
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from cstosearch.corpus.documents import bucket_of
from cstosearch.errors import IndexStateError
from cstosearch.indexing.manifest import RECORDS, Table
from cstosearch.model import Entity, Mention, Record, Source

MARSHAL_VERSION: Final = 2
"""Of marshal; later ones note which objects are identical, so that equal values differ."""
_ROW: Final = struct.Struct("<IQQ")
"""A row of `RECORDS`."""


class Spool:
    """Records in the order in which they were added; a context manager that removes its file.

    All are added before the first is loaded.
    """

    def __init__(self) -> None:
        with _refusal_as_error():
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._ends = array("Q", [0])
        self._rows = bytearray()
        self._days = array("i")
        self._names: dict[int, str] = {}

    def __enter__(self) -> Self:
        """Return the spool."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the temporary file."""
        with suppress(OSError):  # of what could not be written, nobody asks any more
            self._file.close()

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._days)

    def add(self, file: int, record: Record) -> None:
        """Add a record of the file with the number `file`."""
        source = record.source
        day = record.date.toordinal() if record.date else 0
        payload = marshal.dumps(
            (
                source.start,
                source.end,
                source.digest,
                record.layout,
                day,
                record.title,
                record.paragraphs,
                record.url,
                record.lang,
                record.id,
                tuple(map(tuple, record.entities)) if record.entities else (),
                # A source does not say where they stand.
                tuple(
                    (m.start.toordinal(), m.end.toordinal(), m.granularity) for m in record.mentions
                ),
            ),
            MARSHAL_VERSION,
        )
        with _refusal_as_error():
            self._file.write(payload)
        self._ends.append(self._ends[-1] + len(payload))
        self._rows += _ROW.pack(file, bucket_of(record), digest_of(payload))
        self._days.append(day)
        self._names[file] = source.file

    def truncate(self, length: int) -> None:
        """Drop the records from number `length` on."""
        del self._ends[length + 1 :], self._days[length:], self._rows[length * _ROW.size :]
        with _refusal_as_error():
            self._file.seek(self._ends[-1])

    def table(self) -> Table:
        """Return a row for each record, as a manifest has them.

        It is a view: while it is in use, no record can be added or dropped.
        """
        return np.frombuffer(self._rows, RECORDS)

    def days(self) -> npt.NDArray[np.int32]:
        """Return the day of each record, a proleptic Gregorian ordinal, 0 where undated; a view."""
        return np.frombuffer(self._days, np.int32)

    def load(self, numbers: Iterable[int]) -> list[Record]:
        """Return the records with these numbers."""
        return [self._load(number) for number in numbers]

    def _load(self, number: int) -> Record:
        begin, end = self._ends[number : number + 2]
        with _refusal_as_error():
            self._file.seek(begin)
            payload = self._file.read(end - begin)
        start, stop, digest, layout, day, title, paragraphs, url, lang, id_, entities, mentions = (
            marshal.loads(payload)  # noqa: S302 - our own temporary file
        )
        (file,) = _FILE.unpack_from(self._rows, number * _ROW.size)
        return Record(
            Source(self._names[file], start, stop, digest),
            layout,
            date.fromordinal(day) if day else None,
            title,
            paragraphs,
            url,
            lang,
            id_,
            tuple(Entity(kind, name) for kind, name in entities) if entities else (),
            tuple(
                Mention(date.fromordinal(first), date.fromordinal(last), unit)
                for first, last, unit in mentions
            ),
        )


_FILE: Final = struct.Struct("<I")


def digest_of(payload: bytes) -> int:
    """Return 64 bits that tell payloads apart."""
    return int.from_bytes(blake2b(payload, digest_size=8).digest(), "little")


class _refusal_as_error:  # noqa: N801 - a context manager; a generator would cost, for each record
    """Turn what the file system refuses the temporary file into an `IndexStateError`."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raise `IndexStateError` in place of `OSError`."""
        if isinstance(error, OSError):
            raise IndexStateError(
                f"cannot keep records in a temporary file: {error.strerror}: the index is as it "
                "was; TMPDIR names the directory of temporary files"
            ) from error
