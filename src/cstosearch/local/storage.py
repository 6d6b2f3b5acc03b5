"""Which generation of an index stands in this directory, and how does the next one get there?

Beside Whoosh's own files (`_MAIN_<generation>.toc`, segments), a generation has two more, named
by its number and written before Whoosh's TOC is renamed into place, which is the commit::

    generation_<n>.json   {"format": 1, "version": "0.1.0", "files": ..., "records": ...}
    manifest_<n>.npz      what `cstosearch.manifest` writes; only indexing reads it

Format history: 1, the first.
"""

import errno
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader

from cstosearch._version import __version__
from cstosearch.errors import (
    CstosearchError,
    IndexCorruptError,
    IndexFormatError,
    IndexMissingError,
    IndexStateError,
)
from cstosearch.local.schema import schema

FORMAT: Final = 1
NAME: Final = "MAIN"
_TOC: Final = re.compile(rf"_{NAME}_(\d+)\.toc")
_OURS: Final = re.compile(r"(?:generation|manifest)_(\d+)\.(?:json|npz)")
_LEFT_BY_CRASH: Final = re.compile(rf"_{NAME}_\d+\.toc\..+")
_NOT_DAMAGE: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ESTALE}
)
"""What the file system says when the files may well be sound."""
_ATTEMPTS: Final = 10
"""How often opening is tried again when a commit has just removed the files of a generation."""


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's file storage, with each commit made durable.

    Whoosh renames its TOC into place without fsync: after a power cut the name could stand and
    the data not. Here every file written since the last commit, and the directory, are synced
    before the rename, and the directory again after it.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._written: set[str] = set()

    def create_file(self, name: str, **kwargs: Any) -> Any:
        """Create a file and remember it for the next commit."""
        self._written.add(name)
        return super().create_file(name, **kwargs)

    def rename_file(self, frm: str, to: str, safe: bool = False) -> None:
        """Commit: sync what was written, rename, sync the directory."""
        for name in sorted(self._written):
            path = Path(self.folder, name)
            if path.exists():
                _sync(path)
        _sync(Path(self.folder))
        super().rename_file(frm, to, safe=safe)
        _sync(Path(self.folder))
        self._written.clear()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Base(FileIndex):  # type: ignore[misc]
    """The generation that a writer starts from, whether or not it stands on disk."""

    def __init__(self, storage: DurableStorage, toc: TOC) -> None:
        # FileIndex's own constructor insists on reading a TOC from the directory.
        self.storage = storage
        self.indexname = NAME
        self._schema = None
        self._toc = toc

    def _read_toc(self) -> TOC:
        return self._toc


def latest_generation(directory: Path) -> int:
    """Return the number of the newest generation, -1 where there is none."""
    try:
        names = [path.name for path in directory.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return max((int(toc[1]) for name in names if (toc := _TOC.fullmatch(name))), default=-1)


def read_toc(directory: Path) -> tuple[TOC, dict[str, Any]]:
    """Return the TOC of the newest generation, and what was noted of it; both are checked.

    Raises `IndexMissingError`, `IndexCorruptError`, `IndexFormatError`.
    """
    with damage_as_error(directory):
        generation = latest_generation(directory)
        if generation < 0:
            raise IndexMissingError(f'no index in "{directory}": run cstosearch index')
        facts = read_facts(directory, generation)
        _check_format(directory, facts)
        toc = TOC.read(FileStorage(str(directory)), NAME, gen=generation)
        if not set(schema().names()) <= set(toc.schema.names()):
            _check_format(directory, {"format": None})
        return toc, facts


def open_reader(directory: Path) -> tuple[dict[str, Any], IndexReader]:
    """Open the newest generation; return what was noted of it, its number too, and a reader.

    A commit may remove the files of the generation that is being opened: then the next is tried.
    Raises as `read_toc`.
    """
    for _ in range(_ATTEMPTS):
        with damage_as_error(directory):
            generation = latest_generation(directory)
        try:
            toc, facts = read_toc(directory)
            with damage_as_error(directory):
                storage = FileStorage(str(directory))
                reader = FileIndex._reader(  # noqa: SLF001 - as Whoosh itself does
                    storage, toc.schema, toc.segments, toc.generation
                )
        except IndexStateError:
            if latest_generation(directory) == generation:
                raise
        else:
            return {**facts, "generation": toc.generation}, reader
    raise IndexCorruptError(f'the index in "{directory}" changes too fast to be opened: try again')


def _check_format(directory: Path, facts: dict[str, Any]) -> None:
    """Raise `IndexFormatError` unless this version can read a generation of which this is noted.

    Nothing is noted of a generation that stock Whoosh has committed: its schema tells.
    """
    if facts.get("format", FORMAT) == FORMAT:
        return
    version = facts.get("version")
    made = f"made by cstosearch {version}" if version else "made by another program"
    raise IndexFormatError(
        f'the index in "{directory}" was {made}, which this version ({__version__}) cannot read: '
        "run cstosearch index --rebuild"
    )


def size_on_disk(directory: Path) -> int:
    """Return how many bytes the files of a directory have, some of which may vanish meanwhile."""
    size = 0
    for path in directory.iterdir():
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    return size


def read_facts(directory: Path, generation: int) -> dict[str, Any]:
    """Return what was noted of a generation; nothing where it was not made by this program."""
    try:
        text = (directory / f"generation_{generation}.json").read_text("utf-8")
    except FileNotFoundError:
        return {}
    facts = json.loads(text)
    return facts if isinstance(facts, dict) else {}


def read_manifest(directory: Path, generation: int) -> bytes | None:
    """Return the manifest of a generation, if it has one."""
    try:
        return (directory / f"manifest_{generation}.npz").read_bytes()
    except FileNotFoundError:
        return None


def write_beside(
    storage: DurableStorage, generation: int, manifest: bytes, facts: dict[str, Any]
) -> None:
    """Write the files that go with a generation, before it is committed."""
    noted = {"format": FORMAT, "version": __version__, **facts}
    contents = {
        f"generation_{generation}.json": json.dumps(noted).encode(),
        f"manifest_{generation}.npz": manifest,
    }
    for name, data in contents.items():
        file = storage.create_file(name)
        file.write(data)
        file.close()


def tidy(directory: Path, generation: int) -> None:
    """Remove what belongs to other generations, or was left by a writer that was killed.

    Only the holder of the write lock may do this. A file that cannot be removed is left to the
    next commit.
    """
    temporary = directory / f"{NAME}.tmp"
    leftovers = [
        path
        for path in directory.iterdir()
        if _LEFT_BY_CRASH.fullmatch(path.name)
        or ((ours := _OURS.fullmatch(path.name)) and int(ours[1]) != generation)
    ]
    leftovers += temporary.iterdir() if temporary.is_dir() else []
    for path in leftovers:
        try:
            path.unlink()
        except OSError:
            continue


@contextmanager
def damage_as_error(directory: Path) -> Iterator[None]:
    """Turn whatever reading a damaged index raises into an `IndexCorruptError`."""
    try:
        yield
    except (CstosearchError, MemoryError, RecursionError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NOT_DAMAGE:
            raise IndexStateError(
                f'cannot read the index in "{directory}": {error.strerror}'
            ) from error
        # Damaged bytes make Whoosh raise almost anything: struct, zlib, pickle, key, value errors.
        raise _damaged(directory) from error


def _damaged(directory: Path) -> IndexCorruptError:
    return IndexCorruptError(
        f'the index in "{directory}" is damaged: run cstosearch index --rebuild'
    )


@contextmanager
def failure_as_error(directory: Path) -> Iterator[None]:
    """Turn what the file system refuses while an index is written into an `IndexStateError`."""
    try:
        yield
    except OSError as error:
        raise IndexStateError(
            f'cannot write the index in "{directory}": {error.strerror}: the index is as it was'
        ) from error
