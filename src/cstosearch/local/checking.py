"""Is an index in a directory what was written, and does it agree with itself?"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

import numpy as np

from cstosearch.codec.arrays import DamagedError
from cstosearch.codec.checks import faults
from cstosearch.codec.segment import Segment
from cstosearch.engine import Checked
from cstosearch.errors import IndexFormatError
from cstosearch.local.failures import damage_as_error
from cstosearch.local.files import (
    LOCK,
    is_ours,
    latest_generation,
    paths_beside,
    toc_path,
)
from cstosearch.local.generation import BESIDE, Generation, Part
from cstosearch.local.rows import FIELDS, read_document, to_entry
from cstosearch.local.storage import (
    committed_by_whoosh,
    committed_generation,
    read_file,
    read_noted,
)
from cstosearch.local.toc import read_parts
from cstosearch.model import Finding, Progress
from cstosearch.opening import open_regular

_ATTEMPTS: Final = 3
"""How often it is begun anew when a commit has removed what was being looked at."""
_ROWS: Final = 1 << 12
"""Documents that are looked at at once."""
_APART: Final = re.compile(rf"\..*|{LOCK}|writer\.txt|saved\.(?:bin|lock)")
"""What else may stand in the directory: who writes, saved queries, what systems hide."""
_REBUILD: Final = "run cstosearch index --rebuild"
_INDEX: Final = "run cstosearch index"

Report = Callable[[Progress], None]


def check(directory: Path, progress: Report, *, deep: bool) -> Checked:
    """Say what is wrong with the newest generation in a directory; see `engine.Engine`."""
    for _ in range(_ATTEMPTS):
        with damage_as_error(directory):
            number = committed_generation(directory)
            checked = _Check(directory, number, progress, deep=deep).run()
            if not checked.findings or latest_generation(directory) == number:
                return checked
    # What is missing may have been removed by the commits.
    what = "is written too often to be looked at"
    advice = "run cstosearch verify while nobody writes"
    return checked._replace(findings=[Finding("stale", "index", what, advice)])


def damage(where: str, what: str) -> Finding:
    """Return a finding of damage that a rebuild mends."""
    return Finding("damaged", where, what, _REBUILD)


class _Check:
    """One look at a generation."""

    def __init__(self, directory: Path, number: int, progress: Report, *, deep: bool) -> None:
        self._directory = directory
        self._number = number
        self._progress = progress
        self._deep = deep
        self._ids: set[bytes] = set()
        self._files = {path.name for path in paths_beside(directory, number)}
        self._files.add(toc_path(directory, number).name)

    def run(self) -> Checked:
        """Return what is wrong."""
        findings: list[Finding] = []
        generation = self._noted(findings)
        with ExitStack() as stack:
            opened = []
            for part in generation.parts:
                self._files.add(part.path(self._directory).name)
                try:
                    segment = stack.enter_context(closing(part.open(self._directory)))
                except (DamagedError, OSError) as error:
                    findings.append(_unreadable(part.path(self._directory), error))
                else:
                    opened.append((part, segment))
            if not findings:  # else the TOC is not what was written, or lists what is not there
                findings += self._listed(generation)
            total = sum(segment.documents for _, segment in opened)
            done = 0
            for part, segment in opened:
                findings += self._segment(part, segment, done, total)
                done += segment.documents
        self._progress(Progress("checking", total, total))
        findings += self._leftovers()
        return Checked(self._number, len(generation.parts), len(self._ids), findings)

    def _noted(self, findings: list[Finding]) -> Generation:
        """Return what is noted of the generation; find what is wrong with that."""
        if committed_by_whoosh(self._directory, self._number):
            return self._by_whoosh(findings)
        try:
            generation = read_noted(self._directory, self._number)
        except (DamagedError, OSError) as error:
            findings.append(_unreadable(paths_beside(self._directory, self._number)[0], error))
            return Generation(self._number, (), {})
        findings += self._beside(generation)
        return generation

    def _by_whoosh(self, findings: list[Finding]) -> Generation:
        toc = toc_path(self._directory, self._number)
        what = "was committed by Whoosh itself, which knows nothing of the corpus"
        findings.append(Finding("stale", toc.name, what, _INDEX))
        try:
            return Generation(self._number, read_parts(self._directory, self._number), {})
        except (DamagedError, OSError) as error:
            findings.append(_unreadable(toc, error))
            return Generation(self._number, (), {})

    def _beside(self, generation: Generation) -> Iterator[Finding]:
        """Yield which files beside a generation are not those that were noted."""
        _, names, manifest = paths_beside(self._directory, self._number)
        toc = toc_path(self._directory, self._number)
        for name, path in zip(BESIDE, (names, manifest, toc), strict=True):
            try:
                generation.check(name, path.name, read_file(path))
            except (DamagedError, OSError) as error:
                yield _unreadable(path, error)

    def _listed(self, generation: Generation) -> Iterator[Finding]:
        """Yield whether Whoosh is told of other segments, or other deletions."""
        toc = toc_path(self._directory, self._number)
        try:
            listed = read_parts(self._directory, self._number)
        except (DamagedError, IndexFormatError, OSError) as error:
            yield _unreadable(toc, error)
            return
        if _states(listed) != _states(generation.parts):
            facts = paths_beside(self._directory, self._number)[0]
            yield damage(toc.name, f"lists other segments or deletions than {facts.name}")

    def _segment(self, part: Part, segment: Segment, done: int, total: int) -> list[Finding]:
        """Return what is wrong with a segment, and with its documents."""
        name = part.path(self._directory).name
        self._progress(Progress("checking", done, total))
        found = [damage(name, fault) for fault in faults(segment)]
        if segment.facts.fields != FIELDS:
            found.append(damage(name, "it has other fields than this version writes"))
        if not found:
            for start in range(0, segment.documents, _ROWS):
                numbers = range(start, min(start + _ROWS, segment.documents))
                self._progress(Progress("checking", done + start, total))
                try:
                    found += self._rows(part, segment, numbers)
                except DamagedError as error:
                    found.append(_unreadable(part.path(self._directory), error))
                    break
                except Exception as error:  # noqa: BLE001 - damaged records raise almost anything
                    found.append(
                        damage(name, f"a document cannot be read ({type(error).__name__})")
                    )
                    break
        if self._deep and not found:
            found += self._remade(name, segment, done, total)
        return found

    def _remade(self, name: str, segment: Segment, done: int, total: int) -> Iterator[Finding]:
        """Yield which fields are not what the documents make of them."""
        from cstosearch.local.remaking import unlike  # noqa: PLC0415 - it loads what writes

        def progress(documents: int) -> None:
            self._progress(Progress("remaking", done + documents, total))

        for field in unlike(segment, progress):
            yield damage(name, f"{field}: it is not searched by what its documents say")

    def _rows(self, part: Part, segment: Segment, numbers: range) -> Iterator[Finding]:
        """Yield which documents are not found by what is stored of them."""
        name = part.path(self._directory).name
        held = [_values(segment, field, numbers) for field in FIELDS.values]
        columns = [
            segment.column(field)[numbers.start : numbers.stop] for field, _ in FIELDS.columns
        ]
        for at, number in enumerate(numbers):
            document = read_document(segment, number)
            entry = to_entry(document)
            wanted = [[v.encode("utf-8", "surrogatepass") for v in each] for each in entry.values]
            if wanted != [each[at] for each in held]:
                yield damage(name, f'the document "{document.id}" is not found by its values')
            if list(entry.columns) != [int(column[at]) for column in columns]:
                yield damage(name, f'the document "{document.id}" has another day')
            if part.live is None or part.live[number]:
                id_ = wanted[0][0]
                if id_ in self._ids:
                    yield damage(name, f'the document "{document.id}" is there twice')
                self._ids.add(id_)

    def _leftovers(self) -> Iterator[Finding]:
        """Yield the files that belong to no generation, unless somebody is writing the next one."""
        writing = _is_locked(self._directory / LOCK)
        for name in sorted(path.name for path in self._directory.iterdir()):
            if name in self._files or _APART.fullmatch(name):
                continue
            if not is_ours(name):
                yield Finding("leftover", name, "is no file of an index", "move it away")
            elif not writing:
                advice = "the next cstosearch index that changes something removes it"
                if _is_filled(self._directory / name):
                    advice = "move it away"
                yield Finding("leftover", name, "belongs to no state of the index", advice)


def _states(parts: Sequence[Part]) -> list[tuple[str, int, bytes]]:
    """Return what is noted of segments, as it can be compared."""
    return [(part.name, part.documents, part.deleted.tobytes()) for part in parts]


def _values(segment: Segment, field: str, numbers: range) -> Sequence[list[bytes]]:
    """Return the values of some documents."""
    found = segment.value(field)
    documents = np.arange(numbers.start, numbers.stop)
    ends = np.cumsum(found.counts()[numbers.start : numbers.stop])[:-1]
    return [
        [found.values[at] for at in each.tolist()]
        for each in np.split(found.of_documents(documents), ends)
    ]


def _unreadable(path: Path, error: Exception) -> Finding:
    """Return a finding about a file that could not be read, or was not what was written."""
    if isinstance(error, FileNotFoundError):
        return damage(path.name, "is missing")
    if isinstance(error, OSError):
        return damage(path.name, f"cannot be read: {error.strerror}")
    what = str(error).removeprefix(f"{path.name} ") if isinstance(error, DamagedError) else ""
    return damage(path.name, what or "is not what was written")


def _is_filled(path: Path) -> bool:
    """Say whether a directory with files in it stands there, which no run removes."""
    return path.is_dir() and not path.is_symlink() and any(path.iterdir())


def _is_locked(path: Path) -> bool:
    """Say whether somebody writes the index; nothing is changed by asking."""
    try:
        descriptor = open_regular(path)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
