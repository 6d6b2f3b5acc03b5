r"""How do hits and documents read in somebody's notes?

CommonMark, which GitHub, Obsidian, pandoc and their like read alike. A hit is an item of a list::

    - [Meeting of the working group](<https://example.org/news/1>), 2020-07-09

      > … On July 9, 2020, the Secretariat hosted the first **meeting** of …

      2020/page.txt, bytes 120–980, +2 more sources, id 3f2a91c04d

No character of the archive is markup: each that could be one, there or in the dialects, has a
backslash before it. Only the address of a document becomes a link, if it is one of the web.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cstosearch.model import Document, Hit, Results, Span
from cstosearch.render.terminal import Marked, tidy
from cstosearch.render.text import DERIVED, cited, day, excerpt, whereabouts

# Bare addresses become links by themselves in some dialects, `#tag`, `@name`, `$x$`, `==x==` and
# `~~x~~` other things.
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>#|~$^=@&]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_BLOCK: Final = re.compile(r"^(?=[+:%-])|^(\d+)(?=[.)](?: |$))")
"""What begins a block of its own where it begins a line: a list, a rule, a title's underline."""
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_LINK_ENDS: Final = re.compile(r"[\\<>`\s]")
_NO_TITLE: Final = r"\[no title\]"
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")


def hits(results: Results) -> Iterator[str]:
    """Yield the lines of a list of hits, a blank line between them."""
    for number, hit in enumerate(results):
        if number:
            yield ""
        yield from _hit(hit)


def document(document: Document) -> Iterator[str]:
    """Yield the lines of a whole document: title, facts, text, and the places it stands in."""
    yield f"# {_text(document.title) or _NO_TITLE}"
    facts = [day(document), _link(_text(document.url), document.url), _text(document.lang)]
    yield from ("", ", ".join([fact for fact in facts if fact] + [f"id {_text(document.id)}"]))
    for paragraph in document.body.split("\n\n"):
        lines = [line for given in paragraph.split("\n") if (line := _text(given))]
        yield from ("", *(f"{line}\\" for line in lines[:-1]), *lines[-1:]) if lines else ()
    if document.variants:
        yield from ("", "Also published as:")
        for variant in document.variants:
            yield from ("", f"> {_text(variant)}")
    yield from ("", "Sources:", "")
    yield from (f"- {_text(cited(source))}" for source in document.sources)


def _hit(hit: Hit) -> Iterator[str]:
    document = hit.document
    title, excerpts = tidy(document.title), [excerpt(snippet) for snippet in hit.snippets]
    if document.title_derived and excerpts and excerpts[0].text == title.text:
        title, excerpts = excerpts[0], excerpts[1:]
    derived = f" {_escaped(DERIVED)}" if document.title_derived and title.text else ""
    yield f"- {_link(_bold(title) or _NO_TITLE, document.url)}{derived}, {day(document)}"
    for each in excerpts:
        if each.text:
            yield from ("", f"  > {_bold(each)}")
    yield from ("", f"  {_text(', '.join(whereabouts(document)))}")


def _link(text: str, url: str) -> str:
    """Return a text as a link, or as it is where there is no address of the web to link to."""
    target = tidy(url).text
    if not text or not _WEB.fullmatch(target):
        return text
    encoded = _LINK_ENDS.sub(lambda found: f"%{ord(found[0]):02X}", target)
    return f"[{text}](<{_ENTITY.sub('&amp;', encoded)}>)"


def _text(text: str) -> str:
    """Return a text on one line, all of it text."""
    return _bold(Marked(tidy(text).text))


def _bold(marked: Marked) -> str:
    """Return a tidied text with its matches in bold, all else of it text."""
    pieces, at = [], 0
    for start, end in _joined(span for span, _ in marked.regions):
        pieces += [_escaped(marked.text[at:start]), f"**{_escaped(marked.text[start:end])}**"]
        at = end
    return _BLOCK.sub(r"\1\\", "".join([*pieces, _escaped(marked.text[at:])]))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans with those that touch made one: four asterisks in a row mean something else."""
    before: Span | None = None
    for span in spans:
        if before and span.start <= before.end:
            before = Span(before.start, span.end)
        else:
            if before:
                yield before
            before = span
    if before:
        yield before


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
