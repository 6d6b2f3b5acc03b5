"""The query tree: what a query asks, immutable, independent of any engine.

Leaves hold folded words (`analysis.fold`), not stems: how a word is matched is the engine's
affair, what was asked is said here. `str(node)` is the canonical text of a query: parsing it
gives the same tree again.

::

    Text              what stands in a text, is marked there, and gives a score
    ├─ Words          border, armenian-azerbaijani
    ├─ Phrase         "working group", "collective * forces", "collective forces"~3
    ├─ Prefix         echelon*
    ├─ Wildcard       *ization, te?t
    ├─ Fuzzy          conflict~1
    └─ Near           zas NEAR/5 "working group", zas ADJ/5 (group OR council)
    Dated, Yearly     date:2020-07, on:07-08
    Mentioned         mentions:2019
    Value             country:armenia, lang:ru, source:2020/*, url:*press*
    Id, Everything    id:20200708*, *
    And, Or, Not, Prefer
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from cstosearch.model import DateRange

Field = Literal["title"]
"""The fields a text leaf can be limited to; None means title or body, each on its own."""


Named = Literal["entity", "person", "org", "country", "place", "event", "treaty"]
"""The fields of names; `entity` has those of all the others."""
ValueField = Named | Literal["lang", "source", "url"]
"""The fields of which a whole value is asked."""


class Text:
    """A leaf that stands for words of a text, in a field or in any: the base of those."""

    __slots__ = ()
    field: Field | None


@dataclass(frozen=True, slots=True)
class Words(Text):
    """An unquoted word, matched by stem; several where punctuation parts it, in sequence."""

    words: tuple[str, ...]
    field: Field | None = None

    def __str__(self) -> str:
        """Return the words joined by hyphens, which read back as the same sequence."""
        return _fielded(self.field, "-".join(self.words))


@dataclass(frozen=True, slots=True)
class Phrase(Text):
    """Words in quotes: exactly these (folded), in sequence; wildcards match as in `Wildcard`.

    A star alone stands for any one word. With `slop`, up to so many other words may stand between
    them, in all.
    """

    words: tuple[str, ...]
    field: Field | None = None
    slop: int = 0

    def __str__(self) -> str:
        """Return the phrase in quotes and, behind a tilde, the slop if there is any."""
        loose = f"~{self.slop}" if self.slop else ""
        return _fielded(self.field, f'"{" ".join(self.words)}"{loose}')


@dataclass(frozen=True, slots=True)
class Prefix(Text):
    """Any word that begins so, as it is written (folded), not its stem."""

    prefix: str
    field: Field | None = None

    def __str__(self) -> str:
        """Return the prefix with its star."""
        return _fielded(self.field, f"{self.prefix}*")


@dataclass(frozen=True, slots=True)
class Wildcard(Text):
    """Any word like a pattern, as it is written (folded).

    `*` stands for any characters, also none, `?` for one.
    """

    pattern: str
    field: Field | None = None

    def __str__(self) -> str:
        """Return the pattern."""
        return _fielded(self.field, self.pattern)


@dataclass(frozen=True, slots=True)
class Fuzzy(Text):
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
class Near(Text):
    """Two things at most `distance` words apart in one field; next to each other is 1.

    Each is another text leaf, or an `Or` of such, without a field of its own. `ordered` wants the
    left one first. They are two places that do not overlap; it occurs as often as the one of which
    there are fewer such places.
    """

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool
    field: Field | None = None

    def __str__(self) -> str:
        """Return the operands with NEAR or ADJ between them."""
        operator = "ADJ" if self.ordered else "NEAR"
        text = f"{_grouped(self.left)} {operator}/{self.distance} {_grouped(self.right)}"
        return f"{self.field}:({text})" if self.field else text


@dataclass(frozen=True, slots=True)
class Dated:
    """Documents published within a range; `range` None means documents without a date."""

    range: DateRange | None

    def __str__(self) -> str:
        """Return the resolved dates, or `date:none`."""
        return f"date:{'none' if self.range is None else self.range}"


@dataclass(frozen=True, slots=True)
class Yearly:
    """Documents published on a day of a month, or in a month, of any year."""

    month: int
    day: int | None = None

    def __str__(self) -> str:
        """Return month and day, as in ISO dates."""
        return f"on:{self.month:02}" + (f"-{self.day:02}" if self.day else "")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Documents whose text talks about a day of a range."""

    range: DateRange

    def __str__(self) -> str:
        """Return the resolved dates."""
        return f"mentions:{self.range}"


@dataclass(frozen=True, slots=True)
class Value:
    """Documents that have a value, whole, in a field; `*` and `?` stand for any characters, or one.

    Names of entities and languages are compared folded (`analysis.fold`), other values as they are.
    An entity is asked for by any of its names or, with `canonical`, by its canonical name only.
    """

    field: ValueField
    pattern: str
    canonical: bool = False

    def __str__(self) -> str:
        """Return the value in quotes; a quote within it is doubled."""
        return f"{self.field}:{'=' * self.canonical}{_quoted(self.pattern)}"


@dataclass(frozen=True, slots=True)
class Id:
    """The document with this id; with `prefix`, those whose id begins so."""

    id: str
    prefix: bool = False

    def __str__(self) -> str:
        """Return the id in quotes; a quote within it is doubled."""
        return f"id:{_quoted(self.id)}" + ("*" if self.prefix else "")


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


Filter = Dated | Yearly | Mentioned | Value | Id | OneOf | Everything
Node = Text | Filter | And | Or | Not | Prefer


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


def is_name(node: Value) -> bool:
    """Say whether a value is the name of an entity."""
    return node.field in get_args(Named)


def is_pattern(word: str) -> bool:
    """Say whether a word of a phrase has wildcards."""
    return "*" in word or "?" in word


def words_in(node: Node) -> int:
    """Return how many words are written in a leaf; a date, an id or a value counts as one."""
    match node:
        case Words(words) | Phrase(words):
            return len(words)
        case Near(left, right):
            return words_in(left) + words_in(right)
        case Or(operands):
            return sum(map(words_in, operands))
        case _:
            return 1


def patterns_in(node: Node) -> int:
    """Return for how many words or values of a leaf all that there are have to be gone through."""
    match node:
        case Wildcard() | Fuzzy():
            return 1
        case Phrase(words):
            return sum(is_pattern(word) and word != "*" for word in words)
        case Value(_, pattern):
            return int(is_pattern(pattern))
        case _:
            return 0


def words_asked(node: Node) -> Iterator[Text]:
    """Yield the text leaves of a query, less those under NOT; some perhaps more than once."""
    return (leaf for leaf in places_asked(node) if isinstance(leaf, Text))


def places_asked(node: Node) -> Iterator[Text | Value | Mentioned]:
    """Yield the leaves that ask for words, entities or mentions; as `words_asked` does."""
    if isinstance(node, Text | Mentioned) or (isinstance(node, Value) and is_name(node)):
        yield node
    elif not isinstance(node, Not):
        for child in children(node):
            yield from places_asked(child)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _fielded(field: Field | None, text: str) -> str:
    return text if field is None else f"{field}:{text}"


def _grouped(node: Node) -> str:
    """Parenthesise whatever is made of several operands, but those of NEAR, which binds first."""
    return f"({node})" if isinstance(node, And | Or | Not | Prefer) else str(node)


def _operand(node: Node) -> str:
    """Parenthesise what AND and OR would tear apart, which NOT is not."""
    return str(node) if isinstance(node, Not) else _grouped(node)
