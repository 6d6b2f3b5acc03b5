"""Which files does a generation have, which numbers do those of a directory bear, and which go?"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from cstosearch.codec.arrays import WAITING, make_way
from cstosearch.local.generation import NAME

LOCK: Final = f"{NAME}_WRITELOCK"
"""The name of the file that Whoosh locks while it writes."""
NOTE: Final = "writer.txt"
"""The name of the file that says who holds the lock."""
LAST: Final = 999_999_999
"""The greatest number of a generation; Whoosh's table of contents has room for a few more."""
_TOC: Final = re.compile(rf"_{NAME}_(0|[1-9][0-9]{{0,8}})\.toc")
_OURS: Final = re.compile(r"(?:generation|manifest|names)_(\d+)\.(?:json|npz|txt)")
_NOTED: Final = re.compile(r"generation_(\d+)\.json")
# Ours have numbers, those of stock Whoosh 16 characters at random.
_SEGMENT: Final = re.compile(rf"{NAME}_(?:\d+x\d+|[0-9a-z]{{16}})\.[A-Za-z0-9_.]+")
_LEFT_BY_CRASH: Final = re.compile(rf"_{NAME}_\d+\.toc\..+|{WAITING}[a-z0-9_]{{8}}")
_NEED_NO_INDEX: Final = frozenset({NOTE, "saved.bin"})
"""What may stand in a directory before an index does, or stay when it has been removed."""


def latest_generation(directory: Path) -> int:
    """Return the number of the newest generation, -1 where there is none."""
    return max(_numbers(directory, _TOC), default=-1)


def noted_generations(directory: Path) -> set[int]:
    """Return the numbers of the generations of which it is noted what they have."""
    return _numbers(directory, _NOTED)


def somebody_elses(directory: Path) -> str | None:
    """Return the name of a file in a directory in which no index was ever begun, if it has any.

    Those that begin with a dot do not count. Raises `OSError`.
    """
    names = sorted(path.name for path in directory.iterdir() if not path.name.startswith("."))
    if LOCK in names or any(_TOC.fullmatch(name) or _NOTED.fullmatch(name) for name in names):
        return None
    return next((name for name in names if name not in _NEED_NO_INDEX), None)


def _numbers(directory: Path, pattern: re.Pattern[str]) -> set[int]:
    """Return the numbers in the names of files like a pattern."""
    try:
        names = [path.name for path in directory.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return set()
    return {int(file[1]) for name in names if (file := pattern.fullmatch(name))}


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
