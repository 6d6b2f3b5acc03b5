"""How are many documents enriched on all cores?

Few documents are enriched here, one after the other. For many, other processes are started, each
of which runs `serve`, fed by a thread: batches go to its standard input, what it has found comes
from its standard output. It ends when its input does, so that none outlives this
process however that ends. These are not those of `multiprocessing`, which would run the program of
whoever calls this library once more in each of them, or copy a process that has threads.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from queue import SimpleQueue
from typing import IO, Final, Self

from cstosearch.enrich import Enricher, Enrichment, Gazetteer
from cstosearch.errors import CstosearchError
from cstosearch.indexing.wire import answer_of, as_answer, receive, send
from cstosearch.model import Document

FEW: Final = 1 << 19
"""As many characters are enriched in about the time that it takes to start processes."""
_BATCH: Final = 1 << 17
"""Characters that a process is given at once."""
_AHEAD: Final = 3
"""Batches for each process that are read before they are needed."""
_PROGRAM: Final = "import sys; sys.path[:] = {path!r}; from {module} import serve; serve()"


def enriched(documents: Iterable[Document], gazetteer: Gazetteer) -> Iterator[Document]:
    """Yield documents, in their order, with the entities and dates that are found in them.

    Raises `GazetteerError` and, where another process fails, `CstosearchError`.
    """
    batches = _batches(documents)
    first: list[list[Document]] = []
    characters = 0
    while characters < FEW and (batch := next(batches, None)):
        first.append(batch)
        characters += sum(map(_size, batch))
    batches = chain(first, batches)
    cores = _cores()
    if characters >= FEW and cores > 1 and sys.executable:
        with _Processes(cores, gazetteer) as processes:
            yield from processes.enriched(batches)
    elif first:
        enricher = _enricher(gazetteer)
        for document in chain.from_iterable(batches):
            yield _with(document, enricher.find(document))


@lru_cache(maxsize=1)
def _enricher(gazetteer: Gazetteer) -> Enricher:
    """Return what enriches here; it is kept, as making it takes longer than a small update."""
    return Enricher(gazetteer)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents a batch at a time, none of them empty."""
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += _size(document)
        if characters >= _BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _size(document: Document) -> int:
    return len(document.title) + len(document.body) + sum(map(len, document.variants))


def _with(document: Document, found: Enrichment) -> Document:
    return replace(
        document,
        entities=found.entities,
        occurrences=found.occurrences,
        mentions=found.mentions,
    )


class _Processes:
    """Processes that enrich, each with a thread here that feeds it; a context manager."""

    def __init__(self, count: int, gazetteer: Gazetteer) -> None:
        self._count = count
        self._gazetteer = gazetteer
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Start the processes."""
        program = _PROGRAM.format(path=sys.path, module=__name__)
        settings = pickle.dumps(self._gazetteer)
        with self._open:
            try:
                for _ in range(self._count):
                    process = subprocess.Popen(  # noqa: S603 - this program itself
                        [sys.executable, "-c", program],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                    )
                    self._open.callback(_end, process)
                    send(_not_none(process.stdin), settings)
                    self._idle.put(process)
            except OSError as error:
                raise CstosearchError(f"cannot start another process: {error.strerror}") from error
            self._open = self._open.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End them, whatever they are doing."""
        self._open.close()

    def enriched(self, batches: Iterable[Sequence[Document]]) -> Iterator[Document]:
        """Yield the documents of batches with what is found in them."""
        waiting: deque[tuple[Sequence[Document], Future[list[Enrichment]]]] = deque()
        with ThreadPoolExecutor(self._count) as threads:
            try:
                for batch in batches:
                    waiting.append((batch, threads.submit(self._find, batch)))
                    if len(waiting) > _AHEAD * self._count:
                        yield from map(_with, waiting[0][0], waiting.popleft()[1].result())
                for batch, found in waiting:
                    yield from map(_with, batch, found.result())
            except BaseException:
                # Else the threads would be waited for, and what they do is of no use any more.
                threads.shutdown(wait=False, cancel_futures=True)
                self._open.close()
                raise

    def _find(self, batch: Sequence[Document]) -> list[Enrichment]:
        """Return what a process that has nothing to do finds."""
        process = self._idle.get()
        try:
            send(_not_none(process.stdin), pickle.dumps(batch))
            found = receive(_not_none(process.stdout))
        except OSError:
            found = None
        finally:
            self._idle.put(process)
        if found is None:
            raise CstosearchError(
                "a process that looks for entities and dates has ended before its time: "
                "is there enough memory?"
            )
        return answer_of(found)


def _not_none(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - Popen was given a pipe
    return pipe


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    _not_none(process.stdout).close()
    with suppress(OSError):  # what was not yet written is of no use
        _not_none(process.stdin).close()


def serve() -> None:
    """Enrich batches from standard input until it ends: what the other processes do."""
    # Ctrl-C reaches all processes of a terminal; the first one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    batches, answers = sys.stdin.buffer, sys.stdout.buffer
    settings = receive(batches)
    if settings is None:
        return
    enricher = Enricher(pickle.loads(settings))  # noqa: S301 - from the process that began this
    while (batch := receive(batches)) is not None:
        documents = pickle.loads(batch)  # noqa: S301 - as above
        try:
            send(answers, as_answer(map(enricher.find, documents)))
        except BrokenPipeError:
            os._exit(1)  # whoever began this was killed: there is nobody to tell, and no more to do
