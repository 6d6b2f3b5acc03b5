"""Why does a query have no hits, and what could be asked instead?"""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Final, Literal

from cstosearch.analysis import words_of
from cstosearch.engine import Snapshot
from cstosearch.model import Advice, DateRange, Instead, Missing
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Prefer,
    Text,
    Value,
    Wildcard,
    Words,
    is_pattern,
)

_MOST_PARTS: Final = 12
"""Of so many parts of an AND, each is left out in turn; more would take too long."""
_NEAREST: Final = 3
_MOST_MISSING: Final = 5
"""Of so many parts, and words of each, that match nothing, what is nearest is looked for: each
time that goes through the vocabulary, or all names."""
_CANDIDATES: Final = 5_000
"""Names among which near ones are looked for, the most frequent."""
_SHORTEST: Final = 3
"""Letters; any shorter word is within one edit of many."""
_SHORT: Final = 4
"""Letters; a word so short is within two edits of many."""


def advise(tree: Node, snapshot: Snapshot) -> Advice:
    """Return what of a query without hits matches nothing, and what would match."""
    required = tree.operands if isinstance(tree, And) else (tree,)
    leaves = list(dict.fromkeys(leaf for node in required for leaf in _leaves(node)))
    counts = snapshot.counts(leaves)
    empty = [leaf for leaf, count in zip(leaves, counts, strict=True) if not count]
    missing = tuple(
        Missing(str(leaf), tuple(_near(leaf, snapshot)) if at < _MOST_MISSING else ())
        for at, leaf in enumerate(empty)
    )
    return Advice(missing, tuple(_instead(required, empty, snapshot)))


def _leaves(node: Node) -> Iterator[Node]:
    """Yield the leaves of which a document must match some: not those under NOT."""
    match node:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _leaves(operand)
        case Prefer(required, _):
            yield from _leaves(required)
        case Text() | Value() | Dated():
            yield node


def _near(leaf: Node, snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Yield what is nearest to a leaf that matches nothing."""
    match leaf:
        case Words(words) | Phrase(words):
            whole = list(dict.fromkeys(word for word in words if not is_pattern(word)))
            counts = snapshot.counts([_alone(leaf, word) for word in whole])
            absent = [word for word, count in zip(whole, counts, strict=True) if not count]
            for word in absent[:_MOST_MISSING]:
                yield from _spellings(word, snapshot)
        case Wildcard(pattern, field) if pattern.endswith("?"):
            # It may have ended a question.
            plain = Words((pattern.rstrip("?"),), field)
            if not is_pattern(plain.words[0]) and (count := snapshot.count(plain)):
                yield str(plain), count
        case Value():
            yield from _names(leaf, snapshot)
        case Dated(DateRange()):
            yield from _dates(snapshot)


def _alone(leaf: Words | Phrase, word: str) -> Node:
    """Return a word of a leaf by itself, matched as there."""
    return type(leaf)((word,), leaf.field)


def _spellings(word: str, snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Yield the words of the index within one edit or, if there are none, two."""
    if len(word) < _SHORTEST:
        return
    for distance in (1,) if len(word) <= _SHORT else (1, 2):
        found = snapshot.meanings(Fuzzy(word, distance), _NEAREST).documents
        yield from found.items()
        if found:
            return


def _names(leaf: Value, snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Yield values that hold all words of the one asked for, else those that look like it."""
    wanted = words_of(leaf.pattern)
    among = dict(snapshot.meanings(Value(leaf.field, "*"), _CANDIDATES).documents)
    if leaf.field == "lang":
        yield from ((_written(leaf, name), among[name]) for name in list(among)[:_NEAREST])
        return
    holding = [name for name in among if set(wanted) <= set(words_of(name))]
    folded = {" ".join(words_of(name)): name for name in reversed(among)}
    close = get_close_matches(" ".join(wanted), folded, n=_NEAREST)
    for name in list(dict.fromkeys([*holding, *(folded[each] for each in close)]))[:_NEAREST]:
        yield _written(leaf, name), among[name]


def _written(leaf: Value, name: str) -> str:
    """Return a value as it can be asked for: in quotes, unless it is a single word."""
    return f"{leaf.field}:{name}" if name.isalnum() else str(Value(leaf.field, name))


def _dates(snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Yield the days from the first to the last of the index, and how many documents they have."""
    page = snapshot.search(Everything(), sort="newest", offset=0, limit=0, count_by=["day"])
    [counts] = page.counts
    if counts.values:
        days = [date.fromisoformat(day.value) for day in counts.values]
        yield f"date:{DateRange(min(days), max(days))}", page.total - counts.missing
    if counts.missing:
        yield "date:none", counts.missing


def _instead(
    required: tuple[Node, ...], empty: list[Node], snapshot: Snapshot
) -> Iterator[Instead]:
    """Yield what fewer or weaker demands would find, most first."""
    changed: list[tuple[Literal["without", "with"], Node, Node]] = []
    if 1 < len(required) <= _MOST_PARTS:
        changed += [("without", node, _all(required, node)) for node in required]
    for node in required:
        weaker = _weaker(node)
        if node in empty and weaker:
            changed.append(("with", weaker, _all(required, node, weaker)))
    hits = snapshot.counts([query for _, _, query in changed])
    found = [
        Instead(change, str(node), count)
        for (change, node, _), count in zip(changed, hits, strict=True)
        if count
    ]
    yield from sorted(found, key=lambda instead: -instead.hits)


def _all(required: tuple[Node, ...], node: Node, *others: Node) -> Node:
    """Return what is required, less a node, and others in its place."""
    rest = (*(each for each in required if each is not node), *others)
    return rest[0] if len(rest) == 1 else And(rest)


def _weaker(node: Node) -> Node | None:
    """Return the words of a sequence, or what NEAR joins, wherever they stand."""
    match node:
        case Phrase(words, field, _) | Words(words, field) if len(words) > 1:
            whole = [word for word in words if not is_pattern(word)]
            parts: tuple[Node, ...] = tuple(Words((word,), field) for word in dict.fromkeys(whole))
            return And(parts) if len(parts) > 1 else None
        case Near(left, right, _, _, None):
            return And((left, right))
        case _:
            return None
