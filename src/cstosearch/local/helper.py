"""How are segments built on another core?

A helper is another Python that reads batches of documents from its standard input and writes each
as a segment. It is started as a program, and not forked or spawned, so that whoever calls the
library needs no guard around their main module and may have threads. It leaves interrupts to its
parent, and ends when its input does.

::

    batch  = length:u8 marshal of (path, [entry as a tuple, ...])
    answer = length:u8 marshal of (errno, message), (0, "") when the segment is written
"""

import marshal
import os
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final, cast

from cstosearch.analysis.bulk import BulkTokenizer
from cstosearch.codec.build import Builder
from cstosearch.codec.segment import Entry
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.local.rows import FIELDS

_LENGTH: Final = struct.Struct("<Q")
_PACKAGES: Final = Path(__file__).parents[2]


def build(entries: Sequence[Entry], tokenizer: BulkTokenizer, path: Path) -> None:
    """Write documents as a segment that will be merged before a commit. Raises `OSError`."""
    builder = Builder(FIELDS, tokenizer, path.parent)
    for entry in entries:
        builder.add(entry)
    builder.write(path, durable=False)
    tokenizer.forget()


class Helper:
    """Another process that builds one segment at a time."""

    def __init__(self) -> None:
        paths = [str(_PACKAGES), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(  # noqa: S603 - this very Python, this very module
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)
        self._busy = False

    @property
    def free(self) -> bool:
        """Whether it has nothing to do. Raises `OSError` where its last segment failed."""
        if self._busy and select.select([self._output], [], [], 0)[0]:
            self.wait()
        return not self._busy

    def send(self, entries: Sequence[Entry], path: Path) -> None:
        """Let it write documents as a segment."""
        self._busy = True
        _send(self._input, (str(path), [tuple(entry) for entry in entries]))

    def wait(self) -> None:
        """Wait until it has nothing to do. Raises `OSError` where its segment failed."""
        if self._busy:
            answer = _receive(self._output)
            self._busy = False
            number, message = answer or (0, "a helper process has died")
            if message:
                raise OSError(number, message)

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.communicate()


def spare_cores() -> int:
    """Return how many cores there are for helpers; 0 where pipes cannot be waited for."""
    if os.name != "posix" or not sys.executable:
        return 0
    return len(os.sched_getaffinity(0)) - 1 if hasattr(os, "sched_getaffinity") else 1


def _send(pipe: IO[bytes], value: Any) -> None:
    data = marshal.dumps(value)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """Return the next value, None at the end."""
    head = pipe.read(_LENGTH.size)
    return marshal.loads(pipe.read(*_LENGTH.unpack(head))) if head else None  # noqa: S302 - our own


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tokenizer = BulkTokenizer(ANCHOR_EVERY)
    while (batch := _receive(sys.stdin.buffer)) is not None:
        path, entries = batch
        answer = 0, ""
        try:
            build([Entry(*entry) for entry in entries], tokenizer, Path(path))
        except OSError as error:
            answer = error.errno or 0, error.strerror or str(error)
        _send(sys.stdout.buffer, answer)


if __name__ == "__main__":
    _main()
