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
    CursorError,
    DeadlineError,
    DocumentError,
    ExtraMissingError,
    IndexCorruptError,
    IndexFormatError,
    IndexLockedError,
    IndexMissingError,
    IndexStateError,
    QueryError,
    SavedQueryError,
)
from cstosearch.model import (
    Advice,
    Alias,
    Asked,
    Clause,
    Collocate,
    Collocations,
    Companion,
    Companions,
    Document,
    Entities,
    Entity,
    EntityCount,
    EntityNames,
    EntityType,
    Explanation,
    Facet,
    FacetField,
    Finding,
    Hit,
    Instead,
    Line,
    LineSort,
    Mention,
    Missing,
    Names,
    News,
    Occurrence,
    Period,
    Problem,
    Progress,
    Results,
    SavedQuery,
    Similar,
    Snippet,
    Sort,
    Source,
    Span,
    Stats,
    Summary,
    Timeline,
    Typical,
    Unit,
    ValueCount,
    Verification,
    Vocabulary,
    Word,
)

if TYPE_CHECKING:
    from cstosearch.saved import saved_names
    from cstosearch.search import Index, build, open_index, verify

__all__ = [
    "Advice",
    "Alias",
    "Asked",
    "Clause",
    "Collocate",
    "Collocations",
    "Companion",
    "Companions",
    "CorpusError",
    "CstosearchError",
    "CursorError",
    "DeadlineError",
    "Document",
    "DocumentError",
    "Entities",
    "Entity",
    "EntityCount",
    "EntityNames",
    "EntityType",
    "Explanation",
    "ExtraMissingError",
    "Facet",
    "FacetField",
    "Finding",
    "Hit",
    "Index",
    "IndexCorruptError",
    "IndexFormatError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexStateError",
    "Instead",
    "Line",
    "LineSort",
    "Mention",
    "Missing",
    "Names",
    "News",
    "Occurrence",
    "Period",
    "Problem",
    "Progress",
    "QueryError",
    "Results",
    "SavedQuery",
    "SavedQueryError",
    "Similar",
    "Snippet",
    "Sort",
    "Source",
    "Span",
    "Stats",
    "Summary",
    "Timeline",
    "Typical",
    "Unit",
    "ValueCount",
    "Verification",
    "Vocabulary",
    "Word",
    "__version__",
    "build",
    "open_index",
    "saved_names",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: `cstosearch --help` has no use for it."""
    if name in {"Index", "build", "open_index", "verify"}:
        from cstosearch import search  # noqa: PLC0415

        return getattr(search, name)
    if name == "saved_names":
        from cstosearch.saved import saved_names  # noqa: PLC0415

        return saved_names
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
