"""Which segments are merged: few stay, small ones go first, big ones are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.codec.policy import MAX_SEGMENTS, Size, to_merge


def sizes(*documents: int) -> list[Size]:
    return [Size(n, 0, 10 * n, new=False) for n in documents]


@pytest.mark.parametrize(
    ("given_", "chosen"),
    [
        ([], []),
        (sizes(100, 5, 5), []),
        ([*sizes(100), Size(5, 0, 50, new=True)], []),
        ([*sizes(100), Size(5, 0, 50, new=True), Size(7, 0, 50, new=True)], [1, 2]),
        ([*sizes(100, 3), Size(5, 0, 50, new=True), Size(7, 0, 50, new=True)], [1, 2, 3]),
        ([*sizes(5), Size(9, 4, 90, new=False)], [1]),
        (sizes(1000, 9, 1, 1, 1, 1, 1, 1, 1), [2, 3, 4, 5, 6, 7, 8]),
    ],
    ids=["none", "few", "a commit", "a large commit", "and smaller ones", "mostly deleted", "many"],
)
def test_what_is_merged(given_: list[Size], chosen: list[int]) -> None:
    assert to_merge(given_) == chosen


@given(st.lists(st.integers(1, 1000), max_size=20))
def test_never_more_than_the_limit(documents: list[int]) -> None:
    chosen = to_merge(sizes(*documents))
    assert len(documents) - len(chosen) + bool(chosen) <= MAX_SEGMENTS


def test_each_document_is_rewritten_seldom() -> None:
    """After 1,000 commits of a document each: a few times, not hundreds."""
    segments: list[Size] = []
    written = 0
    for _ in range(1000):
        segments.append(Size(1, 0, 10, new=True))
        chosen = to_merge(segments)
        if chosen:
            merged = sum(segments[at].documents for at in chosen)
            written += merged
            segments = [each for at, each in enumerate(segments) if at not in chosen]
            segments.append(Size(merged, 0, 10 * merged, new=False))
        segments = [each._replace(new=False) for each in segments]
    assert len(segments) <= MAX_SEGMENTS
    assert written < 10 * 1000
