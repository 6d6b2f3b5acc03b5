"""How does the next generation of an index come about?"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from cstosearch.analysis.bulk import BulkTokenizer
from cstosearch.codec.arrays import DamagedError, make_way, sync_above, sync_directory, sync_file
from cstosearch.codec.build import Builder
from cstosearch.codec.merge import Source, merge
from cstosearch.codec.policy import Size, to_merge
from cstosearch.codec.segment import SUFFIX
from cstosearch.codec.sets import Mask
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.engine import KnownNames
from cstosearch.errors import IndexFormatError, IndexMissingError, IndexStateError
from cstosearch.local.aliases import lines
from cstosearch.local.failures import damage_as_error, failure_as_error
from cstosearch.local.files import (
    LAST,
    latest_generation,
    leftovers,
    remove,
    somebody_elses,
    toc_path,
    uncommitted,
)
from cstosearch.local.generation import NAME, Generation, Part
from cstosearch.local.rows import FIELDS, to_entry
from cstosearch.local.storage import (
    commit,
    committed_by_whoosh,
    read_generation,
    read_manifest,
    write_beside,
)
from cstosearch.local.whoosh_toc import locked, toc_of
from cstosearch.model import Document

_AT_ONCE: Final = 64
"""How many segments are merged at once."""


class Writer:
    """Writes one generation; see `engine.Writer`. Holds the lock from its beginning to its end."""

    def __init__(self, directory: Path, *, fresh: bool, timeout: float) -> None:
        self._directory = directory
        with failure_as_error(directory):
            directory.mkdir(parents=True, exist_ok=True)
            if (name := somebody_elses(directory)) is not None:
                raise IndexStateError(
                    f'"{directory}" has no index, and other files, such as "{name}": name a '
                    "directory that is empty or new, since files of an index are removed in time"
                )
            self._lock = locked(directory, timeout)
            try:
                self._begin(fresh=fresh)
            except BaseException:
                self._lock.release()
                raise

    def _begin(self, *, fresh: bool) -> None:
        self.generation = latest_generation(self._directory)
        while fresh and self.generation >= LAST:
            # Nothing has committed so often: somebody has put it there, and nothing can follow it.
            make_way(toc_path(self._directory, self.generation))
            self.generation = latest_generation(self._directory)
        self.manifest: bytes | None = None
        self._before = Generation(self.generation, (), {})
        if not fresh:
            self._continue()
        self._next = max(self.generation, 0) + 1
        self._made = 0
        self._written: list[Part] = []
        self._deleted: dict[str, Mask] = {}
        self._tokenizer = BulkTokenizer(ANCHOR_EVERY)
        self._builder = Builder(FIELDS, self._tokenizer, self._directory)

    def _continue(self) -> None:
        """Begin with what the newest generation holds, if there is one."""
        try:
            self._before = read_generation(self._directory)
            self.manifest = read_manifest(self._directory, self._before)
            with damage_as_error(self._directory):
                for part in self._before.parts:  # else nothing to do would be all well
                    part.open(self._directory).close()
            if left := self._leftovers():
                # Who committed it may have been killed before its TOC's name was durable.
                sync_directory(self._directory)
                remove(left)
        except IndexMissingError:
            pass
        except IndexFormatError:
            # What Whoosh itself has written has no manifest: it will be made anew.
            if not committed_by_whoosh(self._directory, self.generation):
                raise

    def _new_name(self) -> str:
        self._made += 1
        return f"{NAME}_{self._next}x{self._made}"

    def delete(self, ids: Iterable[str]) -> None:
        """Mark the documents with these ids as deleted, in the new generation."""
        wanted = [id_.encode("utf-8", "surrogatepass") for id_ in ids]
        with damage_as_error(self._directory):
            for part in self._before.parts if wanted else ():
                segment = part.open(self._directory)
                field = segment.value("id")
                found = [at for id_ in wanted if (at := field.values.find(id_)) is not None]
                if found:
                    live = np.ones(part.documents, bool) if part.live is None else part.live.copy()
                    live = self._deleted.setdefault(part.name, live)
                    for at in found:
                        live[field.documents(at)] = False
                segment.close()

    def add(self, document: Document) -> None:
        """Add a document."""
        self._builder.add(to_entry(document))
        if self._builder.full:
            with failure_as_error(self._directory):
                self._end_batch()

    def _end_batch(self) -> None:
        """Write what has been added since the last time as a segment; it is not durable yet."""
        if self._builder.documents:
            part = Part(self._new_name(), self._builder.documents)
            self._builder.write(part.path(self._directory))
            self._written.append(part)
            self._tokenizer.forget()
            self._builder = Builder(FIELDS, self._tokenizer, self._directory)

    def commit(
        self, manifest: bytes, *, files: int, records: int, names: KnownNames | None = None
    ) -> int:
        """Make all files of the new generation durable, then rename its TOC into place."""
        with damage_as_error(self._directory), failure_as_error(self._directory):
            self._end_batch()
            parts = self._merged()
            # What has been merged away need not be durable, nor what was committed before.
            for part in parts:
                if part in self._written:
                    sync_file(part.path(self._directory))
            facts = {"files": files, "records": records}
            known = self._before.names if names is None else lines(names)
            after = Generation(self._next, parts, facts, known)
            toc = toc_of(self._next, parts)
            write_beside(self._directory, after, manifest, toc)
            if self._next == 1:
                sync_above(self._directory)
            commit(self._directory, after, toc)
        # From here on the new generation is what everybody sees.
        self.generation = self._next
        self._before = after
        with failure_as_error(self._directory, "is new, but may not outlast a power cut"):
            sync_directory(self._directory)
            remove(self._leftovers())
        return self._next

    def _merged(self) -> list[Part]:
        """Return the segments of the new generation, after merging those that should be one."""
        parts = [
            part.keeping(self._deleted[part.name]) if part.name in self._deleted else part
            for part in self._before.parts
        ]
        parts = [part for part in parts if part.live is None or part.live.any()]
        parts += self._written
        chosen = to_merge([self._size(part) for part in parts])
        if not chosen:
            return parts
        sources = [parts[at] for at in chosen]
        while len(sources) > _AT_ONCE:
            # In stages, as each open segment takes descriptors; the order stays.
            sources = [
                self._merge(sources[at : at + _AT_ONCE]) for at in range(0, len(sources), _AT_ONCE)
            ]
        merged = self._merge(sources)
        rest = [part for at, part in enumerate(parts) if at not in chosen]
        return [*rest, merged]

    def _size(self, part: Part) -> Size:
        with closing(part.open(self._directory)) as segment:
            tokens = max(segment.facts.tokens.values(), default=0)
        return Size(part.documents, len(part.deleted), tokens, part in self._written)

    def _merge(self, parts: Sequence[Part]) -> Part:
        """Write the live documents of segments as one."""
        name = self._new_name()
        with ExitStack() as stack:
            opened = [stack.enter_context(closing(part.open(self._directory))) for part in parts]
            for segment in opened:
                # Else what is wrong would be written anew, with checksums that are right.
                if damaged := segment.file.damaged():
                    raise DamagedError(f"{segment.file.path.name} has a damaged {damaged[0]}")
            sources = [
                Source(segment, part.live) for segment, part in zip(opened, parts, strict=True)
            ]
            facts = merge(sources, FIELDS, self._directory / (name + SUFFIX))
        return Part(name, facts.documents)

    def _leftovers(self) -> list[Path]:
        names = [part.name + SUFFIX for part in self._before.parts]
        return leftovers(self._directory, self.generation, names)

    def _undo(self) -> None:
        """Remove what has been written, unless it has been committed."""
        # The name of the new TOC decides, not how far this process has got.
        with suppress(OSError):  # what cannot be removed is left to the next writer
            if latest_generation(self._directory) != self._next:
                remove(uncommitted(self._directory, self._next))

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; undo what was not committed."""
        try:
            self._undo()
        finally:
            self._lock.release()
