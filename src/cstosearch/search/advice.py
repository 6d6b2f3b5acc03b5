"""Why does a query have no hits, and what could be asked instead?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache, partial
from typing import Final, Literal, cast

from cstosearch.analysis import words_of
from cstosearch.deadline import checked
from cstosearch.engine import Snapshot
from cstosearch.model import Advice, DateRange, EntityNames, Instead, Missing
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Field,
    Fuzzy,
    Named,
    Near,
    Node,
    Or,
    Phrase,
    Prefer,
    Text,
    Value,
    Wildcard,
    Words,
    is_name,
    is_pattern,
)

Called = Mapping[str, list[EntityNames]]
"""Entities by each of their names, folded."""

_MOST_PARTS: Final = 12
"""Of so many parts of an AND, each is left out in turn; more would take too long."""
_NEAREST: Final = 3
_MOST_MISSING: Final = 5
"""Of so many parts, and of so many words of each, what is nearest is looked for: each time that
goes through the vocabulary, or through all names."""
_GAPS: Final = 3
"""Other words that a phrase without hits may have between, to have some."""
_CANDIDATES: Final = 5_000
"""Names among which near ones are looked for, the most frequent."""
_LONGEST: Final = 200
"""Letters of a name; to compare longer ones takes long, which nobody has mistyped."""
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
    # To go through all names takes long: once for each field.
    called = cache(partial(_called, snapshot=snapshot))
    missing = tuple(
        Missing(str(leaf), tuple(_near(leaf, snapshot, called)) if at < _MOST_MISSING else ())
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


def _near(
    leaf: Node, snapshot: Snapshot, called: Callable[[Named], Called]
) -> Iterator[tuple[str, int]]:
    """Yield what is nearest to a leaf that matches nothing."""
    match leaf:
        case Words() | Phrase():
            yield from _of_words(leaf, snapshot)
        case Near(left, right):
            for operand in _absent([*_leaves(left), *_leaves(right)], snapshot):
                yield from _near(operand, snapshot, called)
        case Wildcard(pattern, field) if pattern.endswith("?"):
            # It may have ended a question.
            plain = Words((pattern.rstrip("?"),), field)
            if not is_pattern(plain.words[0]) and (count := snapshot.count(plain)):
                yield str(plain), count
        case Value() if is_name(leaf):
            yield from _entities(leaf, snapshot, called)
        case Value():
            yield from _values(leaf, snapshot)
        case Dated(DateRange()):
            yield from _dates(snapshot)


def _of_words(leaf: Words | Phrase, snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Yield the nearest spellings of the words that are nowhere."""
    whole = [word for word in leaf.words if not is_pattern(word)]
    alone: dict[Node, str] = {type(leaf)((word,), leaf.field): word for word in whole}
    for node in _absent(alone, snapshot):
        yield from _spellings(alone[node], leaf.field, snapshot)


def _absent(leaves: Iterable[Node], snapshot: Snapshot) -> list[Node]:
    """Return the first of the leaves that match nothing."""
    distinct = list(dict.fromkeys(leaves))
    counts = snapshot.counts(distinct)
    absent = [leaf for leaf, count in zip(distinct, counts, strict=True) if not count]
    return absent[:_MOST_MISSING]


def _spellings(word: str, field: Field | None, snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Yield the words of the index within one edit or, if there are none, two."""
    if len(word) < _SHORTEST:
        return
    for distance in (1,) if len(word) <= _SHORT else (1, 2):
        found = snapshot.meanings(Fuzzy(word, distance, field), _NEAREST).documents
        yield from found.items()
        if found:
            return


def _entities(
    leaf: Value, snapshot: Snapshot, called: Callable[[Named], Called]
) -> Iterator[tuple[str, int]]:
    """Yield queries for entities that are called nearly so: of the type asked for, else of any."""
    for field in dict.fromkeys((cast("Named", leaf.field), "entity")):
        near = [
            Value("org" if each.type == "organization" else each.type, each.name, leaf.canonical)
            for each in _called_nearly(leaf.pattern, called(field))
        ]
        yield from zip(map(str, near), snapshot.counts(near), strict=True)
        if near:
            return


def _called(field: Named, snapshot: Snapshot) -> Called:
    """Return the most frequent entities of a field, by each of their names."""
    named = snapshot.names(Value(field, "*"), Everything(), only=None, limit=_CANDIDATES).entities
    called: dict[str, list[EntityNames]] = {}
    for entity in checked(named):
        if entity.documents:
            names = (" ".join(words_of(entity.name)), *(alias.name for alias in entity.aliases))
            for form in names:
                called.setdefault(form, []).append(entity)
    return called


def _called_nearly(name: str, called: Called) -> list[EntityNames]:
    """Return entities of which a name has all the words of another, then those that look like it.

    Any of their names will do.
    """
    wanted = " ".join(words_of(name))
    words = set(wanted.split())
    holding = [form for form in checked(called) if words and words <= set(form.split())]
    forms = [*holding, *_look_alike(wanted, called)]
    return list(dict.fromkeys(entity for form in forms for entity in called[form]))[:_NEAREST]


def _look_alike(name: str, names: Iterable[str]) -> list[str]:
    """Return the names that look most like another, of letters as many as may be compared."""
    short = (each for each in checked(names) if len(each) <= _LONGEST)
    return get_close_matches(name, short, n=_NEAREST) if len(name) <= _LONGEST else []


def _values(leaf: Value, snapshot: Snapshot) -> Iterator[tuple[str, int]]:
    """Yield values that hold all words of the one asked for, else those that look like it."""
    if leaf.field in {"source", "url"} and "*" not in leaf.pattern:
        within = Value(leaf.field, f"*{leaf.pattern}*")
        if count := snapshot.count(within):
            yield str(within), count
            return
    wanted = words_of(leaf.pattern)
    among = dict(snapshot.meanings(Value(leaf.field, "*"), _CANDIDATES).documents)
    if leaf.field == "lang":
        yield from ((str(Value("lang", name)), among[name]) for name in list(among)[:_NEAREST])
        return
    holding = [name for name in among if set(wanted) <= set(words_of(name))]
    folded = {" ".join(words_of(name)): name for name in reversed(among)}
    close = _look_alike(" ".join(wanted), folded)
    for name in list(dict.fromkeys([*holding, *(folded[each] for each in close)]))[:_NEAREST]:
        yield str(Value(leaf.field, name)), among[name]


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
        for weaker in _weaker(node) if node in empty else ():
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


def _weaker(node: Node) -> Iterator[Node]:
    """Yield a sequence with gaps, then its words, or what NEAR joins, wherever they stand."""
    match node:
        case Phrase(words, field, _) | Words(words, field) if len(words) > 1:
            yield Phrase(words, field, _GAPS)
            whole = [word for word in words if not is_pattern(word)]
            parts: tuple[Node, ...] = tuple(Words((word,), field) for word in dict.fromkeys(whole))
            if len(parts) > 1:
                yield And(parts)
        case Near(left, right, _, _, None):
            yield And((left, right))
