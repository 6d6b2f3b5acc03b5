"""Saved web pages as records: the article by its markup, what is left by the layouts."""

from datetime import date
from pathlib import Path

import pytest

from cstosearch.corpus.layouts import read_records
from cstosearch.model import Record

DAY = date(2020, 7, 8)
ADDRESS = "https://example.org/1"
SAID = f'<html lang="en"><title>Talks</title><link rel="canonical" href="{ADDRESS}">'
DATED = '<meta name="date" content="2020-07-08">'
PROSE = "The ministers met in Bishkek and agreed on a list of common dangers."


@pytest.fixture
def records(tmp_path: Path) -> "Reading":
    return Reading(tmp_path)


class Reading:
    """Writes a page and reads its records."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self.warnings: list[str] = []

    def __call__(self, page: str | bytes, name: str = "page.html") -> list[Record]:
        self.corpus.joinpath(name).write_bytes(page if isinstance(page, bytes) else page.encode())
        return list(read_records(self.corpus, name, self.warnings.append))


def test_an_article_is_without_photo_names_and_furniture(records: Reading) -> None:
    """As in the text that other layouts read."""
    body = f"<p>DSC_4960.JPG</p><p>{PROSE} IMG_12.jpeg</p><p>08.07.2020</p>"
    [found] = records(f"{SAID}{DATED}<article>{body}<p>They will meet<p>Back to the section")
    assert (found.layout, found.date, found.title) == ("html", DAY, "Talks")
    assert found.paragraphs == (PROSE, "They will meet")


def test_an_article_keeps_what_is_all_of_its_text(records: Reading) -> None:
    [found] = records(f"<html>{DATED}<article>DSC_4960.JPG")
    assert found.paragraphs == ("DSC_4960.JPG",)


def test_the_blocks_of_an_article_are_not_joined(records: Reading) -> None:
    """Only lines of plain text are wrapped; a long block without a stop is a paragraph."""
    [found] = records(f"{SAID}{DATED}<article><p>{PROSE[:-1]}<p>{PROSE}")
    assert found.paragraphs == (PROSE[:-1], PROSE)


def test_a_page_s_address_goes_to_its_only_article(records: Reading) -> None:
    """Not to the teasers beside it."""
    teasers = "<p>14.07.2020<p>A teaser.<p>09.07.2020<p>Another teaser."
    found = records(f"{SAID}<body>{teasers}<p>Talks<p>Talks 08.07.2020<p>{PROSE}")
    assert [(record.layout, record.title, record.url, record.lang) for record in found] == [
        ("sidebar", "", "", ""),
        ("sidebar", "", "", ""),
        ("article", "Talks", ADDRESS, "en"),
    ]


def test_among_several_titles_a_page_s_address_has_no_owner(records: Reading) -> None:
    page = f"{SAID}<body><p>One<p>08.07.2020<p>{PROSE}<p>Two<p>09.07.2020<p>{PROSE}"
    assert [(record.title, record.url) for record in records(page)] == [("One", ""), ("Two", "")]


def test_a_page_without_title_does_not_take_that_of_its_menu(records: Reading) -> None:
    """Whether its name gives a date or not."""
    menu = f"<html><body><p>Home<p>Documents<p>{PROSE}"
    for name, day in [("bare.html", None), ("2020-07-08.html", DAY)]:
        [found] = records(menu, name)
        assert (found.layout, found.date, found.title) == ("whole", day, "")
        assert found.paragraphs == ("Home", "Documents", PROSE)


def test_what_is_left_beside_a_dated_article_has_no_title(records: Reading) -> None:
    """Nor has it the date or the address of the article, or the date in the file's name."""
    page = f"{SAID}{DATED}<body><p>Home<p>Documents<article>{PROSE}</article>"
    _, left = records(page, "2020-07-08.html")
    assert (left.title, left.date, left.url) == ("", None, "")
    assert left.paragraphs == ("Home", "Documents")


def test_a_guessed_encoding_is_told(records: Reading) -> None:
    records("<html><p>Сессия Совета".encode("cp1251"))
    assert records.warnings == ["not UTF-8: read as cp1251"]
