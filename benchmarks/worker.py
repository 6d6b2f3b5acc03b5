"""What does one engine do in a process of its own? Started by `measure.py`, answers in JSON.

    worker.py version VARIANT                   the version of the engine
    worker.py read CORPUS                       seconds
    worker.py index VARIANT CORPUS INDEX        [seconds until committed, until nothing goes on]
    worker.py index-held VARIANT CORPUS INDEX   the same; documents are in memory beforehand
    worker.py query VARIANT INDEX QUERIES       for each: [total, milliseconds, ...], or [null]
    worker.py update VARIANT FILE INDEX         seconds
    worker.py build CORPUS INDEX                seconds

It imports what the engine needs and the standard library, so that Debian's Python can run it.
"""

import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import peers
import story
from queries import Form, Query

REPEATS: Final = 3
"""How often a query is timed, after once that is not."""


def version(variant: str) -> object:
    """Return the version of the engine, which must be there."""
    return peers.load(variant).version()


def read(corpus: str) -> object:
    """Time reading alone."""
    began = time.perf_counter()
    for _ in story.read(Path(corpus)):
        pass
    return time.perf_counter() - began


def index(variant: str, corpus: str, directory: str) -> object:
    """Time indexing from the files, reading included."""
    engine = peers.load(variant)
    _warm_up(engine)
    began = time.perf_counter()
    documents = map(engine.document, story.read(Path(corpus)))
    return _indexed(engine, documents, Path(directory), began)


def index_held(variant: str, corpus: str, directory: str) -> object:
    """Time indexing of documents that are held in memory in the engine's form."""
    engine = peers.load(variant)
    documents = [engine.document(each) for each in story.read(Path(corpus))]
    _warm_up(engine)
    # Millions of objects that stay would be looked through by each full collection.
    gc.freeze()
    return _indexed(engine, documents, Path(directory), time.perf_counter())


def _warm_up(engine: peers.Peer) -> None:
    """Index one document, for what is imported when it is first needed."""
    with tempfile.TemporaryDirectory() as directory:
        document = engine.document(story.Story("1", "2020-01-01", "title", "body"))
        engine.index(Path(directory, "index"), [document])
        engine.settle()


def _indexed(
    engine: peers.Peer, documents: Iterable[Any], directory: Path, began: float
) -> tuple[float, float]:
    engine.index(directory, documents)
    seconds = time.perf_counter() - began
    engine.settle()
    return seconds, time.perf_counter() - began


def query(variant: str, directory: str, queries: str) -> object:
    """Time queries; repeats go around all of them, so that none is lucky."""
    engine = peers.load(variant)
    engine.open(Path(directory))
    rows = json.loads(Path(queries).read_text("utf-8"))
    asked = [
        engine.prepared(Query(kind, Form(form), tuple(words), *dates))
        for kind, form, words, *dates in rows
    ]
    answers = [ask() if ask else None for ask in asked]
    times: list[list[float]] = [[] for _ in asked]
    for _ in range(REPEATS):
        for ask, taken in zip(asked, times, strict=True):
            if ask:
                began = time.perf_counter()
                ask()
                taken.append((time.perf_counter() - began) * 1000)
    totals = [answer.total if answer else None for answer in answers]
    return [[total, *taken] for total, taken in zip(totals, times, strict=True)]


def update(variant: str, file: str, directory: str) -> object:
    """Time putting the stories of a file in the place of those before."""
    engine = peers.load(variant)
    documents = [engine.document(each) for each in story.read_file(Path(file))]
    began = time.perf_counter()
    engine.update(Path(directory), documents)
    return time.perf_counter() - began


def build(corpus: str, directory: str) -> object:
    """Time bringing an index in step with its corpus, by the library."""
    import cstosearch  # noqa: PLC0415 - the other tasks run without it

    cstosearch.open_index(directory).close()  # what is loaded lazily
    began = time.perf_counter()
    cstosearch.build(corpus, directory)
    return time.perf_counter() - began


TASKS: Final[dict[str, Callable[..., object]]] = {
    "version": version,
    "read": read,
    "index": index,
    "index-held": index_held,
    "query": query,
    "update": update,
    "build": build,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
