"""The rules find in the annotated releases what a careful reader finds."""

from scoring import entity_f1, releases, score

from cstosearch.enrich.entities import Recognizer
from cstosearch.enrich.gazetteer import Gazetteer


def test_dates_of_the_releases() -> None:
    """An overlapping span with the same days; half-decades (`early 1990s`) are whole ones here."""
    assert score(releases()).value_f1 >= 0.95


def test_entities_of_the_releases() -> None:
    assert entity_f1(Recognizer(Gazetteer.load())) >= 0.95
