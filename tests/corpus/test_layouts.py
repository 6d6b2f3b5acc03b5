"""Every layout of saved pages, and every quirk in it."""

from datetime import date
from textwrap import dedent
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cstosearch.corpus.decode import decode_lines
from cstosearch.corpus.layouts import page
from cstosearch.corpus.layouts.lines import classify
from cstosearch.corpus.layouts.page import Item
from cstosearch.errors import SourceError

TITLE = 'Special training "ECHELON-2020" will be held'
BODY = "The second staff negotiations were held from July 7 to 8 via video."


class Found(NamedTuple):
    """What a test states of an item."""

    layout: str
    date: str
    title: str
    text: str
    url: str = ""


def items(text: str | bytes, *, markdown: bool = False, named: date | None = None) -> list[Item]:
    data = text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
    return page.read(classify(decode_lines(data, lambda _: None), markdown=markdown), named)


def read(text: str | bytes, *, markdown: bool = False, named: date | None = None) -> list[Found]:
    return [
        Found(i.layout, str(i.date or ""), i.title, " | ".join(i.paragraphs), i.url)
        for i in items(text, markdown=markdown, named=named)
    ]


def test_sidebar_items_with_and_without_blank_lines_and_addresses() -> None:
    """Layout 1; the next item's date may follow without a blank line."""
    found = read("""
        10.08.2020
        Dear Alexander Grigorievich, please accept our warm congratulations.
        14.07.2020

        The Secretariat expresses serious concern.

        It hopes for a ceasefire.

        https://example.org/news/1

        09.07.2020

        The Working Group met.
        """)
    assert found == [
        Found(
            "sidebar",
            "2020-08-10",
            "",
            "Dear Alexander Grigorievich, please accept our warm congratulations.",
        ),
        Found(
            "sidebar",
            "2020-07-14",
            "",
            "The Secretariat expresses serious concern. | It hopes for a ceasefire.",
            "https://example.org/news/1",
        ),
        Found("sidebar", "2020-07-09", "", "The Working Group met."),
    ]


@pytest.mark.parametrize("repeats", [1, 2])
def test_article_with_its_title_repeated(repeats: int) -> None:
    """Layout 2; the footer is not text."""
    page_text = f"{TITLE}\n\n" * repeats + f"{TITLE} 08.07.2020\n\n{BODY}\n\nBack to the section\n"
    assert read(page_text) == [Found("article", "2020-07-08", TITLE, BODY)]


def test_article_below_its_own_sidebar_item() -> None:
    """The first title below the date is the sidebar item's; the article keeps the others."""
    found = read(f"""
        08.07.2020
        {TITLE}

        {TITLE}

        {TITLE} 08.07.2020

        {BODY}


        Back to the section

        Back to the all news""")
    assert found == [
        Found("sidebar", "2020-07-08", "", TITLE),
        Found("article", "2020-07-08", TITLE, BODY),
    ]


def test_a_sentence_that_ends_in_a_date_opens_nothing() -> None:
    """Dates inside bodies are not publication dates."""
    text = "The charter was signed on 07.10.2002"
    assert read(f"08.07.2020\n{BODY}\n\n{text}\n\nIt is in force.\n") == [
        Found("sidebar", "2020-07-08", "", f"{BODY} | {text} | It is in force.")
    ]


def test_a_page_writes_its_dates_in_one_way() -> None:
    """A date in words alone on a line of a body is text where the page has dates in figures."""
    assert read(f"08.07.2020\n{BODY}\n\nNovember 28, 2019\n\nEnd.") == [
        Found("sidebar", "2020-07-08", "", f"{BODY} | November 28, 2019 | End.")
    ]
    assert [i.date for i in read("July 8, 2020\nOne.\nJuly 9, 2020\n01.01.2001\nTwo.")] == [
        "2020-07-08",
        "2020-07-09",
    ]


def test_russian_page_with_its_title_before_the_date() -> None:
    """Layout 3."""
    found = read("""
        О заседании Постоянного совета ОДКБ

        08.07.2020

        Седьмого июля состоялось заседание.

        Вернуться в раздел
        """)
    assert found == [
        Found(
            "titled",
            "2020-07-08",
            "О заседании Постоянного совета ОДКБ",
            "Седьмого июля состоялось заседание.",
        )
    ]


def test_several_releases_each_with_its_title_before_the_date() -> None:
    """Layout 3, more than once on a page."""
    found = read("""
        First meeting

        01.02.2005

        They met.

        Second meeting

        02.02.2005

        They met again.
        """)
    assert [(i.layout, i.date, i.title, i.text) for i in found] == [
        ("titled", "2005-02-01", "First meeting", "They met."),
        ("titled", "2005-02-02", "Second meeting", "They met again."),
    ]


def test_titled_article_below_a_sidebar() -> None:
    """A line of its own without a stop, before a date, is a title if the item above keeps text."""
    found = read("""
        10.08.2020

        A teaser of something else.

        On the meeting of the Council

        08.07.2020

        The Council met.

        It will meet again.
        """)
    assert found == [
        Found("sidebar", "2020-08-10", "", "A teaser of something else."),
        Found(
            "titled",
            "2020-07-08",
            "On the meeting of the Council",
            "The Council met. | It will meet again.",
        ),
    ]


@pytest.mark.parametrize(
    ("end", "below"),
    [
        ("I wish you good health, happiness and prosperity!", "The Secretariat met.\n\nTwice."),
        ("Press service of the Secretariat", "The Secretariat met."),
        ("Press service of the Secretariat", "It met.\n\n15.07.2020\n\nOne.\n\nTwo."),
    ],
)
def test_the_end_of_a_sidebar_item_is_no_title(end: str, below: str) -> None:
    """Unless it reads like one, and what follows is the page's article."""
    found = read(f"10.08.2020\n\nDear Alexander.\n\n{end}\n\n14.07.2020\n\n{below}")
    assert found[0].text == f"Dear Alexander. | {end}"
    assert {item.title for item in found} == {""}


def test_heads_with_lines_in_odd_places() -> None:
    """A footer above, an address among the titles, an item that is only an address."""
    assert read("Back to the section\n\nTitle\n08.07.2020\nBody.") == [
        Found("titled", "2020-07-08", "Title", "Body.")
    ]
    assert read("Title\nhttps://a.b\nTitle 08.07.2020\nBody.") == [
        Found("article", "2020-07-08", "Title", "Body.", "https://a.b")
    ]
    assert read("Title\n\nhttps://a.b\n\n08.07.2020\n\nBody.") == [
        Found("titled", "2020-07-08", "Title", "Body.", "https://a.b")
    ]
    assert read("08.07.2020\nhttps://a.b\n\n09.07.2020\nText.")[0] == Found(
        "sidebar", "2020-07-08", "", "https://a.b", "https://a.b"
    )


def test_rules_are_no_front_matter() -> None:
    """Between them must stand keys and values; those that say nothing here are text."""
    assert read("---\nHe arrived in Minsk.\n---\nMore text.")[0].text == (
        "--- | He arrived in Minsk. | --- | More text."
    )
    assert [i.date for i in read("---\n08.07.2020\nOne.\n---\n09.07.2020\nTwo.")][-2:] == [
        "2020-07-08",
        "2020-07-09",
    ]
    assert read("---\ntitle: T\nsummary: S\ndate: someday\n---\nText.") == [
        Found("whole", "", "T", "summary: S | date: someday | Text.")
    ]


def test_undated_sidebar_before_the_article() -> None:
    """Layout 4: each paragraph is a text of its own; nothing is given a date it does not have."""
    found = read(f"""
        On April 15, the Secretary General received the Ambassador.

        The permanent council met.

        https://example.org/2

        {TITLE}

        {TITLE} 08.07.2020

        {BODY}

        Back to the section

        A line below the footer.
        """)
    assert found == [
        Found("undated", "", "", "On April 15, the Secretary General received the Ambassador."),
        Found("undated", "", "", "The permanent council met.", "https://example.org/2"),
        Found("article", "2020-07-08", TITLE, BODY),
        Found("undated", "", "", "A line below the footer."),
    ]


def test_undated_teaser_before_dated_items_is_no_title() -> None:
    """It ends in a stop, and the page has other dates."""
    found = read("A teaser without date.\n\n08.07.2020\n\nOne.\n\n09.07.2020\n\nTwo.\n")
    assert [(i.layout, i.date) for i in found] == [
        ("undated", ""),
        ("sidebar", "2020-07-08"),
        ("sidebar", "2020-07-09"),
    ]


def test_a_title_that_ends_in_a_stop() -> None:
    """Between blank lines, on a page without other dates; else it may be somebody else's text."""
    assert read("The Council met.\n\n08.07.2020\n\nText.\n")[0].title == "The Council met."
    assert [i.layout for i in read("The Council met.\n08.07.2020\nText.\n")] == [
        "undated",
        "sidebar",
    ]


def test_photo_names_are_not_text() -> None:
    """They stand inside of paragraphs, or alone."""
    found = read(
        "08.07.2020\n\nThey DSC_4960(1).JPG met (IMG_12.jpeg) (P 1.png)now.\n\nDSC_4961.JPG\n\nEnd."
    )
    assert found[0].text == "They met now. | End."


@pytest.mark.parametrize(
    "data",
    [
        f"08.07.2020\r\n{TITLE}\r\n\r\nEnd.".encode(),
        f"\ufeff08.07.2020\n{TITLE}\n\nEnd.".encode(),
        f"08.07.2020\u00a0\n\u00a0{TITLE}\n\nEnd.\n".encode(),
        f"08.07.2020\r{TITLE}\r\rEnd.\r".encode(),
        f"08.07.2020\n{TITLE}\n\nEnd.".encode("utf-16"),
    ],
    ids=["CRLF, no newline at the end", "BOM", "NBSP", "CR", "UTF-16"],
)
def test_line_ends_marks_and_spaces(data: bytes) -> None:
    """How the page was saved does not matter."""
    assert read(data) == [Found("sidebar", "2020-07-08", "", f"{TITLE} | End.")]


def test_accents_are_composed() -> None:
    """NFD, as some systems save it, is the same text."""
    assert read("08.07.2020\nCafe\u0301.")[0].text == "Café."


def test_wrapped_lines_go_on_and_short_ones_do_not() -> None:
    """A line long enough to have been wrapped, without a stop, is joined with the next."""
    long = "This line is long enough to have been wrapped by a mail program or"
    assert read(f"08.07.2020\n{long}\nan editor.\nA new paragraph.\nShort\nlines")[0].text == (
        f"{long} an editor. | A new paragraph. | Short | lines"
    )


def test_a_date_without_text_is_kept() -> None:
    """The date as written is all there is; the same date twice is one head."""
    assert read("10.08.2020\n\n14.07.2020\n14.07.2020\n\nText.") == [
        Found("sidebar", "2020-08-10", "", "10.08.2020"),
        Found("sidebar", "2020-07-14", "", "Text."),
    ]


@pytest.mark.parametrize("line", ["31.02.2020", "8.7.20", "On 08.07.2020", "08.07.2020 they met"])
def test_lines_that_are_no_publication_date(line: str) -> None:
    """Impossible dates, two-digit years, and lines with other words are text."""
    assert read(f"{line}\n\nText.")[0].date == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "---\ntitle: 'A title'\ndate: 2020-07-08\nurl: https://example.org\n---\nText.",
            Found("whole", "2020-07-08", "A title", "Text.", "https://example.org"),
        ),
        (
            '+++\ntitle = "T"\ndate = 2020-07-08\n+++\n\nText.',
            Found("whole", "2020-07-08", "T", "Text."),
        ),
        ("A title\nDate: 8 July 2020\n\nText.", Found("whole", "2020-07-08", "A title", "Text.")),
        (
            "Title: T\nDate: Wed, 8 Jul 2020 23:30:00 -0700\nURL: https://example.org/1\n\nText.",
            Found("whole", "2020-07-08", "T", "Text.", "https://example.org/1"),
        ),
        ("Дата: 8 июля 2020\n\nТекст.", Found("whole", "2020-07-08", "", "Текст.")),
        ("Text that says Date: nothing.", Found("whole", "", "", "Text that says Date: nothing.")),
        ("A title\n\nA title\n\nText.", Found("whole", "", "A title", "Text.")),
        ("Source: TASS\n\nText.", Found("whole", "", "Source: TASS", "Text.")),
    ],
)
def test_a_file_without_date_line_says_its_date(text: str, expected: Found) -> None:
    """Front matter, header lines; what only looks like one is text."""
    assert read(text) == [expected]


MAIL = """From: Ann <ann@example.org>
To: Bob
Subject: =?utf-8?B?0KPRh9C10L3QuNGP?=
Date: Thu, 6 Feb 2020 10:00:00 +0300

Dear Bob,

05.02.2020

see the following.
"""


def test_a_mail_is_one_text() -> None:
    """Whatever dates stand in it; what its header says of others is text."""
    text = "From: Ann <ann@example.org> | To: Bob | Dear Bob, | 05.02.2020 | see the following."
    assert read(MAIL) == [Found("whole", "2020-02-06", "Учения", text)]
    broken = MAIL.replace("?utf-8?B?", "?no-such?B?")
    assert read(broken)[0].title.startswith("=?no-such?B?")


def test_the_file_name_gives_the_date_where_nothing_else_does() -> None:
    """And only then."""
    named = date(2020, 7, 8)
    assert read("Text.", named=named)[0].date == "2020-07-08"
    assert read("Date: 2001-01-01\n\nText.", named=named)[0].date == "2001-01-01"
    assert read("01.01.2001\nText.", named=named)[0].date == "2001-01-01"


def test_markdown_headings() -> None:
    """The marks are not part of a title or a date."""
    assert read("# A title\n\n## 08.07.2020\n\nText.", markdown=True) == [
        Found("titled", "2020-07-08", "A title", "Text.")
    ]
    assert read("# A title\nText.", markdown=True) == [Found("whole", "", "A title", "Text.")]


def test_front_matter_without_a_date_completes_the_only_item() -> None:
    """Beside date lines it can only give what the item lacks."""
    text = "---\ntitle: T\nurl: https://example.org\n---\n08.07.2020\n\nText.\n"
    assert read(text) == [Found("sidebar", "2020-07-08", "T", "Text.", "https://example.org")]


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("08.07.2020\n\nText one.\n\nEnd without stop\n\n", 10_000),
        ("Title\n\n08.07.2020\n\nText.\n\n", 10_000),
        ("Title\n", 1),
        ("https://a.b\n", 0),
        ("---\n", 1),
    ],
)
def test_pages_of_many_items_take_linear_time(piece: str, count: int) -> None:
    """Ten thousand items, or as many lines that might be a head: seconds if it were quadratic."""
    assert len(read(piece * 10_000 + "\n08.07.2020\nEnd.")) >= count


FOOTER = "Back to the section"
LINES = st.sampled_from(
    [*["", "\u00a0", "---", "08.07.2020", "14.07.2020", FOOTER, "DSC_1.JPG"],
     *[TITLE, f"{TITLE} 08.07.2020", BODY, "A sentence.", "О заседании", "title: T"],
     *["https://example.org/1"]]
)  # fmt: skip


@example(["---", "title: T", "---", "---", "08.07.2020"], "\n")
@example(["---", "title: T", "", "---", "---", "08.07.2020"], "\n")
@given(st.lists(LINES, max_size=20), st.sampled_from(["\n", "\r\n"]))
def test_nothing_is_lost_and_nothing_invented(lines: list[str], end: str) -> None:
    """The words of a page, less dates, footers and fences, are in its items and their bytes."""
    data = end.join(lines).encode()
    try:
        found = sorted(items(data), key=lambda item: item.start)
    except SourceError:
        assert not data.strip()
        return
    position, outside = 0, b""
    for item in found:
        assert item.start >= position
        outside += data[position : item.start]
        position = item.end
        own = data[item.start : item.end].decode()
        assert all(word in own for text in (item.title, *item.paragraphs) for word in text.split())
    outside += data[position:]
    left = outside.decode().replace(FOOTER, "").replace("DSC_1.JPG", "")
    assert not left.strip()
    kept = {word for i in found for t in (i.title, i.url, *i.paragraphs) for word in t.split()}
    structure = {"---", "08.07.2020", "14.07.2020", "DSC_1.JPG", "title:", *FOOTER.split()}
    assert {word for line in lines for word in line.split()} - structure <= kept
