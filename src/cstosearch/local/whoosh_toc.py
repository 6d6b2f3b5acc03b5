"""What is Whoosh told of an index: its table of contents, and who holds its lock?"""

import os
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC

from cstosearch.codec.arrays import DamagedError, make_way, sync_directory
from cstosearch.codec.stock import Segment
from cstosearch.errors import IndexLockedError
from cstosearch.local.files import LOCK, NOTE
from cstosearch.local.generation import NAME, Part
from cstosearch.local.schema import ALIASES, schema
from cstosearch.local.storage import read_file

_POLL: Final = 0.05
"""Seconds between two tries for the lock."""


def toc_of(number: int, parts: Sequence[Part]) -> bytes:
    """Return the TOC of a generation, as Whoosh writes it."""
    segments = [
        Segment(NAME, part.name, part.documents, part.deleted.tobytes(), **ALIASES)
        for part in parts
    ]
    memory = RamStorage()
    TOC(schema(), segments, number).write(memory, NAME)
    [data] = memory.files.values()
    return bytes(data)


def locked(directory: Path, timeout: float) -> Any:
    """Return the write lock of Whoosh, held, with a note of who holds it.

    Raises `IndexLockedError`, naming the holder, when `timeout` seconds have not been enough.
    """
    note, path = directory / NOTE, directory / LOCK
    _keep_a_file(path)
    begins = not path.exists()
    lock = FileStorage(str(directory)).lock(LOCK)
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
        if begins:
            # Its name tells that what a power cut leaves here are files of an index.
            sync_directory(directory)
        with suppress(OSError):  # the lock is held without it
            _keep_a_file(note)
            note.write_text(f"process {os.getpid()}", "utf-8")
    except BaseException:
        lock.release()
        raise
    return lock


def _keep_a_file(path: Path) -> None:
    """Remove what is no file: nobody can hold it, and to open a pipe is to wait for ever."""
    if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
        make_way(path)


def _holder(note: Path) -> str:
    try:
        return read_file(note).decode("utf-8", "replace")
    except (OSError, DamagedError):
        return "another process"
