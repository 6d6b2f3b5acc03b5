"""Saved web pages: the metadata speaks for the page, and no text is lost."""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cstosearch.corpus.layouts.html import Page, extract
from cstosearch.errors import ExtraMissingError, SourceError

PAGES = Path(__file__).parent / "pages"
DAY = date(2020, 7, 8)
DATED = '<meta name="date" content="2020-07-08">'
LINKED = '<script type="application/ld+json">'
PROSE = "The ministers met in Bishkek and agreed on a list of common dangers."
OTHER = "A delegation visited the headquarters and saw the crisis centre at work."


def page_of(text: str) -> Page:
    """Return what a page says, written in UTF-8."""
    return page_from(text.encode())


def page_from(data: bytes) -> Page:
    """Return what the bytes of a page say, whatever warnings they give."""
    return extract(data, lambda _: None)


def saved(name: str) -> Page:
    """Return what one of the saved pages says."""
    return page_from((PAGES / name).read_bytes())


def test_a_news_site_without_metadata_gives_lines_for_the_other_layouts() -> None:
    """Menus, breadcrumb, header and footer are furniture; a date before a teaser is a line."""
    assert saved("news-site.html") == Page(
        title="Mine clearance training begins in the Lori region",
        date=None,
        url="",
        lang="en",
        paragraphs=(),
        rest=(
            "14.07.2020",
            "The Secretariat is following the situation on the border.",
            "09.07.2020",
            "On July 9, 2020, a working group met for the first time.",
            "Mine clearance training begins in the Lori region",
            "08.07.2020",
            "Sappers at the Stepanavan range. Photo: press service",
            "Four engineer companies opened a joint training. It goes on until July 12, this year.",
            "“We clear eleven hectares a day”, said the head of the course, Aram Petrosyan.",
            "The next stage is planned for November 28, 2020.",
            "Back to the section",
        ),
    )


def test_a_page_with_linked_data_gives_its_article_and_the_rest() -> None:
    """Neither the day of the last change nor that of a related article is taken."""
    assert saved("magazine.html") == Page(
        title="Harvest talks end without a deal",
        date=date(2021, 9, 2),
        url="https://example.org/world/2021/harvest-talks",
        lang="en",
        paragraphs=(
            "By Ann Example Updated 4 September",
            "Ministers left the grain talks in Orenburg late on Thursday with no text agreed.",
            "A field near Orenburg",
            "What comes next",
            "A short note.",
            "Talks resume in October.",
            "Tariffs stay.",
            "Editing by Bo Sample",
        ),
        rest=(
            "Related",
            "1.1.2019",
            "Last year's harvest was the largest since records began.",
            "Port reopens",
            "The port reopened on Monday after a storm that had closed it for a week.",
        ),
    )


def test_a_page_of_bare_tables_is_read_in_page_order() -> None:
    """A page of the nineties: no title, no metadata, tags never closed."""
    found = saved("bare.html")
    assert (found.title, found.date, found.url, found.lang) == ("", None, "", "")
    assert found.rest == (
        "Home",
        "Documents",
        "Communique of the ministers",
        "The ministers met in Bishkek and agreed",
        "on a common list of dangers.",
        "They will meet again in the spring.",
    )


def test_a_russian_page_in_windows_1251() -> None:
    """The date of publication counts, not that of the last change."""
    found = saved("windows-1251.html")
    assert (found.title, found.date) == ("О заседании Постоянного совета", DAY)
    assert found.paragraphs == (
        "Седьмого июля в Москве состоялось заседание Постоянного совета — «первое в этом году».",
        "Принято решение № 12.",
    )
    assert found.rest[0] == "09.07.2020"


def test_without_semantic_elements_the_article_is_what_is_around_the_h1() -> None:
    """The date line is in `date`; a canonical address without a host is no address."""
    found = saved("divs.html")
    assert (found.title, found.lang) == ("Учение «Эшелон-2020» завершилось", "ru")
    assert (found.date, found.url) == (date(2020, 7, 9), "https://example.org/ru/news/77/")
    assert found.paragraphs == (
        "На полигоне Капустин Яр завершилось специальное учение с силами обеспечения.",
        "Всё прошло по плану.",
    )
    assert [line for line in found.rest if len(line) == 10] == ["07.07.2020", "06.07.2020"]


def test_a_short_article_is_not_outweighed_by_a_long_sidebar() -> None:
    """Markup decides, not length."""
    found = saved("short.html")
    assert found.paragraphs == (
        "The Secretary General sent his condolences to the families.",
        "He will visit the city.",
    )
    assert len(found.rest) == 4


@pytest.mark.parametrize(
    "stated",
    [
        '<meta property="article:published_time" content="2020-07-08T23:59:59-09:00">',
        '<meta name="DC.Date.Issued" content="2020-07-08">',
        '<meta name="dcterms.date" content="8 July 2020">',
        '<meta name="PubDate" content="08.07.2020">',
        '<body><time datetime="2020-07-08" pubdate>yesterday</time>',
        '<body><span itemprop="datePublished" content="2020-07-08">yesterday</span>',
        '<body><span itemprop="datePublished">08.<b>07</b>.2020</span>',
        '<body><div itemprop="datePublished"><p>08.07.2020</p></div>',
        f'{LINKED}[{{"@type": ["NewsArticle"], "datePublished": "2020-07-08"}}]</script>',
        f'<article><p>{PROSE}</p><meta itemprop="datePublished" content="2020-07-08"></article>',
    ],
)
def test_metadata_that_gives_the_date(stated: str) -> None:
    """The day is the one written, wherever the reader is."""
    assert page_of(f"<html>{stated}<p>{PROSE}</p>").date == DAY


@pytest.mark.parametrize(
    "silent",
    [
        "",
        '<meta name="date" content="soon">',
        '<meta property="article:modified_time" content="2020-07-08">',
        '<meta name="dcterms.modified" content="2020-07-08">',
        f'{LINKED}{{"@type": "WebSite", "datePublished": "2020-07-08"}}</script>',
        f'{LINKED}{{"@type": "NewsArticle", "datePublished": "2020-07-08"</script>',
        f"{LINKED}{'[' * 100_000}</script>",
        '<body><time datetime="2020-07-08">the day of the summit</time>',
        '<body><aside><time datetime="2020-07-08" pubdate>related</time></aside>',
        '<body><i itemprop="datePublished">8.7.2020</i><i itemprop="datePublished">9.7.2020</i>',
        "<p>08.07.2020</p><footer>© 2020</footer>",
    ],
)
def test_metadata_that_gives_no_date(silent: str) -> None:
    """Nothing is invented from days of change, days talked about, teasers or the copyright."""
    found = page_of(f"<html>{silent}<p>{PROSE}</p>")
    assert (found.date, found.paragraphs) == (None, ())
    assert PROSE in found.rest


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Open"><title>Last</title>', "Open"),
        ('<meta property="og:title" content="CSTO"><title>Last</title>', "Heading of two lines"),
        (
            f'{LINKED}{{"@type": "Article", "headline": "R &amp; D"}}</script>',
            "R & D",
        ),
        ("<title>Last</title>", "Heading of two lines"),
    ],
)
def test_titles_in_order_of_trust(head: str, title: str) -> None:
    """OpenGraph, then JSON-LD, then the `h1` of the text, then `title`; never the site."""
    site = '<meta property="og:site_name" content="CSTO">'
    body = f"<header><h1>CSTO</h1></header><h1>Heading <b>of</b><br>two lines</h1><p>{PROSE}</p>"
    assert page_of(f"<html>{site}{head}<body>{body}").title == title


@pytest.mark.parametrize("title", ["Talks | CSTO", "Talks - CSTO", "Talks — CSTO", "Talks :: CSTO"])
def test_the_name_of_the_site_is_no_part_of_a_title(title: str) -> None:
    """Only where the page says what the site is called."""
    site = '<html><meta property="og:site_name" content="CSTO">'
    assert page_of(f"{site}<title>{title}</title><p>{PROSE}").title == "Talks"
    assert page_of(f"<html><title>{title}</title><p>{PROSE}").title == title
    assert page_of(f"{site}<title>A day at CSTO</title><p>{PROSE}").title == "A day at CSTO"


def test_the_address_is_the_canonical_one_or_where_the_page_was_saved_from() -> None:
    """Browsers note in a comment where they saved a page from."""
    comment = "<!-- saved from url=(0022)https://example.org/a -->"
    canonical = '<link rel="canonical" href="https://example.org/b">'
    assert page_of(f"{comment}<html>{canonical}<p>{PROSE}").url == "https://example.org/b"
    assert page_of(f"{comment}<html><p>{PROSE}").url == "https://example.org/a"
    assert page_of('<html><link rel="canonical" href="javascript:alert(1)"><p>x').url == ""


@pytest.mark.parametrize(
    "markup",
    [
        f"<div itemprop='articleBody'><p>{PROSE}</p></div><p>{OTHER}</p>",
        f"<article><p>{PROSE}</p></article><p>{OTHER}</p>",
        f"<article><h1>Title</h1><p>{PROSE}</p></article><article><p>{OTHER * 5}</p></article>",
        f"<article><p>{PROSE}</p><article><p>{OTHER}</p></article></article>",
        f"<div itemtype='https://schema.org/NewsArticle'>{PROSE}</div><div>{OTHER}</div>",
        f"<main><p>{PROSE}</p><aside>{OTHER}</aside></main><p>{OTHER}</p>",
        f"<div><div><h1>Title</h1></div><p>{PROSE}</p></div><p>{OTHER * 5}</p>",
        f"<main><h1>Title</h1><p>{PROSE}</p><article><p>{OTHER[:40]}</p></article></main>",
        f"<main><h1>Title</h1><article><p>{PROSE}</p></article></main><p>{OTHER}</p>",
    ],
)
def test_markup_that_names_the_article(markup: str) -> None:
    """From the most telling markup to the least."""
    found = page_of(f"<html><title>Title</title>{DATED}<body>{markup}")
    assert (found.date, found.title, found.paragraphs) == (DAY, "Title", (PROSE,))
    assert all(block in OTHER * 5 for block in found.rest)
    assert found.rest


def test_furniture_is_told_by_its_element() -> None:
    """A page's header is furniture, an article's is not."""
    furniture = (
        "<header>x</header><nav>x</nav><form><label>x</label></form><button>x</button>"
        "<select><option>x</select><script>x</script><style>x</style><noscript>x</noscript>"
        "<template>x</template><svg><title>x</title></svg><iframe>x</iframe>"
        "<ul class='page breadcrumb'><li>x</ul><div role=navigation>x</div><footer>x</footer>"
    )
    article = "<article><header>By Ann</header><p>Text</p><footer>Signed</footer></article>"
    assert page_of(f"<html>{furniture}{article}").rest == ("By Ann", "Text", "Signed")


def test_a_form_around_the_whole_page_is_the_page() -> None:
    """ASP.NET makes such pages."""
    found = page_of(f"<html><body><form><p>{PROSE}</p></form><p>Short</p>")
    assert found.rest == (PROSE, "Short")


def test_blocks_part_words_and_inline_elements_do_not() -> None:
    """Elements that HTML does not know part words too."""
    found = page_of("<html><p>un<b>bold</b>ed a<img>b<p>c<td>d<br>e<news-item>f</news-item>")
    assert found.rest == ("unbolded a b", "c", "d", "e", "f")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "binary"),
        (b"Only a line of text, 1 < 2.", "no HTML in it"),
        (b'{"title": "json"}', "no HTML in it"),
        (b"<html><body><script>render()</script></body></html>", "no text"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    """The file is skipped, and a person told why."""
    with pytest.raises(SourceError, match=reason):
        page_from(data)


@pytest.mark.parametrize(
    "data",
    [
        "<html><p>Сессия — début".encode(),
        "<html><p>Сессия — début".encode("utf-8-sig"),
        "<html><p>Сессия — début".encode("utf-16"),
        '<meta charset="windows-1251"><p>Сессия — début'.encode(),
    ],
)
def test_utf_8_and_utf_16_are_known_by_their_bytes(data: bytes) -> None:
    """Browsers save in UTF-8 and leave the old declaration in the page."""
    assert page_from(data).rest == ("Сессия — début",)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("<html><p>Сессия Совета", "cp1251"),
        ("<html><meta charset=iso-8859-1><p>Сессия Совета", "cp1251"),
        ("<html><meta charset=utf-8><p>Сессия Совета", "cp1251"),
        ("<html><meta charset=punycode><p>Сессия Совета", "cp1251"),
        ("<?xml version='1.0' encoding='koi8-r'?><html><p>Сессия Совета", "koi8-r"),
        ("<html><meta content='text/html; charset=windows-1250'><p>Łódź", "cp1250"),
        ("<html><p>Le déjà-vu à Genève", "cp1252"),
    ],
)
def test_other_bytes_are_read_as_declared_or_as_they_look(text: str, encoding: str) -> None:
    """Declarations that are made by default are not believed."""
    assert page_from(text.encode(encoding)).rest == (text.rpartition(">")[2],)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<html><p>Сессия Совета".encode("cp1251"), ["not UTF-8: read as cp1251"]),
        ("<html><meta charset=utf-8><p>Genève".encode("cp1252"), ["not UTF-8: read as cp1252"]),
        (
            "<html><meta charset=iso-8859-1><p>Сессия".encode("cp1251"),
            ["not UTF-8: read as cp1251"],
        ),
        (
            "<html><meta charset=iso-8859-12><p>Сессия".encode("cp1251"),
            ["not UTF-8: read as cp1251"],
        ),
        ("<html><meta charset=iso-8859-1><p>Genève".encode("cp1252"), []),
        ("<html><meta charset=Windows-1251><p>Сессия".encode("cp1251"), []),
        ("<html><meta charset=cp1251><p>Сессия".encode(), []),
        ("<html><p>Сессия".encode() + b"\xff", ["not valid UTF-8: 1 bytes could not be read"]),
    ],
)
def test_an_encoding_that_is_guessed_is_warned_of(data: bytes, expected: list[str]) -> None:
    """What is declared and believed, or declared and found, is no guess."""
    warnings: list[str] = []
    extract(data, warnings.append)
    assert warnings == expected


def test_bytes_that_cannot_be_read_are_marked() -> None:
    """They are no reason to leave a page out."""
    assert page_from("<html><p>Сессия".encode() + b"\xff").rest == ("Сессия\ufffd",)


def test_script_in_a_title_is_text() -> None:
    """It is for the renderers to quote it."""
    found = page_of(f"<html><title><script>alert(1)</script></title>{DATED}<p>{PROSE}")
    assert found.title == "<script>alert(1)</script>"


def test_nul_and_terminal_escapes_do_not_reach_the_text() -> None:
    """A page is shown on terminals."""
    assert page_from(b"<html><p>be\0fore \x1b[31mred\x1b[0m\x07").rest == ("before red",)


def test_unclosed_elements_lose_no_text() -> None:
    """Tags closed in the wrong order, or not at all."""
    found = page_of("<html><div><p>one<p>two <b>bold<i>both</b>after<ul><li>three<li>four<td>five")
    assert found.rest == ("one", "two boldbothafter", "three", "four", "five")


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "article", "table><tr><td", "ul><li"])
def test_deep_nesting_is_followed_to_its_end(tag: str) -> None:
    """A parser that builds a tree stops long before."""
    found = page_of(f"<html><p>top</p>{f'<{tag}>' * 20_000}bottom")
    assert found.rest == ("top", "bottom")


def test_a_megabyte_of_attribute_is_passed_over() -> None:
    """Nor does it take long."""
    found = page_of(f"<html><p title='{'x' * 1_000_000}' class='{' -' * 500_000}'>text</p>")
    assert found.rest == ("text",)


def test_without_the_parser_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever keeps no saved pages need not install it."""
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(ExtraMissingError, match=r"pip install 'cstosearch\[html\]'"):
        page_of("<html><p>text")


@given(st.binary(max_size=300).map(lambda data: b"<html>" + data))
def test_any_bytes_give_a_page_or_a_source_error(data: bytes) -> None:
    """No other error reaches the caller."""
    with suppress(SourceError):
        assert isinstance(page_from(data), Page)


TAGS = (
    *("div", "p", "span", "b", "a", "time", "h1", "h2", "ul", "li", "br", "body", "html"),
    *("table", "tr", "td", "article", "main", "section", "aside"),
)
WORD = " word "


@given(
    pieces=st.lists(
        st.sampled_from([f"<{end}{tag}>" for tag in TAGS for end in ("", "/")]) | st.just(WORD),
        min_size=1,
        max_size=60,
    ),
    head=st.sampled_from(["", DATED]),
)
def test_no_visible_word_is_lost_or_doubled(pieces: list[str], head: str) -> None:
    """However the tags are nested, each word stands once in the article or the rest."""
    words = [f"w{at}" for at, piece in enumerate(pieces) if piece == WORD]
    body = "".join(f" w{at} " if piece == WORD else piece for at, piece in enumerate(pieces))
    assume(words)
    found = page_of(f"<html><head>{head}</head><body>{body}")
    read = " ".join((*found.paragraphs, *found.rest)).split()
    assert len(read) == len(set(read))
    assert set(read) | set(found.title.split()) == set(words)
    if not head:
        assert read == words
