"""Which documents does an edit add, change or remove?"""

import marshal
from array import array
from collections.abc import Sequence

import numpy as np

from cstosearch.indexing.edit import Buckets
from cstosearch.indexing.manifest import DOCUMENTS, FileRow, Manifest, Table
from cstosearch.indexing.spool import MARSHAL_VERSION, digest_of
from cstosearch.model import Document


class Ledger:
    """Compares the documents of touched buckets with those of the last generation."""

    def __init__(self, known: Manifest, touched: Buckets) -> None:
        self._known = known
        self._kept = ~np.isin(known.documents["bucket"], touched)
        self._before: dict[bytes, int] = dict(
            zip(
                known.ids[~self._kept].tolist(),
                known.documents["digest"][~self._kept].tolist(),
                strict=True,
            )
        )
        self._ids: list[bytes] = []
        self._columns = array("Q"), array("i"), array("Q")
        self.touched = bool(len(touched))
        self.added = 0
        self.changed: list[str] = []

    def take(self, bucket: int, document: Document) -> bool:
        """Note a document of a touched bucket; say whether it must be written."""
        id_, digest = document.id.encode(), _digest(document)
        day = document.date.toordinal() if document.date else 0
        self._ids.append(id_)
        for column, value in zip(self._columns, (bucket, day, digest), strict=True):
            column.append(value)
        before = self._before.pop(id_, None)
        if before is None:
            self.added += 1
        elif before != digest:
            self.changed.append(document.id)
        return before != digest

    @property
    def removed(self) -> list[str]:
        """The ids of documents that no record makes any more, once all are taken."""
        return [id_.decode() for id_ in self._before]

    def manifest(self, files: Sequence[FileRow], records: Table) -> Manifest:
        """Return the manifest of today: files and records as given, documents as taken."""
        made = np.zeros(len(self._ids), DOCUMENTS)
        for name, column in zip(("bucket", "day", "digest"), self._columns, strict=True):
            made[name] = np.frombuffer(column, column.typecode) if column else 0
        return Manifest(
            files,
            records,
            np.concatenate([self._known.documents[self._kept], made]),
            np.concatenate([self._known.ids[self._kept], np.array(self._ids, "S")]),
        )


def _digest(document: Document) -> int:
    return digest_of(
        marshal.dumps(
            (
                document.title,
                document.title_derived,
                document.body,
                document.url,
                document.lang,
                tuple((s.file, s.start, s.end, s.digest) for s in document.sources),
                tuple(map(tuple, document.entities)),
                document.variants,
            ),
            MARSHAL_VERSION,
        )
    )
