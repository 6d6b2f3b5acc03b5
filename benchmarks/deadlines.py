"""How long is the longest stretch between two looks at a deadline, and how long all of it?

    python benchmarks/facets.py DIRECTORY --documents 400000
    python benchmarks/deadlines.py DIRECTORY

The questions are such as take long. Each is asked once, with an hour's time; the clock that the
deadline is compared with notes when it is looked at. Seconds are those of the processor. A timeout
is kept up to the longest stretch.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import Final, get_args

from cstosearch import FacetField, Index, deadline, open_index

HOUR: Final = 3600.0


def questions(index: Index) -> dict[str, Callable[[], object]]:
    """Return what is asked, by name."""
    patterns = " OR ".join(f"*{one}{other}*" for one in "aeio" for other in "lmnrstdg")
    words = " OR ".join(f"{one}{other}*" for one in "abcdefghijklmnopqrst" for other in "aeiou")
    unknown = " AND ".join(f'person:"nobody{number} atall"' for number in range(100))
    spelled = " ".join(f"thingumajig{number}" for number in range(100))
    return {
        '"the *a*"': partial(index.search, '"the *a*"', timeout=HOUR),
        '"the *a* *e*"~9': partial(index.search, '"the *a* *e*"~9', timeout=HOUR),
        "*a* NEAR/3 *e*": partial(index.search, "*a* NEAR/3 *e*", timeout=HOUR),
        "the NEAR/9 of": partial(index.search, "the NEAR/9 of", timeout=HOUR),
        "32 patterns": partial(index.search, patterns, timeout=HOUR),
        "32 patterns, explained": partial(index.explain, patterns, timeout=HOUR),
        "100 prefixes": partial(index.search, words, timeout=HOUR),
        "a fuzzy word": partial(index.search, "thouhgt~2", timeout=HOUR),
        "advice, 100 unknown names": partial(index.advise, unknown, timeout=HOUR),
        "advice, 100 unknown words": partial(index.advise, spelled, timeout=HOUR),
        "10,000 hits": partial(index.search, "the", limit=10_000, timeout=HOUR),
        "all facets": partial(index.search, facets=get_args(FacetField), query="*", timeout=HOUR),
        "a timeline by day": partial(index.timeline, by="day", timeout=HOUR),
        "all words": partial(index.terms, limit=None, timeout=HOUR),
        "all stems": partial(index.terms, stems=True, limit=None, timeout=HOUR),
        "collocates of the": partial(index.collocates, "the", timeout=HOUR),
        "entities": partial(index.entities, limit=None, timeout=HOUR),
        "companions of all": partial(index.companions, "*", limit=None, timeout=HOUR),
        "names of all": partial(index.names, "*", limit=None, timeout=HOUR),
        "source:*7*": partial(index.search, "source:*7*", timeout=HOUR),
        "10,000 lines": lambda: list(islice(index.concordance("the", timeout=HOUR), 10_000)),
        "lines by the words left": lambda: list(
            islice(index.concordance("border", sort="left", limit=100, timeout=HOUR), 100)
        ),
        "statistics": partial(index.stats, timeout=HOUR),
    }


def stretches(ask: Callable[[], object]) -> list[float]:
    """Return the seconds between the looks at the clock while something is asked."""
    looks: list[float] = []

    def clock() -> float:
        looks.append(time.process_time())
        return looks[-1]

    deadline.clock = clock
    ask()
    clock()
    deadline.clock = time.monotonic
    return [later - earlier for earlier, later in pairwise(looks)]


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    print("| asked | s | looks | longest stretch, s |\n|---|--:|--:|--:|")
    with open_index(parser.parse_args().directory) as index:
        for name, ask in questions(index).items():
            found = stretches(ask)
            print(
                f"| `{name}` | {sum(found):.2f} | {len(found):,} | {max(found):.3f} |", flush=True
            )


if __name__ == "__main__":
    main()
