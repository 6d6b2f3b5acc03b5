"""How does cstosearch compare with its peers on this machine? Measures, and writes a dated folder.

    python benchmarks/run.py --reuters PATH/reuters21578.tar.gz
    python benchmarks/run.py --documents 400000

What is measured and how, `benchmarks/README.md` says.
"""

import argparse
import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import generate
import host
import measure
import report
import reuters
from bench import Bench

PEERS: Final = ("tantivy", "fts5", "whoosh", "xapian")
PARTS: Final = ("queries", "commands", "updates")
RUNS: Final = Path(__file__).parent / "runs"
MOST_FOR_WHOOSH: Final = 25_000
"""Documents that stock Whoosh indexes in bearable time."""
MANY: Final = 100_000
"""Documents above which indexing is measured once."""
PER_CHANGING_FILE: Final = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; return the exit code."""
    # What is installed has been compiled; so must be what is measured here.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    given = _parser().parse_args(arguments)
    if not given.reuters and not given.documents:
        print("nothing to do: give --reuters PATH (or CSTOSEARCH_REUTERS), or --documents N")
        return 2
    if given.reuters:
        write = partial(reuters.write, Path(given.reuters))
        _measure("reuters", write, None, held=True, given=given)
    if given.documents:
        write = partial(generate.write, documents=given.documents)
        changing = partial(write, per_file=PER_CHANGING_FILE)
        _measure(f"generated-{given.documents}", write, changing, held=False, given=given)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--reuters",
        metavar="PATH",
        default=os.environ.get("CSTOSEARCH_REUTERS"),
        help="reuters21578.tar.gz; CSTOSEARCH_REUTERS does as well",
    )
    parser.add_argument("--documents", type=int, default=0, help="how many to generate")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS)
    parser.add_argument(
        "--parts", nargs="*", choices=PARTS, default=PARTS, help="besides indexing by the engines"
    )
    parser.add_argument("--rounds", type=int, default=3, help="repetitions of everything")
    parser.add_argument("--out", type=Path, default=RUNS, help="where the dated folder is written")
    return parser


def _measure(
    what: str,
    write: Callable[[Path], None],
    write_changing: Callable[[Path], None] | None,
    *,
    held: bool,
    given: argparse.Namespace,
) -> None:
    """Measure one corpus, and write the folder of the run."""
    facts = host.facts()
    peers = list(given.peers)
    if "whoosh" in peers and given.documents > MOST_FOR_WHOOSH and not held:
        print(f"whoosh: left out, as it would take hours; compare at {MOST_FOR_WHOOSH} documents")
        peers.remove("whoosh")
    pythons: dict[str, str] = {}
    for engine in ("cstosearch", *peers):
        found = measure.find_python(engine)
        if found:
            pythons[engine], facts["packages"][engine] = found
        else:
            print(f"{engine}: left out, as no Python here can import it")
    with tempfile.TemporaryDirectory() as directory:
        builds = 1 if not held and given.documents > MANY else given.rounds
        work = Path(directory)
        bench = Bench(work, work / "corpus", held, pythons, given.rounds, builds)
        write(bench.corpus)
        bench.indexing()
        if "queries" in given.parts:
            bench.asking()
        if "commands" in given.parts:
            bench.commands()
        if "updates" in given.parts and write_changing:
            bench.updates(write_changing)
    folder = given.out / f"{datetime.now(UTC).date()}-{what}"
    folder.mkdir(parents=True, exist_ok=True)
    facts["command"] = _command(given)
    (folder / "host.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    with (folder / "results.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(report.Record._fields)
        rows.writerows(bench.records)
    text = report.page(folder.name, facts, bench.records, held=held)
    (folder / "README.md").write_text(text, "utf-8")
    print(text)


def _command(given: argparse.Namespace) -> str:
    """Return the command as it may be given again, without paths of this machine."""
    words = ["python benchmarks/run.py"]
    words += ["--reuters PATH"] * bool(given.reuters)
    words += [f"--documents {given.documents}"] * bool(given.documents)
    words += [f"--peers {' '.join(given.peers)}", f"--parts {' '.join(given.parts)}"]
    return " ".join([*words, f"--rounds {given.rounds}"])


if __name__ == "__main__":
    sys.exit(main())
