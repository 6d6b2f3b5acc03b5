"""What a search says of its query: how it was understood, and why it has no hits."""

import re
from collections.abc import Iterator
from typing import Final

from cstosearch import Asked, Index
from cstosearch.cli import streams
from cstosearch.errors import EXIT_HITS, EXIT_NONE
from cstosearch.render import explain as rendered

_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_OPERATOR_IN_LOWER_CASE: Final = re.compile(r"(?<![^\s(])(?:and|or|not)(?![^\s)])")


def show(index: Index, query: str, asked: Asked, output: str, color: str) -> int:
    """Print how a query is understood; return the exit code."""
    found = index.explain(query, **asked)
    if output == "json":
        streams.result(rendered.json(found, ascii_only=streams.ascii_only()))
    else:
        streams.result(rendered.text(found, streams.terminal(color)))
    return EXIT_HITS if found.clause.documents else EXIT_NONE


def no_hits(index: Index, canonical: str, query: str, asked: Asked) -> str:
    """Return why a query has no hits, and what may have been meant."""
    return "\n".join([f"no hits for {canonical}", *_advice(index, canonical, query, asked)])


def _advice(index: Index, canonical: str, query: str, asked: Asked) -> Iterator[str]:
    words = _OPERATOR_IN_LOWER_CASE.findall(_QUOTED.sub("", canonical))
    if words:
        meant = ", ".join(dict.fromkeys(word.upper() for word in words))
        yield f"  operators are written in capitals: {meant}"
    yield from rendered.advice(index.advise(query, **asked))
