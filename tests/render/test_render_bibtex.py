"""Entries of a bibliography, as BibTeX and biblatex take them."""

import bibtexparser
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.model import Document, Hit
from cstosearch.render import bibtex
from cstosearch.render.terminal import tidy
from render.samples import DOCUMENTS, ECHELON, TEASER, TEXT, page

COMMANDS = {
    r"{\textbackslash}": "\\",
    r"{\textbraceleft}": "{",
    r"{\textbraceright}": "}",
    r"{\textasciitilde}": "~",
    r"{\textasciicircum}": "^",
    r"{\textless}": "<",
    r"{\textgreater}": ">",
    r"{\textbar}": "|",
    **{f"\\{character}": character for character in "&%$#_"},
}


def typeset(text: str) -> str:
    """Return what TeX makes of a text; braces that are left are none that it shows."""
    shown, at = "", 0
    while at < len(text):
        found = next((name for name in COMMANDS if text.startswith(name, at)), text[at])
        assert found not in set("\\{}%&$#_~^"), text[at:]
        shown, at = shown + COMMANDS.get(found, found), at + len(found)
    return shown


def test_an_entry() -> None:
    """All that is known, and nothing that is not."""
    assert list(bibtex.document(ECHELON)) == [
        "@misc{3f2a91c04d,",
        '  title = {{The special training "ECHELON-2020" will be held in the Russian Federation}},',
        "  year = {2020},",
        "  month = jul,",
        "  date = {2020-07-08},",
        "  url = {https://example.org/news/echelon-2020/},",
        "  language = {en},",
        f"  note = {{2020/page.txt, bytes 120–980, sha256 {'ab' * 32}}},",
        "}",
    ]


def test_an_undated_document_of_several_sources_cites_all_of_them() -> None:
    """What the source does not say is left out."""
    entry = "\n".join(bibtex.document(TEASER))
    assert entry == (
        "@misc{77b0,\n"
        "  title = {{The working group met.}},\n"
        f"  note = {{2020/page.txt, bytes 120–980, sha256 {'ab' * 32}; "
        f"b.txt, bytes 0–9, sha256 {'cd' * 32}; c.txt, bytes 0–9, sha256 {'ef' * 32}}},\n"
        "}"
    )


def test_a_blank_line_parts_the_entries_of_hits() -> None:
    both = "\n".join(bibtex.hits(page(Hit(ECHELON, 2), Hit(TEASER, 1))))
    assert both.count("\n\n@misc{") == 1
    assert list(bibtex.hits(page())) == []


@given(DOCUMENTS)
def test_any_document_is_an_entry_that_reads_back(document: Document) -> None:
    """By a parser, by BibTeX's way to count braces, and by what TeX shows of the title."""
    text = "\n".join(bibtex.document(document))
    library = bibtexparser.parse_string(text)
    [entry] = library.entries
    assert not library.failed_blocks
    fields = {field.key: field.value for field in entry.fields}
    assert fields.get("date") == (document.date.isoformat() if document.date else None)
    title = fields.get("title", "{}")
    assert (title[:1], title[-1:]) == ("{", "}")
    assert typeset(title[1:-1]) == tidy(document.title).text
    assert typeset(fields["note"]).count("sha256 ") >= len(document.sources)
    assert not set(fields.get("url", "")) & set("{}\\ \n")
    depth = 0
    for character in text.partition(",")[2].removesuffix("}"):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


@given(st.sets(TEXT | st.sampled_from(["a b", "a-b", "A-B", "a,b", "", "20200708-405ecabe"])))
def test_keys_are_those_of_one_id_each(ids: set[str]) -> None:
    """Even where case does not tell keys apart; they are ASCII without what ends a key."""
    keys = [bibtex.key(id_) for id_ in ids]
    assert len({key.lower() for key in keys}) == len(ids)
    assert all(key.isascii() and not set(key) & set("{}(),=\"'#%\\~ ") for key in keys)
    assert bibtex.key("20200708-405ecabe") == "20200708-405ecabe"
