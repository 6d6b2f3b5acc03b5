"""What do the commands on a page print? Its `console` blocks are one session of one shell.

A line that begins with `$ ` is a command, lines that begin with `> ` go on with it, and the others
are what it prints, on either stream. A block with the name of a file behind its language is that
file, which stands there from then on. `python -m pytest --regen` writes into the page what is
printed.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

VARYING: Final = re.compile(
    r"\d+(?:\.\d+)? (?:ms|s)\b"  # how long something took
    r"|\d{4}-\d\d-\d\d \d\d:\d\d"  # when it was done
    r"|(?<=--after )\S+(?= for more)"  # where a page ends: digests of how the index was written
)
"""What differs from run to run, and is not compared."""
_BLOCK: Final = re.compile(r"^```(?:console|\w+ (\S+))\n(.*?)^```", re.MULTILINE | re.DOTALL)
_STEP: Final = re.compile(r"^\$ (.*\n(?:> .*\n)*)((?:(?!\$ ).*\n)*)", re.MULTILINE)
_MARK: Final = "\x1e"


class Step(NamedTuple):
    """A command, what the page says that it prints, and where in the page that stands."""

    command: str
    printed: str
    span: tuple[int, int]


def steps(page: str) -> list[Step]:
    """Return the commands of a page, in order; a file is one that prints nothing."""
    found = []
    for block in _BLOCK.finditer(page):
        file, text = block.groups()
        if file:
            found.append(Step(f"cat >{file} <<'```'\n{text}```\n", "", (0, 0)))
            continue
        found += [
            Step(step[1].replace("\n> ", "\n"), step[2], step.span(2))
            for step in _STEP.finditer(page, *block.span(2))
        ]
    return found


def run(commands: Sequence[str], folder: Path) -> list[str]:
    """Return what each of the commands prints to a stream without colour, 80 columns wide."""
    mark = "status=$?; printf '\\036'; (exit $status)\n"
    script = "".join(command + mark for command in commands)
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "80",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout.split(_MARK)[:-1]


def written_anew(page: str, printed: Sequence[str]) -> str:
    """Return a page with what its commands have printed, but for what only varies."""
    for step, text in reversed(list(zip(steps(page), printed, strict=True))):
        if same(text) != same(step.printed):
            start, end = step.span
            page = page[:start] + text.rstrip() + "\n" * bool(text) + page[end:]
    return page


def same(printed: str) -> str:
    """Return what must be the same each time."""
    return VARYING.sub("…", printed.rstrip())
