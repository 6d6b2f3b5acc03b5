"""Facets and timelines as a person sees them: the files of `tests/golden`, at two widths.

`python tests/render/test_render_charts.py` writes these anew; look at what differs.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.dates.units import name_of, periods
from cstosearch.model import Facet, Period, Timeline, Unit, ValueCount
from cstosearch.render import Terminal
from cstosearch.render.bars import Row, bar, chart
from cstosearch.render.facets import facets
from cstosearch.render.terminal import columns
from cstosearch.render.timeline import bars

GOLDEN: Final = Path(__file__).parent.parent / "golden"

FACETS: Final = (
    Facet(
        "entity",
        (
            ValueCount("CSTO", 1234, "organization"),
            ValueCount("Армения", 800, "country"),
            ValueCount("Stanislav\x1b[31m\nZas", 79, "person"),
            ValueCount("集体安全条约组织", 3, "organization"),
            ValueCount("The Treaty on Collective Security of 15 May 1992, as amended", 1, "treaty"),
        ),
        17,
        1,
    ),
    Facet("year", (ValueCount("2020", 12), ValueCount("2019", 5)), 2, 0),
    Facet("event", (), 0, 2000),
)


def timeline(by: Unit, first: date, *counts: tuple[int, int]) -> Timeline:
    """Return a timeline whose periods have these counts, of all these."""
    days = periods(first, date.max, by)
    made = [Period(name_of(*day[:1], by), *day, *each) for each, day in zip(counts, days)]  # noqa: B905 - as many as there are counts
    return Timeline("x", by, sum(count for count, _ in counts), 0, tuple(made))


MONTHS: Final = timeline(
    "month",
    date(2019, 11, 1),
    *((1, 400), (12, 1350), (0, 9), (0, 0), (0, 7), (70, 900), *[(0, 8)] * 14, (3, 5)),
)
WEEKS: Final = timeline("week", date(2020, 6, 29), (1, 40_000), (12, 50_000), (0, 50_000))

SHOWN: Final[dict[str, Callable[[Terminal], str]]] = {
    "facets": lambda terminal: facets(FACETS, terminal),
    "timeline": lambda terminal: bars(MONTHS, terminal, share=False),
    "timeline-share": lambda terminal: bars(MONTHS, terminal, share=True),
    "timeline-small-share": lambda terminal: bars(WEEKS, terminal, share=True),
}


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("name", SHOWN)
def test_charts_look_as_they_did(name: str, width: int) -> None:
    """Within the width, to the letter."""
    shown = SHOWN[name](Terminal(width))
    assert f"{shown}\n" == GOLDEN.joinpath(f"{name}-{width}.txt").read_text("utf-8")
    assert max(map(columns, shown.splitlines())) <= width


def test_colour_leaves_the_bars_where_they_are() -> None:
    """Names of periods have that of dates."""
    plain, coloured = (bars(WEEKS, Terminal(60, color), share=False) for color in (False, True))
    assert "\x1b[36m2020-W27\x1b[0m" in coloured
    assert coloured.replace("\x1b[36m", "").replace("\x1b[0m", "") == plain


def test_a_name_of_a_megabyte_is_cut() -> None:
    """In no time, whatever characters it has."""
    [line] = chart([Row("a\u0301" * 500_000, ("1",), 1)], Terminal(60))
    assert columns(line) <= 60


@pytest.mark.parametrize(
    ("size", "drawn"), [(0, ""), (0.001, "▏"), (1, "█"), (1.5, "█▌"), (3.9, "███▉"), (4, "████")]
)
def test_bars_are_drawn_to_an_eighth(size: float, drawn: str) -> None:
    assert bar(size, 4, 4) == drawn


@given(st.lists(st.integers(0, 10**6), min_size=1), st.integers(1, 120))
def test_bars_are_as_long_as_their_figures_are_large(sizes: list[int], width: int) -> None:
    """None is longer than the largest, which fills the width; what there is shows."""
    drawn = [bar(size, max(sizes), width) for size in sizes]
    eighths = [sum("·▏▎▍▌▋▊▉█".index(char) for char in each) for each in drawn]
    assert max(eighths) == (8 * width if any(sizes) else 0)
    for size, length in zip(sizes, eighths, strict=True):
        assert bool(length) == bool(size)
        if size:
            assert abs(length - 8 * width * size / max(sizes)) <= 1


if __name__ == "__main__":
    for name, show in SHOWN.items():
        for width in (60, 100):
            GOLDEN.joinpath(f"{name}-{width}.txt").write_text(f"{show(Terminal(width))}\n", "utf-8")
