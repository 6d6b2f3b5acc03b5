"""The embedded engine: an index in a directory, by Whoosh and columnar segments."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cstosearch.codec.arrays import DamagedError
from cstosearch.engine import Checked
from cstosearch.local.failures import damage_as_error
from cstosearch.local.files import latest_generation
from cstosearch.local.searcher import Snapshot
from cstosearch.local.storage import read_manifest, read_noted
from cstosearch.model import Progress

if TYPE_CHECKING:
    from cstosearch.local.writer import Writer


class LocalEngine:
    """An index in a directory; see `engine.Engine`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def open(self) -> Snapshot:
        """Open the newest generation."""
        return Snapshot(self.directory)

    def writer(self, *, fresh: bool, timeout: float) -> "Writer":
        """Begin to write the next generation."""
        # Here, because a search has no use for what writes, nor for Whoosh.
        from cstosearch.local.writer import Writer  # noqa: PLC0415

        return Writer(self.directory, fresh=fresh, timeout=timeout)

    def check(self, progress: Callable[[Progress], None], *, deep: bool) -> Checked:
        """Say what is wrong with the newest generation."""
        from cstosearch.local.checking import check  # noqa: PLC0415 - as above

        return check(self.directory, progress, deep=deep)

    def manifest(self) -> bytes | None:
        """Return the manifest of the newest generation, if it has one."""
        with damage_as_error(self.directory):
            number = latest_generation(self.directory)
            found = None
            with suppress(DamagedError, OSError):  # it is of no use then
                found = read_manifest(self.directory, read_noted(self.directory, number))
            if found is None and latest_generation(self.directory) != number:
                return self.manifest()  # a commit has removed it meanwhile
            return found
