"""What are people told where an index is damaged, or the system refuses to read or write it?"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cstosearch.codec.arrays import DamagedError
from cstosearch.errors import CstosearchError, IndexCorruptError, IndexStateError

_NOT_DAMAGE: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM, errno.ESTALE}
)
"""What the file system says when the files may well be sound."""


@contextmanager
def damage_as_error(directory: Path) -> Iterator[None]:
    """Turn whatever reading a damaged index raises into an `IndexCorruptError`."""
    try:
        yield
    except CstosearchError:
        raise
    except MemoryError as error:
        raise IndexStateError(
            f'not enough memory for the index in "{directory}", unless it is damaged: if it is, '
            "run cstosearch index --rebuild"
        ) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NOT_DAMAGE:
            raise IndexStateError(
                f'cannot read the index in "{directory}": {_refusal(error, directory)}'
            ) from error
        # Damaged bytes raise almost anything: index, value, key, Unicode, Zstandard errors.
        raise IndexCorruptError(
            f'the index in "{directory}" is damaged{_how(error)}: run cstosearch index --rebuild'
        ) from error


def _how(error: Exception) -> str:
    """Return what is known of a damage, in parentheses."""
    if isinstance(error, DamagedError):
        return f" ({error})"
    if isinstance(error, OSError) and error.filename:
        missing = isinstance(error, FileNotFoundError)
        what = " is missing" if missing else f": {error.strerror}"
        return f" ({Path(error.filename).name}{what})"
    return ""


@contextmanager
def failure_as_error(directory: Path, state: str = "is as it was") -> Iterator[None]:
    """Turn what the file system refuses while an index is written into an `IndexStateError`.

    `state` is what is true of the index then.
    """
    try:
        yield
    except OSError as error:
        raise IndexStateError(
            f'cannot write the index in "{directory}": {_refusal(error, directory)}: the index '
            f"{state}"
        ) from error


def _refusal(error: OSError, directory: Path) -> str:
    """Return what the system has refused, of which file, and what to do where that is known."""
    file = error.filename
    if not isinstance(file, str | os.PathLike) or Path(file) == directory:
        return str(error.strerror)
    if error.errno == errno.ENOTEMPTY:
        return f'"{file}" is a directory that is not empty: move it away'
    return f'{error.strerror}: "{file}"'
