"""How do named arrays stand in one file?

::

    file      = magic array* directory footer
    magic     = 8 bytes: 0x89 "CSTO" CR LF 0x1A
    array     = padding bytes                 ; zeros up to a multiple of 64, then the items
    directory = JSON, UTF-8: {"format": 1, "facts": {...},
                              "arrays": {name: [dtype, offset, count, crc32], ...}}
    footer    = offset:u64 length:u32 crc32:u32 magic   ; of the directory

All numbers are little-endian, and so are the dtypes of arrays (numpy's names: `|u1`, `<u4`, ...).
The CRC-32 is that of zlib, over the items of the array. Bytes at the end that a transfer in text
mode would change make the magic tell damage early.

Format history: 1, the first.
"""

import json
import mmap
import os
import stat
import struct
import weakref
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import numpy as np
import numpy.typing as npt

from cstosearch.opening import NotRegularError, open_regular

MAGIC: Final = b"\x89CSTO\r\n\x1a"
FORMAT: Final = 1
ALIGNMENT: Final = 64
_FOOTER: Final = struct.Struct("<QII8s")
_COPY: Final = 1 << 20
_HELD: Final = 1 << 16
"""Bytes of an array that are kept in memory before they go to a file of their own."""
WAITING: Final = "waiting-"
"""How the name of such a file begins, while it has one: where the system does not know files
without a name, a process that is killed may leave it."""

Array = npt.NDArray[Any]


class DamagedError(Exception):
    """The bytes of a segment are not what was written."""


def bounded(size: int, most: int) -> int:
    """Return a size that an array is about to have.

    Raises `DamagedError` where sound arrays would not ask for so much: of damaged ones, which are
    not checked as they are read, one number might take all memory there is.
    """
    if not 0 <= size <= most:
        raise DamagedError(f"its arrays ask for {size} items where there are {most}")
    return size


def open_file(path: Path) -> int:
    """Open a file for reading and return its descriptor.

    Raises `DamagedError` where a directory, a pipe or a device stands in its place, `OSError`.
    """
    try:
        return open_regular(path)
    except (IsADirectoryError, NotRegularError):
        raise DamagedError(f"{path.name} is no file") from None


def make_way(path: Path) -> None:
    """Remove what stands where a file is to be written: a link, above all, is not followed.

    Raises `OSError`, of a directory that is not empty, too.
    """
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(path.lstat().st_mode):
            path.rmdir()
        else:
            path.unlink()


class ArrayFile:
    """A file of named arrays, open for reading; a context manager.

    Raises `DamagedError` where the file is not one, `OSError` where it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = open_file(path)
        # Closed once, by `close` or when nobody holds this any more.
        self._close = weakref.finalize(self, os.close, self._descriptor)
        try:
            self.size = os.fstat(self._descriptor).st_size
            self.checksum, directory = self._directory()
            self.facts: dict[str, Any] = directory["facts"]
            self._places = {
                name: self._place(name, *place) for name, place in directory["arrays"].items()
            }
            self._map = mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ)
        except BaseException:
            self._close()
            raise

    def _directory(self) -> tuple[int, dict[str, Any]]:
        """Return the directory and its checksum, in which are those of all arrays."""
        if self.size < len(MAGIC) + _FOOTER.size or os.pread(self._descriptor, 8, 0) != MAGIC:
            raise DamagedError(f"{self.path.name} is not a file of arrays")
        end = self.size - _FOOTER.size
        offset, length, crc, magic = _FOOTER.unpack(os.pread(self._descriptor, _FOOTER.size, end))
        text = os.pread(self._descriptor, length, offset) if offset + length == end else b""
        if magic != MAGIC or not text or zlib.crc32(text) != crc:
            raise DamagedError(f"{self.path.name} ends in damaged bytes")
        try:
            directory: dict[str, Any] = json.loads(text)
        except RecursionError as error:
            raise DamagedError(f"{self.path.name} has a directory without end") from error
        if directory["format"] != FORMAT:
            raise DamagedError(f"{self.path.name} has the format {directory['format']}")
        return crc, directory

    def _place(
        self, name: str, dtype: str, offset: int, count: int, crc: int
    ) -> tuple[np.dtype[Any], int, int, int]:
        """Return what the directory says of an array, once it is known to lie in the file."""
        kind = np.dtype(dtype)
        if (
            kind.kind not in "biuf"
            or not 0 <= offset <= offset + count * kind.itemsize <= self.size
        ):
            raise DamagedError(f"{self.path.name} has no place for {name}")
        return kind, offset, count, crc

    def __getitem__(self, name: str) -> Array:
        """Return an array as a view of the mapped file, read-only."""
        dtype, offset, count, _ = self._places[name]
        return np.frombuffer(self._map, dtype, count, offset) if count else np.zeros(0, dtype)

    def __contains__(self, name: str) -> bool:
        """Say whether there is an array of this name."""
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the arrays."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many arrays there are."""
        return len(self._places)

    def count(self, name: str) -> int:
        """Return how many items an array has."""
        return self._places[name][2]

    def read(self, name: str, start: int, stop: int) -> Array:
        """Return a copy of the items `start:stop` of an array.

        Other than those of a mapped file, its pages are gone when the copy is.
        """
        dtype, offset, count, _ = self._places[name]
        if not 0 <= start <= stop <= count:
            raise DamagedError(f"{self.path.name} has no items {start} to {stop} of {name}")
        size = (stop - start) * dtype.itemsize
        data = bytearray(size)
        view, at = memoryview(data), offset + start * dtype.itemsize
        while size:
            got = os.preadv(self._descriptor, [view], at)
            if not got:
                raise DamagedError(f"{self.path.name} has been cut short")
            view, at, size = view[got:], at + got, size - got
        return np.frombuffer(data, dtype)

    def release(self) -> None:
        """Let the system take back the pages that have been mapped so far."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def damaged(self) -> list[str]:
        """Return the names of arrays whose checksums are wrong; this reads the whole file."""
        return [name for name in self if _crc(self[name]) != self._places[name][3]]

    def close(self) -> None:
        """Let go of the file; views of it keep the mapping alive until they are gone."""
        with suppress(BufferError):
            self._map.close()
        self._close()

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


class Growing:
    """An array that is written piece by piece; beyond a few pages it waits in a temporary file."""

    def __init__(self, dtype: npt.DTypeLike, directory: Path) -> None:
        self.dtype = np.dtype(dtype)
        self.count = 0
        self.crc = 0
        self._directory = directory
        self._held = bytearray()
        self._file: IO[bytes] | None = None

    def append(self, items: Array) -> None:
        """Add items; they are cast to the array's dtype, and must fit in it."""
        data = np.ascontiguousarray(items, self.dtype)
        self.extend(data.view(np.uint8).data if len(data) else b"", len(data))

    def extend(self, data: bytes | memoryview, count: int) -> None:
        """Add the bytes of `count` items."""
        self.crc = zlib.crc32(data, self.crc)
        self.count += count
        if len(self._held) + len(data) > _HELD:
            self._spill(data)
        else:
            self._held += data

    def _spill(self, data: bytes | memoryview) -> None:
        """Write what is held, and these bytes, to the temporary file."""
        if self._file is None:
            # Here, because a search, which writes nothing, has no use for it.
            from tempfile import TemporaryFile  # noqa: PLC0415

            # Without a buffer, so that closing it, after a failure, has nothing to write.
            self._file = TemporaryFile(  # noqa: SIM115 - closed by what follows
                dir=self._directory, prefix=WAITING, buffering=0
            )
            self._close = weakref.finalize(self, self._file.close)
        for piece in (self._held, data):
            _write_all(self._file, piece)
        self._held = bytearray()

    def copy_to(self, target: IO[bytes]) -> None:
        """Write all items, and let go of the temporary file."""
        if self._file is not None:
            target.flush()
            _copy(self._file.fileno(), target.fileno())
            target.seek(0, os.SEEK_END)
            self._close()
        target.write(self._held)


def _write_all(file: IO[bytes], data: bytes | bytearray | memoryview) -> None:
    """Write all bytes to a file without a buffer, which may take fewer at once."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _copy(source: int, target: int) -> None:
    """Copy a whole file to the current end of another, in the kernel where it can."""
    at, size = 0, os.fstat(source).st_size
    os.lseek(target, 0, os.SEEK_END)
    while at < size:
        copied = 0
        with suppress(AttributeError, OSError):  # no such call here, or not between these files
            copied = os.copy_file_range(source, target, size - at, at)
        # Some file systems say that they have copied nothing, and no more.
        at += copied or os.write(target, os.pread(source, _COPY, at))


def write_arrays(
    path: Path, arrays: Mapping[str, Array | Growing], facts: Any, *, durable: bool
) -> None:
    """Write a file of arrays: to a temporary name, synced, renamed, the directory synced.

    What is not to be `durable`, as it will be merged before a commit, is not synced.
    Raises `OSError`; the temporary file is removed then.
    """
    temporary = path.with_name(path.name + ".new")
    make_way(temporary)
    try:
        with temporary.open("x+b") as file:
            _write(file, arrays, facts)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        sync_directory(path.parent)


def _write(file: IO[bytes], arrays: Mapping[str, Array | Growing], facts: Any) -> None:
    places: dict[str, tuple[str, int, int, int]] = {}
    file.write(MAGIC)
    for name, array in arrays.items():
        file.write(bytes(-file.tell() % ALIGNMENT))
        offset = file.tell()
        if isinstance(array, Growing):
            array.copy_to(file)
            places[name] = (array.dtype.str, offset, array.count, array.crc)
        else:
            data = little_endian(array)
            file.write(_bytes(data))
            places[name] = (data.dtype.str, offset, len(data), _crc(data))
    directory = {"format": FORMAT, "facts": facts, "arrays": places}
    text = json.dumps(directory, separators=(",", ":")).encode()
    offset = file.tell()
    file.write(text)
    file.write(_FOOTER.pack(offset, len(text), zlib.crc32(text), MAGIC))


def sync_file(path: Path) -> None:
    """Make the contents of a file durable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_above(directory: Path) -> None:
    """Make the name of a directory durable, and those of the directories that lead to it.

    Whoever made them may have been killed since, so that one cannot know which are new.
    """
    for above in directory.resolve().parents:
        with suppress(PermissionError):  # not ours, so neither is what is in it
            sync_directory(above)


def little_endian(array: Array) -> Array:
    """Return the array as it is written: contiguous, little-endian."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))


def _bytes(array: Array) -> memoryview | bytes:
    return array.view(np.uint8).data if len(array) else b""


def _crc(array: Array) -> int:
    return zlib.crc32(_bytes(array))
