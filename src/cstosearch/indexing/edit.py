"""Which records does an edit of the corpus touch, and which buckets must be made anew?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

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

_AT_ONCE: Final = 1 << 12
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
    groups: "Groups"


@dataclass(frozen=True)
class Groups:
    """Touched buckets by their first day: each one's number, and those of its spooled records.

    Bucket `buckets[i]` has the records `order[starts[i]:ends[i]]`.
    """

    buckets: Buckets
    starts: npt.NDArray[np.uint32]
    ends: npt.NDArray[np.uint32]
    order: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        """Return how many buckets there are."""
        return len(self.buckets)

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each bucket and its records."""
        # A list of all, as numbers of Python, would be larger than all else that is in memory.
        for first in range(0, len(self), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            columns = (self.buckets, self.starts, self.ends)
            for bucket, start, end in zip(*(c[part].tolist() for c in columns), strict=True):
                yield bucket, self.order[start:end].tolist()


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
            read = len(spool)
            touched = _differing(before.changed, spool.table())
            stale = self._read_others(before, touched, paths, spool)
            if not stale:
                files = [
                    found.noted(self.corpus, path, read=path in changed)
                    for path in paths
                    if path not in failed
                ]
                return _edit(files, paths, failed, before, touched, spool, read)
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
            if spool.table()["digest"][first:].tolist() != list(wanted.values()):
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
        rows = np.flatnonzero(within(self.unchanged["bucket"], touched))
        files = np.ascontiguousarray(self.unchanged["file"])
        here, starts = np.unique(files[rows], return_index=True)
        for file, first, some in zip(
            here.tolist(),
            np.searchsorted(files, here).tolist(),
            np.split(rows, starts[1:]),
            strict=False,  # nothing split is one part
        ):
            digests = self.unchanged["digest"][some]
            yield file, dict(zip((some - first).tolist(), digests.tolist(), strict=True))


def _renumbered(records: Table, numbers: npt.NDArray[np.int64]) -> Table:
    renumbered = records.copy()
    renumbered["file"] = numbers[records["file"]]
    return renumbered


def within(buckets: Buckets, touched: Buckets) -> npt.NDArray[np.bool_]:
    """Say of each bucket whether it is among those touched, which are in order."""
    if not len(touched):
        return np.zeros(len(buckets), bool)
    found = touched[np.minimum(np.searchsorted(touched, buckets), len(touched) - 1)]
    return np.asarray(found == buckets)


def _differing(before: Table, after: Table) -> Buckets:
    """Return the buckets, in order, of records that stand in one of two tables only.

    A file may hold the same record twice, so the tables are multisets.
    """
    if not len(before):
        return _distinct(after["bucket"])
    both = np.concatenate([before, after])
    order = np.lexsort((both["digest"], both["file"]))
    rows = both[order]
    is_new = _begins(rows)
    more = np.add.reduceat(np.where(order < len(before), -1, 1), np.flatnonzero(is_new))
    return _distinct(rows["bucket"][is_new][more != 0])


def _distinct(buckets: Buckets) -> Buckets:
    """Return each bucket once, in order; `np.unique`, which hashes, takes five times the memory."""
    ordered = np.sort(buckets)
    return ordered[_begins(ordered)]


def _edit(  # noqa: PLR0917 - called once, with all that reading has found
    files: Sequence[FileRow],
    paths: Sequence[str],
    failed: set[str],
    before: _Before,
    touched: Buckets,
    spool: Spool,
    read: int,
) -> Edit:
    records = spool.table()[:read]
    if len(before.unchanged):
        both = np.concatenate([before.unchanged, records])
        records = both[np.argsort(both["file"], kind="stable")]
    if failed:
        kept = np.array([path not in failed for path in paths], bool)
        records = _renumbered(records, np.cumsum(kept) - 1)
    return Edit(
        files=files,
        records=records,
        touched=touched,
        failed=len(failed),
        groups=_groups(spool, touched),
    )


def _groups(spool: Spool, touched: Buckets) -> Groups:
    buckets, days = spool.table()["bucket"], spool.days()
    wanted = np.flatnonzero(within(buckets, touched)).astype(np.uint32)
    order = wanted[np.lexsort((days[wanted], buckets[wanted]))]
    sorted_buckets = buckets[order]
    starts = np.flatnonzero(_begins(sorted_buckets)).astype(np.uint32)
    ends = np.append(starts, np.uint32(len(order)))[1:]
    # Of one day, as they were read: to read them again is to go on in the spool.
    by_day = np.lexsort((order[starts], days[order[starts]]))
    return Groups(sorted_buckets[starts[by_day]], starts[by_day], ends[by_day], order)


def _begins(rows: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Say of each row whether it differs from the one before it."""
    begins = np.ones(len(rows), bool)
    begins[1:] = rows[1:] != rows[:-1]
    return begins
