"""The query tree: what a query asks, immutable, independent of any engine.

Leaves hold folded words (`analysis.fold`), not stems: how a word is matched is the engine's
affair, what was asked is said here. `str(node)` is the canonical text of a query: parsing it
gives the same tree again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cstosearch.model import DateRange

Field = Literal["title"]
"""The fields a text leaf can be limited to; None means title or body, each on its own."""


@dataclass(frozen=True, slots=True)
class Words:
    """An unquoted word, matched by stem; several where punctuation parts it, in sequence."""

    words: tuple[str, ...]
    field: Field | None = None

    def __str__(self) -> str:
        """Return the words joined by hyphens, which read back as the same sequence."""
        return _fielded(self.field, "-".join(self.words))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes: exactly these (folded), in sequence; wildcards match as in `Wildcard`.

    A star alone stands for any one word.
    """

    words: tuple[str, ...]
    field: Field | None = None

    def __str__(self) -> str:
        """Return the phrase in quotes."""
        return _fielded(self.field, f'"{" ".join(self.words)}"')


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so, as it is written (folded), not its stem."""

    prefix: str
    field: Field | None = None

    def __str__(self) -> str:
        """Return the prefix with its star."""
        return _fielded(self.field, f"{self.prefix}*")


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Any word like a pattern, as it is written (folded).

    `*` stands for any characters, also none, `?` for one.
    """

    pattern: str
    field: Field | None = None

    def __str__(self) -> str:
        """Return the pattern."""
        return _fielded(self.field, self.pattern)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any word (folded) that up to `distance` edits, 1 or 2, make of another.

    An edit adds, drops or changes a character, or swaps two neighbours; no two touch the same
    characters ("optimal string alignment").
    """

    word: str
    distance: int
    field: Field | None = None

    def __str__(self) -> str:
        """Return the word and, behind a tilde, the distance."""
        return _fielded(self.field, f"{self.word}~{self.distance}")


@dataclass(frozen=True, slots=True)
class Dated:
    """Documents published within a range; `range` None means documents without a date."""

    range: DateRange | None

    def __str__(self) -> str:
        """Return the resolved dates, or `date:none`."""
        return f"date:{'none' if self.range is None else self.range}"


@dataclass(frozen=True, slots=True)
class Id:
    """The document with this id; with `prefix`, those whose id begins so."""

    id: str
    prefix: bool = False

    def __str__(self) -> str:
        """Return the id in quotes; a quote within it is doubled."""
        quoted = self.id.replace('"', '""')
        return f'id:"{quoted}"' + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class OneOf:
    """The documents with these ids, for whoever has chosen among those that a query found.

    The query language has no sign for it: the text reads back as an OR, or as nothing at all.
    """

    ids: frozenset[str]

    def __str__(self) -> str:
        """Return the ids joined by OR."""
        return f"({' OR '.join(str(Id(id_)) for id_ in sorted(self.ids))})"


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents: what filters alone ask of."""

    def __str__(self) -> str:
        """Return the star that stands for any document."""
        return "*"


@dataclass(frozen=True, slots=True)
class And:
    """All of the operands, two or more."""

    operands: tuple["Node", ...]

    def __str__(self) -> str:
        """Return the operands joined by AND."""
        return " AND ".join(_operand(node) for node in self.operands)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the operands, two or more."""

    operands: tuple["Node", ...]

    def __str__(self) -> str:
        """Return the operands joined by OR."""
        return " OR ".join(_operand(node) for node in self.operands)


@dataclass(frozen=True, slots=True)
class Not:
    """All documents but those of the operand."""

    operand: "Node"

    def __str__(self) -> str:
        """Return the operand behind NOT."""
        return f"NOT {_grouped(self.operand)}"


@dataclass(frozen=True, slots=True)
class Prefer:
    """Documents of `required`; those of `optional` among them score higher: `+a OR b`."""

    required: "Node"
    optional: "Node"

    def __str__(self) -> str:
        """Return the required part behind a plus, the optional one behind OR."""
        return f"+{_grouped(self.required)} OR {_operand(self.optional)}"


Text = Words | Phrase | Prefix | Wildcard | Fuzzy
Node = Text | Dated | Id | OneOf | Everything | And | Or | Not | Prefer


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes that a node is made of; none for a leaf."""
    match node:
        case And() | Or():
            return node.operands
        case Not():
            return (node.operand,)
        case Prefer():
            return (node.required, node.optional)
        case _:
            return ()


def is_pattern(word: str) -> bool:
    """Say whether a word of a phrase has wildcards."""
    return "*" in word or "?" in word


def size_of(node: Text) -> int:
    """Return how many words in sequence a text leaf matches."""
    return len(node.words) if isinstance(node, Words | Phrase) else 1


def words_asked(node: Node) -> Iterator[Text]:
    """Yield the text leaves of a query, less those under NOT; some perhaps more than once."""
    if isinstance(node, Text):
        yield node
    elif not isinstance(node, Not):
        for child in children(node):
            yield from words_asked(child)


def _fielded(field: Field | None, text: str) -> str:
    return text if field is None else f"{field}:{text}"


def _grouped(node: Node) -> str:
    """Parenthesise whatever is made of several operands."""
    return f"({node})" if isinstance(node, And | Or | Not | Prefer) else str(node)


def _operand(node: Node) -> str:
    """Parenthesise what AND and OR would tear apart, which NOT is not."""
    return str(node) if isinstance(node, Not) else _grouped(node)
