"""Which generation of an index stands in this directory, and how does the next one get there?

A generation has these files, all written before Whoosh's TOC is renamed into place, which is the
commit; stock Whoosh finds the segments by the TOC, this program by its own list, as reading a TOC
as Whoosh does means to unpickle it::

    MAIN_<name>.seg       segments; `codec` says what is in them
    generation_<n>.json   what is noted of the generation, see `local.generation`
    names_<n>.txt         names of entities that no document need have, see `local.aliases`
    manifest_<n>.npz      what `cstosearch.indexing` writes; only indexing reads it
    _MAIN_<n>.toc         Whoosh's schema and list of segments, pickled
"""

import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from cstosearch.codec.arrays import (
    WAITING,
    DamagedError,
    make_way,
    open_file,
    sync_directory,
    sync_file,
)
from cstosearch.codec.segment import Segment
from cstosearch.codec.sets import Mask
from cstosearch.errors import (
    CstosearchError,
    IndexCorruptError,
    IndexFormatError,
    IndexMissingError,
    IndexStateError,
)
from cstosearch.local.generation import NAME, Generation, OtherFormatError

LOCK: Final = f"{NAME}_WRITELOCK"
"""The name of the file that Whoosh locks while it writes."""
_FIRST: Final = 1
LAST: Final = 999_999_999
"""The greatest number of a generation; Whoosh's table of contents has room for a few more."""
_TOC: Final = re.compile(rf"_{NAME}_(0|[1-9][0-9]{{0,8}})\.toc")
_OURS: Final = re.compile(r"(?:generation|manifest|names)_(\d+)\.(?:json|npz|txt)")
_SEGMENT: Final = re.compile(rf"({NAME}_[0-9a-z]+)\.[A-Za-z0-9_.]+")
_LEFT_BY_CRASH: Final = re.compile(rf"_{NAME}_\d+\.toc\..+|{WAITING}.+")
_NOT_DAMAGE: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ESTALE}
)
"""What the file system says when the files may well be sound."""
_ATTEMPTS: Final = 10
"""How often opening is tried again when a commit has just removed the files of a generation."""


def latest_generation(directory: Path) -> int:
    """Return the number of the newest generation, -1 where there is none."""
    return max(_numbers(directory, _TOC), default=-1)


def _numbers(directory: Path, pattern: re.Pattern[str]) -> set[int]:
    """Return the numbers in the names of files like a pattern."""
    try:
        names = [path.name for path in directory.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return set()
    return {int(file[1]) for name in names if (file := pattern.fullmatch(name))}


def committed_generation(directory: Path) -> int:
    """Return the number of the newest generation, of which there is one.

    Raises `IndexMissingError`, and `DamagedError` where only its table of contents is missing.
    """
    number = latest_generation(directory)
    if number >= 0:
        return number
    left = _numbers(directory, _OURS) - {0}
    if left and _FIRST not in left:
        raise DamagedError(f"{toc_path(directory, max(left)).name} is missing")
    # The first may never have been committed, or not so that it outlasts a power cut.
    toc = toc_path(directory, _FIRST).name
    why = f", as {toc} is missing, or the first run was ended early" if left else ""
    raise IndexMissingError(f'no index in "{directory}"{why}: run cstosearch index')


def read_generation(directory: Path) -> Generation:
    """Return the newest generation.

    Raises `IndexMissingError`, `IndexCorruptError`, `IndexFormatError`.
    """
    with damage_as_error(directory):
        number = committed_generation(directory)
        if committed_by_whoosh(directory, number):
            # Here, as few searches meet what stock Whoosh has committed.
            from cstosearch.local.toc import read_parts  # noqa: PLC0415

            return Generation(number, read_parts(directory, number), {})
        names = paths_beside(directory, number)[1]
        generation = read_noted(directory, number)
        data = read_file(names)
        generation.check("names", names.name, data)
        return replace(generation, names=data)


def read_noted(directory: Path, number: int) -> Generation:
    """Return what is noted of a generation, without the names.

    Raises `IndexFormatError`, `DamagedError`, `OSError`.
    """
    try:
        return Generation.loads(number, read_file(paths_beside(directory, number)[0]))
    except OtherFormatError as error:
        raise IndexFormatError(f'the index in "{directory}" {error}') from None


def committed_by_whoosh(directory: Path, number: int) -> bool:
    """Say whether a generation was committed by stock Whoosh, which writes a TOC and no more."""
    return not any(map(os.path.lexists, paths_beside(directory, number)))


def open_segments(directory: Path) -> tuple[Generation, list[tuple[Segment, Mask | None]]]:
    """Open the newest generation and its segments, each with which documents of it are live.

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
        live = (part.live for part in generation.parts)
        return generation, list(zip(opened, live, strict=True))
    raise IndexCorruptError(f'the index in "{directory}" changes too fast to be opened: try again')


def size_on_disk(directory: Path) -> int:
    """Return how many bytes the files of a directory have, some of which may vanish meanwhile."""
    size = 0
    with damage_as_error(directory):
        for path in directory.iterdir():
            with suppress(OSError):
                size += path.stat().st_size
    return size


def read_file(path: Path) -> bytes:
    """Return what is in a file of the index.

    Raises `DamagedError` where a directory, a pipe or a device stands in its place, `OSError`.
    """
    with os.fdopen(open_file(path), "rb") as file:
        return file.read()


def write_file(path: Path, data: bytes) -> None:
    """Write a file of the index anew, whatever stood in its place, and make its data durable."""
    make_way(path)
    with path.open("xb") as file:
        file.write(data)
    sync_file(path)


def read_manifest(directory: Path, generation: Generation) -> bytes | None:
    """Return the manifest of a generation, if it has one, and it is as it was written.

    Whatever is not, is not needed: then everything is read anew.
    """
    manifest = paths_beside(directory, generation.number)[2]
    with suppress(DamagedError, OSError, KeyError):  # Whoosh notes nothing of one
        data = read_file(manifest)
        generation.check("manifest", manifest.name, data)
        return data
    return None


def write_beside(directory: Path, generation: Generation, manifest: bytes, toc: bytes) -> None:
    """Write the files that go with a generation, before it is committed, and make them durable."""
    noted = generation.dumps(manifest, toc)
    paths = paths_beside(directory, generation.number)
    for path, data in zip(paths, (noted, generation.names, manifest), strict=True):
        write_file(path, data)


def commit(directory: Path, generation: Generation, toc: bytes) -> None:
    """Rename the TOC of a generation into place; that is not durable yet."""
    path = toc_path(directory, generation.number)
    temporary = path.with_name(f"{path.name}.new")
    write_file(temporary, toc)
    sync_directory(directory)
    temporary.replace(path)


def paths_beside(directory: Path, number: int) -> tuple[Path, Path, Path]:
    """Return where what is noted of a generation stands, its names, and its manifest."""
    names = (f"generation_{number}.json", f"names_{number}.txt", f"manifest_{number}.npz")
    facts, names_, manifest = (directory / name for name in names)
    return facts, names_, manifest


def toc_path(directory: Path, number: int) -> Path:
    """Return where the TOC of a generation stands."""
    return directory / f"_{NAME}_{number}.toc"


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
            make_way(path)


def is_ours(name: str) -> bool:
    """Say whether a name is one of those that files of an index have."""
    patterns = (_TOC, _OURS, _SEGMENT, _LEFT_BY_CRASH)
    return name == f"{NAME}.tmp" or any(pattern.fullmatch(name) for pattern in patterns)


@contextmanager
def damage_as_error(directory: Path) -> Iterator[None]:
    """Turn whatever reading a damaged index raises into an `IndexCorruptError`."""
    try:
        yield
    except CstosearchError:
        raise
    except MemoryError as error:
        raise IndexStateError(
            f'not enough memory for the index in "{directory}", unless it is damaged: if it is, '
            "run cstosearch index --rebuild"
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NOT_DAMAGE:
            raise IndexStateError(
                f'cannot read the index in "{directory}": {_refusal(error, directory)}'
            ) from error
        # Damaged bytes raise almost anything: index, value, key, Unicode, Zstandard errors.
        raise IndexCorruptError(
            f'the index in "{directory}" is damaged{_how(error)}: run cstosearch index --rebuild'
        ) from error


def _how(error: Exception) -> str:
    """Return what is known of a damage, in parentheses."""
    if isinstance(error, DamagedError):
        return f" ({error})"
    if isinstance(error, OSError) and error.filename:
        missing = isinstance(error, FileNotFoundError)
        what = " is missing" if missing else f": {error.strerror}"
        return f" ({Path(error.filename).name}{what})"
    return ""


@contextmanager
def failure_as_error(directory: Path, state: str = "is as it was") -> Iterator[None]:
    """Turn what the file system refuses while an index is written into an `IndexStateError`.

    `state` is what is true of the index then.
    """
    try:
        yield
    except OSError as error:
        raise IndexStateError(
            f'cannot write the index in "{directory}": {_refusal(error, directory)}: the index '
            f"{state}"
        ) from error


def _refusal(error: OSError, directory: Path) -> str:
    """Return what the system has refused, of which file, and what to do where that is known."""
    file = error.filename
    if not isinstance(file, str | os.PathLike) or Path(file) == directory:
        return str(error.strerror)
    if error.errno == errno.ENOTEMPTY:
        return f'"{file}" is a directory that is not empty: move it away'
    return f'{error.strerror}: "{file}"'
