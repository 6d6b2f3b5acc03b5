"""How was a query understood, and how much does each part of it match?"""

from typing import Final

from cstosearch.engine import Snapshot
from cstosearch.model import Clause, Explanation
from cstosearch.query.nodes import Near, Node, Text, Value, children

_SHOWN: Final = 10
"""How many of the words or values are told that a part stands for."""


def explain(tree: Node, snapshot: Snapshot) -> Explanation:
    """Return the parts of a query with their counts, and what they stand for."""
    nodes = list(dict.fromkeys(_nodes(tree)))
    counts = dict(zip(nodes, snapshot.counts(nodes), strict=True))
    return Explanation(_clause(tree, snapshot, counts), snapshot.generation)


def _parts(node: Node) -> tuple[Node, ...]:
    return (node.left, node.right) if isinstance(node, Near) else children(node)


def _nodes(node: Node) -> list[Node]:
    return [node, *(inner for part in _parts(node) for inner in _nodes(part))]


def _clause(node: Node, snapshot: Snapshot, counts: dict[Node, int]) -> Clause:
    means: tuple[tuple[str, int], ...] = ()
    more = 0
    if isinstance(node, Text | Value):
        found = snapshot.meanings(node, _SHOWN)
        means, more = tuple(found.documents.items()), found.total - len(found.documents)
    if [name for name, _ in means] == [str(node)]:
        means = ()  # it stands for itself
    parts = tuple(_clause(part, snapshot, counts) for part in _parts(node))
    return Clause(str(node), counts[node], means, more, parts)
