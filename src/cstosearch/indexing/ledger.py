"""Which documents does an edit add, change or remove?"""

import marshal
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from cstosearch.corpus.documents import collapse
from cstosearch.indexing.edit import Buckets, Edit, within
from cstosearch.indexing.manifest import DOCUMENTS, FileRow, Manifest, Table
from cstosearch.indexing.spool import MARSHAL_VERSION, Spool, digest_of
from cstosearch.model import Document

_ROW: Final = struct.Struct("<QQ?H")
"""A row of `DOCUMENTS`."""


class Ledger:
    """Compares the documents of touched buckets with those of the last generation."""

    def __init__(self, known: Manifest, touched: Buckets) -> None:
        self._known = known
        self._kept = ~within(known.documents["bucket"], touched)
        self._before = dict(known.ids_and_digests(~self._kept))
        self._rows = bytearray()
        self._ids = bytearray()
        self.touched = bool(len(touched))
        self.added = 0
        self.changed: list[str] = []

    def take(self, bucket: int, document: Document) -> bool:
        """Note a document of a touched bucket; say whether it must be written."""
        id_, digest = document.id.encode(), document_digest(document)
        self._ids += id_
        self._rows += _ROW.pack(bucket, digest, document.date is not None, len(id_))
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
        made, ids = np.frombuffer(self._rows, DOCUMENTS), np.frombuffer(self._ids, np.uint8)
        if not self._kept.any():
            return Manifest(files, records, made, ids, self._known.enrichment)
        known = self._known
        kept = np.repeat(self._kept, known.documents["id"])
        return Manifest(
            files,
            records,
            np.concatenate([known.documents[self._kept], made]),
            np.concatenate([known.ids[kept], ids]),
            known.enrichment,
        )


def changed(
    edit: Edit, spool: Spool, ledger: Ledger, tell: Callable[[int, int], None]
) -> Iterator[Document]:
    """Yield the documents that are new or other than the ledger knows, as it takes them all.

    `tell` is told, before each group, how many of how many are done.
    """
    for done, (bucket, group) in enumerate(edit.groups):
        tell(done, len(edit.groups))
        for document in collapse(spool.load(group)):
            if ledger.take(bucket, document):
                yield document


def document_digest(document: Document) -> int:
    """Return what a manifest notes of a document as its records make it, not yet enriched."""
    return digest_of(
        marshal.dumps(
            (
                document.title,
                document.title_derived,
                document.body,
                document.url,
                document.lang,
                [(s.file, s.start, s.end, s.digest) for s in document.sources],
                [tuple(entity) for entity in document.entities],
                document.variants,
                [(m.start.toordinal(), m.end.toordinal()) for m in document.mentions],
            ),
            MARSHAL_VERSION,
        )
    )
