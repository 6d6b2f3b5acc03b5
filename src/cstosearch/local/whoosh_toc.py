"""What does Whoosh know of an index: its table of contents, and its lock?"""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from cstosearch.codec.arrays import sync_directory, sync_file
from cstosearch.codec.stock import Segment
from cstosearch.errors import IndexFormatError, IndexLockedError
from cstosearch.local.schema import ALIASES, schema
from cstosearch.local.storage import NAME, Part

_POLL: Final = 0.05
"""Seconds between two tries for the lock."""


class _DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's file storage, with the renaming of a TOC made durable.

    Whoosh renames its TOC into place without fsync: after a power cut the name could stand and
    the data not. Here it is synced before; what the rename did, the caller makes durable.
    """

    def rename_file(self, frm: str, to: str, safe: bool = False) -> None:
        """Sync the file and the directory, then rename."""
        sync_file(Path(self.folder, frm))
        sync_directory(Path(self.folder))
        super().rename_file(frm, to, safe=safe)


def write_toc(directory: Path, number: int, parts: Sequence[Part]) -> None:
    """Commit a generation; its name is not durable yet."""
    segments = [
        Segment(NAME, part.name, part.documents, part.deleted.tobytes(), **ALIASES)
        for part in parts
    ]
    storage = _DurableStorage(str(directory))
    try:
        TOC(schema(), segments, number).write(storage, NAME)
    except BaseException:
        if storage.made is not None and not storage.made.is_closed:
            with suppress(OSError):  # which it raises once more
                storage.made.close()
        raise


def read_parts(directory: Path, number: int) -> list[Part]:
    """Return the segments of a generation that stock Whoosh has committed.

    Raises `IndexFormatError` where Whoosh has written any of them.
    """
    toc = TOC.read(FileStorage(str(directory)), NAME, gen=number)
    if not all(isinstance(segment, Segment) for segment in toc.segments):
        raise IndexFormatError(
            f'a part of the index in "{directory}" was written by Whoosh and not by cstosearch: '
            "run cstosearch index"
        )
    return [_part(segment) for segment in toc.segments]


def _part(segment: Segment) -> Part:
    deleted = np.frombuffer(segment.deleted, "<u4")
    live = np.ones(segment.documents, bool)
    live[deleted] = False
    return Part(segment.name, segment.documents, live if len(deleted) else None)


def locked(directory: Path, timeout: float) -> Any:
    """Return the write lock of Whoosh, held, with a note of who holds it.

    Raises `IndexLockedError`, naming the holder, when `timeout` seconds have not been enough.
    """
    note = directory / "writer.txt"
    lock = FileStorage(str(directory)).lock(f"{NAME}_WRITELOCK")
    # Whoosh's own way to wait asks the clock, which may be set back meanwhile.
    until = time.monotonic() + timeout
    while not lock.acquire():
        if time.monotonic() >= until:
            raise IndexLockedError(
                f'the index in "{directory}" is being written by {_holder(note)}: wait until it '
                "has ended, then run the command again"
            )
        time.sleep(_POLL)
    try:
        note.write_text(f"process {os.getpid()}", "utf-8")
    except BaseException:
        lock.release()
        raise
    return lock


def _holder(note: Path) -> str:
    try:
        return note.read_text("utf-8")
    except OSError:
        return "another process"
