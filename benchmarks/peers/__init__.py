"""What is measured of an engine? One protocol; one module for each engine."""

import importlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, cast

from queries import Query
from story import Story

TITLE_WEIGHT: Final = 2.0
"""What a word in the title counts, against 1 in the body: the weight that cstosearch gives it."""


class Answer(NamedTuple):
    """How many documents match, and the ids of the ten best, whose stored text has been read.

    The total is None where the engine was told not to count.
    """

    total: int | None
    ids: Sequence[str]


class Peer(Protocol):
    """An engine, which takes documents in a form of its own."""

    def version(self) -> str:
        """Return the engine's version."""
        ...

    def document(self, story: Story) -> Any:
        """Return a story in the engine's form."""
        ...

    def index(self, directory: Path, documents: Iterable[Any]) -> None:
        """Index documents in a new directory; they are searchable and durable afterwards."""
        ...

    def settle(self) -> None:
        """Wait for what the engine does to its index after it has answered for it."""

    def open(self, directory: Path) -> None:
        """Open an index for `prepared`."""
        ...

    def prepared(self, query: Query) -> Callable[[], Answer] | None:
        """Return what asks a query, parsed before; None where the engine cannot express it."""
        ...

    def update(self, directory: Path, documents: Sequence[Any]) -> None:
        """Put documents in the place of those with the same ids, durably."""
        ...


class Variant(NamedTuple):
    """A way to use an engine.

    `of` is the variant whose index it asks, "" for its own; not all are `asked` queries.
    """

    engine: str
    settings: dict[str, Any]
    of: str = ""
    asked: bool = True


VARIANTS: Final = {
    "cstosearch": Variant("cstosearch", {}),
    "cstosearch library": Variant("cstosearch", {"whole": True}, "cstosearch"),
    "tantivy": Variant("tantivy", {}),
    "tantivy uncounted": Variant("tantivy", {"count": False}, "tantivy"),
    "tantivy 2 threads": Variant("tantivy", {"threads": 2}, asked=False),
    "tantivy stems": Variant("tantivy", {"exact": False}, asked=False),
    "fts5": Variant("fts5", {}),
    "fts5 stems": Variant("fts5", {"exact": False}, asked=False),
    "whoosh": Variant("whoosh", {}),
    "xapian": Variant("xapian", {}),
}
"""The variants by name. `stems` leaves out the fields for exact words."""


def load(variant: str) -> Peer:
    """Return an engine as a variant uses it; importing only that engine."""
    chosen = VARIANTS[variant]
    module = importlib.import_module(f"peers.{chosen.engine}")
    return cast("Peer", module.Engine(**chosen.settings))
