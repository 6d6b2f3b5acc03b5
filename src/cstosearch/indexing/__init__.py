"""How is an index brought in step with its corpus?

Only files that changed are read, and of the others those that hold a record of a bucket that an
edit touched (`corpus.documents` says what a bucket is). The documents of touched buckets are made
anew and compared with those of before; the rest of the index stays as it is. A rebuild is the
same, with nothing known from before, so both give the same documents.
"""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cstosearch.corpus.files import check_corpus, own_gazetteer
from cstosearch.engine import Engine, KnownNames, Writer
from cstosearch.enrich import Gazetteer
from cstosearch.errors import IndexMissingError, IndexStateError
from cstosearch.indexing.edit import Reader
from cstosearch.indexing.enriching import enriched
from cstosearch.indexing.ledger import Ledger, changed
from cstosearch.indexing.manifest import Manifest, enrichment_of, why_anew
from cstosearch.indexing.names import known_names
from cstosearch.indexing.scan import Scan, scan
from cstosearch.indexing.spool import Spool
from cstosearch.model import Problem, Progress, Summary

__all__ = ["bring_in_step"]

Report = Callable[[Progress], None]


def bring_in_step(
    corpus: Path,
    engine: Engine,
    *,
    gazetteer: Path | None,
    leave_out: Path | None,
    rebuild: bool,
    dry_run: bool,
    lock_timeout: float,
    progress: Report,
) -> Summary:
    """Make the index of `engine` hold what `corpus` holds; return what was done.

    `gazetteer` is a file that names entities, else that of the corpus is taken, if it has one.
    `leave_out` is a directory that is no part of the corpus, wherever it stands. `rebuild` reads
    everything anew; so does any run that finds no usable manifest. `dry_run` writes nothing.
    Raises `CorpusError`, `GazetteerError`, `IndexStateError` or one of its kinds.
    """
    check_corpus(corpus, leave_out)  # before a directory is made for an index of nothing
    entities = Gazetteer.load(gazetteer or own_gazetteer(corpus))
    enrichment = enrichment_of(entities)
    if rebuild or dry_run or engine.manifest() is None:
        known_names(entities)  # a fault in it is found while there is nothing to undo
    job = _Job(corpus, entities, leave_out, progress)
    if dry_run:
        data = None if rebuild else engine.manifest()
        known = Manifest.loads(data, enrichment)
        summary = job.run(known or Manifest.empty(enrichment), None)
        continues = not rebuild and (data is not None or _is_there(engine))
        return summary._replace(anew=why_anew(data, enrichment) if continues else "")
    anew = ""
    if not rebuild:
        with engine.writer(fresh=False, timeout=lock_timeout) as writer:
            known = Manifest.loads(writer.manifest, enrichment)
            if known is not None:
                return job.run(known, writer)
            if writer.generation >= 0:
                anew = why_anew(writer.manifest, enrichment)
    with engine.writer(fresh=True, timeout=lock_timeout) as writer:
        summary = job.run(Manifest.empty(enrichment), writer, known_names(entities))
    return summary._replace(anew=anew)


def _is_there(engine: Engine) -> bool:
    """Say whether there is an index, in whatever state."""
    try:
        engine.open().close()
    except IndexMissingError:
        return False
    except IndexStateError:
        pass  # it is damaged, or Whoosh's own
    return True


class _Job:
    """One run: what it found, counted as it goes."""

    def __init__(
        self, corpus: Path, gazetteer: Gazetteer, leave_out: Path | None, progress: Report
    ) -> None:
        self._began = time.monotonic()
        self._corpus = corpus
        self._gazetteer = gazetteer
        self._leave_out = leave_out
        self._progress = progress
        self._problems: list[Problem] = []

    def run(
        self, known: Manifest, writer: Writer | None, names: KnownNames | None = None
    ) -> Summary:
        """Bring the index in step, or, without a writer, say what would be done.

        `names` are other names of entities than the index has.
        """
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
            generation=self._commit(known, after, ledger, writer, names),
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
            documents = changed(edit, spool, ledger, self._indexing)
            if writer is None:
                deque(documents, maxlen=0)
            else:
                for document in enriched(documents, self._gazetteer):
                    writer.add(document)
            self._indexing(len(edit.groups), len(edit.groups))
            return edit.failed, ledger, ledger.manifest(edit.files, edit.records)

    def _indexing(self, done: int, total: int) -> None:
        self._progress(Progress("indexing", done, total))

    def _commit(
        self,
        known: Manifest,
        after: Manifest,
        ledger: Ledger,
        writer: Writer | None,
        names: KnownNames | None,
    ) -> int | None:
        """Commit, if there is anything new to know; return the generation that is current then."""
        if writer is None:
            return None
        if writer.manifest is not None and not ledger.touched and after.same_files(known):
            return writer.generation
        self._progress(Progress("committing", 0, 1))
        writer.delete([*ledger.changed, *ledger.removed])
        generation = writer.commit(
            after.dumps(), files=len(after.files), records=len(after.records), names=names
        )
        self._progress(Progress("committing", 1, 1))
        return generation
