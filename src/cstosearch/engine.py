"""The seam: what an engine that stores and searches documents offers, whichever it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from types import TracebackType
from typing import Literal, NamedTuple, Protocol, Self

from cstosearch.model import (
    CollocateSort,
    Collocations,
    Companions,
    DateRange,
    Document,
    Entity,
    EntityType,
    Finding,
    Names,
    Progress,
    Sort,
    Stats,
    Typical,
    Unit,
    ValueCount,
    Vocabulary,
    WordSort,
)
from cstosearch.query.nodes import Mentioned, Node, Text, Value

Countable = Unit | Literal["lang", "file", "entity"] | EntityType
"""What documents are counted by: when they were published, or the values of a field.

`entity` is all the types of entities together.
"""


class Positions(NamedTuple):
    """The first and the last token, by number, of each place in a title and a text."""

    title: Sequence[tuple[int, int]]
    body: Sequence[tuple[int, int]]


class Anchors(NamedTuple):
    """The characters of a text at which its tokens number `every`, `2 * every`, ... begin."""

    every: int
    starts: Sequence[int]


Place = tuple[int, int]
"""Where a snapshot finds a document that it has ranked; it means nothing to another snapshot."""


class Ranked(NamedTuple):
    """A document and its score, which is 0 where the query asks for no words."""

    document: Document
    score: float
    place: Place


Leaf = Text | Value | Mentioned
"""What may have places in texts: words, the names of entities, mentions."""


class Found(NamedTuple):
    """What a query found in a document.

    `positions` has the text leaves of the query, less those under NOT, that occur in it, and
    `weights` what each of those tells: the fewer documents of the index have it, the more.
    `anchors` are those of `document.text`. `entities` has those that each name in the query stands
    for, some of which may not be in the document.
    """

    positions: Mapping[Text, Positions]
    weights: Mapping[Leaf, float]
    anchors: Anchors
    entities: Mapping[Value, AbstractSet[Entity]]


class Counts(NamedTuple):
    """How many of the documents that match have each value of a field.

    A document counts once for each of its values. The largest counts come first, equal ones by
    name and type; `distinct` is how many values there are, should these be only the first of them;
    `missing` is how many documents have none. Periods are named by their first day in ISO form.
    """

    values: Sequence[ValueCount]
    distinct: int
    missing: int


class Page(NamedTuple):
    """Some of the documents that match, in order, and how many there are in all.

    `counts` are of all of them, for each field that was asked for.
    """

    total: int
    ranked: Sequence[Ranked]
    counts: Sequence[Counts] = ()


class Run(NamedTuple):
    """Periods that follow one another, by the first days of the first and the last of them.

    Each is mentioned by so many documents.
    """

    first: date
    last: date
    documents: int


class MentionCounts(NamedTuple):
    """How many of the documents that match mention each period, in `runs`, which ascend.

    Periods in no run are mentioned by none. `start` and `end` are the first and last day of the
    mentions that count, None where there are none; `missing` is how many documents have none.
    """

    runs: Sequence[Run]
    start: date | None
    end: date | None
    missing: int


class Mentions(NamedTuple):
    """How many documents match, how many of them are undated, and what they mention, by unit."""

    total: int
    undated: int
    counts: Mapping[Unit, MentionCounts]


class Meanings(NamedTuple):
    """How many words or values a leaf stands for, and the most frequent of them.

    `documents` says in how many documents each of those is, most first.
    """

    total: int
    documents: Mapping[str, int]


class Snapshot(Protocol):
    """One committed generation of an index; it stays as it is while others write."""

    @property
    def generation(self) -> int:
        """The number of the generation, growing with each commit."""
        ...

    @property
    def fingerprint(self) -> int:
        """A number of 32 bits that tells this state from others, of an index built anew too."""
        ...

    def search(
        self,
        query: Node,
        *,
        sort: Sort,
        offset: int,
        limit: int | None,
        count_by: Sequence[Countable] = (),
        values: int | None = None,
    ) -> Page:
        """Return documents `offset` to `offset + limit` of those that match, and the total.

        Without a limit, all from `offset` on.
        Equal scores stand by newest date, then id; documents without a date come last.
        All documents that match are counted by each of some fields, of which the first `values`
        are returned, None for all.
        """
        ...

    def ranked(self, query: Node, *, sort: Sort) -> Iterator[Place]:
        """Yield all documents that match, in the order of `search`, without reading them."""
        ...

    def read(self, place: Place) -> Document:
        """Return a document that was ranked."""
        ...

    def find(self, query: Node, places: Sequence[Place]) -> Sequence[Found]:
        """Return what a query found in each of some documents that it ranked."""
        ...

    def count(self, query: Node) -> int:
        """Return how many documents match."""
        ...

    def counts(self, queries: Sequence[Node]) -> Sequence[int]:
        """Return how many documents match each of some queries, which may share parts."""
        ...

    def ids_of(self, query: Node) -> Sequence[str]:
        """Return the ids of all documents that match, in no order, without reading them."""
        ...

    def meanings(self, leaf: Text | Value, limit: int) -> Meanings:
        """Return the words (folded) or the values that a leaf stands for.

        None for a text leaf of several words, which stands for itself.
        """
        ...

    def typical(self, document: Document) -> Sequence[Typical]:
        """Return the words that tell a document from others, the weightiest first.

        There are few of them, and each stands in another document too.
        """
        ...

    def similar(
        self, words: Sequence[Typical], within: Node, *, offset: int, limit: int | None
    ) -> Page:
        """Return documents that match a query and have any of some words, as `search` does.

        Their scores depend on the words and their weights only.
        """
        ...

    def mentioned(self, query: Node, units: Sequence[Unit], within: DateRange) -> Mentions:
        """Return how many of the documents that match mention each period of some units.

        A document counts once in each period that one of its mentions has a day of; of mentions,
        the days within a range count. Those that are made of whole longer units say nothing of
        a period and do not count: for days and weeks, whole months; for months, whole years; for
        years, whole decades.
        """
        ...

    def vocabulary(
        self, pattern: str, *, stems: bool, sort: WordSort, limit: int | None
    ) -> Vocabulary:
        """Return the first words (folded) like a pattern, or that begin so if it has no wildcards.

        With `stems`, the stems of such words, each with all its words, the commonest first.
        Sorted by `count` of documents, then of occurrences, the highest first, then by `word`.
        """
        ...

    def collocations(
        self,
        node: Text,
        within: Node,
        *,
        window: int,
        sort: CollocateSort,
        limit: int | None,
        repelled: bool,
    ) -> Collocations:
        """Return words up to `window` words from a node, in title or text of what matches a query.

        Those observed more often than expected, or with `repelled` less often.
        """
        ...

    def companions(
        self,
        name: Value,
        within: Node,
        *,
        only: EntityType | None,
        sort: CollocateSort,
        limit: int | None,
    ) -> Companions:
        """Return entities, `only` of one type, in documents of a query that have those of a name.

        Those that are there more often than expected, and not those of the name themselves.
        """
        ...

    def names(
        self, name: Value, within: Node, *, only: EntityType | None, limit: int | None
    ) -> Names:
        """Return the entities, `only` of one type, that a name stands for, with all their names.

        Some may be in no document: names that the gazetteer has are known, whether used or not.
        """
        ...

    def knows_only(self, names: "KnownNames") -> bool:
        """Say whether these names, and no others, are known beside those that documents have."""
        ...

    def document(self, id_: str) -> Document | None:
        """Return the document with this id."""
        ...

    def ids(self, prefix: str, limit: int) -> Sequence[str]:
        """Return up to `limit` ids that begin with `prefix`, in order."""
        ...

    def stats(self) -> Stats:
        """Return what the generation holds."""
        ...

    def close(self) -> None:
        """Let go of the generation's files."""
        ...


KnownNames = Sequence[tuple[str, Entity]]
"""Names, canonical ones too, each with an entity that has it."""


class Writer(Protocol):
    """The one process that may change an index, until it commits or cancels.

    Leaving the context without `commit` cancels: the index stays as it was.
    """

    @property
    def generation(self) -> int:
        """The generation that this writer starts from, -1 where there is none."""
        ...

    @property
    def manifest(self) -> bytes | None:
        """The manifest committed with the generation that this writer starts from."""
        ...

    def delete(self, ids: Iterable[str]) -> None:
        """Delete the documents with these ids from the generation that is being written."""
        ...

    def add(self, document: Document) -> None:
        """Add a document, whose id must be new or deleted before."""
        ...

    def commit(
        self, manifest: bytes, *, files: int, records: int, names: KnownNames | None = None
    ) -> int:
        """Make the new generation durable, then visible, all at once; return its number.

        `files` and `records` are noted for `Stats`. `names` are those of entities that no document
        need have; without them those of before stay.
        """
        ...

    def __enter__(self) -> Self:
        """Return the writer."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock; undo what was not committed."""
        ...


class Checked(NamedTuple):
    """What an engine found wrong with its newest generation, and how much that holds."""

    generation: int
    segments: int
    documents: int
    findings: Sequence[Finding]


class Engine(Protocol):
    """A place where generations are kept."""

    def check(self, progress: Callable[[Progress], None], *, deep: bool) -> Checked:
        """Say what is wrong with the newest generation: this reads all of it.

        `deep` also makes what is searched anew from the documents that are stored, and compares.
        Raises `IndexMissingError`, `IndexFormatError`, `IndexCorruptError` where none is left to
        check, and `IndexStateError` where the system refuses.
        """
        ...

    def open(self) -> Snapshot:
        """Open the newest generation.

        Raises `IndexMissingError`, `IndexCorruptError` or `IndexFormatError`.
        """
        ...

    def manifest(self) -> bytes | None:
        """Return the manifest of the newest generation, if it has one.

        Raises `IndexFormatError`, and `IndexStateError` where the system refuses.
        """
        ...

    def writer(self, *, fresh: bool, timeout: float) -> Writer:
        """Begin to write, waiting up to `timeout` seconds for another writer to end.

        `fresh` starts from nothing, whatever state the index is in; the old generation stays
        readable until the commit. Raises `IndexLockedError` naming who holds the lock.
        """
        ...
