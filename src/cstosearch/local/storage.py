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

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from cstosearch.codec.arrays import DamagedError, make_way, open_file, sync_directory, sync_file
from cstosearch.codec.segment import Segment
from cstosearch.codec.sets import Mask
from cstosearch.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexMissingError,
    IndexStateError,
)
from cstosearch.local.failures import damage_as_error
from cstosearch.local.files import latest_generation, noted_generations, paths_beside, toc_path
from cstosearch.local.generation import Generation, OtherFormatError

_FIRST: Final = 1
_ATTEMPTS: Final = 10
"""How often opening is tried again when a commit has just removed the files of a generation."""


def committed_generation(directory: Path) -> int:
    """Return the number of the newest generation, of which there is one.

    Raises `IndexMissingError`, and `DamagedError` where only its table of contents is missing.
    """
    number = latest_generation(directory)
    if number >= 0:
        return number
    left = noted_generations(directory) - {0}
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
