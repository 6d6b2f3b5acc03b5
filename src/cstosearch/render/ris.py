"""How does a document look to a reference manager: EndNote, Zotero, Mendeley?

RIS as Research Information Systems specified it ("RIS Format Specifications"): a tag on each line,
two spaces, a hyphen, a space; `TY` first, `ER` last; lines end with CR LF; `DA` is
YYYY/MM/DD/other. The type is GEN, as nothing is known of what kind a text is. `AN`, the accession
number, is the id; each source has an `N1`, a note, of its own. Text is UTF-8.
"""

from collections.abc import Iterator

from cstosearch.model import Document, Results
from cstosearch.render.terminal import tidy
from cstosearch.render.text import cited


def hits(results: Results) -> Iterator[str]:
    """Yield the lines of a reference for each hit, without their line ends."""
    for hit in results:
        yield from document(hit.document)


def document(document: Document) -> Iterator[str]:
    """Yield the lines of the reference to a document, without their line ends."""
    yield "TY  - GEN"
    yield from (f"{tag}  - {line}" for tag, text in _tags(document) if (line := tidy(text).text))
    yield "ER  - "


def _tags(document: Document) -> Iterator[tuple[str, str]]:
    yield "TI", document.title
    if day := document.date:
        yield "PY", f"{day.year:04}"
        yield "DA", f"{day.isoformat().replace('-', '/')}/"
    yield "UR", document.url
    yield "LA", document.lang
    yield "AN", document.id
    for source in document.sources:
        yield "N1", cited(source)
