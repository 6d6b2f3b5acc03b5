"""Does an index hold what its corpus holds?

The engine says whether the index is sound in itself. Beyond that, its documents are compared with
the manifest, and the manifest with the files that are there; `deep` makes all documents anew from
the files, as a rebuild would, and compares them with those that the index gives.
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from cstosearch.corpus.files import display_path, kind_of, own_gazetteer
from cstosearch.corpus.layouts import read_records
from cstosearch.engine import Checked, Engine, KnownNames, Snapshot
from cstosearch.enrich import Gazetteer
from cstosearch.errors import CorpusError, ExtraMissingError, GazetteerError, SourceError
from cstosearch.indexing.edit import Reader, within
from cstosearch.indexing.enriching import enriched
from cstosearch.indexing.ledger import Ledger, changed, document_digest
from cstosearch.indexing.manifest import FileRow, Manifest, enrichment_of
from cstosearch.indexing.names import known_names
from cstosearch.indexing.scan import NO_DIGEST, Scan, scan
from cstosearch.indexing.spool import Spool
from cstosearch.model import Document, Finding, FindingKind, Problem, Progress, Verification
from cstosearch.query.nodes import Everything

_ATTEMPTS: Final = 3
"""How often it is begun anew when there has been a commit since the index was looked at."""
_TOLD: Final = 20
"""How many of the same kind are told one by one."""
_INDEX: Final = "run cstosearch index"
_ANEW: Final = f"{_INDEX}, which reads everything anew"
_REBUILD: Final = "run cstosearch index --rebuild"
_CALM: Final = "run cstosearch verify while nobody writes"
_MEND: Final = "make it readable: without it, cstosearch index drops its documents"
_READ: Final = ("title", "title_derived", "body", "date", "url", "lang", "sources", "variants")
"""What the files alone say of a document."""
_FOUND: Final = ("entities", "occurrences", "mentions")
"""What is found in it by a gazetteer and rules."""

Report = Callable[[Progress], None]


def verify(
    corpus: Path,
    engine: Engine,
    *,
    gazetteer: Path | None,
    leave_out: Path | None,
    deep: bool,
    progress: Report,
) -> Verification:
    """Say what is wrong with the index of `engine`, in itself and beside `corpus`.

    `gazetteer` and `leave_out` are those that it is brought in step with. A fault in a gazetteer is
    none of the index: it is told, and what needs it is not looked at. Raises `GazetteerError` where
    `gazetteer` is no file, `IndexMissingError`, `IndexFormatError`, and `IndexStateError` where the
    system refuses.
    """
    began = time.monotonic()
    entities, faults = _gazetteer(gazetteer, own_gazetteer(corpus))
    for _ in range(_ATTEMPTS):
        checked = engine.check(progress, deep=deep)
        job = _Job(corpus, entities, leave_out, progress)
        try:
            findings = [*checked.findings, *faults, *job.compare(engine, checked, deep=deep)]
            break
        except _CommittedError:
            what = "is written too often to be compared with its corpus"
            findings = [*checked.findings, Finding("stale", "index", what, _CALM)]
    return Verification(
        generation=checked.generation,
        segments=checked.segments,
        documents=checked.documents,
        files=job.files,
        deep=job.read,
        seconds=time.monotonic() - began,
        findings=tuple(dict.fromkeys(findings)),
    )


def _gazetteer(named: Path | None, own: Path | None) -> tuple[Gazetteer | None, list[Finding]]:
    """Return the gazetteer, or what is wrong with it. Raises `GazetteerError` as `verify` does."""
    try:
        gazetteer = Gazetteer.load(named or own)
        known_names(gazetteer)
    except GazetteerError as error:
        path = named or own
        if path is None or (named and not named.is_file()):
            raise
        return None, [Finding("stale", display_path(path.name), str(error), "mend it")]
    return gazetteer, []


class _CommittedError(Exception):
    """There is a newer generation than the one that was checked."""


class _Job:
    """One comparison of an index with its corpus."""

    def __init__(
        self, corpus: Path, gazetteer: Gazetteer | None, leave_out: Path | None, progress: Report
    ) -> None:
        self._corpus = corpus
        self._gazetteer = gazetteer
        self._leave_out = leave_out
        self._progress = progress
        self.files: int | None = None
        """How many files of the corpus there are, if it can be read."""
        self._first: Mapping[str, FileRow] = {}
        """What they were at the first look."""
        self.read = False
        """Whether they were read."""

    def compare(self, engine: Engine, checked: Checked, *, deep: bool) -> Iterator[Finding]:
        """Yield what differs; what an index holds that is damaged is not asked.

        Raises `_CommittedError`.
        """
        sound = all(finding.kind != "damaged" for finding in checked.findings)
        data = engine.manifest()
        try:
            manifest = None if data is None else Manifest.read(data)
        except ValueError:
            yield Finding("damaged", "manifest", "is nothing that any version writes", _ANEW)
            return
        if manifest is None and sound:
            what = "what it notes of the corpus is missing, or not for this version"
            yield Finding("stale", "manifest", what, _ANEW)
        gazetteer = self._gazetteer_of(manifest)
        if manifest is not None and self._gazetteer is not None and gazetteer is None:
            what = "were found by another gazetteer, or by other rules"
            yield Finding("stale", "entities", what, _ANEW)
        if manifest is None and not sound:
            return
        stale = list(self._stale(manifest or Manifest.empty("")))
        yield from stale
        if not sound:
            return
        with closing(engine.open()) as snapshot:
            if snapshot.generation != checked.generation:
                raise _CommittedError
            if manifest is not None:
                yield from _noted(manifest, snapshot)
            if gazetteer is not None:
                yield from _known(snapshot, known_names(gazetteer))
            if deep and self.files is not None:
                yield from self._differing(manifest, snapshot, {each.where for each in stale})

    def _gazetteer_of(self, manifest: Manifest | None) -> Gazetteer | None:
        """Return the gazetteer, if it and the rules are those that the index was made with."""
        given = self._gazetteer
        if manifest is None or given is None or manifest.enrichment != enrichment_of(given):
            return None
        return given

    def _stale(self, manifest: Manifest) -> Iterator[Finding]:
        """Yield which files are not as the manifest has them."""
        known = {row.path: row for row in manifest.files}
        skipped = _Skipped()
        try:
            found = scan(self._corpus, known, leave_out=self._leave_out, report=skipped.scanned)
        except CorpusError as error:
            yield Finding("stale", str(self._corpus), str(error), "name another --corpus")
            return
        self.files, self._first = len(found.files), found.files
        for path in found.changed:
            if path not in known and not self._is_readable(path):
                continue  # it is skipped by each run
            what = "has changed since it was indexed" if path in known else "is not in the index"
            yield Finding("stale", display_path(path), what, _INDEX)
        for path in sorted(known.keys() - found.files.keys()):
            yield self._missing(path, skipped)

    def _is_readable(self, path: str) -> bool:
        try:
            deque(read_records(self._corpus, path, lambda _: None), maxlen=0)
        except (SourceError, ExtraMissingError):
            return False
        return True

    def _missing(self, path: str, skipped: "_Skipped") -> Finding:
        """Return what is told of a file that the manifest has, and that was not read."""
        reason = skipped.reason(path)
        if reason and _is_there(self._corpus / path):
            return Finding("stale", display_path(path), f"cannot be read: {reason}", _MEND)
        return Finding("stale", display_path(path), "is gone", _INDEX)

    def _differing(
        self, manifest: Manifest | None, snapshot: Snapshot, stale: AbstractSet[str]
    ) -> Iterator[Finding]:
        """Yield which documents are not those that the files make.

        Those of files that are `stale`, or of any where no manifest tells, may well be others.
        Nothing is told of those of files that cannot be read, or have changed since the first look.
        """
        self.read = True
        gazetteer = self._gazetteer_of(manifest)
        fields = _READ if gazetteer is None else (*_READ, *_FOUND)
        left = set(snapshot.ids_of(Everything()))
        unlike: defaultdict[str, list[str]] = defaultdict(list)
        skipped = _Skipped()
        found = scan(self._corpus, {}, leave_out=self._leave_out, report=skipped.scanned)
        with Spool() as spool:
            reader = Reader(self._corpus, self._progress, skipped.read)
            nothing = Manifest.empty("")
            edit = reader.edit(nothing, found, spool)
            ledger = Ledger(nothing, edit.touched)
            made = changed(edit, spool, ledger, self._comparing)
            for document in made if gazetteer is None else enriched(made, gazetteer):
                left.discard(document.id)
                if what := _difference(document, snapshot.document(document.id), fields):
                    unlike[what].append(document.id)
            self._comparing(len(edit.groups), len(edit.groups))
            today = ledger.manifest(edit.files, edit.records)
        unlike["is made by no file of the corpus"] += left
        if manifest is None:
            for what, ids in unlike.items():
                yield from _some(sorted(ids), "stale", what, _INDEX)
            return
        meanwhile = list(self._meanwhile(manifest, found, today, skipped))
        yield from (each for each in meanwhile if each.where not in stale or each.advice == _MEND)
        unjudged = {each.where for each in meanwhile}
        if not stale | unjudged and not _is_same(manifest, found, today):
            yield Finding("damaged", "manifest", "is not what the files make", _REBUILD)
        untold = _ids_of(unjudged, manifest, today)
        unsure = _ids_of(stale, manifest, today)
        for what, ids in unlike.items():
            told = sorted(set(ids) - untold)
            yield from _some([id_ for id_ in told if id_ in unsure], "stale", what, _INDEX)
            yield from _some([id_ for id_ in told if id_ not in unsure], "damaged", what, _REBUILD)

    def _meanwhile(
        self, manifest: Manifest, found: Scan, today: Manifest, skipped: "_Skipped"
    ) -> Iterator[Finding]:
        """Yield which files could not be read, or were not what they were at the first look."""
        read = {row.path: row for row in today.files}
        known = {row.path for row in manifest.files}
        for path in sorted(known | self._first.keys() | found.files.keys()):
            first, row = self._first.get(path), read.get(path)
            if row is None:
                told = self._missing(path, skipped)
                # What is not known is skipped by each run; what was gone before is none of this.
                if path in known and (first is not None or told.advice == _MEND):
                    yield told
            elif first is None or first[:4] != found.files[path][:4] or row.digest == NO_DIGEST:
                yield Finding("stale", display_path(path), "has changed meanwhile", _INDEX)

    def _comparing(self, done: int, total: int) -> None:
        self._progress(Progress("comparing", done, total))


class _Skipped:
    """Files and directories that could not be read, and why."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}

    def scanned(self, problem: Problem) -> None:
        """Take what a scan tells."""
        self._reasons[display_path(problem.file)] = problem.reason

    def read(self, problem: Problem) -> None:
        """Take what a reader tells."""
        if problem.skipped:
            self._reasons[problem.file] = problem.reason

    def reason(self, path: str) -> str:
        """Return why a file was skipped, or a directory above it, "" if nobody has told."""
        shown = display_path(path)
        ends = [at for at, letter in enumerate(shown) if letter == "/"]
        above = (shown[:end] for at in ends for end in (at, at + 1))
        return next(filter(None, map(self._reasons.get, (shown, *above))), "")


def _is_there(path: Path) -> bool:
    """Say whether a file is there, or the system does not tell."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _ids_of(files: AbstractSet[str], *manifests: Manifest) -> set[str]:
    """Return the ids of all documents on which a record of these files may bear.

    These are all of the same bucket, since even which id a document has depends on the others.
    """
    buckets = [
        manifest.records["bucket"][
            np.array([display_path(row.path) in files for row in manifest.files], bool)[
                manifest.records["file"]
            ]
        ]
        for manifest in manifests
    ]
    touched = np.unique(np.concatenate(buckets))
    return {
        id_.decode()
        for manifest in manifests
        for id_, _ in manifest.ids_and_digests(within(manifest.documents["bucket"], touched))
    }


def _is_same(manifest: Manifest, found: Scan, today: Manifest) -> bool:
    """Say whether a manifest notes what its files make, if they are what they were."""
    digests = {row[:4]: row.digest for row in found.files.values()}
    return manifest.same_tables(today) and all(
        digests.get(row[:4], row.digest) == row.digest for row in manifest.files
    )


def _noted(manifest: Manifest, snapshot: Snapshot) -> Iterator[Finding]:
    """Yield where the documents of an index are not those that its manifest notes."""
    stats = snapshot.stats()
    if (stats.files, stats.records) != (len(manifest.files), len(manifest.records)):
        what = "the index counts other files or records than it notes"
        yield Finding("damaged", "manifest", what, _REBUILD)
    recorded, made = (np.unique(t["bucket"]) for t in (manifest.records, manifest.documents))
    if not np.array_equal(recorded, made):
        what = "notes documents of no record, or records of no document"
        yield Finding("damaged", "manifest", what, _REBUILD)
    rows = np.ones(len(manifest.documents), bool)
    dated = manifest.documents["dated"].tolist()
    left = {
        id_: (digest, has_day)
        for (id_, digest), has_day in zip(manifest.ids_and_digests(rows), dated, strict=True)
    }
    unlike, unknown = [], []
    for place in snapshot.ranked(Everything(), sort="oldest"):
        document = snapshot.read(place)
        noted = left.pop(document.id.encode("utf-8", "surrogatepass"), None)
        if noted is None:
            unknown.append(document.id)
        elif noted != (_digest(document, noted[0]), document.date is not None):
            unlike.append(document.id)
    missing = sorted(id_.decode() for id_ in left)
    yield from _some(missing, "damaged", "is missing from the index", _REBUILD)
    yield from _some(sorted(unknown), "damaged", "is in the index of no file", _REBUILD)
    yield from _some(sorted(unlike), "damaged", "is not what was noted of it", _REBUILD)
    page = snapshot.search(Everything(), sort="newest", offset=0, limit=0, count_by=["file"])
    files = {each.value for each in page.counts[0].values}
    orphaned = sorted(files - {display_path(row.path) for row in manifest.files})
    yield from _some(orphaned, "damaged", "has documents in the index, and is not noted", _REBUILD)


def _digest(document: Document, noted: int) -> int:
    """Return what is to be noted of a document that the index holds, `noted` if nobody can say.

    That is what its records make, without what was found in it. Of mentions, those that a record
    brings stand nowhere; of entities that may have been brought, which only `.jsonl` does, nobody
    knows the names that they had.
    """
    if document.entities and any(kind_of(each.file) == "jsonl" for each in document.sources):
        return noted
    brought = tuple(each for each in document.mentions if each.span is None)
    return document_digest(replace(document, entities=(), mentions=brought))


def _known(snapshot: Snapshot, names: KnownNames) -> Iterator[Finding]:
    """Yield that the index was not given the names of the gazetteer that it was made with."""
    if not snapshot.knows_only(names):
        yield Finding("damaged", "names", "are not those of the gazetteer", _REBUILD)


def _some(names: Sequence[str], kind: FindingKind, what: str, advice: str) -> Iterator[Finding]:
    """Yield the same finding of many; beyond some, only how many there are."""
    for name in islice(names, _TOLD):
        yield Finding(kind, name, what, advice)
    if len(names) > _TOLD:
        yield Finding(kind, f"{len(names) - _TOLD} more", what, advice)


def _difference(document: Document, held: Document | None, fields: Sequence[str]) -> str:
    """Return in which fields what the index holds is not what the files make, "" if in none."""
    if held is None:
        return "is missing from the index"
    names = [name for name in fields if getattr(document, name) != getattr(held, name)]
    return f"differs from what the files make in {', '.join(names)}" if names else ""
