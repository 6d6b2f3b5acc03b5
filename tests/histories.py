"""Random documents, in the commits that add them to an index, and what is deleted at the end."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import strategies as st

from cstosearch.engine import KnownNames
from cstosearch.local import LocalEngine
from cstosearch.model import Document, Entity, Mention, Occurrence, Source, Span, TextField

VOCABULARY = ["border", "borders", "conflict", "forces", "the", "учения", "учений", "a", "csto"]
TEXT = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join)
DAYS = st.dates(date(2020, 7, 1), date(2020, 7, 5))

History = tuple[list[list[Document]], set[str]]


def document(number: int, title: str, body: str, day: date | None, *, derived: bool) -> Document:
    source = Source("a.txt", number, number + 1, "d" * 64)
    variants = (body[::-1],) if number % 3 == 1 else ()
    return Document(f"d{number}", title, derived, body, day, "", "", (source,), (), variants)


ENTITIES = st.sampled_from(
    [Entity("person", "Stanislav ZAS"), Entity("person", "Zas"), Entity("organization", "CSTO")]
)


@st.composite
def occurrences_in(draw: st.DrawFn, document: Document) -> list[Occurrence]:
    """Draw words of a document that name an entity, or speak of it by its office."""
    texts: dict[TextField, str] = {"title": document.title, "body": document.text}
    words = [
        (field, Span(*word.span()))
        for field, text in texts.items()
        for word in re.finditer(r"\S+", text)
    ]
    chosen = draw(st.lists(st.sampled_from(words), max_size=3, unique=True)) if words else []
    return [
        Occurrence(draw(ENTITIES), field, span, draw(st.booleans()))
        for field, span in sorted(chosen, key=lambda place: (place[0] != "title", place[1]))
    ]


@st.composite
def documents_(draw: st.DrawFn, number: int) -> Document:
    """Draw a document with all that filters ask for."""
    days = st.lists(DAYS, min_size=2, max_size=2).map(sorted)
    bare = document(
        number, draw(TEXT), draw(TEXT), draw(st.none() | DAYS), derived=draw(st.booleans())
    )
    occurrences = draw(occurrences_in(bare))
    brought = draw(st.sets(ENTITIES, max_size=2))
    return replace(
        bare,
        entities=tuple(sorted({*brought, *(each.entity for each in occurrences)})),
        occurrences=tuple(occurrences),
        url=draw(st.sampled_from(["", "a.txt", "https://example.org/b/c.txt"])),
        lang=draw(st.sampled_from(["", "en", "ru"])),
        sources=tuple(
            Source(file, number, number + 1, "d" * 64)
            for file in draw(
                st.lists(st.sampled_from(["a.txt", "b/c.txt"]), min_size=1, max_size=2)
            )
        ),
        mentions=tuple(Mention(start, end) for start, end in draw(st.lists(days, max_size=2))),
    )


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Documents in the commits that add them, and the ids that a last commit deletes."""
    count = draw(st.integers(1, 10))
    documents = [draw(documents_(number)) for number in range(count)]
    cuts = sorted(draw(st.sets(st.integers(1, count), max_size=3)) | {0, count})
    commits = [documents[a:b] for a, b in pairwise(cuts)]
    return commits, draw(st.sets(st.sampled_from([d.id for d in documents]), max_size=3))


def write(
    engine: LocalEngine,
    commits: Sequence[Sequence[Document]],
    deleted: set[str],
    names: KnownNames | None = None,
) -> None:
    """Write an index; `names` are those of the gazetteer."""
    for batch in commits:
        with engine.writer(fresh=False, timeout=0) as writer:
            for each in batch:
                writer.add(each)
            writer.commit(b"", files=0, records=0, names=names)
    if deleted:
        with engine.writer(fresh=False, timeout=0) as writer:
            writer.delete(sorted(deleted))
            writer.commit(b"", files=0, records=0)


ZAS = Entity("person", "Stanislav Zas")
OTHER = Entity("person", "Vitaly Zas")
CSTO = Entity("organization", "Collective Security Treaty Organization")


def speaking(number: int, text: str, **of: Entity | None) -> Document:
    """Return a document in whose text words stand for entities, a None for ZAS by his office."""
    occurrences = tuple(
        Occurrence(
            entity or ZAS, "body", Span(at := text.index(word), at + len(word)), entity is not None
        )
        for word, entity in of.items()
    )
    named = tuple(sorted({each.entity for each in occurrences}))
    bare = document(number, "", text, None, derived=True)
    return replace(bare, entities=named, occurrences=occurrences)
