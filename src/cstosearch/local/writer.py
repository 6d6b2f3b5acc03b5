"""How does the next generation of an index come about?"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from whoosh.index import TOC
from whoosh.util.filelock import try_for
from whoosh.writing import SegmentWriter

from cstosearch.errors import IndexLockedError, IndexMissingError
from cstosearch.local.rows import to_fields
from cstosearch.local.schema import schema
from cstosearch.local.storage import (
    NAME,
    Base,
    DurableStorage,
    damage_as_error,
    failure_as_error,
    latest_generation,
    read_manifest,
    read_toc,
    tidy,
    write_beside,
)
from cstosearch.model import Document

_POLL: Final = 0.05
"""Seconds between two tries for the lock."""


class Writer:
    """Writes one generation; see `engine.Writer`. Holds the lock from its beginning to its end."""

    def __init__(self, directory: Path, *, fresh: bool, timeout: float) -> None:
        self._directory = directory
        with failure_as_error(directory):
            directory.mkdir(parents=True, exist_ok=True)
            self._storage = DurableStorage(str(directory))
            self._lock = _locked(self._storage, directory, timeout)
            try:
                self._begin(fresh=fresh)
            except BaseException:
                self._lock.release()
                raise

    def _begin(self, *, fresh: bool) -> None:
        self.generation = latest_generation(self._directory)
        toc = TOC(schema(), [], max(self.generation, 0))
        self.manifest: bytes | None = None
        if not fresh:
            with suppress(IndexMissingError):
                committed, _ = read_toc(self._directory)
                toc.segments = committed.segments
                self.manifest = read_manifest(self._directory, committed.generation)
        tidy(self._directory, self.generation)
        self._whoosh = SegmentWriter(Base(self._storage, toc), _lk=False)
        self._open = True

    def delete(self, ids: Iterable[str]) -> None:
        """Mark the documents with these ids as deleted, in the new generation."""
        with damage_as_error(self._directory):
            reader = self._whoosh.reader()
            try:
                for id_ in ids:
                    matcher = reader.postings("id", id_.encode())
                    while matcher.is_active():
                        self._whoosh.delete_document(matcher.id())
                        matcher.next()
            finally:
                reader.close()

    def add(self, document: Document) -> None:
        """Add a document."""
        with failure_as_error(self._directory):
            self._whoosh.add_document(**to_fields(document))

    def commit(self, manifest: bytes, *, files: int, records: int) -> int:
        """Sync all files of the new generation, then rename its TOC into place."""
        generation: int = self._whoosh.generation
        # Committing merges small segments, which may be damaged.
        with damage_as_error(self._directory), failure_as_error(self._directory):
            facts = {"files": files, "records": records}
            write_beside(self._storage, generation, manifest, facts)
            self._whoosh.commit()
        self._open = False
        tidy(self._directory, generation)
        return generation

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; undo what was not committed."""
        try:
            if self._open:
                self._cancel()
        finally:
            self._lock.release()

    def _cancel(self) -> None:
        """Remove the files of the segment that was begun."""
        unfinished: str = self._whoosh.newsegment.segment_id()
        with suppress(Exception):  # a writer that has failed may fail again while it closes
            self._whoosh.cancel()
        for path in self._directory.glob(f"{unfinished}.*"):
            path.unlink(missing_ok=True)
        tidy(self._directory, self.generation)


def _locked(storage: DurableStorage, directory: Path, timeout: float) -> Any:
    """Return the write lock of Whoosh, held, with a note of who holds it.

    Raises `IndexLockedError`, naming the holder, when `timeout` seconds have not been enough.
    """
    note = directory / "writer.txt"
    lock = storage.lock(f"{NAME}_WRITELOCK")
    if not try_for(lock.acquire, timeout=timeout, delay=_POLL):
        raise IndexLockedError(
            f'the index in "{directory}" is being written by {_holder(note)}: wait until it has '
            "ended, then run the command again"
        )
    note.write_text(f"process {os.getpid()}", "utf-8")
    return lock


def _holder(note: Path) -> str:
    try:
        return note.read_text("utf-8")
    except OSError:
        return "another process"
