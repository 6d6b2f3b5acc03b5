"""Full-text search over an archive of dated text: exact, ranked, citable.

::

    import cstosearch

    cstosearch.build("corpus", "index")
    with cstosearch.open_index("index") as index:
        for hit in index.search('"collective forces" NOT nato', since="2020-07"):
            print(hit.document.date, hit.document.title)
"""

from typing import TYPE_CHECKING, Any

from cstosearch._version import __version__
from cstosearch.errors import (
    CorpusError,
    CstosearchError,
    DocumentError,
    ExtraMissingError,
    IndexCorruptError,
    IndexFormatError,
    IndexLockedError,
    IndexMissingError,
    IndexStateError,
    QueryError,
)
from cstosearch.model import (
    Asked,
    Collocate,
    Collocations,
    Document,
    Entity,
    Hit,
    Problem,
    Progress,
    Results,
    Similar,
    Snippet,
    Sort,
    Source,
    Span,
    Stats,
    Summary,
    Typical,
    Vocabulary,
    Word,
)

if TYPE_CHECKING:
    from cstosearch.search import Index, build, open_index

__all__ = [
    "Asked",
    "Collocate",
    "Collocations",
    "CorpusError",
    "CstosearchError",
    "Document",
    "DocumentError",
    "Entity",
    "ExtraMissingError",
    "Hit",
    "Index",
    "IndexCorruptError",
    "IndexFormatError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexStateError",
    "Problem",
    "Progress",
    "QueryError",
    "Results",
    "Similar",
    "Snippet",
    "Sort",
    "Source",
    "Span",
    "Stats",
    "Summary",
    "Typical",
    "Vocabulary",
    "Word",
    "__version__",
    "build",
    "open_index",
]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: `cstosearch --help` has no use for it."""
    if name in {"Index", "build", "open_index"}:
        from cstosearch import search  # noqa: PLC0415

        return getattr(search, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
