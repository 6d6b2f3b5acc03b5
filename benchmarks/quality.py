"""How well does cstosearch rank, beside its peers? Measures, and writes a dated folder.

    python benchmarks/quality.py --collections PATH

What is measured and how, `benchmarks/README.md` says.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import host
import judged
import rankers
from judged import Quality

import cstosearch

NAMES: Final = ("cranfield", "cisi", "cacm", "npl")
RUNS: Final = Path(__file__).parent / "runs"
OURS: Final = "cstosearch"
MEASURES: Final = ("MAP", "nDCG@10", "recall@100")

Results = dict[str, dict[str, Quality]]
"""By collection, by variant of an engine."""


def main() -> int:
    """Measure the collections that are there."""
    given = _parser().parse_args()
    if not given.collections:
        print("name the folder of the collections: --collections PATH, or CSTOSEARCH_COLLECTIONS")
        return 2
    folders = {name: Path(given.collections) / name for name in NAMES}
    there = [folder for folder in folders.values() if (folder / "corpus.jsonl").is_file()]
    for name, folder in folders.items():
        if folder not in there:
            print(f"{name}: left out, as there is no such collection in the folder given")
    if not there:
        return 2
    facts = host.facts()
    facts["packages"][OURS] = cstosearch.__version__
    chosen: list[rankers.Ranker] = [rankers.cstosearch]
    for peer in given.peers:
        if find_spec(peer):
            facts["packages"][peer] = metadata.version(peer)
            chosen.append(rankers.PEERS[peer])
        else:
            print(f"{peer}: left out, as this Python cannot import it")
    results: Results = {}
    sizes = {}
    for folder in there:
        collection = judged.read(folder)
        sizes[collection.name] = len(collection.stories), len(collection.topics)
        results[collection.name] = {
            variant: judged.quality(collection.topics, rankings)
            for ranker in chosen
            for variant, rankings in ranker(collection)
        }
    facts["command"] = (
        f"python benchmarks/quality.py --collections PATH --peers {' '.join(given.peers)}"
    )
    out = given.out / f"{datetime.now(UTC).date()}-quality"
    out.mkdir(parents=True, exist_ok=True)
    (out / "host.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    text = page(out.name, facts, sizes, results)
    (out / "README.md").write_text(text, "utf-8")
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--collections",
        metavar="PATH",
        default=os.environ.get("CSTOSEARCH_COLLECTIONS"),
        help=f"the folder of {', '.join(NAMES)}; CSTOSEARCH_COLLECTIONS does as well",
    )
    parser.add_argument("--peers", nargs="*", choices=rankers.PEERS, default=list(rankers.PEERS))
    parser.add_argument("--out", type=Path, default=RUNS, help="where the dated folder is written")
    return parser


def page(
    title: str, facts: dict[str, Any], sizes: dict[str, tuple[int, int]], results: Results
) -> str:
    """Return the tables of a run: beside the best peer, then all variants."""
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    about = [
        f"{name}: {size:,} documents, {asked} queries" for name, (size, asked) in sizes.items()
    ]
    lines = [
        f"# {title}",
        f"`{facts['command']}`, commit {facts['commit']}",
        f"{facts['cpu']}, Python {facts['python']}, {packages}.",
        f"{'; '.join(about)}. What is measured, and how, stands in `../../README.md`.",
        "## Beside the best of all variants of the peers",
        _table(["collection", "measure", "ours", "best", "of", ""], _against_best(results)),
        "## All variants",
        *(f"{measure}:\n\n{_by_variant(results, at)}" for at, measure in enumerate(MEASURES)),
    ]
    return "\n\n".join(lines) + "\n"


def _against_best(results: Results) -> list[list[str]]:
    """Return a row for each collection and measure."""
    rows = []
    for name, by_variant in results.items():
        peers = {variant: found for variant, found in by_variant.items() if variant != OURS}
        for at, measure in enumerate(MEASURES):
            ours = by_variant[OURS][at]
            row = [name, measure, f"{ours:.4f}"]
            if peers:
                best = max(peers, key=lambda variant: peers[variant][at])
                theirs = peers[best][at]
                verdict = "at or above" if ours >= theirs else "**below**"
                row += [f"{theirs:.4f}", best, verdict]
            rows.append(row)
    return rows


def _by_variant(results: Results, at: int) -> str:
    variants = next(iter(results.values()))
    rows = [
        [variant, *(f"{by_variant[variant][at]:.4f}" for by_variant in results.values())]
        for variant in variants
    ]
    return _table(["", *results], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
