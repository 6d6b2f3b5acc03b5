"""Which documents, and which source files, are the hits? For `xargs` and its like."""

from collections.abc import Iterator
from typing import Literal

from cstosearch.model import Results
from cstosearch.render.terminal import tidy

Only = Literal["id", "source"]


def hits(results: Results, only: Only, *, verbatim: bool) -> Iterator[str]:
    """Yield the ids of the hits, or the source files of all of them, each once.

    Names that are not `verbatim` stand on one line and command no terminal; files that are have
    surrogates for bytes that are not UTF-8.
    """
    if only == "id":
        names = [hit.document.id for hit in results]
    else:
        sources = (source for hit in results for source in hit.document.sources)
        names = [source.path if verbatim else source.file for source in sources]
    return (name if verbatim else tidy(name).text for name in dict.fromkeys(names))
