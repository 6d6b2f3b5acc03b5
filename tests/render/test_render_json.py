"""Results as a program reads them."""

import json as stdlib
import sys
from dataclasses import replace
from datetime import date
from unicodedata import category

from hypothesis import given
from hypothesis import strategies as st

from cstosearch.model import Hit, Stats
from cstosearch.render import json
from cstosearch.render.terminal import plain
from render.samples import ECHELON, SNIPPET, SPEAKING, TEASER, page

HIT = {
    "id": "3f2a91c04d",
    "title": 'The special training "ECHELON-2020" will be held in the Russian Federation',
    "title_derived": False,
    "date": "2020-07-08",
    "score": 2.5,
    "url": "https://example.org/news/echelon-2020/",
    "lang": "en",
    "entities": [],
    "mentions": [],
    "sources": [{"file": "2020/page.txt", "start": 120, "end": 980, "digest": "ab" * 32}],
    "snippets": [{"text": "on the training ECHELON-2020 in", "spans": [[16, 28]]}],
}


def test_a_page_wraps_its_hits() -> None:
    """Names and their order are a contract."""
    assert json.page(page(Hit(ECHELON, 2.5, (SNIPPET,)), total=57)) == stdlib.dumps(
        {
            "query": "echelon",
            "total": 57,
            "offset": 0,
            "limit": 10,
            "took_ms": 3.142,
            "generation": 7,
            "next": None,
            "hits": [HIT],
        }
    )


def test_lines_hold_a_hit_each() -> None:
    """The same objects as in a page."""
    hit = Hit(ECHELON, 2.5, (SNIPPET,))
    assert list(json.lines(page(hit, hit))) == [stdlib.dumps(HIT)] * 2


def test_what_is_unknown_is_null_and_entities_are_objects() -> None:
    """A date that is unknown is not an empty one."""
    hit = stdlib.loads(next(json.lines(page(Hit(TEASER, 0)))))
    assert (hit["date"], hit["title_derived"], len(hit["sources"])) == (None, True, 3)
    assert hit["entities"] == [
        {"type": "person", "name": "Stanislav Zas"},
        {"type": "country", "name": "Armenia"},
    ]


def test_a_document_comes_whole() -> None:
    """What a hit has, but score and snippets, and all of the text."""
    document = stdlib.loads(json.document(replace(ECHELON, variants=("They were held.",))))
    assert document == {
        **{name: HIT[name] for name in HIT if name not in ("score", "snippets")},
        "body": ECHELON.body,
        "variants": ["They were held."],
    }
    assert list(document)[-2:] == ["body", "variants"]


def test_stats() -> None:
    """Figures as numbers, dates in ISO form."""
    stats = Stats(4, 3, 1, date(2019, 1, 2), None, 9, 2, 3, 512, (("en", 3),), ((2019, 2),))
    assert json.stats(stats) == (
        '{"generation": 4, "documents": 3, "undated": 1, "first_date": "2019-01-02", '
        '"last_date": null, "tokens": 9, "files": 2, "records": 3, "size": 512, '
        '"by_lang": {"en": 3}, "by_year": {"2019": 2}}'
    )


def test_text_is_written_as_it_is() -> None:
    """Readable without a JSON parser."""
    assert '"title": "“Эшелон” 中"' in json.document(replace(ECHELON, title="“Эшелон” 中"))


def test_text_is_escaped_where_only_ascii_can_be_written() -> None:
    """Replacing characters would change the text."""
    assert json.document(replace(ECHELON, title="“Э”"), ascii_only=True).isascii()


@given(st.text(st.characters(codec=None)), st.booleans())
def test_any_text_reads_back_verbatim(text: str, ascii_only: bool) -> None:
    """Half surrogate pairs and all controls included; halves that stand together are a pair."""
    written = json.dumped({text: text}, ascii_only=ascii_only).encode()
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert stdlib.loads(written) == {whole: whole}


def test_what_stands_as_it_is_does_so_on_a_terminal() -> None:
    """All of Unicode: but that spaces of any width become one there, and JSON escapes line ends."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    spaces = {character for character in every if category(character) == "Zs"}
    shown = set(json.dumped({"": every}, ascii_only=False))
    assert shown == (set(plain(every)) | spaces) - {"\n"}


def test_what_a_terminal_would_obey_or_hide_is_escaped() -> None:
    """Emoji that are joined lose nothing; a character beyond U+FFFF is a surrogate pair."""
    text = "\x7f\x9b\u202e\u2028 \U0001f469\u200d\U0001f4bb \ud83d \ue000 \U000e0041 \u06dd5"
    assert json.dumped({"a": text}, ascii_only=False) == (
        r'{"a": "\u007f\u009b\u202e\u2028 '
        "\U0001f469"
        r"\u200d"
        "\U0001f4bb"
        r" \ud83d \ue000 \udb40\udc41 "
        '\u06dd5"}'
    )


def test_mentions_say_where_they_stand_if_that_is_known() -> None:
    """The same in hits and in a document."""
    mentions = stdlib.loads(json.document(SPEAKING))["mentions"]
    assert mentions[1:4:2] == [
        {
            "start": "2020-07-08",
            "end": "2020-07-08",
            "granularity": "day",
            "text": "8 July",
            "field": "title",
            "span": [13, 19],
        },
        {
            "start": "2020-07-08",
            "end": "2020-07-08",
            "granularity": "day",
            "text": None,
            "field": None,
            "span": None,
        },
    ]
    assert [each["text"] for each in mentions] == ["the next July", "8 July", "July", None, None]
    assert stdlib.loads(next(json.lines(page(Hit(SPEAKING, 0)))))["mentions"] == mentions


def test_entities_of_a_document_say_where_it_speaks_of_them() -> None:
    """None where the source alone names them; a hit has none."""
    entities = stdlib.loads(json.document(SPEAKING))["entities"]
    assert entities == [
        {"type": "organization", "name": "CSTO", "occurrences": []},
        {"type": "country", "name": "Armenia", "occurrences": []},
        {
            "type": "person",
            "name": "Stanislav Zas",
            "occurrences": [
                {"field": "title", "start": 0, "end": 3, "text": "Zas"},
                {"field": "body", "start": 0, "end": 21, "text": "The Secretary General"},
                {"field": "body", "start": 47, "end": 50, "text": "Zas"},
            ],
        },
    ]
    hit = stdlib.loads(next(json.lines(page(Hit(SPEAKING, 0)))))
    assert hit["entities"][2] == {"type": "person", "name": "Stanislav Zas"}
