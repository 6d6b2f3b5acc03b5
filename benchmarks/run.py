"""Times indexing and querying of Reuters-21578, and prints the figures.

    python benchmarks/run.py --reuters PATH/reuters21578.tar.gz

The path may also stand in CSTOSEARCH_REUTERS.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import reuters

import cstosearch

QUERIES: Final = [
    "oil",
    "cocoa",
    "interest rates",
    "oil OR gold OR wheat",
    '"prime minister"',
    '"said it will"',
    "econom*",
    "bank NOT japan",
    "opec date:1987-03",
    '"trade deficit" date:1987-03..1987-04',
]
REPEATS: Final = 15


def main() -> int:
    """Run, print a table, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reuters", default=os.environ.get("CSTOSEARCH_REUTERS"))
    path = parser.parse_args().reuters
    if not path or not Path(path).is_file():
        print("skipped: give the archive by --reuters PATH or CSTOSEARCH_REUTERS")
        return 0
    with tempfile.TemporaryDirectory() as directory:
        corpus, index = Path(directory, "corpus"), Path(directory, "index")
        corpus.mkdir()
        count = reuters.write_jsonl(Path(path), corpus / "reuters.jsonl")
        print(f"{count} stories; {platform.platform()}, Python {platform.python_version()}")
        began = time.perf_counter()
        summary = cstosearch.build(corpus, index)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds = time.perf_counter() - began
        print(f"index   {seconds:8.2f} s   {peak} MB peak, {summary.documents} documents")
        print(f"size    {sum(p.stat().st_size for p in index.iterdir()) / 1e6:8.1f} MB")
        with cstosearch.open_index(index) as opened:
            for query in QUERIES:
                print(
                    f"p50     {p50(opened, query):8.2f} ms  {opened.count(query):6} hits  {query}"
                )
    return 0


def p50(index: cstosearch.Index, query: str) -> float:
    """Return the median of the milliseconds that a page of ten hits takes."""
    times: Sequence[float] = [index.search(query).took_ms for _ in range(REPEATS)]
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
