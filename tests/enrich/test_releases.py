"""The rules find in the annotated releases what a careful reader finds."""

from scoring import releases, score


def test_dates_of_the_releases() -> None:
    """An overlapping span with the same days; half-decades (`early 1990s`) are whole ones here."""
    assert score(releases()).value_f1 >= 0.95
