"""How long does a process take, and how much memory do it and its children hold at most?"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import peers

WORKER: Final = Path(__file__).parent / "worker.py"
DEBIAN_PYTHON: Final = "/usr/bin/python3"
"""The Python that Debian's python3-xapian is for."""
_EVERY: Final = 0.02
"""Seconds from one look at the memory to the next."""
_PAGE: Final = 4096


class Watched(NamedTuple):
    """Seconds from start to end, the peak of resident bytes, and what stood on stdout."""

    seconds: float
    peak: int
    output: str


def watched(command: Sequence[str]) -> Watched:
    """Run a command to its end.

    Pages that processes share count for each of them, pages of mapped files too. Raises
    `CalledProcessError`.
    """
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        ended, peaks = threading.Event(), [0]

        def watch() -> None:
            while not ended.wait(_EVERY):
                peaks.append(_resident(process.pid))

        thread = threading.Thread(target=watch)
        thread.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - began
        ended.set()
        thread.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Watched(seconds, max(peaks), output)


def _resident(pid: int) -> int:
    """Return the resident bytes of a process and of all below it, 0 when it has ended."""
    total = 0
    with suppress(OSError):
        total = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                total += _resident(int(child))
    return total


def took(command: Sequence[str]) -> float:
    """Return the seconds that a command takes, without watching it."""
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - began


def worker(python: str, *arguments: str | Path) -> list[str]:
    """Return the command of a worker."""
    return [python, str(WORKER), *map(str, arguments)]


def answer(command: Sequence[str]) -> Any:
    """Return the JSON that a command prints."""
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def find_python(engine: str) -> tuple[str, str] | None:
    """Return a Python that can import an engine, and the engine's version; None without one."""
    variant = next(name for name, each in peers.VARIANTS.items() if each.engine == engine)
    for python in (sys.executable, DEBIAN_PYTHON):
        with suppress(OSError):
            done = subprocess.run(
                worker(python, "version", variant), capture_output=True, check=False
            )
            if not done.returncode:
                return python, json.loads(done.stdout)
    return None


def size(directory: Path) -> int:
    """Return the bytes of the files of a directory."""
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
