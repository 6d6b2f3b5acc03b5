"""A tiny archive, and the ways to run the program in it."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

NOTES = (
    {
        "id": "echelon",
        "title": "ECHELON-2020 begins",
        "date": "2020-07-08",
        "body": "The training ECHELON-2020 begins. Forces cross the border.",
        "url": "https://example.org/echelon",
        "lang": "en",
    },
    {
        "id": "concern",
        "title": "Concern over the border",
        "date": "2020-07-14",
        "body": "The Secretariat is concerned about the “conflict” on the border.",
        "lang": "en",
    },
    {"id": "rules", "title": "Rules", "body": "NATO is not a member.", "lang": "en"},
)

TEASER = "09.07.2020\n\nThe working group met in Moscow. It will meet again.\n"


class Ran(NamedTuple):
    """What a run of the program left: exit code and what it wrote, times made equal."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def timeless(text: str) -> str:
    """Return the text with every duration replaced by 0."""
    return re.sub(r'"took_ms": [\d.]+', '"took_ms": 0', re.sub(r"\d[\d.]* (m?s)\b", r"0 \1", text))


def command(*args: str) -> list[str]:
    """Return the command that runs the program in a process of its own."""
    return [sys.executable, "-m", "cstosearch", *args]


def spawn(*args: str, **env: str) -> Ran:
    """Run the program in a process of its own, with these variables besides ours."""
    done = subprocess.run(
        command(*args), capture_output=True, check=False, env={**os.environ, **env}, timeout=60
    )
    return Ran(done.returncode, *(timeless(s.decode()) for s in (done.stdout, done.stderr)))


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """Open a terminal: its end for a person, its end for the program."""
    person, program = pty.openpty()
    try:
        yield person, program
    finally:
        for end in (person, program):
            with suppress(OSError):
                os.close(end)


def seen(person: int) -> str:
    """Return what a terminal shows, once all programs on it have ended."""
    text = b""
    with suppress(OSError):  # how a terminal says that nobody writes any more
        while piece := os.read(person, 4096):
            text += piece
    return text.decode().replace("\r\n", "\n")
