"""Which files does a corpus hold, of what kind, and what bytes are in them?"""

import gzip
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Literal, NamedTuple, cast

from cstosearch.errors import CorpusError, SourceError
from cstosearch.opening import open_regular

Kind = Literal["text", "markdown", "jsonl", "html"]
Warn = Callable[[str], None]
"""Takes a sentence about a file that was read with a reservation."""

MAX_AT_ONCE: Final = 128 << 20
"""The most bytes, unpacked, that are read at once: of a page, or of a line of `.jsonl`."""

GAZETTEER: Final = "gazetteer.toml"
"""Where a corpus names its entities."""
_KINDS: Final[dict[str, Kind]] = {
    ".txt": "text",
    ".md": "markdown",
    ".jsonl": "jsonl",
    ".html": "html",
    ".htm": "html",
}

_LAST_TIME: Final = (1 << 63) - 1
_OF_AN_INDEX: Final = re.compile(r"_MAIN_\d+\.toc|generation_\d+\.json")
_LOOKS_WRITTEN_OUT: Final = re.compile(rb"\\(?=x(?:[89a-f][0-9a-f]|5c))")


class FileState(NamedTuple):
    """A file as the walk sees it: `path` is relative to the corpus, times are in nanoseconds.

    `ctime` is when the file, or what the file system notes of it, was last changed: no program
    can set it back.
    """

    path: str
    size: int
    mtime: int
    ctime: int


def walk(
    corpus: Path, *, leave_out: Path | None, skipped: Callable[[str, str], None]
) -> Iterator[FileState]:
    """Yield the readable files below a directory, following links once, in no fixed order.

    Names that begin with a dot, the gazetteer, and the directory `leave_out` are passed over in
    silence. Every other file that cannot be read, and every directory with another index, is told
    to `skipped` with its path and the reason.
    Raises `CorpusError` if the corpus itself is no directory that can be listed.
    """
    check_corpus(corpus)
    pending, seen = [(corpus, "")], {_identity(corpus.stat())}
    if leave_out is not None and leave_out.is_dir():
        seen.add(_identity(leave_out.stat()))
    while pending:
        folder, below = pending.pop()
        for entry in _entries(folder, below, skipped):
            path = f"{below}{entry.name}"
            try:
                status = entry.stat()
            except OSError as error:
                skipped(path, "a broken link" if entry.is_symlink() else reason_of(error))
                continue
            if stat.S_ISDIR(status.st_mode):
                if _identity(status) not in seen:
                    seen.add(_identity(status))
                    pending.append((folder / entry.name, f"{path}/"))
            elif not stat.S_ISREG(status.st_mode):
                skipped(path, "not a regular file")
            elif path == GAZETTEER:
                continue
            elif kind_of(path) is None:
                skipped(path, f"not a format this version reads ({_suffix(path) or 'no suffix'})")
            else:
                yield state_of(path, status)


def state_of(path: str, status: os.stat_result) -> FileState:
    """Return the state of a file; times beyond 64 bits, as of the year 2500, are the last ones."""
    mtime, ctime = (
        max(-_LAST_TIME, min(each, _LAST_TIME)) for each in (status.st_mtime_ns, status.st_ctime_ns)
    )
    return FileState(path, status.st_size, mtime, ctime)


def own_gazetteer(corpus: Path) -> Path | None:
    """Return the file in which a corpus names its entities, if it has one."""
    path = corpus / GAZETTEER
    return path if path.exists() else None


def check_corpus(corpus: Path, index: Path | None = None) -> None:
    """Raise `CorpusError` unless the corpus can be listed, and is not the index."""
    try:
        with os.scandir(corpus):
            same = index is not None and index.exists() and index.samefile(corpus)
    except OSError as error:
        raise CorpusError(f'cannot read the corpus "{corpus}": {reason_of(error)}') from None
    if same:
        raise CorpusError(f'"{corpus}" cannot be both corpus and index: name another --index')


def _entries(
    folder: Path, below: str, skipped: Callable[[str, str], None]
) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        skipped(below, reason_of(error))
        return []
    if any(_OF_AN_INDEX.fullmatch(entry.name) for entry in found):
        skipped(below, "an index, which is no part of the corpus")
        return []
    return found


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def kind_of(path: str) -> Kind | None:
    """Return what kind of text a file holds by its name, or None."""
    return _KINDS.get(_suffix(path).removesuffix(".gz"))


def _suffix(path: str) -> str:
    """Return the suffix of a name in lower case, together with a `.gz` behind it."""
    name = path.rpartition("/")[2].lower()
    stem = name.removesuffix(".gz")
    dot = stem.rfind(".")
    inner = stem[dot:] if 0 < dot < len(stem) - 1 else ""
    return f"{inner}.gz" if name.endswith(".gz") else inner


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading, decompressed where its name ends in `.gz`.

    Raises `SourceError`.
    """
    try:
        # Since the walk anything may have been put in the place of a file.
        descriptor = open_regular(path)
    except OSError as error:
        raise SourceError(reason_of(error)) from None
    with os.fdopen(descriptor, "rb") as plain:
        yield cast("IO[bytes]", gzip.GzipFile(fileobj=plain)) if _is_gzip(path) else plain


def _is_gzip(path: Path) -> bool:
    return path.name.lower().endswith(".gz")


def read_page(stream: IO[bytes]) -> bytes:
    """Return all bytes of a page.

    Raises `SourceError` where it cannot be read, is damaged, or is larger than `MAX_AT_ONCE`.
    """
    with unreadable_as_source_error():
        data = stream.read(MAX_AT_ONCE + 1)
    if len(data) > MAX_AT_ONCE:
        raise SourceError(f"larger than {MAX_AT_ONCE >> 20} MB: split it, or turn it into .jsonl")
    return data


class unreadable_as_source_error:  # noqa: N801 - a context manager, used like contextlib.suppress
    """Turn the errors of reading a damaged or unreadable file into a `SourceError`."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raise `SourceError` in place of an error of the file system or of gzip."""
        if isinstance(error, OSError | EOFError | zlib.error):
            raise SourceError(reason_of(error)) from None


def reason_of(error: BaseException) -> str:
    """Return what went wrong in a few lower-case words."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def display_path(path: str) -> str:
    r"""Return a path as valid text: bytes that are not UTF-8 are written as `\xNN`.

    What looks like that already is told from it; `Source.path` is the way back.
    """
    plain = _LOOKS_WRITTEN_OUT.sub(rb"\\x5c", os.fsencode(path))
    return plain.decode("utf-8", "backslashreplace")
