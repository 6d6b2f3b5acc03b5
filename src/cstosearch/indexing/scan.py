"""Which files of the corpus are new, changed, unchanged or gone?"""

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cstosearch.corpus.files import reason_of, state_of, walk
from cstosearch.indexing.manifest import UNSURE, FileRow
from cstosearch.model import Problem
from cstosearch.opening import open_regular

_SETTLED: Final = 2_000_000_000
"""Nanoseconds; a file may change twice within the clock tick of some file systems."""


NO_DIGEST: Final = bytes(16)
"""Noted of a file that was not what it had been any more when it was read: it is read again."""


class Scan(NamedTuple):
    """The files that are there, by path, and the paths that must be read again, in order.

    `began` is when it was begun, in nanoseconds.
    """

    files: dict[str, FileRow]
    changed: list[str]
    began: int

    def noted(self, corpus: Path, path: str, *, read: bool) -> FileRow:
        """Return what is to be kept of a file, which has been `read` since the scan, or not."""
        row = self.files[path]
        if read and not _still(corpus, row):
            row = row._replace(digest=NO_DIGEST)
        settled = max(row.mtime, row.ctime) < self.began - _SETTLED
        return row if settled else row._replace(ctime=UNSURE)


def scan(
    corpus: Path,
    known: Mapping[str, FileRow],
    *,
    leave_out: Path | None,
    report: Callable[[Problem], None],
) -> Scan:
    """Compare the files below a directory with those known from before.

    A file of the same size and times is taken to be unchanged; else its bytes decide.
    Raises `CorpusError`.
    """
    began = time.time_ns()

    def skipped(path: str, reason: str) -> None:
        report(Problem(path, reason, skipped=True))

    files: dict[str, FileRow] = {}
    changed = []
    for state in sorted(walk(corpus, leave_out=leave_out, skipped=skipped)):
        before = known.get(state.path)
        if before is not None and before[:4] == state:
            files[state.path] = before
            continue
        try:
            digest = _digest(corpus / state.path)
        except OSError as error:
            skipped(state.path, reason_of(error))
            continue
        files[state.path] = FileRow(*state, digest)
        if before is None or before.digest != digest:
            changed.append(state.path)
    return Scan(files, changed, began)


def _still(corpus: Path, row: FileRow) -> bool:
    """Say whether a file is what it was, by its size and times."""
    try:
        status = (corpus / row.path).stat()
    except OSError:
        return False
    return state_of(row.path, status) == row[:4]


def _digest(path: Path) -> bytes:
    with os.fdopen(open_regular(path), "rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).digest()
