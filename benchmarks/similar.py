"""Are documents that are found to be similar about the same, and are copies found first?

    python benchmarks/similar.py PATH/reuters21578.tar.gz

For some stories of Reuters-21578 that have topics: of the first ten similar ones with topics, how
many share one. The same for the same words without their weights, which a plain query asks. And of
stories that stand in the collection twice: how often the first that is similar is the copy.
"""

import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Final

import reuters

import cstosearch
from cstosearch import Hit

STORIES: Final = 500
COPIES: Final = 150
SHORT: Final = 300
"""Characters of a text below which copies are chance."""
FIRST: Final = 10
LOOKED_AT: Final = 50


def main(archive: Path) -> None:
    """Build an index of the collection and print the figures."""
    topics = dict(reuters.topics(archive))
    chosen = random.Random(1).sample(  # noqa: S311 - reproducible, not secret
        sorted(number for number, own in topics.items() if own), STORIES
    )
    copies: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for story in reuters.stories(archive):
        if len(story.body) >= SHORT:
            copies[story.title, story.body].append(story.id)
    twice = list(islice((each for each in copies.values() if len(each) > 1), COPIES))
    with tempfile.TemporaryDirectory() as folder:
        reuters.write(archive, Path(folder, "corpus"))
        cstosearch.build(Path(folder, "corpus"), Path(folder, "index"))
        with cstosearch.open_index(Path(folder, "index")) as index:
            similar = {id_: index.similar(id_, limit=LOOKED_AT) for id_ in chosen}
            plain = {
                id_: index.search(found.query, limit=LOOKED_AT) for id_, found in similar.items()
            }
            first = [index.similar(ids[0], limit=1).hits[0].document.id in ids for ids in twice]
            took = median(index.similar(id_).took_ms for id_ in chosen)
    print(f"share a topic, of the first {FIRST}: {_precision(similar, topics):.3f}")
    print(f"the same without weights: {_precision(plain, topics):.3f}")
    print(f"copies found first: {sum(first)} of {len(first)}")
    print(f"median time: {took:.0f} ms")


def _precision(found: Mapping[str, Iterable[Hit]], topics: Mapping[str, set[str]]) -> float:
    return mean(same for id_, hits in found.items() for same in _same(topics[id_], hits, topics))


def _same(own: set[str], hits: Iterable[Hit], topics: Mapping[str, set[str]]) -> Iterator[bool]:
    theirs = (topics[hit.document.id] for hit in hits)
    return (bool(own & each) for each in islice(filter(None, theirs), FIRST))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
