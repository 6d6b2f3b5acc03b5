"""What does a generation know of the files it was made from?

Three tables, enough to find out what an edit of the corpus touches without reading the rest:

files      path, size, times of modification and change, digest of the bytes
records    file (row above), bucket, digest of what the record says and where it stands
documents  bucket, digest of what the document says, whether it has a date, id

and what its documents were enriched with, as text: with anything else they would say other things.
`bucket` is `corpus.documents.bucket_of`. The bytes are numpy's `.npz` (a zip archive, so every
array has a checksum), without pickles.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from cstosearch.corpus.layouts import READER_VERSION
from cstosearch.enrich import ENRICHER_VERSION, Gazetteer
from cstosearch.enrich.gazetteer import NO_FILE

Table = npt.NDArray[np.void]

RECORDS: Final = np.dtype([("file", "<u4"), ("bucket", "<u8"), ("digest", "<u8")])
DOCUMENTS: Final = np.dtype([("bucket", "<u8"), ("digest", "<u8"), ("dated", "?"), ("id", "<u2")])
"""`id` is the length of the id in bytes."""
FILES: Final = np.dtype([("size", "<i8"), ("mtime", "<i8"), ("ctime", "<i8"), ("digest", "V16")])
_KINDS: Final = {
    "files": FILES,
    "paths": np.dtype(np.uint8),
    "records": RECORDS,
    "documents": DOCUMENTS,
    "ids": np.dtype(np.uint8),
}
"""The arrays of one dimension that a manifest has beside its version and `enrichment`."""
_LAYOUT: Final = 3
"""Grows when the tables change."""
_GOES_ON: Final = range(0x80, 0xC0)
"""Bytes of UTF-8 with which no character begins."""
UNSURE: Final = -1
"""The time of change noted for a file that changed too lately for its times to be trusted."""


def enrichment_of(gazetteer: Gazetteer) -> str:
    """Return what a manifest notes of how entities and dates are found: rules, our names, yours."""
    return f"{ENRICHER_VERSION} {gazetteer.digest}"


def why_anew(data: bytes | None, enrichment: str) -> str:
    """Say why the manifest of an index cannot be used; "" where it can.

    See `Manifest.loads` for what is given.
    """
    if data is None:
        return "what the last run noted is missing or damaged, or Whoosh itself has written since"
    known = Manifest.loads(data, None)
    if known is None:
        return "what the last run noted is of another version, or damaged"
    *rules, had = known.enrichment.split(" ")
    *wanted, given = enrichment.split(" ")
    if len(rules) == len(wanted) and had != given:
        if given == NO_FILE:
            return (
                "no gazetteer is given, and the last run had one: name it by --gazetteer each "
                "time, or keep it as gazetteer.toml in the corpus"
            )
        return f"the gazetteer {'is new' if had == NO_FILE else 'has changed'}"
    if rules != wanted:
        return "this version has other rules, or knows other names, than that of the last run"
    return ""


class FileRow(NamedTuple):
    """A file that was read: times in nanoseconds, `ctime` perhaps `UNSURE`; 16 bytes of BLAKE2b."""

    path: str
    size: int
    mtime: int
    ctime: int
    digest: bytes


@dataclass(frozen=True)
class Manifest:
    """The three tables. `ids` are the ids of `documents` in their order, one behind another, UTF-8.

    `records` are in the order of their files, and within a file as they stand there. `enrichment`
    tells what entities and dates were found with, see `enrichment_of`.
    """

    files: Sequence[FileRow]
    records: Table
    documents: Table
    ids: npt.NDArray[np.uint8]
    enrichment: str

    @classmethod
    def empty(cls, enrichment: str) -> Self:
        """Return the manifest of no files."""
        none = np.zeros(0, np.uint8)
        return cls((), np.zeros(0, RECORDS), np.zeros(0, DOCUMENTS), none, enrichment)

    def ids_and_digests(self, rows: npt.NDArray[np.bool_]) -> Iterator[tuple[bytes, int]]:
        """Yield the id and the digest of each document that the mask `rows` takes."""
        lengths = self.documents["id"]
        ends = np.cumsum(lengths, dtype=np.int64)[rows].tolist()
        for end, length, digest in zip(
            ends, lengths[rows].tolist(), self.documents["digest"][rows].tolist(), strict=True
        ):
            yield self.ids[end - length : end].tobytes(), digest

    def same_files(self, other: "Manifest") -> bool:
        """Say whether the files are the same, less times that either is unsure of."""
        return len(self.files) == len(other.files) and all(
            mine == its
            or (UNSURE in {mine.ctime, its.ctime} and mine._replace(ctime=its.ctime) == its)
            for mine, its in zip(self.files, other.files, strict=True)
        )

    def _agrees(self) -> bool:
        """Say whether the tables fit one another, and are in the order that they are kept in."""
        paths, files = [row.path for row in self.files], self.records["file"]
        ends = np.cumsum(self.documents["id"], dtype=np.int64)
        size = ends[-1] if len(ends) else 0
        return bool(
            all(one < other for one, other in pairwise(paths))
            and (files < len(paths)).all()
            and (files[:-1] <= files[1:]).all()
            and size == len(self.ids)
            and _are_texts(self.ids, ends)
        )

    def same_tables(self, other: "Manifest") -> bool:
        """Say whether the same is noted of records and documents, in whatever order."""
        return all(
            np.array_equal(np.sort(mine), np.sort(its))
            for mine, its in (
                (self.records, other.records),
                (self.documents, other.documents),
            )
        )

    def dumps(self) -> bytes:
        """Return the bytes to be kept with the generation."""
        numbers = np.zeros(len(self.files), FILES)
        for at, row in enumerate(self.files):
            numbers[at] = (row.size, row.mtime, row.ctime, row.digest)
        paths = b"\0".join(_encoded(row.path) for row in self.files)
        stream = io.BytesIO()
        np.savez(
            stream,
            reader=np.array([_LAYOUT, READER_VERSION]),
            enrichment=np.array(self.enrichment),
            files=numbers,
            paths=np.frombuffer(paths, np.uint8),
            records=self.records,
            documents=self.documents,
            ids=self.ids,
        )
        return stream.getvalue()

    @classmethod
    def loads(cls, data: bytes | None, enrichment: str | None) -> Self | None:
        """Return the manifest that bytes hold.

        None means that it cannot be used: there is none, it is damaged, or the files it speaks of
        would be read or enriched otherwise today. Then everything is to be read again. Where
        `enrichment` is None, it may be any.
        """
        try:
            found = None if data is None else cls.read(data)
        except ValueError:
            return None
        return found if found and enrichment in {None, found.enrichment} else None

    @classmethod
    def read(cls, data: bytes) -> Self | None:
        """Return the manifest that bytes hold, or None where it is of another version.

        Raises `ValueError` where they are nothing that any version writes.
        """
        try:
            parts = _parts(data)
        except Exception as error:  # zipfile and numpy raise almost anything
            raise ValueError("no archive of arrays") from error
        if parts is None:
            return None
        noted, *arrays = parts
        kinds = [(array.dtype, array.ndim) for array in arrays]
        if not isinstance(noted, str) or kinds != [(kind, 1) for kind in _KINDS.values()]:
            raise ValueError("arrays of other kinds")
        numbers, paths, records, documents, ids = arrays
        names = paths.tobytes().split(b"\0") if len(paths) else []
        files = [
            FileRow(name.decode("utf-8", "surrogateescape"), *row)
            for name, row in zip(names, numbers.tolist(), strict=True)
        ]
        found = cls(files, records, documents, ids, str(noted))
        if not found._agrees():
            raise ValueError("tables that do not fit")
        return found


def _parts(data: bytes) -> list[Any] | None:
    """Return the text and the arrays of `_KINDS`, if they are that; None for another version.

    Raises almost anything where they cannot be read.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        if any(part.compress_type != zipfile.ZIP_STORED for part in archive.zip.infolist()):
            raise ValueError("packed")  # `dumps` packs nothing, and it may be of any size
        if archive["reader"].tolist() != [_LAYOUT, READER_VERSION]:
            return None
        # What is no array in there is given as bytes.
        return [archive["enrichment"][()], *(np.asarray(archive[name]) for name in _KINDS)]


def _are_texts(ids: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64]) -> bool:
    """Say whether bytes are UTF-8, and so is each part that ends at one of `ends`."""
    try:
        ids.tobytes().decode()
    except UnicodeDecodeError:
        return False
    begins = ids[ends[ends < len(ids)]]
    return bool(((begins < _GOES_ON.start) | (begins >= _GOES_ON.stop)).all())


def _encoded(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
