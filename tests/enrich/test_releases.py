"""The rules find in the annotated releases what a careful reader finds."""

from scoring import entities_of_releases, releases, score


def test_dates_of_the_releases() -> None:
    """An overlapping span with the same days; half-decades (`early 1990s`) are whole ones here."""
    assert score(releases()).value_f1 >= 0.95


def test_entities_of_the_releases() -> None:
    """The same entity at the same span."""
    found, marked = entities_of_releases()
    assert 2 * len(found & marked) / (len(found) + len(marked)) >= 0.95
