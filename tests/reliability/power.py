"""What may stand on a disk after the power was cut?

What a program has done to files is in memory first. Sure to be on the disk is only the contents of
a file when it was last synced, and the names in a directory when that was: no file system that
keeps to POSIX does less. Of what was done since, anything may be there:

names      each change of a directory alone: a name made, removed, or moved within it at once
contents   of each file all, nothing, the first half, or zeros as far as it reaches
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Final

from reliability.disk import (
    MakeDirectory,
    Open,
    Rename,
    Step,
    Sync,
    SyncNames,
    Truncate,
    Unlink,
    Write,
)

State = dict[str, bytes | None]
"""What stands under each path; None says a directory."""


@dataclass
class _File:
    """A file in memory: `kept` is on the disk, `since` was done to it after that."""

    kept: bytes = b""
    since: list[Write | Truncate] = field(default_factory=list)
    directory: bool = False

    def all(self) -> bytes:
        return _applied(self.kept, self.since)

    def nothing(self) -> bytes:
        return self.kept

    def half(self) -> bytes:
        done, half = divmod(len(self.since), 2)
        changes = self.since[:done]
        if half and isinstance(last := self.since[done], Write):
            changes.append(last._replace(data=last.data[: len(last.data) // 2]))
        return _applied(self.kept, changes)

    def zeros(self) -> bytes:
        size = len(self.all())
        return self.kept[:size].ljust(size, b"\0")


_CONTENTS: Final[tuple[Callable[[_File], bytes], ...]] = (
    _File.all,
    _File.nothing,
    _File.half,
    _File.zeros,
)

_Names = dict[str, _File]
_Change = dict[str, _File | None]
"""What stands under some paths from now on, None where nothing does."""


def _applied(data: bytes, changes: Sequence[Write | Truncate]) -> bytes:
    buffer = bytearray(data)
    for change in changes:
        if isinstance(change, Truncate):
            del buffer[change.size :]
            buffer.extend(bytes(change.size - len(buffer)))
        else:
            buffer.extend(bytes(max(0, change.at - len(buffer))))
            buffer[change.at : change.at + len(change.data)] = change.data
    return bytes(buffer)


def _changed(names: _Names, changes: Iterable[_Change]) -> _Names:
    after: dict[str, _File | None] = dict(names)
    for change in changes:
        after |= change
    return {path: file for path, file in after.items() if file is not None}


class Machine:
    """The files below a directory, in memory and on the disk, as steps change them."""

    def __init__(self, root: Path) -> None:
        """Begin with what stands there, all of it durable."""
        self._now: _Names = {"": _File(directory=True)}
        for path in root.rglob("*"):
            file = _File(path.read_bytes()) if path.is_file() else _File(directory=True)
            self._now[str(path.relative_to(root))] = file
        self._durable = dict(self._now)
        self._pending: list[tuple[str, _Change]] = []
        self._handles: dict[int, _File] = {}

    def step(self, step: Step) -> None:
        """Let a step happen in memory, and on the disk what it makes durable."""
        match step:
            case Open():
                self._open(step)
            case Write() | Truncate():
                self._handles[step.handle].since.append(step)
            case Sync():
                file = self._handles[step.handle]
                file.kept, file.since = file.all(), []
            case SyncNames():
                mine = [change for where, change in self._pending if where == step.path]
                self._durable = _changed(self._durable, mine)
                self._pending = [each for each in self._pending if each[0] != step.path]
            case Rename():
                self._change({step.source: None, step.target: self._now[step.source]})
            case Unlink():
                self._change({step.path: None})
            case MakeDirectory():
                self._change({step.path: _File(directory=True)})

    def _change(self, change: _Change) -> None:
        [directory] = {os.path.dirname(path) for path in change}  # noqa: PTH120 - text
        self._pending.append((directory, change))
        self._now = _changed(self._now, [change])

    def _open(self, step: Open) -> None:
        unnamed = getattr(os, "O_TMPFILE", 0)
        if unnamed and step.flags & unnamed == unnamed:
            self._handles[step.handle] = _File()
            return
        if step.path not in self._now:
            self._change({step.path: _File()})
        file = self._handles[step.handle] = self._now[step.path]
        if step.flags & os.O_TRUNC and (file.kept or file.since):
            file.since.append(Truncate(step.handle, 0))

    def copy(self) -> "Machine":
        """Return another machine in the same state."""
        return deepcopy(self)

    def now(self) -> State:
        """Return what stands there as long as the power stays on."""
        return _state(self._now, _File.all)

    def states(self, most: int) -> Iterator[State]:
        """Yield what may stand there after a power cut, each state once.

        Up to `most` changes of names that are not durable are tried in all combinations; of more,
        the first so many, each alone, and all but one.
        """
        seen = set()
        for some in _some(len(self._pending), most):
            names = _changed(self._durable, (self._pending[at][1] for at in some))
            for contents in _CONTENTS:
                state = _state(names, contents)
                if (key := frozenset(state.items())) not in seen:
                    seen.add(key)
                    yield state


def _state(names: _Names, contents: Callable[[_File], bytes]) -> State:
    """Return the files that a directory leads to, and those directories."""
    state: State = {}
    for path in sorted(names):
        parent = os.path.dirname(path)  # noqa: PTH120 - text
        if not path or state.get(parent, b"") is None:
            state[path] = None if names[path].directory else contents(names[path])
    return state


def _some(count: int, most: int) -> Iterator[Sequence[int]]:
    """Yield which of so many changes are on the disk."""
    everything = range(count)
    if count <= most:
        for size in range(count + 1):
            yield from combinations(everything, size)
        return
    yield from (everything[:size] for size in range(count + 1))
    yield from ([one] for one in everything)
    yield from ([other for other in everything if other != one] for one in everything)


def put(state: State, root: Path) -> None:
    """Make a directory that holds a state."""
    for path, data in state.items():
        if data is None:
            (root / path).mkdir()
        else:
            (root / path).write_bytes(data)
