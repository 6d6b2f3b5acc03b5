"""Every error a user can meet, and the exit code of each.

::

    CstosearchError              exit code 2
    ├─ QueryError                the query or a date bound cannot be read; quotes it with a caret
    ├─ DateError                 a date cannot be read (the parser turns it into a QueryError)
    ├─ CorpusError               the corpus directory is missing or cannot be read
    ├─ SourceError               one source file cannot be read (it is skipped, the rest goes on)
    ├─ DocumentError             no document has that id, or several do
    ├─ CursorError               a token of a page is none, or of another query or state
    ├─ DeadlineError             what was asked took longer than it was given
    ├─ SavedQueryError           no query is saved by that name, or it cannot be saved or read
    ├─ GazetteerError            a file of entities cannot be read, or says what cannot be
    ├─ ExtraMissingError         an optional dependency is not installed
    └─ IndexStateError           the index cannot be used as it is
       ├─ IndexMissingError      there is none yet
       ├─ IndexCorruptError      its files are damaged
       ├─ IndexFormatError       another version of cstosearch made it
       └─ IndexLockedError       another process is writing it

Messages are lower case, quote the offending value, and say what to do next.
"""

from typing import Final

EXIT_HITS: Final = 0
EXIT_NONE: Final = 1
EXIT_ERROR: Final = 2
EXIT_INTERRUPTED: Final = 130


class CstosearchError(Exception):
    """The base of all errors that are meant for people."""


class DateError(CstosearchError):
    """A date, period or range of dates that cannot be read.

    `start` and `end` are character offsets of the fault within the text that was given.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class QueryError(CstosearchError):
    """A query that cannot be read; `start:end` is the fault within `query`, in characters."""

    def __init__(self, message: str, query: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.query = query
        self.start = start
        self.end = max(end, start + 1)

    def __str__(self) -> str:
        """Return the message, the query, and a caret line under the fault."""
        before, width = 60, 76
        left = max(0, self.start - before) if len(self.query) > width else 0
        shown = self.query[left : left + width]
        excerpt = "".join(c if c.isprintable() else " " for c in shown)
        caret_at = self.start - left
        carets = "^" * max(1, min(self.end - left, len(excerpt)) - caret_at)
        return f"{self.message}\n  {excerpt}\n  {' ' * caret_at}{carets}"


class CorpusError(CstosearchError):
    """The corpus as a whole cannot be read."""


class SourceError(CstosearchError):
    """One source file cannot be read."""


class DocumentError(CstosearchError):
    """No document, or more than one, answers to an id."""


class CursorError(CstosearchError):
    """A token that does not lead to a page: garbage, of another query, of another state."""


class DeadlineError(CstosearchError):
    """What was asked took longer than the `seconds` that it was given."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"this took longer than {seconds:g} s, and was given up: allow it more seconds"
        )
        self.seconds = seconds


class SavedQueryError(CstosearchError):
    """No query is saved by that name, or one cannot be saved, or what is saved cannot be read."""


class GazetteerError(CstosearchError):
    """A file that names entities cannot be read, or one of its entries makes no sense."""


class ExtraMissingError(CstosearchError):
    """An optional dependency is needed and not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an extra: pip install 'cstosearch[{extra}]'")
        self.extra = extra


class IndexStateError(CstosearchError):
    """The index cannot be used as it is."""


class IndexMissingError(IndexStateError):
    """There is no index in the directory."""


class IndexCorruptError(IndexStateError):
    """Files of the index are damaged or missing."""


class IndexFormatError(IndexStateError):
    """The index was made by another version."""


class IndexLockedError(IndexStateError):
    """Another process is writing to the index."""
