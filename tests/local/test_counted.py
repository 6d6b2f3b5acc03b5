"""Which words of a query count in its score, and which neighbours."""

from datetime import date

import pytest

from cstosearch.local.counted import pairs, silent
from cstosearch.query.nodes import children
from cstosearch.query.parse import parse


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("what is the border of armenia", "is of the what"),
        ("договор о коллективной безопасности", "о"),
        ("vitamin c OR plan 9", "c"),
        ("this and that", ""),
        ("the who", ""),
        ('"the" border', ""),
        ("+the border", ""),
        ("border -the", ""),
        ("not without borders", ""),
        ("the-border of", "of"),
        ("th* of", "of"),
        ("title:the border", "title:the"),
    ],
)
def test_function_words_are_silent_beside_others(query: str, words: str) -> None:
    """Unless they are in quotes, behind a plus, or all that is asked; what denies never is."""
    found = silent(parse(query, any_word=True, today=date(2020, 7, 14)))
    assert sorted(map(str, found)) == words.split()


@pytest.mark.parametrize(
    ("query", "neighbours"),
    [
        ("border conflict", "border-conflict"),
        ("measurement of the border", "measurement-border"),
        ("a1 OR a2 OR a3-a4 OR a1 OR a2", "a1-a2 a2-a3-a4 a3-a4-a1"),
        ("title:(border conflict)", "title:border-conflict"),
        ("title:border conflict", ""),
        ('border "conflict" armenia', ""),
        ("border AND date:2020 AND conflict", ""),
        ("border", ""),
        ("NOT border", ""),
    ],
)
def test_neighbours_in_a_list_make_pairs(query: str, neighbours: str) -> None:
    """Each pair once, of unquoted words of one field, as if the silent ones were not there."""
    tree = parse(query, today=date(2020, 7, 14))
    found = [str(pair.both) for pair in pairs(tree, silent(tree))]
    assert found == neighbours.split()
    assert all(not pairs(each, silent(tree)) for each in children(tree))
