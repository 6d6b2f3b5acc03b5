"""References as a reference manager imports them."""

import rispy
from hypothesis import given

from cstosearch.model import Document, Hit
from cstosearch.render import ris
from cstosearch.render.terminal import tidy
from render.samples import DOCUMENTS, ECHELON, TEASER, page


def test_a_reference() -> None:
    """TY first, ER last, a tag on each line."""
    assert list(ris.document(ECHELON)) == [
        "TY  - GEN",
        'TI  - The special training "ECHELON-2020" will be held in the Russian Federation',
        "PY  - 2020",
        "DA  - 2020/07/08/",
        "UR  - https://example.org/news/echelon-2020/",
        "LA  - en",
        "AN  - 3f2a91c04d",
        f"N1  - 2020/page.txt, bytes 120–980, sha256 {'ab' * 32}",
        "ER  - ",
    ]


def test_an_undated_document_of_several_sources_has_a_note_for_each() -> None:
    assert [line[:6] for line in ris.document(TEASER)] == [
        "TY  - ", "TI  - ", "AN  - ", "N1  - ", "N1  - ", "N1  - ", "ER  - ",
    ]  # fmt: skip


@given(DOCUMENTS)
def test_any_document_is_a_reference_that_reads_back(document: Document) -> None:
    """Whatever its text looks like; two in a row are two."""
    lines = list(ris.hits(page(Hit(document, 1), Hit(ECHELON, 0))))
    assert not {c for line in lines for c in line if c < " " or c in "\x85\u2028\u2029"}
    first, second = rispy.loads("\r\n".join(lines) + "\r\n")
    assert first.get("title", "") == tidy(document.title).text
    assert first.get("accession_number", "") == tidy(document.id).text
    assert len(first["notes"]) == len(document.sources)
    assert ("date" in first) == (document.date is not None)
    assert second["title"] == ECHELON.title
