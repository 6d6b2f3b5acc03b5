"""Which records does an edit of the corpus touch, and which buckets must be made anew?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from cstosearch.corpus.files import display_path
from cstosearch.corpus.layouts import read_records
from cstosearch.errors import ExtraMissingError, SourceError
from cstosearch.indexing.manifest import FileRow, Manifest, Table
from cstosearch.indexing.scan import Scan
from cstosearch.indexing.spool import Spool
from cstosearch.model import Problem, Progress

Buckets = npt.NDArray[np.uint64]

_GONE: Final = 0xFFFF_FFFF
"""The number of every file that is no longer there."""


@dataclass(frozen=True)
class Edit:
    """What is to be done: `groups` are buckets to be made anew, each with its spooled records.

    `files` and `records` are those of the next manifest, `touched` the buckets of the groups and
    those that have no record any more, `failed` counts the files that could not be read.
    """

    files: Sequence[FileRow]
    records: Table
    touched: Buckets
    failed: int
    groups: Sequence[tuple[int, Sequence[int]]]


@dataclass(frozen=True)
class Reader:
    """Reads files of a corpus into a spool; tells of progress and of problems."""

    corpus: Path
    progress: Callable[[Progress], None]
    problem: Callable[[Problem], None]

    def edit(self, known: Manifest, found: Scan, spool: Spool) -> Edit:
        """Read what changed since `known`, and whatever else it touches."""
        paths = sorted(found.files)
        numbers = {path: number for number, path in enumerate(paths)}
        changed = set(found.changed)
        while True:
            spool.truncate(0)
            failed = self._read_changed(sorted(changed), numbers, spool)
            before = _Before(known, numbers, changed)
            read = spool.table()
            touched = _differing(before.changed, read)
            stale = self._read_others(before, touched, paths, spool)
            if not stale:
                return _edit(found, paths, failed, before, touched, spool, len(read))
            # A file was edited between the scan and now: it is one of the changed ones, too.
            changed |= stale

    def _read_changed(
        self, paths: Sequence[str], numbers: dict[str, int], spool: Spool
    ) -> set[str]:
        """Spool all records of changed files; return the paths that could not be read."""
        failed = set()
        for done, path in enumerate(paths):
            self.progress(Progress("reading", done, len(paths)))
            length = len(spool)
            try:
                for record in read_records(self.corpus, path, self._warner(path)):
                    spool.add(numbers[path], record)
            except (SourceError, ExtraMissingError) as error:
                spool.truncate(length)
                failed.add(path)
                self.problem(Problem(display_path(path), str(error), skipped=True))
        self.progress(Progress("reading", len(paths), len(paths)))
        return failed

    def _read_others(
        self, before: "_Before", touched: Buckets, paths: Sequence[str], spool: Spool
    ) -> set[str]:
        """Spool the records of unchanged files that are in touched buckets.

        Return the paths of files that are not what they were.
        """
        stale = set()
        for file, wanted in before.unchanged_in(touched):
            path, first = paths[file], len(spool)
            try:
                for ordinal, record in enumerate(read_records(self.corpus, path, lambda _: None)):
                    if ordinal in wanted:
                        spool.add(file, record)
            except (SourceError, ExtraMissingError):
                stale.add(path)
            if spool.digests(first) != list(wanted.values()):
                stale.add(path)
        return stale

    def _warner(self, path: str) -> Callable[[str], None]:
        shown = display_path(path)
        return lambda reason: self.problem(Problem(shown, reason, skipped=False))


class _Before:
    """The records of the last generation: those of files changed since, and of the others.

    Rows have the file numbers of today; those of files that are gone, `_GONE`.
    """

    def __init__(self, known: Manifest, numbers: dict[str, int], changed: set[str]) -> None:
        today = np.array([numbers.get(row.path, _GONE) for row in known.files], np.int64)
        stays = np.array(
            [row.path in numbers and row.path not in changed for row in known.files], bool
        )
        files = known.records["file"]
        self.changed = _renumbered(known.records[~stays[files]], today)
        self.unchanged = _renumbered(known.records[stays[files]], today)

    def unchanged_in(self, touched: Buckets) -> Iterator[tuple[int, dict[int, int]]]:
        """Yield unchanged files, each with its records in these buckets: ordinal and digest."""
        rows = np.flatnonzero(np.isin(self.unchanged["bucket"], touched))
        files = self.unchanged["file"]
        for file in np.unique(files[rows]):
            first = int(np.searchsorted(files, file))
            here = rows[files[rows] == file]
            digests = self.unchanged["digest"][here]
            yield int(file), dict(zip((here - first).tolist(), digests.tolist(), strict=True))


def _renumbered(records: Table, today: npt.NDArray[np.int64]) -> Table:
    renumbered = records.copy()
    renumbered["file"] = today[records["file"]]
    return renumbered


def _differing(before: Table, after: Table) -> Buckets:
    """Return the buckets of records that stand in one of two tables and not in the other.

    A file may hold the same record twice, so the tables are multisets.
    """
    columns = ["bucket", "file", "start", "end", "digest"]
    both = np.concatenate([before, after])
    if not len(both):
        return np.zeros(0, np.uint64)
    rows = np.stack([both[name].astype(np.uint64) for name in columns], axis=1)
    distinct, which = np.unique(rows, axis=0, return_inverse=True)
    then = np.bincount(which[: len(before)], minlength=len(distinct))
    now = np.bincount(which[len(before) :], minlength=len(distinct))
    return np.unique(distinct[then != now, 0])


def _edit(  # noqa: PLR0917 - called once, with all that reading has found
    found: Scan,
    paths: Sequence[str],
    failed: set[str],
    before: _Before,
    touched: Buckets,
    spool: Spool,
    read: int,
) -> Edit:
    spooled = spool.table()
    records = np.concatenate([before.unchanged, spooled[:read]])
    kept = np.array([path not in failed for path in paths], bool)
    records["file"] = (np.cumsum(kept) - 1)[records["file"]] if len(records) else 0
    return Edit(
        files=[found.files[path] for path in paths if path not in failed],
        records=records[np.argsort(records["file"], kind="stable")],
        touched=touched,
        failed=len(failed),
        groups=list(_groups(spooled, touched)),
    )


def _groups(rows: Table, touched: Buckets) -> Iterator[tuple[int, list[int]]]:
    """Yield touched buckets by their first day, each with the numbers of its rows."""
    wanted = np.flatnonzero(np.isin(rows["bucket"], touched))
    if not len(wanted):
        return
    order = wanted[np.lexsort((rows["day"][wanted], rows["bucket"][wanted]))]
    buckets = rows["bucket"][order]
    starts = np.flatnonzero(np.concatenate([[True], buckets[1:] != buckets[:-1]]))
    ends = np.append(starts[1:], len(order))
    for at in np.lexsort((buckets[starts], rows["day"][order[starts]])):
        yield int(buckets[starts[at]]), order[starts[at] : ends[at]].tolist()
