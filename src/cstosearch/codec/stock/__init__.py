"""How does Whoosh know a segment?

Whoosh pickles its list of segments into the TOC: **the dotted path `cstosearch.codec.stock.Segment`
and what `Segment.__getstate__` returns are an on-disk format**. With them Whoosh 2.7.4 and whoosh3
search such segments, delete from them, and merge them into segments of their own codec; they never
write one.

================  ==============================================================================
`view`            which fields a segment has for Whoosh, and their terms
`postings`        terms, postings and their statistics
`documents`       stored fields, columns, lengths, deletions
================  ==============================================================================
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np
from whoosh.codec import base

from cstosearch.codec.segment import SUFFIX
from cstosearch.codec.stock.documents import PerDocumentReader
from cstosearch.codec.stock.postings import TermsReader
from cstosearch.codec.stock.view import View

_READ_ONLY: Final = "segments are written in bulk: no document can be added to them by Whoosh"


class Segment(base.Segment):  # type: ignore[misc]
    """A segment in Whoosh's list, and which of its documents have been deleted.

    `name` is the name of its file without the suffix and begins with `indexname` and `_`, as
    Whoosh expects; `deleted` has the numbers of deleted documents, u4, little-endian. The others
    map fields of Whoosh's schema to the fields that they are read from: `forms` have the forms of
    a text field as terms, `dates` the days of a column (ordinals, 0 for none) as a DATETIME field
    indexes their midnights, `lengths` are columns of the numbers of tokens in a text field.
    """

    compound = False

    def __init__(
        self,
        indexname: str,
        name: str,
        documents: int,
        deleted: bytes = b"",
        *,
        forms: Mapping[str, str],
        dates: Mapping[str, str],
        lengths: Mapping[str, str],
    ) -> None:
        self.indexname = indexname
        self.name = name
        self.documents = documents
        self.forms, self.dates, self.lengths = dict(forms), dict(dates), dict(lengths)
        self._deleted: set[int] = set(np.frombuffer(deleted, "<u4").tolist())

    @property
    def deleted(self) -> bytes:
        """The numbers of the deleted documents, ascending, as the constructor takes them."""
        return np.array(sorted(self._deleted), "<u4").tobytes()

    def __getstate__(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        state = vars(self) | {"deleted": self.deleted}
        del state["_deleted"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become what the arguments of the constructor say."""
        Segment.__init__(self, **state)

    def segment_id(self) -> str:
        """Return the name of the file without its suffix."""
        return self.name

    def codec(self) -> "Codec":
        """Return what reads the segment."""
        return Codec()

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones among them."""
        return self.documents

    def deleted_count(self) -> int:
        """Return how many documents are deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        """Return the numbers of the deleted documents, in any order."""
        return iter(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Say whether a document is deleted."""
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or take that back; a commit of Whoosh makes it last."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)


class Codec(base.Codec):  # type: ignore[misc]
    """Reads segments for Whoosh; raises `DamagedError` or `OSError` where that cannot be done."""

    def terms_reader(self, storage: Any, segment: Segment) -> TermsReader:
        """Open the terms of a segment in a file storage."""
        return TermsReader(_view(storage, segment), segment)

    def per_document_reader(self, storage: Any, segment: Segment) -> PerDocumentReader:
        """Open the documents of a segment in a file storage."""
        return PerDocumentReader(_view(storage, segment), segment)

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse to write."""
        raise NotImplementedError(_READ_ONLY)

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse to write."""
        raise NotImplementedError(_READ_ONLY)

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        """Refuse to write."""
        raise NotImplementedError(_READ_ONLY)


def _view(storage: Any, segment: Segment) -> View:
    path = Path(storage.folder) / segment.make_filename(SUFFIX)
    return View(path, segment.forms, segment.dates, segment.lengths)
