"""What do the figures of a run say? Medians and ratios, as a page of Markdown tables."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from statistics import median
from typing import Any, Final, NamedTuple

OURS: Final = "cstosearch"
LIBRARY: Final = "cstosearch library"
IMPORTS: Final = "import click, numpy, whoosh.index"
"""What a program that searches by Whoosh must import at least."""

REASONS: Final = {
    "tantivy": "a possessive `'s` is a word of its own",
    "fts5": "stems are Porter's, not Snowball's; a possessive `'s` is a word of its own",
    "whoosh": "a possessive `'s` is a word of its own",
    "xapian": "`U.S.`, `5.93` and `AT&T` are one word each",
}
"""Why an engine may find other documents."""

MEMORY_BOUND: Final = 300e6
HELD_TARGET: Final = 1.0
READ_TARGET: Final = 1.2
"""The most that indexing may take, in the seconds of a peer: documents in memory, or in files."""
TERMS, WORDS_TOGETHER, DATED = 1.5, 2.0, 1.0
QUERY_TARGETS: Final = {
    "common term": TERMS,
    "rare term": TERMS,
    "OR of 3": TERMS,
    "prefix": TERMS,
    "exact word": TERMS,
    "AND of 2": WORDS_TOGETHER,
    "AND of 3": WORDS_TOGETHER,
    "phrase of common words": WORDS_TOGETHER,
    "phrase of rare words": WORDS_TOGETHER,
    "date-bounded OR": DATED,
    "date-bounded phrase": DATED,
}
"""The most that the p50 of a kind may be, in those of tantivy."""
WHOOSH_TARGET: Final = 1 / 20


class Record(NamedTuple):
    """One figure of a measure and a variant, for queries also their kind and text.

    The value is None where an engine cannot express a query.
    """

    measure: str
    variant: str
    kind: str
    asked: str
    value: float | None
    unit: str


class Target(NamedTuple):
    """A figure of ours, one to compare it with, and what the ratio may be at most."""

    what: str
    ours: float | None
    peer: str
    theirs: float | None
    at_most: float
    unit: str


class Figures:
    """The records of a run, by what they are of."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._values: dict[tuple[str, str], list[float]] = {}
        self._times: dict[tuple[str, str], dict[str, list[float]]] = {}
        self.kinds: dict[str, dict[str, dict[str, float | None]]] = {}
        """For each kind, query and variant: the total."""
        for measure, variant, kind, asked, value, _ in records:
            if measure == "total":
                self.kinds.setdefault(kind, {}).setdefault(asked, {})[variant] = value
            elif measure == "query" and value is not None:
                times = self._times.setdefault((kind, variant), {})
                times.setdefault(asked, []).append(value)
            elif value is not None:
                self._values.setdefault((measure, variant), []).append(value)

    def all(self, measure: str, variant: str = "") -> list[float]:
        """Return all values, in the order in which they were taken."""
        return self._values.get((measure, variant), [])

    def best(self, measure: str, variant: str = "") -> float | None:
        """Return the least value, None without any."""
        return min(self.all(measure, variant), default=None)

    def middle(self, measure: str, variant: str = "") -> float | None:
        """Return the median, None without any values."""
        values = self.all(measure, variant)
        return median(values) if values else None

    def variants(self, measure: str) -> list[str]:
        """Return the variants that have values of a measure."""
        return [variant for name, variant in self._values if name == measure]

    def asked(self) -> list[str]:
        """Return the variants that have been asked queries."""
        return list(dict.fromkeys(variant for _, variant in self._times))

    def percentile(self, kind: str, variant: str, share: float) -> float | None:
        """Return the milliseconds within which a share of the queries of a kind is answered.

        Each query counts with the median of its times.
        """
        times = sorted(map(median, self._times.get((kind, variant), {}).values()))
        return times[ceil(share * len(times)) - 1] if times else None


def page(name: str, facts: dict[str, Any], records: Iterable[Record], *, held: bool) -> str:
    """Return the page of a run; `held` as in `bench.Bench`."""
    figures = Figures(records)
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    machine = (
        f"{facts['cpu']}, {facts['cores']} cores, {facts['memory']}, Linux {facts['kernel']}; "
        f"Python {facts['python']}, {packages}; load before the run {facts['load']}."
    )
    parts = [
        f"# {name}",
        f"`{facts['command']}`, commit {facts['commit'] or 'unknown'}",
        machine,
        "Every timing is in `results.csv`; what is measured, and how, stands in `../../README.md`.",
        "## Targets",
        _table(["what", "ours", "against", "ratio", "at most", ""], _targets(figures, held=held)),
        "## Indexing, the engine alone",
        f"Reading the files alone takes {_shown(figures.best('read'))} s.",
        _table(
            ["", "s until committed", "until merged", "peak MB", "index MB", "ours ÷ it"],
            _indexing(figures),
        ),
    ]
    if figures.kinds:
        asked = figures.asked()
        peers = [variant for variant in asked if variant not in {OURS, LIBRARY}]
        parts += [
            "## Queries: p50 / p95, ms",
            _table(["", *asked], _percentiles(figures, asked)),
            "## Queries: p50 of cstosearch ÷ p50 of the peer",
            _table(["", *peers], _ratios(figures, peers)),
            "## Queries that find another number of documents",
            _table(["", "queries", "the farthest", "ours", "its", "why"], _totals(figures, peers)),
        ]
    if figures.variants("command process"):
        parts += [
            "## Indexing, the whole process",
            _table(["", "s", "peak MB", "index MB", "ours ÷ it"], _commands(figures)),
            "## One search, the whole process",
            _table(["", "ms, median", "ours ÷ it, median of pairs"], _one_shot(figures)),
        ]
    if figures.variants("rebuild"):
        parts += [
            "## After one changed file",
            _table(["", "s, median", "share of the rebuild"], _updates(figures)),
        ]
    return "\n\n".join(parts) + "\n"


def _targets(figures: Figures, *, held: bool) -> Iterator[list[str]]:
    for what, ours, peer, theirs, at_most, unit in _all_targets(figures, held=held):
        if ours and theirs:
            met = "met" if ours <= at_most * theirs else "**not met**"
            against = f"{peer}, {_shown(theirs)} {unit}"
            yield [
                what,
                f"{_shown(ours)} {unit}",
                against,
                _ratio(ours, theirs),
                f"{at_most:g}",
                met,
            ]


def _all_targets(figures: Figures, *, held: bool) -> Iterator[Target]:
    for peer in ("tantivy", "tantivy stems", "fts5", "fts5 stems"):
        alone = [figures.best("index committed", variant) for variant in (OURS, peer)]
        yield Target(
            "index, the engine alone",
            alone[0],
            peer,
            alone[1],
            HELD_TARGET if held else READ_TARGET,
            "s",
        )
    for peer in ("tantivy", "tantivy stems"):
        whole = [figures.best("command process", variant) for variant in (OURS, peer)]
        yield Target("index, the whole command", whole[0], peer, whole[1], 2.0, "s")
        sizes = [_mega(figures.best("index size", variant)) for variant in (OURS, peer)]
        yield Target("size of the index", sizes[0], peer, sizes[1], 1.3, "MB")
    # The peak of an engine alone is no figure of its own where it was handed documents in memory.
    for what in ("command",) if held else ("index", "command"):
        peak = _mega(figures.middle(f"{what} peak", OURS))
        yield Target(f"peak memory, {what}", peak, "the bound", _mega(MEMORY_BOUND), 1.0, "MB")
    for kind, at_most in QUERY_TARGETS.items():
        for peer, ratio in (("tantivy", at_most), ("whoosh", WHOOSH_TARGET)):
            times = [figures.percentile(kind, variant, 0.5) for variant in (OURS, peer)]
            yield Target(f"p50, {kind}", times[0], peer, times[1], ratio, "ms")
    update, rebuild = figures.middle("update command", OURS), figures.middle("rebuild", OURS)
    yield Target("one changed file", update, "rebuild", rebuild, 0.02, "s")
    search, imports = figures.middle("one-shot", OURS), figures.middle("one-shot", IMPORTS)
    yield Target("one search from the shell", search, f"`{IMPORTS}`", imports, 1.25, "s")


def _indexing(figures: Figures) -> Iterator[list[str]]:
    ours = figures.best("index committed", OURS)
    for variant in figures.variants("index committed"):
        seconds = figures.best("index committed", variant)
        yield [
            variant,
            _shown(seconds),
            _shown(figures.best("index settled", variant)),
            _shown(_mega(figures.middle("index peak", variant))),
            _shown(_mega(figures.best("index size", variant))),
            _ratio(ours, seconds),
        ]


def _commands(figures: Figures) -> Iterator[list[str]]:
    ours = figures.best("command process", OURS)
    for variant in figures.variants("command process"):
        seconds = figures.best("command process", variant)
        peak, size = (_mega(figures.middle(f"command {of}", variant)) for of in ("peak", "size"))
        yield [variant, _shown(seconds), _shown(peak), _shown(size), _ratio(ours, seconds)]


def _percentiles(figures: Figures, variants: Sequence[str]) -> Iterator[list[str]]:
    for kind in figures.kinds:
        cells = (
            " / ".join(_shown(figures.percentile(kind, variant, share)) for share in (0.5, 0.95))
            for variant in variants
        )
        yield [kind, *cells]


def _ratios(figures: Figures, peers: Sequence[str]) -> Iterator[list[str]]:
    for kind in figures.kinds:
        ours = figures.percentile(kind, OURS, 0.5)
        yield [kind, *(_ratio(ours, figures.percentile(kind, peer, 0.5)) for peer in peers)]


def _totals(figures: Figures, peers: Sequence[str]) -> Iterator[list[str]]:
    asked = {text: totals for kind in figures.kinds.values() for text, totals in kind.items()}
    for peer in peers:
        if peer not in REASONS:
            continue
        other = [
            (abs(ours - its) / max(ours, its), text, ours, its)
            for text, totals in asked.items()
            if (ours := totals[OURS]) is not None
            and (its := totals[peer]) is not None
            and ours != its
        ]
        count = f"{len(other)} of {len(asked)}"
        if other:
            _, text, ours, its = max(other)
            yield [peer, count, f"`{text}`", f"{ours:.0f}", f"{its:.0f}", REASONS[peer]]
        else:
            yield [peer, count, "", "", "", ""]


def _one_shot(figures: Figures) -> Iterator[list[str]]:
    ours = figures.all("one-shot", OURS)
    for variant in figures.variants("one-shot"):
        its = figures.all("one-shot", variant)
        ratio = median(one / other for one, other in zip(ours, its, strict=True))
        yield [variant, _shown(median(its) * 1000), f"{ratio:.2f}"]


def _updates(figures: Figures) -> Iterator[list[str]]:
    rebuild = figures.middle("rebuild", OURS)
    yield ["cstosearch, rebuild by the command", _shown(rebuild), "1"]
    for what in ("command", "library"):
        seconds = figures.middle(f"update {what}", OURS)
        yield [f"cstosearch, the {what}", _shown(seconds), _ratio(seconds, rebuild)]
    for variant in figures.variants("update engine"):
        seconds = figures.middle("update engine", variant)
        whole = figures.best("index committed", variant)
        yield [f"{variant}, the engine alone", _shown(seconds), _ratio(seconds, whole)]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _shown(value: float | None) -> str:
    """Return a figure with three digits that count, or a dash."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}"  # noqa: PLR2004


def _ratio(one: float | None, other: float | None) -> str:
    return f"{one / other:#.3g}" if one and other else "–"


def _mega(value: float | None) -> float | None:
    return None if value is None else value / 1e6
