"""What does finding entities and dates add to the time of indexing?

    python benchmarks/enriching.py PATH/reuters21578.tar.gz

The whole command `cstosearch index` on Reuters-21578, in turn as it is, and with nothing found in
the documents: wall time, processor time of all processes, peak memory and size of the index.
"""

import argparse
import resource
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import measure
import reuters

AS_IT_IS: Final = "from cstosearch.__main__ import run; run()"
WITHOUT: Final = (
    "import cstosearch.indexing as indexing; indexing.enriched = lambda given, _: given; "
    + AS_IT_IS
)


class Run(NamedTuple):
    """Seconds by the clock and of processors, and bytes in memory and on disk."""

    seconds: float
    cpu: float
    peak: int
    size: int


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, help="reuters21578.tar.gz")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    runs: dict[str, list[Run]] = {"as it is": [], "nothing found": []}
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        reuters.write(arguments.archive, corpus)
        for number in range(arguments.rounds):
            for name, program in zip(runs, (AS_IT_IS, WITHOUT), strict=True):
                index = Path(folder, f"index-{number}-{name[0]}")
                runs[name].append(_run(program, corpus, index))
    print("| | seconds | processor | peak, MB | index, MB |")
    print("|---|--:|--:|--:|--:|")
    middle = {name: Run(*map(median, zip(*some, strict=True))) for name, some in runs.items()}
    for name, each in middle.items():
        print(
            f"| {name} | {each.seconds:.2f} | {each.cpu:.2f} | {each.peak / 1e6:.0f} "
            f"| {each.size / 1e6:.1f} |"
        )
    with_, without = middle.values()
    print(f"\nratio of seconds: {with_.seconds / without.seconds:.2f}")


def _run(program: str, corpus: Path, index: Path) -> Run:
    before = _cpu()
    command = [sys.executable, "-c", program, "index", "--corpus", corpus, "--index", index]
    watched = measure.watched(list(map(str, command)))
    size = sum(path.stat().st_size for path in index.iterdir())
    return Run(watched.seconds, _cpu() - before, watched.peak, size)


def _cpu() -> float:
    """Return the seconds of processors that processes begun here have taken until they ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
