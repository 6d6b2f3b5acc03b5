"""Hits and documents in somebody's notes: what a reader of CommonMark makes of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cstosearch.model import Document, Hit, Snippet, Span
from cstosearch.render import markdown
from cstosearch.render.terminal import tidy
from render.samples import DOCUMENTS, ECHELON, SNIPPET, TEASER, TEXT, page

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
KINDS = set(
    "bullet_list_open bullet_list_close list_item_open list_item_close blockquote_open "
    "blockquote_close paragraph_open paragraph_close heading_open heading_close inline".split()
)
INLINE = {"text", "text_special", "softbreak", "hardbreak", "link_open", "link_close"}
BOLD = {"strong_open", "strong_close"}


def read(lines: Iterator[str]) -> list[Token]:
    return READER.parse("\n".join(lines))


def inline(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.type == "inline"]


def text(token: Token) -> str:
    """Return what an inline token shows."""
    return "".join("\n" if each.type.endswith("break") else each.content for each in shown(token))


def shown(token: Token) -> list[Token]:
    assert token.children is not None
    return token.children


def test_a_hit() -> None:
    """Title linked, matches in bold, file and bytes."""
    assert list(markdown.hits(page(Hit(ECHELON, 2.5, (SNIPPET,))))) == [
        '- [The special training "ECHELON-2020" will be held in the Russian Federation]'
        "(<https://example.org/news/echelon-2020/>), 2020-07-08",
        "",
        "  > … on the training **ECHELON-2020** in …",
        "",
        "  2020/page.txt, bytes 120–980, id 3f2a91c04d",
    ]


def test_a_hit_without_title_date_and_address() -> None:
    """The excerpt that repeats a derived title stands in its place, marked."""
    repeated = Snippet(TEASER.title, (Span(4, 11), Span(11, 17)))
    assert list(markdown.hits(page(Hit(TEASER, 0, (repeated,)), Hit(ECHELON, 0)))) == [
        r"- The **working group** met. \[first sentence\], undated",
        "",
        "  2020/page.txt, bytes 120–980, +2 more sources, id 77b0",
        "",
        *markdown.hits(page(Hit(ECHELON, 0))),
    ]
    empty = replace(TEASER, title="", title_derived=False)
    assert next(markdown.hits(page(Hit(empty, 0)))) == r"- \[no title\], undated"


def test_a_document() -> None:
    """All of it; lines of a paragraph stay lines; sources with their digests."""
    variant = replace(ECHELON, variants=("The second talks were held.",))
    assert list(markdown.document(variant)) == [
        '# The special training "ECHELON-2020" will be held in the Russian Federation',
        "",
        r"2020-07-08, [https\://example.org/news/echelon-2020/]"
        "(<https://example.org/news/echelon-2020/>), en, id 3f2a91c04d",
        "",
        "The second negotiations were held.",
        "",
        "The training begins\\",
        "in August.",
        "",
        "Also published as:",
        "",
        "> The second talks were held.",
        "",
        "Sources:",
        "",
        f"- 2020/page.txt, bytes 120–980, sha256 {'ab' * 32}",
    ]


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        ("# heading", r"\# heading"),
        ("_a_ *b* `c` ~~d~~ ^e^", r"\_a\_ \*b\* \`c\` \~\~d\~\~ \^e\^"),
        ("| a {b} \\c", r"\| a \{b\} \\c"),
        ("1. one", r"1\. one"),
        ("2020) x", r"2020\) x"),
        ("14.07.2020", "14.07.2020"),
        ("2020-07-14", "2020-07-14"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("a - b + c 1. d", "a - b + c 1. d"),
        ("<script>x</script>", r"\<script\>x\</script\>"),
        ("[x](http://e.org)", r"\[x\](http\://e.org)"),
        ("see http://e.org, www.e.org", r"see http\://e.org, www\.e.org"),
        ("&lt; #tag @me $x$ ==y==", r"\&lt; \#tag \@me \$x\$ \=\=y\=\="),
    ],
)
def test_text_is_no_markup(given_: str, written: str) -> None:
    """What would be, in CommonMark or a dialect, has a backslash; the rest stays readable."""
    assert list(markdown.document(replace(ECHELON, body=given_)))[4] == written


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://e.org/a(b)?c=d&e=f", "https://e.org/a(b)?c=d&e=f"),
        ("https://e.org/<b>\\x`", "https://e.org/%3Cb%3E%5Cx%60"),
        ("https://e.org/?a=1&copy;=2", "https://e.org/?a=1&amp;copy;=2"),
        ("https://e.org/новости", "https://e.org/новости"),
        ("javascript:alert(1)", None),
        ("https://e.org/ with spaces", None),
        ("//e.org", None),
        ("", None),
    ],
)
def test_only_an_address_of_the_web_is_a_link(url: str, target: str | None) -> None:
    """Whatever is in it, it ends where the link does."""
    head = next(markdown.hits(page(Hit(replace(ECHELON, title="x", url=url), 0))))
    assert head == f"- {f'[x](<{target}>)' if target else 'x'}, 2020-07-08"


@given(DOCUMENTS, TEXT)
def test_any_hit_reads_as_its_text(document: Document, excerpt: str) -> None:
    """Not as markup: no HTML, no link but to its address, nothing left out or added."""
    spans = tuple(Span(*word.span()) for word in re.finditer(r"[^\W_]+", excerpt))
    tokens = read(markdown.hits(page(Hit(document, 0, (Snippet(excerpt, spans),)))))
    assert {token.type for token in tokens} <= KINDS
    assert [token.type for token in tokens].count("list_item_open") == 1
    for token in inline(tokens):
        assert {each.type for each in shown(token)} <= INLINE | BOLD
        for each in shown(token):
            if each.type == "link_open":
                assert str(each.attrs["href"]).startswith(("http://", "https://"))
                assert document.url
    head, *excerpts, facts = map(text, inline(tokens))
    title, said = tidy(document.title).text, tidy(excerpt).text
    assert head.startswith(title or "[no title]")
    assert facts.endswith(f"id {tidy(document.id).text}".rstrip())
    replaces_title = document.title_derived and said == title
    assert excerpts == ([said] if said and not replaces_title else [])


@given(DOCUMENTS)
def test_any_document_reads_as_its_text(document: Document) -> None:
    """Title, facts, paragraphs, sources."""
    tokens = read(markdown.document(document))
    assert {token.type for token in tokens} <= KINDS
    head, _, *rest = inline(tokens)
    assert text(head) == (tidy(document.title).text or "[no title]")
    paragraphs = [
        "\n".join(filter(None, (tidy(line).text for line in paragraph.split("\n"))))
        for paragraph in document.body.split("\n\n")
    ]
    wanted = [paragraph for paragraph in paragraphs if paragraph]
    assert [text(token) for token in rest][: len(wanted)] == wanted
    assert all({each.type for each in shown(token)} <= INLINE for token in inline(tokens))
