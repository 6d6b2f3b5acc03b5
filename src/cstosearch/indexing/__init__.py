"""How is an index brought in step with its corpus?

Only files that changed are read, and of the others those that hold a record of a bucket that an
edit touched (`corpus.documents` says what a bucket is). The documents of touched buckets are made
anew and compared with those of before; the rest of the index stays as it is. A rebuild is the
same, with nothing known from before, so both give the same documents.
"""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cstosearch.corpus.documents import collapse
from cstosearch.corpus.files import check_corpus
from cstosearch.engine import Engine, Writer
from cstosearch.indexing.edit import Reader
from cstosearch.indexing.ledger import Ledger
from cstosearch.indexing.manifest import Manifest
from cstosearch.indexing.scan import Scan, scan
from cstosearch.indexing.spool import Spool
from cstosearch.model import Problem, Progress, Summary

__all__ = ["bring_in_step"]

Report = Callable[[Progress], None]


def bring_in_step(
    corpus: Path,
    engine: Engine,
    *,
    leave_out: Path | None,
    rebuild: bool,
    dry_run: bool,
    lock_timeout: float,
    progress: Report,
) -> Summary:
    """Make the index of `engine` hold what `corpus` holds; return what was done.

    `leave_out` is a directory that is no part of the corpus, wherever it stands. `rebuild` reads
    everything anew; so does any run that finds no usable manifest. `dry_run` writes nothing.
    Raises `CorpusError`, `IndexStateError` or one of its kinds.
    """
    check_corpus(corpus, leave_out)  # before a directory is made for an index of nothing
    job = _Job(corpus, leave_out, progress)
    if dry_run:
        known = None if rebuild else Manifest.loads(engine.manifest())
        return job.run(known or Manifest.empty(), None)
    if not rebuild:
        with engine.writer(fresh=False, timeout=lock_timeout) as writer:
            known = Manifest.loads(writer.manifest)
            if known is not None:
                return job.run(known, writer)
    with engine.writer(fresh=True, timeout=lock_timeout) as writer:
        return job.run(Manifest.empty(), writer)


class _Job:
    """One run: what it found, counted as it goes."""

    def __init__(self, corpus: Path, leave_out: Path | None, progress: Report) -> None:
        self._began = time.monotonic()
        self._corpus = corpus
        self._leave_out = leave_out
        self._progress = progress
        self._problems: list[Problem] = []

    def run(self, known: Manifest, writer: Writer | None) -> Summary:
        """Bring the index in step, or, without a writer, say what would be done."""
        before = {row.path: row for row in known.files}
        found = scan(self._corpus, before, leave_out=self._leave_out, report=self._problems.append)
        failed, ledger, after = self._make_documents(known, found, writer)
        return Summary(
            read=len(found.changed) - failed,
            unchanged=len(found.files) - len(found.changed),
            gone=sum(path not in found.files for path in before),
            records=len(after.records),
            documents=len(after.documents),
            added=ledger.added,
            changed=len(ledger.changed),
            removed=len(ledger.removed),
            undated=int(np.count_nonzero(~after.documents["dated"])),
            generation=self._commit(known, after, ledger, writer),
            seconds=time.monotonic() - self._began,
            dry_run=writer is None,
            problems=tuple(sorted(set(self._problems))),
        )

    def _make_documents(
        self, known: Manifest, found: Scan, writer: Writer | None
    ) -> tuple[int, Ledger, Manifest]:
        """Return how many files could not be read, and the documents and manifest of today."""
        with Spool() as spool:
            reader = Reader(self._corpus, self._progress, self._problems.append)
            edit = reader.edit(known, found, spool)
            ledger = Ledger(known, edit.touched)
            for done, (bucket, group) in enumerate(edit.groups):
                self._progress(Progress("indexing", done, len(edit.groups)))
                for document in collapse(spool.load(group)):
                    if ledger.take(bucket, document) and writer is not None:
                        writer.add(document)
            self._progress(Progress("indexing", len(edit.groups), len(edit.groups)))
            return edit.failed, ledger, ledger.manifest(edit.files, edit.records)

    def _commit(
        self, known: Manifest, after: Manifest, ledger: Ledger, writer: Writer | None
    ) -> int | None:
        """Commit, if there is anything new to know; return the generation that is current then."""
        if writer is None:
            return None
        if writer.manifest is not None and not ledger.touched and after.same_files(known):
            return writer.generation
        self._progress(Progress("committing", 0, 1))
        writer.delete([*ledger.changed, *ledger.removed])
        generation = writer.commit(
            after.dumps(), files=len(after.files), records=len(after.records)
        )
        self._progress(Progress("committing", 1, 1))
        return generation
