"""Hits, documents and figures that the tests of rendering share."""

from datetime import date

from hypothesis import strategies as st

from cstosearch.model import (
    Document,
    Entity,
    Hit,
    Mention,
    Occurrence,
    Results,
    Snippet,
    Source,
    Span,
)

SOURCE = Source("2020/page.txt", 120, 980, "ab" * 32)

ECHELON = Document(
    id="3f2a91c04d",
    title='The special training "ECHELON-2020" will be held in the Russian Federation',
    title_derived=False,
    body="The second negotiations were held.\n\nThe training begins\nin August.",
    date=date(2020, 7, 8),
    url="https://example.org/news/echelon-2020/",
    lang="en",
    sources=(SOURCE,),
)

TEASER = Document(
    id="77b0",
    title="The working group met.",
    title_derived=True,
    body="The working group met. It will meet again.",
    date=None,
    url="",
    lang="",
    sources=(SOURCE, Source("b.txt", 0, 9, "cd" * 32), Source("c.txt", 0, 9, "ef" * 32)),
    entities=(Entity("person", "Stanislav Zas"), Entity("country", "Armenia")),
    mentions=(
        Mention(date(2019, 11, 28), date(2019, 11, 28)),
        Mention(date(2020, 7, 7), date(2020, 7, 8)),
    ),
)

ZAS = Entity("person", "Stanislav Zas")
SPEAKING = Document(
    id="5a5",
    title="Zas spoke on 8 July",
    title_derived=False,
    body="The Secretary General spoke. In July, he said, Zas would go.",
    date=date(2020, 7, 9),
    url="",
    lang="en",
    sources=(SOURCE,),
    entities=(Entity("organization", "CSTO"), Entity("country", "Armenia"), ZAS),
    variants=("He meant the next July.",),
    mentions=(
        Mention(date(2021, 7, 1), date(2021, 7, 31), "month", "body", Span(71, 84)),
        Mention(date(2020, 7, 8), date(2020, 7, 8), "day", "title", Span(13, 19)),
        Mention(date(2020, 7, 1), date(2020, 7, 31), "month", "body", Span(32, 36)),
        Mention(date(2020, 7, 8), date(2020, 7, 8)),
        Mention(date(1999, 1, 1), date(1999, 12, 31), "year"),
    ),
    occurrences=(
        Occurrence(ZAS, "title", Span(0, 3)),
        Occurrence(ZAS, "body", Span(0, 21), by_name=False),
        Occurrence(ZAS, "body", Span(47, 50)),
    ),
)
"""Says where it speaks of some of its entities, and of dates."""

SNIPPET = Snippet("on the training ECHELON-2020 in", (Span(16, 28),), leading=True, trailing=True)


def page(*hits: Hit, total: int | None = None) -> Results:
    """Return a first page of ten with these hits."""
    return Results("echelon", len(hits) if total is None else total, 0, 10, 3.14159, 7, hits)


_MARKUP = st.sampled_from("{}\\%&$#_~^@\"'`*[]()<>|!=+-:;,./ a1\n\t\r\0\x1b\u2028\u202e\ud800éЖ中")
TEXT = (
    st.text(st.characters(codec=None))
    | st.text(_MARKUP)
    | st.sampled_from(
        [
            "# x",
            "1. x",
            "- x",
            "+ x",
            "> x",
            "---",
            "<b>x</b>",
            "[x](http://e.org)",
            "![x](y)",
            "http://e.org",
            "www.e.org",
            "&lt;",
            "    code",
            "```",
            "_x_",
            "*x* ~~y~~ `z`",
            "TY  - NEWS",
            "ER  - ",
            "}, x = {",
        ]
    )
)
"""Texts of all kinds, and such as mean something to whoever reads a format."""

DOCUMENTS = st.builds(
    Document,
    id=TEXT,
    title=TEXT,
    title_derived=st.booleans(),
    body=TEXT,
    date=st.none() | st.dates(),
    url=TEXT | st.just("https://example.org/(a)_b?c=d&amp;e=%7B"),
    lang=TEXT,
    sources=st.lists(
        st.builds(Source, TEXT, st.integers(0, 99), st.integers(0, 99), st.just("ab" * 32)),
        min_size=1,
        max_size=3,
    ).map(tuple),
    variants=st.lists(TEXT, max_size=2).map(tuple),
)
