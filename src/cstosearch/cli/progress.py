"""How far a build has come, on one line of a terminal, and only there."""

import sys
from time import monotonic
from types import TracebackType
from typing import Final, Self

from cstosearch import Progress
from cstosearch.cli import streams

_BAR: Final = 30
_PAUSE: Final = 0.1  # seconds between two drawings: more often, drawing slows the build


class ProgressLine:
    """A line on standard error that is drawn over and over, and wiped in the end."""

    def __init__(self) -> None:
        self._watched = streams.is_terminal(sys.stderr)
        self._stage = ""
        self._next = 0.0
        self._width = 0

    def __enter__(self) -> Self:
        """Return the line, which shows nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wipe the line."""
        if self._width:
            self._draw("")

    def show(self, progress: Progress) -> None:
        """Draw the progress, unless that was done a moment ago in the same stage."""
        now = monotonic()
        if self._watched and (progress.stage != self._stage or now >= self._next):
            self._stage, self._next = progress.stage, now + _PAUSE
            self._draw(_line(progress))

    def _draw(self, line: str) -> None:
        sys.stderr.write(f"\r{line:<{self._width}}\r{line}")
        sys.stderr.flush()
        self._width = len(line)


def _line(progress: Progress) -> str:
    if not progress.total:
        return progress.stage
    filled = "#" * (_BAR * progress.done // progress.total)
    return f"{progress.stage:<10} [{filled:<{_BAR}}] {progress.done:,}/{progress.total:,}"
