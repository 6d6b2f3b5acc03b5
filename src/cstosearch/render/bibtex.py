r"""How does a document look in a bibliography, to BibTeX and to biblatex?

An entry is `@misc`, which both know and which says no more of a text than is known: there is no
author and no publisher here to name. BibTeX reads `year` and `month`, biblatex (and Zotero) `date`.
`title` is in two pairs of braces, which keeps its capitals. `note` cites each source.

Text is UTF-8. BibTeX counts braces without regard to backslashes (Patashnik, "BibTeXing", 1988), so
that `\{` would leave a field open: braces become commands, with braces that match. `url` is
verbatim, as biblatex takes it (manual, section 2.2.1): what would end the field is percent-encoded.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from cstosearch.model import Document, Results
from cstosearch.render.terminal import tidy
from cstosearch.render.text import cited

_SPECIAL: Final = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        # As they are, TeX's oldest fonts show others in their place.
        "<": r"{\textless}",
        ">": r"{\textgreater}",
        "|": r"{\textbar}",
    }
)
_URL_ENDS: Final = re.compile(r'[\\{}"<>^`|\s]')
_KEY: Final = re.compile(r"[0-9a-z][0-9a-z._:-]*")
_NO_KEY: Final = re.compile(r"[^0-9A-Za-z._:-]+")
_LONGEST_KEY: Final = 40
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def hits(results: Results) -> Iterator[str]:
    """Yield the lines of an entry for each hit, a blank line between them."""
    for number, hit in enumerate(results):
        if number:
            yield ""
        yield from document(hit.document)


def document(document: Document) -> Iterator[str]:
    """Yield the lines of the entry of a document."""
    yield f"@misc{{{key(document.id)},"
    yield from (f"  {name} = {value}," for name, value in _fields(document) if value)
    yield "}"


def _fields(document: Document) -> Iterator[tuple[str, str]]:
    """Yield fields and what stands behind the equals sign."""
    title, language = _escaped(document.title), _escaped(document.lang)
    yield "title", f"{{{{{title}}}}}" if title else ""
    if day := document.date:
        yield "year", f"{{{day.year:04}}}"
        yield "month", _MONTHS[day.month - 1]
        yield "date", f"{{{day.isoformat()}}}"
    url = _URL_ENDS.sub(_percent, tidy(document.url).text)
    yield "url", f"{{{url}}}" if url else ""
    yield "language", f"{{{language}}}" if language else ""
    yield "note", f"{{{_escaped('; '.join(map(cited, document.sources)))}}}"


def _escaped(text: str) -> str:
    return tidy(text).text.translate(_SPECIAL)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def key(id_: str) -> str:
    """Return a key that no other id has.

    An id that is fit for one stays; of another, as keys differ by more than case, what is fit is
    followed by a checksum of it all.
    """
    if _KEY.fullmatch(id_) and len(id_) <= _LONGEST_KEY:
        return id_
    fit = _NO_KEY.sub("-", id_)[:_LONGEST_KEY].strip("-.:_")
    return f"{fit or 'id'}-{zlib.crc32(id_.encode('utf-8', 'surrogatepass')):08x}"
