"""Which changes does this process make to files, and what if one of them goes wrong?

While a `Disk` is entered, the functions of Python that change files are replaced by ones that first
ask its `meddler`, and then note what they did. Whatever opens a file, Whoosh and `tempfile` among
them, comes through `os.open` here; whatever writes, through the `write` of a raw file or of `os`.
"""

import builtins
import errno
import io
import os
import signal
import stat
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, Self, TypeVar
from unittest import mock

T = TypeVar("T")


class Open(NamedTuple):
    """A file is opened so that it can be written; it may be made, or emptied, by that."""

    handle: int
    path: str
    flags: int


class Write(NamedTuple):
    handle: int
    at: int
    data: bytes


class Truncate(NamedTuple):
    handle: int
    size: int


class Sync(NamedTuple):
    """The contents of a file are made durable."""

    handle: int


class SyncNames(NamedTuple):
    """The names in a directory are made durable."""

    path: str


class Rename(NamedTuple):
    source: str
    target: str


class Unlink(NamedTuple):
    path: str


class MakeDirectory(NamedTuple):
    path: str


class Read(NamedTuple):
    """A file is read, opened for reading, or a directory is listed: nothing changes."""

    path: str


Change = Open | Write | Truncate | Sync | SyncNames | Rename | Unlink | MakeDirectory
Step = Change | Read


class Meddler(Protocol):
    """Decides what happens instead of a step."""

    def before(self, number: int, step: Step) -> bool:
        """Be told of step `number`; return whether, if it writes, half is written first."""
        ...

    def instead(self, number: int, step: Step) -> None:
        """Kill the process or raise an error, or return to let the step happen."""
        ...


class Watch:
    """Meddles with nothing."""

    def before(self, number: int, step: Step) -> bool:  # noqa: ARG002 - a `Meddler`
        return False

    def instead(self, number: int, step: Step) -> None:
        pass


@dataclass(frozen=True)
class Kill:
    """Kills this process with SIGKILL in place of a step, or in the middle of it if it writes."""

    at: int
    half: bool = False

    def before(self, number: int, step: Step) -> bool:  # noqa: ARG002 - a `Meddler`
        return self.half and number == self.at

    def instead(self, number: int, step: Step) -> None:  # noqa: ARG002
        if number == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Fail:
    """Makes a step fail, or all steps of some kinds from it on, as a full disk does.

    `failed` counts the steps that did.
    """

    at: int
    code: int
    kinds: tuple[type, ...]
    lasting: bool = False
    half: bool = False
    failed: int = 0

    def _meant(self, number: int, step: Step) -> bool:
        return isinstance(step, self.kinds) and (
            number >= self.at if self.lasting else number == self.at
        )

    def before(self, number: int, step: Step) -> bool:
        return self.half and self._meant(number, step) and not self.failed

    def instead(self, number: int, step: Step) -> None:
        if self._meant(number, step):
            self.failed += 1
            path = getattr(step, "path", None)
            raise OSError(self.code, os.strerror(self.code), path)


class _Handle(NamedTuple):
    number: int
    path: str
    directory: bool


class Disk:
    """Watches what happens to files below `root`, and lets `meddler` spoil it.

    `steps` are those that happened; `log` has the files opened for reading besides, by which they
    may be synced. With `reads`, reading is a step, too. With `unnamed` False the file system does
    not know files without a name, as NFS does not.
    """

    def __init__(
        self,
        root: Path,
        meddler: Meddler | None = None,
        *,
        reads: bool = False,
        unnamed: bool = True,
    ) -> None:
        self.steps: list[Step] = []
        self.log: list[Step] = []
        self._root = os.path.realpath(root)
        self._meddler = meddler or Watch()
        self._reads = reads
        self._unnamed = unnamed
        self._numbers = count()
        self._handles: dict[int, _Handle] = {}
        self._next_handle = count()
        self._lock = threading.RLock()
        self._patches = ExitStack()

    def __enter__(self) -> Self:
        for name in (
            *("open", "close", "write", "pread", "preadv", "copy_file_range", "ftruncate"),
            *("fsync", "rename", "replace", "unlink", "remove", "mkdir", "listdir", "scandir"),
        ):
            original = getattr(os, name)
            setattr(self, f"_os_{name}", original)
            self._patches.enter_context(mock.patch.object(os, name, getattr(self, f"_{name}")))
        self._patches.enter_context(mock.patch.object(io, "open", self._open_file))
        self._patches.enter_context(mock.patch.object(builtins, "open", self._open_file))
        # What else could change a file is not used; if it ever is, a test must not miss it.
        for name in ("truncate", "link", "symlink", "rmdir", "pwrite", "writev", "pwritev"):
            self._patches.enter_context(mock.patch.object(os, name, _unknown))
        for name in ("fdatasync", "sendfile", "posix_fallocate", "splice"):
            self._patches.enter_context(mock.patch.object(os, name, _unknown, create=True))
        return self

    def __exit__(self, *_: object) -> None:
        self._patches.close()

    def _step(self, step: Step, do: Callable[[], T], half: Callable[[], object] = int) -> T:
        """Let a step happen, or what the meddler wants instead."""
        with self._lock:
            number = next(self._numbers)
            if self._meddler.before(number, step):
                half()
            self._meddler.instead(number, step)
            done = do()
            self.steps.append(step)
            self.log.append(step)
            return done

    def _below(self, path: Any) -> str | None:
        """Return the path from the root on, "" for the root, or None where it is elsewhere."""
        if isinstance(path, int):
            return None
        full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - real, as the root is
        if full == self._root:
            return ""
        return full[len(self._root) + 1 :] if full.startswith(self._root + os.sep) else None

    def _change(
        self, step: Callable[..., Step], name: str, paths: tuple[Any, ...], *more: Any
    ) -> Any:
        below = [self._below(path) for path in paths]
        original = getattr(self, f"_os_{name}")
        if None in below:
            return original(*paths, *more)
        return self._step(step(*below), lambda: original(*paths, *more))

    def _rename(self, source: Any, target: Any) -> None:
        self._change(Rename, "rename", (source, target))

    def _replace(self, source: Any, target: Any) -> None:
        self._change(Rename, "replace", (source, target))

    def _unlink(self, path: Any) -> None:
        self._change(Unlink, "unlink", (path,))

    _remove = _unlink

    def _mkdir(self, path: Any, mode: int = 0o777) -> None:
        self._change(MakeDirectory, "mkdir", (path,), mode)

    def _listdir(self, path: Any = ".") -> Any:
        return self._look("listdir", path)

    def _scandir(self, path: Any = ".") -> Any:
        return self._look("scandir", path)

    def _look(self, name: str, path: Any) -> Any:
        original = getattr(self, f"_os_{name}")
        below = self._below(path)
        return self._read(below, lambda: original(path))

    def _read(self, below: str | None, do: Callable[[], T]) -> T:
        return do() if below is None or not self._reads else self._step(Read(below), do)

    def _open(self, path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        """Stand for `os.open`."""
        unnamed = getattr(os, "O_TMPFILE", 0)
        if unnamed and flags & unnamed == unnamed and not self._unnamed:
            raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP), path)
        below = None if more else self._below(path)

        def do() -> int:
            descriptor: int = self._os_open(path, flags, mode, **more)  # type: ignore[attr-defined]
            if below is not None:
                directory = stat.S_ISDIR(os.fstat(descriptor).st_mode)
                self._handles[descriptor] = _Handle(handle, below, directory)
            return descriptor

        with self._lock:
            handle = next(self._next_handle)
            if below is None:
                return do()
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
                return self._step(Open(handle, below, flags), do)
            descriptor = self._read(below, do)
            self.log.append(Open(handle, below, flags))
            return descriptor

    def _close(self, descriptor: int) -> None:
        self._handles.pop(descriptor, None)
        self._os_close(descriptor)  # type: ignore[attr-defined]

    def _fsync(self, file: Any) -> None:
        descriptor = file if isinstance(file, int) else file.fileno()
        original = self._os_fsync  # type: ignore[attr-defined]
        handle = self._handles.get(descriptor)
        if handle is None:
            original(descriptor)
        else:
            step = SyncNames(handle.path) if handle.directory else Sync(handle.number)
            # The system need not be asked: what would be lost is what the tests imagine.
            self._step(step, lambda: None)

    def _write(self, descriptor: int, data: Any) -> int:
        return self.written(descriptor, data, self._os_write)  # type: ignore[attr-defined]

    def written(self, descriptor: int, data: Any, write: Callable[..., int]) -> int:
        """Write with `write(descriptor, data)` where the descriptor stands."""
        handle = self._handles.get(descriptor)
        if handle is None:
            return write(descriptor, data)
        held = bytes(data)
        step = Write(handle.number, os.lseek(descriptor, 0, os.SEEK_CUR), held)
        return self._step(
            step,
            lambda: write(descriptor, held),
            lambda: write(descriptor, held[: len(held) // 2]),
        )

    def _copy_file_range(
        self, source: int, target: int, size: int, offset_src: int | None = None
    ) -> int:
        """Stand for the system's; it copies in one write."""
        data = os.pread(source, size, offset_src or 0)
        return self._write(target, data)

    def _ftruncate(self, descriptor: int, size: int) -> None:
        original = self._os_ftruncate  # type: ignore[attr-defined]
        handle = self._handles.get(descriptor)
        if handle is None:
            original(descriptor, size)
        else:
            self._step(Truncate(handle.number, size), lambda: original(descriptor, size))

    def _pread(self, descriptor: int, size: int, at: int) -> bytes:
        original = self._os_pread  # type: ignore[attr-defined]
        data: bytes = self.read(descriptor, lambda: original(descriptor, size, at))
        return data

    def _preadv(self, descriptor: int, buffers: Any, at: int) -> int:
        original = self._os_preadv  # type: ignore[attr-defined]
        return int(self.read(descriptor, lambda: original(descriptor, buffers, at)))

    def read(self, descriptor: int, do: Callable[[], T]) -> T:
        """Read from a descriptor with `do`."""
        handle = self._handles.get(descriptor)
        return do() if handle is None else self._read(handle.path, do)

    def closed(self, descriptor: int) -> None:
        """Forget a descriptor that a file has closed."""
        self._handles.pop(descriptor, None)

    def _open_file(  # noqa: PLR0917 - as `open` has them
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Callable[[Any, int], int] | None = None,
    ) -> IO[Any]:
        """Stand for `open`: what it returns writes through this disk."""
        raw = _Raw(
            self,
            file,
            mode.replace("b", "").replace("t", ""),
            closefd,
            opener or (lambda path, flags: self._open(path, flags, 0o666)),
        )
        if buffering == 0:
            return raw
        size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
        if "+" in mode:
            buffer: Any = io.BufferedRandom(raw, size)
        else:
            buffer = (io.BufferedReader if "r" in mode else io.BufferedWriter)(raw, size)
        if "b" in mode:
            return buffer  # type: ignore[no-any-return]
        return io.TextIOWrapper(buffer, encoding, errors, newline)


class _Raw(io.FileIO):
    """A raw file that writes and reads through a disk."""

    def __init__(self, disk: Disk, file: Any, mode: str, closefd: bool, opener: Any) -> None:
        self._disk = disk
        super().__init__(file, mode, closefd, opener)

    def write(self, data: Any) -> int:
        return self._disk.written(
            self.fileno(), data, lambda _, held: super(_Raw, self).write(held)
        )

    def readinto(self, buffer: Any) -> int | None:
        return self._disk.read(self.fileno(), lambda: super(_Raw, self).readinto(buffer))

    def readall(self) -> bytes:
        return self._disk.read(self.fileno(), super().readall)

    def truncate(self, size: int | None = None) -> int:
        wanted = self.tell() if size is None else size
        os.ftruncate(self.fileno(), wanted)
        return wanted

    def close(self) -> None:
        if not self.closed:
            self._disk.closed(self.fileno())
        super().close()


def _unknown(*_: object, **__: object) -> None:
    raise AssertionError("this way to change a file is not watched")


def started(do: Callable[[], object]) -> int:
    """Run a function in a forked process; return its id. It exits with 0 unless it raises."""
    with warnings.catch_warnings():
        # Threads that numpy's libraries keep hold no lock that the child needs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    code = 1
    try:
        do()
        code = 0
    except BaseException:  # noqa: BLE001 - to be seen, and nothing of pytest is to run here
        traceback.print_exc()
    finally:
        os._exit(code)


def in_a_child(do: Callable[[], object]) -> int:
    """Run a function in a forked process; return how that ended, as `os.waitpid` says it."""
    return os.waitpid(started(do), 0)[1]
