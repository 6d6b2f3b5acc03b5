"""How hits and documents read, for a person.

A hit has its date in a gutter on the left and everything else beside it::

    2020-07-09  Meeting of the working group
                https://example.org/news/1
                2020/page.txt, bytes 120–980  +2 more sources  id 3f2a91c04d
                … On July 9, 2020, the Secretariat hosted the first meeting of …

On a narrow terminal the date stands above everything else instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, get_args

from cstosearch.model import Document, EntityType, Hit, Results, Snippet, Source, Span
from cstosearch.render.terminal import (
    LONGEST_ADDRESS,
    Marked,
    Style,
    Terminal,
    columns,
    plain,
    short,
    shortened,
    tidy,
    wrap,
)

_GUTTER: Final = len("2020-07-09  ")
_INDENT: Final = 2
_LABEL: Final = len("mentions  ")
_ROOM_FOR_GUTTER: Final = 40
"""Columns; fewer leave too little beside a gutter."""

DERIVED: Final = "[first sentence]"


def hits(results: Results, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of the hits of a page, a blank line between hits."""
    for number, hit in enumerate(results):
        if number:
            yield ""
        yield from _hit(hit, terminal)


def document(document: Document, terminal: Terminal) -> str:
    """Return a whole document: title, facts about it, body, and the places it stands in."""
    blocks = [
        terminal.lines(_title(document, (), terminal.measure), terminal.measure, Style.STRONG),
        list(_facts(document, terminal)),
        *(_paragraph(text, terminal) for text in document.body.split("\n\n")),
        _variants(document, terminal),
        ["sources", *(f"  {cited(source)}" for source in document.sources)],
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _hit(hit: Hit, terminal: Terminal) -> Iterator[str]:
    gutter = _GUTTER if terminal.measure >= _ROOM_FOR_GUTTER else _INDENT
    width = terminal.measure - gutter
    title, excerpts = _title_and_excerpts(hit, width)
    first, *others = [
        *terminal.lines(title, width, Style.STRONG),
        *_whereabouts(hit.document, terminal, width),
        *(line for excerpt in excerpts for line in terminal.lines(excerpt, width)),
    ]
    date = terminal.paint(f"{day(hit.document):<{gutter}}", Style.DATE)
    yield from (f"{date}{first}",) if gutter == _GUTTER else (date, f"{' ' * gutter}{first}")
    yield from (" " * gutter + line for line in others)


def day(document: Document) -> str:
    """Return the date of a document, or that it has none."""
    return "undated" if document.date is None else document.date.isoformat()


def _title_and_excerpts(hit: Hit, width: int) -> tuple[Marked, Sequence[Marked]]:
    """Return what to print; an excerpt that only repeats a derived title takes its place."""
    excerpts = [excerpt(snippet) for snippet in hit.snippets]
    if (
        hit.document.title_derived
        and excerpts
        and excerpts[0].text == tidy(hit.document.title).text
    ):
        return excerpts[0] + Marked(" ") + Marked.all(DERIVED, Style.DIM), excerpts[1:]
    return _title(hit.document, hit.title_spans, width), excerpts


def _title(document: Document, matches: Iterable[Span], width: int) -> Marked:
    """Return the title; one that stands in for a title is cut to a line and says what it is."""
    title = shortened(tidy(document.title, matches))
    if not title.text:
        return Marked.all("[no title]", Style.DIM)
    if not document.title_derived:
        return title
    first, *rest = wrap(title.text, width - len(f"… {DERIVED}"))
    cut = title.text[slice(*first)].rstrip("…") + "…" if rest else title.text
    return Marked(f"{cut} ") + Marked.all(DERIVED, Style.DIM)


def _whereabouts(document: Document, terminal: Terminal, width: int) -> Iterator[str]:
    """Yield the URL, then file, byte range, other sources and id on as few lines as hold them.

    A URL or path longer than a line is left whole: broken, it could not be followed.
    """
    if url := _address(document):
        yield terminal.paint(url, Style.DIM)
    line = ""
    for fact in whereabouts(document):
        if line and columns(f"{line}  {fact}") > width:
            yield terminal.paint(line, Style.DIM)
            line = ""
        line = f"{line}  {fact}" if line else fact
    yield terminal.paint(line, Style.DIM)


def _address(document: Document) -> str:
    return short(document.url, LONGEST_ADDRESS)


def whereabouts(document: Document) -> Iterator[str]:
    """Yield where a document stands first, in how many more places, and its id."""
    yield place(document.sources[0])
    if more := len(document.sources) - 1:
        yield f"+{more} more source{'s' if more > 1 else ''}"
    yield f"id {tidy(document.id).text}"


def excerpt(snippet: Snippet) -> Marked:
    """Return an excerpt on one line, an ellipsis where text was left out."""
    before, after = Marked("… " * snippet.leading), Marked(" …" * snippet.trailing)
    return before + tidy(snippet.text, snippet.spans) + after


def _facts(document: Document, terminal: Terminal) -> Iterator[str]:
    facts = {
        "date": day(document),
        "url": _address(document),
        "language": short(document.lang),
        "id": tidy(document.id).text,
    }
    for name, value in facts.items():
        if value:
            yield _label(name, terminal) + value
    names: dict[str, list[str]] = {}
    for entity in document.entities:
        names.setdefault(entity.type, []).append(entity.name)
    for kind in get_args(EntityType):
        yield from _listed("org" if kind == "organization" else kind, names.get(kind, ()), terminal)
    yield from _listed("mentions", _mentions(document), terminal)


def _label(name: str, terminal: Terminal) -> str:
    return terminal.paint(f"{name:<{_LABEL}}", Style.DIM)


def _listed(name: str, values: Iterable[str], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of some values, one beside the other as long as there is room."""
    listed = "; ".join(map(short, values))
    label = _label(name, terminal)
    for line in terminal.lines(Marked(listed), terminal.measure - _LABEL) if listed else ():
        yield label + line
        label = " " * _LABEL


def _mentions(document: Document) -> list[str]:
    """Return the dates that are mentioned, in their order, each with the words for it."""
    ordered = sorted(
        document.mentions, key=lambda m: (m.start, m.end, m.field != "title", m.span or ())
    )
    words: dict[str, dict[str, None]] = {}
    for mention in ordered:
        said = words.setdefault(str(mention.range), {})
        if mention.span:
            said[document.words(mention.field, mention.span)] = None
    return [f"{days} ({', '.join(said)})" if said else days for days, said in words.items()]


def _paragraph(text: str, terminal: Terminal) -> list[str]:
    """Wrap each line of a paragraph by itself: it may be a list, a table or a verse."""
    return [
        line for given in text.split("\n") for line in terminal.lines(tidy(given), terminal.measure)
    ]


def _variants(document: Document, terminal: Terminal) -> list[str]:
    lines = []
    for text in document.variants:
        wrapped = terminal.lines(tidy(text), terminal.measure - _INDENT)
        lines += ["", *(f"{' ' * _INDENT}{line}" for line in wrapped)]
    return ["also published as", *lines[1:]] if lines else []


def place(source: Source) -> str:
    """Return where a source stands: its file, and its bytes there."""
    return f"{tidy(source.file).text}, bytes {source.start}\N{EN DASH}{source.end}"


def cited(source: Source) -> str:
    """Return a source as it is cited: its file, its bytes, their digest."""
    return f"{place(source)}, sha256 {plain(source.digest)}"
