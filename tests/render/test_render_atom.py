"""Atom feeds: what RFC 4287 requires of them, from whatever text an archive has."""

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.model import Document, Hit, News, Results, SavedQuery, Snippet, Source
from cstosearch.render.atom import feed

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2020, 7, 14, 12, 30, 5, 999, tzinfo=UTC)
UUID = r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


def hit(
    id_: str = "d", title: str = "T", text: str = "Text.", day: date | None = None, url: str = ""
) -> Hit:
    source = Source("a.txt", 0, 1, "d")
    document = Document(id_, title, False, text, day, url, "", (source,))
    return Hit(document, 1.0, (Snippet(text, (), leading=True),))


def news(*hits: Hit, name: str = "border") -> News:
    saved = SavedQuery(name, "border", {}, NOW, len(hits), len(hits))
    return News(saved, Results("border", len(hits), 0, 100, 1.0, 1, hits))


def parsed(*found: News, ascii_only: bool = False) -> ET.Element:
    text = feed(found, NOW, ascii_only=ascii_only)
    assert text.isascii() or not ascii_only
    return ET.fromstring(text.encode())  # noqa: S314 - our own


def texts(element: ET.Element) -> dict[str, str | None]:
    return {child.tag.removeprefix(ATOM): child.text for child in element}


def test_a_feed_has_what_must_be_there() -> None:
    root = parsed(news())
    assert root.tag == f"{ATOM}feed"
    found = texts(root)
    assert re.fullmatch(UUID, found.pop("id") or "")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "cstosearch"
    del found["author"]
    assert found == {
        "title": "cstosearch: new for border",
        "updated": "2020-07-14T12:30:05+00:00",
        "generator": "cstosearch",
    }


def test_an_entry_of_a_document_with_an_address() -> None:
    """A civil date is midnight in UTC; the excerpt is a summary."""
    root = parsed(news(hit("d", "A & <b>", "x < y", date(2020, 7, 8), "https://example.org/?a&b")))
    [entry] = root.findall(f"{ATOM}entry")
    found = texts(entry)
    assert re.fullmatch(UUID, found.pop("id") or "")
    assert found == {
        "title": "A & <b>",
        "updated": "2020-07-14T12:30:05+00:00",
        "published": "2020-07-08T00:00:00+00:00",
        "link": None,
        "summary": "… x < y",
        "category": None,
    }
    assert entry.find(f"{ATOM}link").attrib == {  # type: ignore[union-attr]
        "rel": "alternate",
        "href": "https://example.org/?a&b",
    }
    assert entry.find(f"{ATOM}category").attrib == {"term": "border"}  # type: ignore[union-attr]


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://a b", 'http://x/"', "ftp://x"])
def test_an_entry_without_an_address_has_its_excerpt_as_content(url: str) -> None:
    """RFC 4287, 4.1.2: without content there must be a link. An address leads to the web only."""
    [entry] = parsed(news(hit(url=url))).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link") is None
    assert entry.findtext(f"{ATOM}content") == "… Text."
    assert "published" not in texts(entry)


def test_a_document_is_one_entry_whatever_it_is_new_for() -> None:
    """The newest first, those without a date last."""
    old, new, undated = hit("a", day=date(2020, 1, 1)), hit("b", day=date(2020, 2, 1)), hit("c")
    root = parsed(news(undated, old, name="x"), news(new, old, name="y"))
    entries = [
        [each.attrib["term"] for each in entry.findall(f"{ATOM}category")]
        for entry in root.findall(f"{ATOM}entry")
    ]
    assert entries == [["y"], ["x", "y"], ["x"]]
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len({*ids, root.findtext(f"{ATOM}id")}) == 4


def test_ids_stay() -> None:
    """Of a document by its id, of a feed by its queries; a reader knows them by nothing else."""
    first, second = parsed(news(hit("d"))), parsed(news(hit("d", "Other"), hit("e")))
    assert first.findtext(f"{ATOM}id") == second.findtext(f"{ATOM}id")
    of_d = "urn:uuid:7139b8d6-4ede-51df-9e62-e10837f96efe"
    for root in (first, second):
        assert of_d in [each.text for each in root.findall(f"{ATOM}entry/{ATOM}id")]
    assert parsed(news(name="x")).findtext(f"{ATOM}id") != first.findtext(f"{ATOM}id")


def test_nothing_saved_is_a_feed_still() -> None:
    assert texts(parsed())["title"] == "cstosearch: nothing is saved"


@given(st.text(), st.text(), st.text(), st.booleans())
def test_any_text_makes_a_feed_that_can_be_read(
    id_: str, title: str, text: str, ascii_only: bool
) -> None:
    """Control characters go; what is left is verbatim."""
    [entry] = parsed(news(hit(id_, title, text)), ascii_only=ascii_only).findall(f"{ATOM}entry")
    shown = entry.findtext(f"{ATOM}content") or ""
    assert shown.replace("\ufffd", "").startswith("… ")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]", shown)
    if text.isprintable() and text.isascii():
        assert shown == f"… {text}"
