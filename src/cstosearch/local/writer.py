"""How does the next generation of an index come about?"""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from cstosearch.analysis.bulk import BulkTokenizer
from cstosearch.codec.build import Builder
from cstosearch.codec.merge import Source, merge
from cstosearch.codec.policy import Size, to_merge
from cstosearch.codec.segment import SUFFIX, Entry
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.errors import IndexFormatError, IndexMissingError
from cstosearch.local.helper import Helper, build, spare_cores
from cstosearch.local.rows import FIELDS, to_entry
from cstosearch.local.storage import (
    NAME,
    Generation,
    Mask,
    Part,
    damage_as_error,
    failure_as_error,
    latest_generation,
    read_generation,
    read_manifest,
    tidy,
    write_beside,
)
from cstosearch.local.whoosh_toc import locked, write_toc
from cstosearch.model import Document

_BATCH: Final = 12_000_000
_BATCH_DOCUMENTS: Final = 1 << 16
"""Characters and documents that become a segment at once, behind the first."""
_MAX_HELPERS: Final = 3


class Writer:
    """Writes one generation; see `engine.Writer`. Holds the lock from its beginning to its end."""

    def __init__(self, directory: Path, *, fresh: bool, timeout: float) -> None:
        self._directory = directory
        with failure_as_error(directory):
            directory.mkdir(parents=True, exist_ok=True)
            self._lock = locked(directory, timeout)
            try:
                self._begin(fresh=fresh)
            except BaseException:
                self._lock.release()
                raise

    def _begin(self, *, fresh: bool) -> None:
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
        self._builder: Builder | None = Builder(FIELDS, self._tokenizer, self._directory)
        self._batch: list[Entry] = []
        self._characters = 0
        self._helpers: list[Helper] = []

    def _continue(self) -> None:
        """Begin with what the newest generation holds, if there is one."""
        self.manifest = read_manifest(self._directory, self.generation)
        try:
            self._before = read_generation(self._directory)
            self._tidy()
        except IndexMissingError:
            pass
        except IndexFormatError:
            # What Whoosh itself has written has no manifest: it will be made anew.
            if self.manifest is not None:
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
        entry = to_entry(document)
        if self._builder is not None:
            self._builder.add(entry)
            if self._builder.full:
                self._end_first(durable=False)
            return
        self._batch.append(entry)
        self._characters += sum(map(len, entry.texts))
        if self._characters >= _BATCH or len(self._batch) >= _BATCH_DOCUMENTS:
            self._end_batch()

    def _end_first(self, *, durable: bool) -> None:
        """Write the first documents, which are all where there are few, as a segment."""
        builder, self._builder = self._builder, None
        if builder is not None and builder.documents:
            with failure_as_error(self._directory):
                builder.write(self._new_path(builder.documents), durable=durable)

    def _end_batch(self) -> None:
        """Write further documents as a segment, here or by a helper."""
        batch, self._batch, self._characters = self._batch, [], 0
        if not batch:
            return
        with failure_as_error(self._directory):
            path = self._new_path(len(batch))
            if not self._helpers:
                self._helpers = [Helper() for _ in range(min(spare_cores(), _MAX_HELPERS))]
            free = next((helper for helper in self._helpers if helper.free), None)
            if free is not None:
                free.send(batch, path)
            else:
                build(batch, self._tokenizer, path)

    def _new_path(self, documents: int) -> Path:
        """Return where the next segment is to be written."""
        self._written.append(Part(self._new_name(), documents, None))
        return self._written[-1].path(self._directory)

    def commit(self, manifest: bytes, *, files: int, records: int) -> int:
        """Make all files of the new generation durable, then rename its TOC into place."""
        with damage_as_error(self._directory), failure_as_error(self._directory):
            self._end_first(durable=True)
            self._end_batch()
            for helper in self._helpers:
                helper.wait()
            parts = self._merged()
            facts = {"files": files, "records": records}
            write_beside(self._directory, self._next, parts, manifest, facts)
            write_toc(self._directory, self._next, parts)
        self.generation = self._next
        self._before = Generation(self._next, parts, facts)
        self._tidy()
        return self._next

    def _merged(self) -> list[Part]:
        """Return the segments of the new generation, after merging those that should be one."""
        parts = [
            Part(part.name, part.documents, self._deleted.get(part.name, part.live))
            for part in self._before.parts
        ]
        parts = [part for part in parts if part.live is None or part.live.any()]
        parts += self._written
        with ExitStack() as stack:
            opened = [part.open(self._directory) for part in parts]
            for segment in opened:
                stack.callback(segment.close)
            sizes = [
                Size(
                    part.documents,
                    len(part.deleted),
                    max(segment.facts.tokens.values(), default=0),
                    part in self._written,
                )
                for part, segment in zip(parts, opened, strict=True)
            ]
            chosen = to_merge(sizes)
            if not chosen:
                return parts
            sources = [Source(opened[at], parts[at].live) for at in chosen]
            name = self._new_name()
            facts = merge(sources, FIELDS, self._directory / (name + SUFFIX))
        rest = [part for at, part in enumerate(parts) if at not in chosen]
        return [*rest, Part(name, facts.documents, None)]

    def _tidy(self) -> None:
        names = [part.name + SUFFIX for part in self._before.parts]
        tidy(self._directory, self.generation, names)

    def _undo(self) -> None:
        """Remove the segments that have been written."""
        for path in self._directory.glob(f"{NAME}_{self._next}x*"):
            path.unlink(missing_ok=True)

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
            for helper in self._helpers:
                helper.close()
            if self.generation != self._next:
                self._undo()
        finally:
            self._lock.release()
