"""Hits and documents as a person reads them."""

from dataclasses import replace

from cstosearch.model import Entity, Hit, Snippet, Span
from cstosearch.render import text
from cstosearch.render.terminal import Terminal
from render.samples import ECHELON, SNIPPET, SOURCE, SPEAKING, TEASER, page

HIT = Hit(ECHELON, 2.5, (SNIPPET,), (Span(22, 34),))


def shown(hit: Hit, columns: int = 80) -> list[str]:
    """Return the lines of one hit, without colour."""
    return list(text.hits(page(hit), Terminal(columns)))


def test_a_hit_on_80_columns() -> None:
    """The date stands in a gutter; title, whereabouts and excerpt beside it."""
    assert shown(HIT) == [
        '2020-07-08  The special training "ECHELON-2020" will be held in the Russian',
        "            Federation",
        "            https://example.org/news/echelon-2020/",
        "            2020/page.txt, bytes 120–980  id 3f2a91c04d",
        "            … on the training ECHELON-2020 in …",
    ]


def test_a_hit_on_200_columns_fills_no_more_than_100() -> None:
    """A wide terminal is no reason for lines that are hard to read."""
    wordy = HIT._replace(snippets=(Snippet("word " * 60),))
    assert max(map(len, shown(wordy, 200))) in range(90, 101)


def test_a_hit_on_40_columns_leaves_its_url_whole() -> None:
    """The id moves to a line of its own."""
    assert shown(HIT, 40)[3:6] == [
        "            https://example.org/news/echelon-2020/",
        "            2020/page.txt, bytes 120–980",
        "            id 3f2a91c04d",
    ]


def test_a_hit_on_a_narrow_terminal_has_its_date_above() -> None:
    """A gutter would leave too little beside it."""
    assert shown(HIT._replace(snippets=()), 20) == [
        "2020-07-08",
        "  The special training",
        '  "ECHELON-2020" will be held',
        "  in the Russian Federation",
        "  https://example.org/news/echelon-2020/",
        "  2020/page.txt, bytes 120–980",
        "  id 3f2a91c04d",
    ]


def test_a_hit_without_date_title_and_url_says_what_there_is_instead() -> None:
    """Undated, first sentence, source file and byte range."""
    assert shown(Hit(TEASER, 0)) == [
        "undated     The working group met. [first sentence]",
        "            2020/page.txt, bytes 120–980  +2 more sources  id 77b0",
    ]


def test_a_first_sentence_in_place_of_a_title_takes_one_line() -> None:
    """The excerpt is likely to tell it again."""
    long = replace(TEASER, title="The working group of many experts met in the city of Moscow.")
    assert shown(Hit(long, 0))[:2] == [
        "undated     The working group of many experts met in the city… [first sentence]",
        "            2020/page.txt, bytes 120–980  +2 more sources  id 77b0",
    ]


def test_a_note_of_one_sentence_is_printed_once() -> None:
    """In full, with its matches, in place of a derived title."""
    sentence = "The working group of many experts met in the city of Moscow to confer."
    note = Hit(replace(TEASER, title=sentence), 1, (Snippet(sentence, (Span(4, 17),)),))
    assert shown(note) == [
        "undated     The working group of many experts met in the city of Moscow to",
        "            confer. [first sentence]",
        "            2020/page.txt, bytes 120–980  +2 more sources  id 77b0",
    ]
    assert "\x1b[1;33mworking group\x1b[0m" in "\n".join(
        text.hits(page(note), Terminal(80, color=True))
    )


def test_a_sentence_of_several_is_still_excerpted() -> None:
    """Only the excerpt shows what else there is."""
    note = Hit(TEASER, 1, (Snippet(TEASER.body),))
    assert shown(note)[-1] == "            The working group met. It will meet again."


def test_a_title_that_is_all_of_the_text_is_still_excerpted() -> None:
    """That the text says it too is a fact about the text."""
    note = Hit(replace(TEASER, title_derived=False), 1, (Snippet(TEASER.title),))
    assert shown(note)[-1] == "            The working group met."


def test_a_hit_with_no_title_at_all() -> None:
    """The place of the title is never blank."""
    assert shown(Hit(replace(TEASER, title=""), 0))[0] == "undated     [no title]"


def test_one_more_source_is_singular() -> None:
    """A document may stand in two places."""
    twice = replace(ECHELON, url="", sources=(SOURCE, SOURCE))
    assert shown(Hit(twice, 0))[-1].split("  ")[-2] == "+1 more source"


def test_colour_marks_matches_and_tells_parts_apart() -> None:
    """Matches are marked in the title and in the excerpt."""
    hit = Hit(replace(ECHELON, title="Go ECHELON"), 1, (SNIPPET,), (Span(3, 10),))
    assert list(text.hits(page(hit), Terminal(80, color=True))) == [
        "\x1b[36m2020-07-08  \x1b[0m\x1b[1mGo \x1b[0m\x1b[1;33mECHELON\x1b[0m",
        "            \x1b[2mhttps://example.org/news/echelon-2020/\x1b[0m",
        "            \x1b[2m2020/page.txt, bytes 120–980  id 3f2a91c04d\x1b[0m",
        "            … on the training \x1b[1;33mECHELON-2020\x1b[0m in …",
    ]


def test_hits_are_parted_by_a_blank_line() -> None:
    """Between them only: none at either end."""
    lines = list(text.hits(page(Hit(TEASER, 0), Hit(TEASER, 0)), Terminal()))
    assert [not line for line in lines] == [False, False, True, False, False]


def test_nothing_is_written_of_no_hits() -> None:
    """That there are none is said elsewhere."""
    assert list(text.hits(page(), Terminal())) == []


def test_no_part_of_a_hit_can_command_the_terminal() -> None:
    """Titles, urls, ids and file names are as untrusted as the text."""
    evil = "\x1b]0;x\x07\x9b2J\u202eevil\n"
    document = replace(TEASER, id=evil, title=evil, url=evil, sources=(SOURCE._replace(file=evil),))
    for hostile in (document, replace(document, url="")):
        shown = "\n".join(text.hits(page(Hit(hostile, 0, (Snippet(evil),))), Terminal()))
        assert not set(shown) & {"\x1b", "\x9b", "\x07", "\u202e"}


def test_a_document_is_shown_whole() -> None:
    """Title, facts, body by paragraphs and lines, then the places to cite."""
    assert text.document(ECHELON, Terminal()).split("\n") == [
        'The special training "ECHELON-2020" will be held in the Russian Federation',
        "",
        "date      2020-07-08",
        "url       https://example.org/news/echelon-2020/",
        "language  en",
        "id        3f2a91c04d",
        "",
        "The second negotiations were held.",
        "",
        "The training begins",
        "in August.",
        "",
        "sources",
        f"  2020/page.txt, bytes 120–980, sha256 {'ab' * 32}",
    ]


def test_variants_of_a_document_stand_below_its_body() -> None:
    """Set in, so that they are not taken for a part of it."""
    shown = text.document(replace(ECHELON, variants=("It was held. " * 6, "It is.")), Terminal())
    assert shown.split("\n")[11:] == [
        "",
        "also published as",
        "  " + "It was held. " * 5 + "It was held.",
        "",
        "  It is.",
        "",
        "sources",
        f"  2020/page.txt, bytes 120–980, sha256 {'ab' * 32}",
    ]


def test_a_document_names_its_entities_and_leaves_out_what_it_lacks() -> None:
    """No url, no language: no line."""
    assert text.document(TEASER, Terminal()).split("\n")[:7] == [
        "The working group met. [first sentence]",
        "",
        "date      undated",
        "id        77b0",
        "person    Stanislav Zas",
        "country   Armenia",
        "mentions  2019-11-28; 2020-07-07..2020-07-08",
    ]


def test_mentions_stand_in_their_order_with_the_words_for_them() -> None:
    """Equal ones together; entities by type."""
    assert text.document(SPEAKING, Terminal(60)).split("\n")[5:11] == [
        "person    Stanislav Zas",
        "org       CSTO",
        "country   Armenia",
        "mentions  1999-01-01..1999-12-31; 2020-07-01..2020-07-31",
        "          (July); 2020-07-08 (8 July);",
        "          2021-07-01..2021-07-31 (the next July)",
    ]


def test_many_entities_are_wrapped_beside_their_type() -> None:
    """Without what a terminal would obey."""
    names = [f"Person \x1b[31m{number}" for number in range(30)]
    many = replace(TEASER, entities=tuple(Entity("person", name) for name in names))
    lines = text.document(many, Terminal(60)).split("\n")[4:]
    assert lines[:2] == [
        "person    Person 0; Person 1; Person 2; Person 3; Person 4;",
        "          Person 5; Person 6; Person 7; Person 8; Person 9;",
    ]
    assert lines[7] == "mentions  2019-11-28; 2020-07-07..2020-07-08"


def test_a_body_is_wrapped_to_a_readable_measure() -> None:
    """Twenty words of five columns, less the last space."""
    long = replace(ECHELON, body="word " * 100)
    assert max(map(len, text.document(long, Terminal(200)).split("\n\n")[2].split("\n"))) == 99
