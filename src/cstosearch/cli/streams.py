"""How the command line speaks: results on standard output, everything else on standard error.

What a stream's encoding lacks is replaced, never an error. Nobody reading on is no error
either: the writer meets `BrokenPipeError`, and `abandon` keeps the interpreter from meeting it
again when it flushes at exit.
"""

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Iterable
from typing import Final, TextIO

from cstosearch.render import Terminal, message

PROGRAM: Final = "cstosearch"

_ERRORS: Final = "cstosearch.typewriter"
_ON_DISK: Final = "cstosearch.on-disk"
_TYPEWRITTEN: Final = str.maketrans(
    {
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        **dict.fromkeys("█▉▊▋▌▍▎▏", "#"),
    }
)


def _typewritten(error: UnicodeError) -> tuple[str, int]:
    """Replace what cannot be encoded by what a typewriter has, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_TYPEWRITTEN)
    return "".join(c if c.isascii() else "?" for c in text), error.end


codecs.register_error(_ERRORS, _typewritten)


def _on_disk(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write a surrogate as the byte that it stands for in the name of a file."""
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return _typewritten(error)


codecs.register_error(_ON_DISK, _on_disk)


def prepare() -> None:
    """Let both streams replace what their encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None, when the caller closed it
            stream.reconfigure(errors=_ERRORS)


def result(text: str) -> None:
    """Write a result: to standard output, with a line end unless there is nothing."""
    if text and sys.stdout is not None:
        sys.stdout.write(f"{text}\n")


def lines(lines: Iterable[str], end: str = "\n") -> None:
    """Write the lines of a result, each as it is made."""
    if sys.stdout is not None:
        sys.stdout.writelines(f"{line}{end}" for line in lines)


def use_utf8(*, on_disk: bool = False) -> None:
    """Write UTF-8 from now on, as a file of a format is read by programs, wherever it was made.

    Names `on_disk` are written as they are there, though they may be no UTF-8.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=_ON_DISK if on_disk else _ERRORS)


def note(text: str) -> None:
    """Write what is no result: to standard error, behind the results so far.

    That nobody listens there changes nothing.
    """
    flush()
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{message(text)}\n")
        sys.stderr.flush()
    except OSError:
        abandon(sys.stderr)


def flush() -> bool:
    """Write out what standard output still holds; say whether there is anywhere to write to."""
    if sys.stdout is None:
        return False
    sys.stdout.flush()
    return True


def abandon(stream: TextIO | None) -> None:
    """Let what a stream still holds, and all that follows, go nowhere."""
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def after_interrupt() -> None:
    """Leave the line on which a terminal has echoed `^C`."""
    if is_terminal(sys.stderr):
        sys.stderr.write("\n")


def is_terminal(stream: TextIO | None) -> bool:
    """Say whether a person is watching the stream."""
    return stream is not None and not stream.closed and stream.isatty()


def ascii_only() -> bool:
    """Say whether standard output takes less than all of Unicode."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return not codecs.lookup(encoding).name.startswith("utf")


def terminal(color: str) -> Terminal:
    """Return what standard output is, for text; `color` is "auto", "always" or "never"."""
    return Terminal(_columns(), color == "always" or (color == "auto" and _colored()))


def _colored() -> bool:
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and is_terminal(sys.stdout)


def _columns() -> int:
    """Return the terminal's width, else what `COLUMNS` says, else 80."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if width := os.get_terminal_size(sys.stdout.fileno()).columns:
            return width
    given = os.environ.get("COLUMNS", "")
    # A width of more digits than this is a mistake, and int() would refuse thousands of them.
    return int(given[:4]) if given.isdecimal() and int(given[:4]) else 80
