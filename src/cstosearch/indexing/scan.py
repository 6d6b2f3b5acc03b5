"""Which files of the corpus are new, changed, unchanged or gone?"""

import hashlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cstosearch.corpus.files import FileState, reason_of, walk
from cstosearch.indexing.manifest import UNSURE, FileRow
from cstosearch.model import Problem

_SETTLED: Final = 2_000_000_000
"""Nanoseconds; a file may change twice within the clock tick of some file systems."""


class Scan(NamedTuple):
    """The files that are there, by path, and the paths that must be read again, in order."""

    files: dict[str, FileRow]
    changed: list[str]


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
        files[state.path] = _row(state, digest, began)
        if before is None or before.digest != digest:
            changed.append(state.path)
    return Scan(files, changed)


def _row(state: FileState, digest: bytes, began: int) -> FileRow:
    settled = max(state.mtime, state.ctime) < began - _SETTLED
    return FileRow(state.path, state.size, state.mtime, state.ctime if settled else UNSURE, digest)


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).digest()
