r"""Which queries are saved beside an index, and which of their hits have been seen?

One file, `saved.bin`, has them all::

    {"format": 1, "version": "0.2.0", "queries": [{"name": ..., "query": ..., "filters": {...},
     "last_asked": "2026-11-25T06:30:00+00:00", "generation": 4, "seen": 2}, ...]}\n
    for each query, `seen` digests of 8 bytes, ascending
    a digest of 8 bytes of all before

A seen hit is noted by the BLAKE2b digest of its id, 8 bytes long: of a million ids, two are taken
for one with a probability of 3 in 10^8. `generation` is the last one that was asked, for whoever
reads the file.

The file is replaced as a whole, by renaming, so that reading needs no lock. Changes stand in line
at `saved.lock`; they read, change and write under it, so that none undoes another.
"""

import fcntl
import json
import os
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from cstosearch._version import __version__
from cstosearch.errors import IndexLockedError, SavedQueryError
from cstosearch.model import Asked, Finding
from cstosearch.opening import NotRegularError, open_regular

FORMAT: Final = 1
FILE: Final = "saved.bin"
_LOCK: Final = "saved.lock"
_SIZE: Final = 8
"""Bytes of a digest."""

MAX_NAME: Final = 64
"""Characters of a name."""
MAX_QUERIES: Final = 1_000
_MAX_HEAD: Final = 1 << 25
"""Bytes of the first line, which has the queries."""
_MAX_FILE: Final = 1 << 28
"""Bytes of the file; 33 million seen hits."""
_PATIENCE: Final = 10.0
"""Seconds that a change waits for others, which take milliseconds."""
_DAMAGE: Final = (
    NotRegularError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
)
"""What it is to read another file than we have written."""
_MEND: Final = (
    "it cannot be made anew: put back a copy of it, or move it away and save the queries again"
)


class _FileError(SavedQueryError):
    """The file cannot be used: what is wrong with it, and what to do."""

    def __init__(self, path: Path, what: str, advice: str) -> None:
        super().__init__(f'"{path}", which has the saved queries, {what}: {advice}')
        self.finding = Finding("damaged", path.name, what, advice)


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved query as it is kept; `seen` are the digests of the hits that have been seen, packed.

    They stay packed until somebody asks, as most changes concern one query of many.
    """

    query: str
    filters: Asked
    last_asked: datetime
    generation: int
    seen: bytes


def packed(digests: Iterable[bytes]) -> bytes:
    """Return digests one behind the other, ascending."""
    return b"".join(sorted(digests))


def unpacked(data: bytes) -> frozenset[bytes]:
    """Return the digests that were packed."""
    return frozenset(data[at : at + _SIZE] for at in range(0, len(data), _SIZE))


def digest(id_: str) -> bytes:
    """Return what a seen hit is noted by."""
    return _digest(id_.encode("utf-8", "surrogatepass"))


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()


def check_name(name: str) -> str:
    """Return a name in the form in which it is kept.

    Raises `SavedQueryError` where a shell, a file name or a person might stumble over it.
    """
    name = unicodedata.normalize("NFC", name)
    if not _is_name(name):
        raise SavedQueryError(
            f'a query cannot be saved as "{name}": a name has up to {MAX_NAME} letters, digits, '
            "- and _, and begins with a letter or digit"
        )
    return name


def _is_name(name: str) -> bool:
    # A letter of an Indic script may be of several characters, of which the later are marks.
    sound = all(char in "-_" or unicodedata.category(char)[0] in "LNM" for char in name)
    return sound and name[:1].isalnum() and len(name) <= MAX_NAME


def saved_names(index: str | os.PathLike[str]) -> list[str]:
    """Return the names of the queries saved beside an index, in order; this reads little.

    Raises `SavedQueryError` where they cannot be read.
    """
    path = Path(index) / FILE
    with _opened(path) as file:
        notes = [] if file is None else _notes(path, file.readline(_MAX_HEAD))
    return sorted(note.name for note in notes)


def read(directory: Path) -> dict[str, Kept]:
    """Return the saved queries by name; none where there is no file.

    Raises `SavedQueryError` where they cannot be read.
    """
    path = directory / FILE
    with _opened(path) as file:
        if file is None:
            return {}
        line = file.readline(_MAX_HEAD)
        notes, body = _notes(path, line), file.read(_MAX_FILE)
        whole = sum(note.seen for note in notes) * _SIZE == len(body) - _SIZE
        if not whole or _digest(line + body[:-_SIZE]) != body[-_SIZE:]:
            raise ValueError("the digest is another")
    ends = accumulate(note.seen * _SIZE for note in notes)
    return {
        note.name: Kept(
            note.query,
            note.filters,
            note.last_asked,
            note.generation,
            body[end - note.seen * _SIZE : end],
        )
        for note, end in zip(notes, ends, strict=True)
    }


def faults(directory: Path) -> list[Finding]:
    """Return what is wrong with the file; nothing where it is sound, or there is none."""
    try:
        read(directory)
    except _FileError as error:
        return [error.finding]
    return []


@contextmanager
def changing(directory: Path) -> Iterator[dict[str, Kept]]:
    """Yield the saved queries, to be changed, and keep what has become of them.

    Nobody else changes them meanwhile; after an error they are as they were. Raises
    `SavedQueryError`, `IndexLockedError`, and `OSError` where the directory cannot be written.
    """
    with _locked(directory / _LOCK):
        kept = read(directory)
        before = dict(kept)
        yield kept
        if kept != before:
            _write(directory, _file_of(kept))


def _file_of(kept: Mapping[str, Kept]) -> bytes:
    """Return the bytes of the file. Raises `SavedQueryError` where those are too many."""
    queries = [
        {
            "name": name,
            "query": each.query,
            "filters": each.filters,
            "last_asked": each.last_asked.isoformat(),
            "generation": each.generation,
            "seen": len(each.seen) // _SIZE,
        }
        for name, each in kept.items()
    ]
    head = {"format": FORMAT, "version": __version__, "queries": queries}
    line = json.dumps(head).encode() + b"\n"
    size = len(line) + sum(len(each.seen) for each in kept.values()) + _SIZE
    if len(kept) > MAX_QUERIES or len(line) > _MAX_HEAD or size > _MAX_FILE:
        raise SavedQueryError(
            f"{len(kept):,} queries with what has been seen of them are more than can be kept: "
            "remove one with cstosearch saved --remove NAME"
        )
    data = b"".join([line, *(each.seen for each in kept.values())])
    return data + _digest(data)


def _write(directory: Path, data: bytes) -> None:
    """Replace the file; only the holder of the lock may do this."""
    path, temporary = directory / FILE, directory / f"{FILE}.tmp"
    temporary.unlink(missing_ok=True)
    with temporary.open("xb") as file:  # never through a link that somebody has put there
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise IndexLockedError(
                        f'another process is changing the saved queries in "{path.parent}": '
                        "try again"
                    ) from None
                time.sleep(0.01)
        yield
    finally:
        os.close(descriptor)  # which unlocks


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | None]:
    """Open the file, None where there is none; whatever is wrong with it is said alike."""
    legible = False
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            if os.fstat(file.fileno()).st_size > _MAX_FILE:
                raise ValueError("too large")
            legible = b'"query"' in file.peek()
            yield file
    except FileNotFoundError as error:
        if path.is_symlink():
            raise _FileError(path, "is a link that leads nowhere", _MEND) from error
        yield None
    except _DAMAGE as error:
        text = "; what is left of them stands in its first line as text" if legible else ""
        raise _FileError(path, "is damaged", f"{_MEND}{text}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _FileError(path, f"cannot be read ({reason})", _MEND) from error


class _Note(NamedTuple):
    """What the first line says of a saved query; `seen` is how many digests it has."""

    name: str
    query: str
    filters: Asked
    last_asked: datetime
    generation: int
    seen: int


def _notes(path: Path, line: bytes) -> list[_Note]:
    """Return what the first line says. Raises `ValueError` and the like if it is another."""
    head = json.loads(line)
    if head["format"] != FORMAT:
        what = f"was written by cstosearch {head.get('version')}, not for this version"
        raise _FileError(path, f"{what} ({__version__})", "use that one, or move it away")
    return [_note(**query) for query in head["queries"]]


def _note(
    *, name: str, query: str, filters: Asked, last_asked: str, generation: int, seen: int
) -> _Note:
    texts = (name, query, *(filters.get(key) or "" for key in ("since", "until", "on")))
    sound = (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(filters.get(key, False), bool) for key in ("any_word", "no_alias"))
        and filters.keys() <= {"since", "until", "on", "any_word", "no_alias"}
        and isinstance(generation, int)
        and isinstance(seen, int)
        and seen >= 0
        and _is_name(name)
    )
    if not sound:
        raise ValueError("no saved query")
    return _Note(name, query, filters, datetime.fromisoformat(last_asked), generation, seen)
