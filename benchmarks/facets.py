"""What does it cost to count all hits of a query by a field, beside finding them?

    python benchmarks/facets.py DIRECTORY --documents 400000

Documents of `generate.py` are given what theirs lack: a language (one in 20 has none), a file for
each ten of them, and entities, about five each, drawn by Zipf's law from as many names as
`NAMES` says; one in 50 loses its date, one in 100 is deleted. The last thousandth is a segment of
its own, as after an update. The index stays in the directory, and is used again if it is there.

Questions take turns, after one turn that is not timed; a table has the medians in milliseconds:
of the count alone, the additional time of each facet, of all facets at once, and the whole call
of a page of ten hits without and with three facets, and of a timeline by month and by day.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import accumulate, islice
from pathlib import Path
from statistics import median
from typing import Final, get_args

from generate import Generator

from cstosearch import Document, Entity, FacetField, Index, Source, open_index
from cstosearch.local import LocalEngine
from cstosearch.model import EntityType

NAMES: Final[dict[EntityType, int]] = {
    "person": 5_000,
    "organization": 800,
    "country": 200,
    "place": 2_000,
    "event": 300,
    "treaty": 100,
}
FIELDS: Final[tuple[FacetField, ...]] = get_args(FacetField)
ROUNDS: Final = 15


def documents(count: int) -> Iterator[Document]:
    """Yield documents, the same each time."""
    rng = random.Random(1)  # noqa: S311 - nothing is secret here
    pools = [[Entity(kind, f"{kind} {n}") for n in range(size)] for kind, size in NAMES.items()]
    weights = [list(accumulate(1 / (n + 2) for n in range(len(pool)))) for pool in pools]
    for number, line in enumerate(Generator(count, 1).lines()):
        story = json.loads(line)
        entities: set[Entity] = set()
        for pool, cumulated in zip(pools, weights, strict=True):
            entities.update(rng.choices(pool, cum_weights=cumulated, k=rng.choice((0, 0, 1, 1, 2))))
        yield Document(
            id=story["id"],
            title=story["title"],
            title_derived=False,
            body=story["body"],
            date=date.fromisoformat(story["date"]) if number % 50 else None,
            url="",
            lang=rng.choice(("en", "en", "ru", "fr")) if number % 20 else "",
            sources=(Source(f"pages/{number // 10:06}.txt", 0, 1, "0" * 64),),
            entities=tuple(sorted(entities)),
        )


def build(directory: Path, count: int) -> None:
    """Write the index."""
    engine = LocalEngine(directory)
    made = documents(count)
    gone: list[str] = []
    for part in (islice(made, count - count // 1000), made):
        with engine.writer(fresh=not gone, timeout=0) as writer:
            for number, document in enumerate(part):
                writer.add(document)
                if number % 100 == 0:
                    gone.append(document.id)
            writer.commit(b"", files=0, records=0)
    with engine.writer(fresh=False, timeout=0) as writer:
        writer.delete(gone)
        writer.commit(b"", files=0, records=0)


def questions(index: Index, query: str) -> dict[str, Callable[[], object]]:
    """Return what is asked about a query, by name."""
    facets = partial(index.search, query, limit=0)
    return {
        "count": partial(index.count, query),
        **{field: partial(facets, facets=[field]) for field in FIELDS},
        "all eleven": partial(facets, facets=FIELDS),
        "page": partial(index.search, query),
        "page + 3": partial(index.search, query, facets=["entity", "year", "lang"]),
        "timeline by month": partial(index.timeline, query, by="month"),
        "timeline by day": partial(index.timeline, query, by="day"),
    }


def timed(asked: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median of each question, in milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(ROUNDS + 1):
        for name, ask in asked.items():
            began = time.perf_counter()
            ask()
            if turn:
                taken[name].append((time.perf_counter() - began) * 1000)
    return {name: median(each) for name, each in taken.items()}


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--documents", type=int, default=400_000)
    arguments = parser.parse_args()
    if not arguments.directory.exists():
        build(arguments.directory, arguments.documents)
    with open_index(arguments.directory) as index:
        queries = ["*", "the", "some", "two OR years", 'some "the two"', "the date:2012..2013"]
        rows = [(query, index.count(query), timed(questions(index, query))) for query in queries]
    beyond = (*FIELDS, "all eleven")
    names = list(rows[0][2])
    print(f"| query | hits | {' | '.join(f'+ {n}' if n in beyond else n for n in names)} |")
    print(f"|---{'|--:' * (len(names) + 1)}|")
    for query, hits, taken in rows:
        cells = [each - taken["count"] * (name in beyond) for name, each in taken.items()]
        print(f"| `{query}` | {hits:,} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")


if __name__ == "__main__":
    main()
