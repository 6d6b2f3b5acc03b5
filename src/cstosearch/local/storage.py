"""Which generation of an index stands in this directory, and how does the next one get there?

A generation has these files, all written before Whoosh's TOC is renamed into place, which is the
commit; stock Whoosh finds the segments by the TOC, this program by its own list, as reading a TOC
means to unpickle it::

    MAIN_<name>.seg       segments; `codec` says what is in them
    generation_<n>.json   {"format": 4, "version": "0.2.0", "files": ..., "records": ...,
                           "names": CRC-32 of the next file,
                           "segments": [{"name": ..., "documents": ..., "deleted": ...}, ...]}
    names_<n>.txt         names of entities that no document need have, see `local.aliases`
    manifest_<n>.npz      what `cstosearch.indexing` writes; only indexing reads it
    _MAIN_<n>.toc         Whoosh's schema and list of segments, pickled

`deleted` has a bit for each document of the segment, the lowest of each byte first, compressed by
zlib, in Base64; it is empty where none is deleted.

Format history: 1, Whoosh's own codec; 2, columnar segments; 3, with addresses and
mentions as values; 4, with names and places of entities.
"""

import base64
import errno
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cstosearch._version import __version__
from cstosearch.codec.arrays import WAITING, DamagedError, sync_file
from cstosearch.codec.segment import SUFFIX, Segment
from cstosearch.codec.sets import Mask
from cstosearch.errors import (
    CstosearchError,
    IndexCorruptError,
    IndexFormatError,
    IndexMissingError,
    IndexStateError,
)

FORMAT: Final = 4
NAME: Final = "MAIN"
_TOC: Final = re.compile(rf"_{NAME}_(\d+)\.toc")
_OURS: Final = re.compile(r"(?:generation|manifest|names)_(\d+)\.(?:json|npz|txt)")
_SEGMENT: Final = re.compile(rf"({NAME}_[0-9a-z]+)\.[A-Za-z0-9_.]+")
_LEFT_BY_CRASH: Final = re.compile(rf"_{NAME}_\d+\.toc\..+|{WAITING}.+")
_NOT_DAMAGE: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ESTALE}
)
"""What the file system says when the files may well be sound."""
_ATTEMPTS: Final = 10
"""How often opening is tried again when a commit has just removed the files of a generation."""


@dataclass(frozen=True)
class Part:
    """A segment of a generation: its name, how many documents it has, and which are live.

    `live` is None where all are.
    """

    name: str
    documents: int
    live: Mask | None

    def path(self, directory: Path) -> Path:
        """Return where its file stands."""
        return directory / (self.name + SUFFIX)

    def open(self, directory: Path) -> Segment:
        """Open the segment. Raises `DamagedError` where it is another than was noted."""
        segment = Segment(self.path(directory))
        if segment.documents != self.documents:
            segment.close()
            raise DamagedError(f"{self.name} has {segment.documents} documents")
        return segment

    @property
    def deleted(self) -> npt.NDArray[np.uint32]:
        """The numbers of the deleted documents."""
        live = np.ones(0, bool) if self.live is None else self.live
        return np.flatnonzero(~live).astype(np.uint32)

    def as_json(self) -> dict[str, Any]:
        """Return the part as a generation notes it."""
        bits = b"" if self.live is None else np.packbits(~self.live, bitorder="little").tobytes()
        deleted = base64.b64encode(zlib.compress(bits)).decode() if bits else ""
        return {"name": self.name, "documents": self.documents, "deleted": deleted}

    @classmethod
    def of(cls, noted: Mapping[str, Any]) -> "Part":
        """Return the part that a generation notes."""
        documents, live = int(noted["documents"]), None
        if noted["deleted"]:
            bits = np.frombuffer(zlib.decompress(base64.b64decode(noted["deleted"])), np.uint8)
            live = np.unpackbits(bits, count=documents, bitorder="little") == 0
        return cls(str(noted["name"]), documents, live)


@dataclass(frozen=True)
class Generation:
    """A committed state of an index: its number, its segments, and what was noted of it.

    `names` are those of the gazetteer, see `local.aliases`.
    """

    number: int
    parts: Sequence[Part]
    facts: Mapping[str, Any]
    names: bytes = b""


def latest_generation(directory: Path) -> int:
    """Return the number of the newest generation, -1 where there is none."""
    try:
        names = [path.name for path in directory.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return max((int(toc[1]) for name in names if (toc := _TOC.fullmatch(name))), default=-1)


def read_generation(directory: Path) -> Generation:
    """Return the newest generation.

    Raises `IndexMissingError`, `IndexCorruptError`, `IndexFormatError`.
    """
    with damage_as_error(directory):
        number = latest_generation(directory)
        if number < 0:
            raise IndexMissingError(f'no index in "{directory}": run cstosearch index')
        try:
            facts = json.loads(_facts_path(directory, number).read_text("utf-8"))
        except FileNotFoundError:
            # Only here, as reading what stock Whoosh has committed means to unpickle it.
            from cstosearch.local.whoosh_toc import read_parts  # noqa: PLC0415

            return Generation(number, read_parts(directory, number), {})
        if facts.get("format") != FORMAT:
            raise IndexFormatError(
                f'the index in "{directory}" was made by cstosearch {facts.get("version")}, which '
                f"this version ({__version__}) cannot read: run cstosearch index --rebuild"
            )
        names = _names_path(directory, number).read_bytes()
        if zlib.crc32(names) != facts["names"]:
            raise DamagedError(f"the names of generation {number} are not those noted")
        return Generation(number, [Part.of(noted) for noted in facts["segments"]], facts, names)


def open_segments(directory: Path) -> tuple[Generation, list[Segment]]:
    """Open the newest generation and its segments.

    A commit may remove the files of the generation that is being opened: then the next is tried.
    Raises as `read_generation`.
    """
    for _ in range(_ATTEMPTS):
        with damage_as_error(directory):
            before = latest_generation(directory)
        opened: list[Segment] = []
        try:
            generation = read_generation(directory)
            with damage_as_error(directory):
                # One by one, so that those that could be opened are closed again.
                for part in generation.parts:
                    opened.append(part.open(directory))  # noqa: PERF401
        except BaseException as error:
            for segment in opened:
                segment.close()
            if isinstance(error, IndexStateError) and latest_generation(directory) != before:
                continue
            raise
        return generation, opened
    raise IndexCorruptError(f'the index in "{directory}" changes too fast to be opened: try again')


def size_on_disk(directory: Path) -> int:
    """Return how many bytes the files of a directory have, some of which may vanish meanwhile."""
    size = 0
    with damage_as_error(directory):
        for path in directory.iterdir():
            with suppress(FileNotFoundError):
                size += path.stat().st_size
    return size


def read_manifest(directory: Path, generation: int) -> bytes | None:
    """Return the manifest of a generation, if it has one."""
    try:
        return _manifest_path(directory, generation).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_beside(directory: Path, generation: Generation, manifest: bytes) -> None:
    """Write the files that go with a generation, before it is committed, and make them durable."""
    noted = {
        "format": FORMAT,
        "version": __version__,
        **generation.facts,
        "names": zlib.crc32(generation.names),
        "segments": [part.as_json() for part in generation.parts],
    }
    for path, data in (
        (_facts_path(directory, generation.number), json.dumps(noted).encode()),
        (_names_path(directory, generation.number), generation.names),
        (_manifest_path(directory, generation.number), manifest),
    ):
        path.write_bytes(data)
        sync_file(path)


def _facts_path(directory: Path, number: int) -> Path:
    return directory / f"generation_{number}.json"


def _names_path(directory: Path, number: int) -> Path:
    return directory / f"names_{number}.txt"


def _manifest_path(directory: Path, number: int) -> Path:
    return directory / f"manifest_{number}.npz"


def leftovers(directory: Path, generation: int, segments: Sequence[str]) -> list[Path]:
    """Return the files that do not belong to a generation, or were left by a killed writer."""
    temporary = directory / f"{NAME}.tmp"
    found = list(temporary.iterdir()) if temporary.is_dir() else []
    for path in directory.iterdir():
        toc, ours = _TOC.fullmatch(path.name), _OURS.fullmatch(path.name)
        numbered = toc or ours
        segment = _SEGMENT.fullmatch(path.name)
        if (
            _LEFT_BY_CRASH.fullmatch(path.name)
            or (numbered and int(numbered[1]) != generation)
            or (segment and path.name not in segments)
        ):
            found.append(path)
    return found


def uncommitted(directory: Path, generation: int) -> list[Path]:
    """Return the files of a generation that is not committed."""
    segment = re.compile(rf"{NAME}_{generation}x\d+\..+")
    return [
        path
        for path in directory.iterdir()
        if segment.fullmatch(path.name)
        or _LEFT_BY_CRASH.fullmatch(path.name)
        or ((ours := _OURS.fullmatch(path.name)) and int(ours[1]) == generation)
    ]


def remove(paths: Iterable[Path]) -> None:
    """Remove files of an index, once the name of a later TOC is durable.

    Only the holder of the write lock may do this. A file that cannot be removed is left to the
    next writer.
    """
    # TOCs first: who finds a TOC finds all that belongs to it, or that it is gone meanwhile.
    for path in sorted(paths, key=lambda path: path.suffix != ".toc"):
        with suppress(OSError):
            path.unlink()


@contextmanager
def damage_as_error(directory: Path) -> Iterator[None]:
    """Turn whatever reading a damaged index raises into an `IndexCorruptError`."""
    try:
        yield
    except (CstosearchError, RecursionError):
        raise
    except MemoryError as error:
        raise IndexStateError(
            f'not enough memory for the index in "{directory}", unless it is damaged: if it is, '
            "run cstosearch index --rebuild"
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NOT_DAMAGE:
            raise IndexStateError(
                f'cannot read the index in "{directory}": {error.strerror}'
            ) from error
        # Damaged bytes raise almost anything: index, value, key, Unicode, Zstandard errors.
        raise _damaged(directory) from error


def _damaged(directory: Path) -> IndexCorruptError:
    return IndexCorruptError(
        f'the index in "{directory}" is damaged: run cstosearch index --rebuild'
    )


@contextmanager
def failure_as_error(directory: Path, state: str = "is as it was") -> Iterator[None]:
    """Turn what the file system refuses while an index is written into an `IndexStateError`.

    `state` is what is true of the index then.
    """
    try:
        yield
    except OSError as error:
        raise IndexStateError(
            f'cannot write the index in "{directory}": {error.strerror}: the index {state}'
        ) from error
