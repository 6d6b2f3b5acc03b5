"""Which parts of a query count in the score of a document?

All words do but function words that stand beside others (`silent`): what matches is not changed
by that, only what it scores. Beside the words, each two neighbours of a list count that stand side
by side in a document too (`pairs`). `scoring` says how much.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cstosearch.analysis.function_words import is_function_word
from cstosearch.query.nodes import And, Node, Or, Prefer, Text, Words, children, words_asked


class Pair(NamedTuple):
    """Two neighbours of a list, and both of them as one sequence."""

    first: Words
    second: Words
    both: Words


def scored(node: Node) -> bool:
    """Say whether a node can give any document a score."""
    return next(words_asked(node), None) is not None


def silent(query: Node) -> frozenset[Text]:
    """Return the leaves of a query that do not count.

    Those are single function words without quotes, unless a plus requires them, or nothing else is
    asked.
    """
    asked = set(words_asked(query))
    found = {
        leaf
        for leaf in asked
        if isinstance(leaf, Words) and len(leaf.words) == 1 and is_function_word(leaf.words[0])
    }
    found.difference_update(_required(query))
    return frozenset() if found == asked else frozenset(found)


def _required(node: Node) -> Iterator[Text]:
    """Yield the leaves behind a plus."""
    if isinstance(node, Prefer):
        yield from words_asked(node.required)
    for child in children(node):
        yield from _required(child)


def pairs(node: Node, without: frozenset[Text]) -> list[Pair]:
    """Return the neighbours in a list, each pair once, as if some leaves were not there."""
    if not isinstance(node, And | Or):
        return []
    operands = [each for each in node.operands if each not in without]
    return [
        Pair(one, other, Words((*one.words, *other.words), one.field))
        for one, other in dict.fromkeys(pairwise(operands))
        if isinstance(one, Words) and isinstance(other, Words) and one.field == other.field
    ]
