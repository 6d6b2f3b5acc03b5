"""The annotated releases: whole, without slips, and as many as their README says."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from gold import FOLDER, Gold, load, parse

HEAD = "date: 2020-07-08\nlang: en\ntitle: A title\n\n"
RELEASES = load()


@pytest.fixture(params=RELEASES, ids=lambda gold: gold.name)
def gold(request: pytest.FixtureRequest) -> Gold:
    release: Gold = request.param
    return release


def test_there_are_28_english_and_12_russian_releases() -> None:
    assert Counter(gold.lang for gold in RELEASES) == {"en": 28, "ru": 12}
    assert all(2003 <= gold.published.year <= 2024 for gold in RELEASES)


def test_spans_lie_inside_and_do_not_overlap(gold: Gold) -> None:
    for field, text in (("title", gold.title), ("body", gold.text)):
        spans = sorted(
            [
                *(found.span for found in gold.occurrences if found.field == field),
                *(found.span for found in gold.mentions if found.field == field and found.span),
            ]
        )
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(first.end <= second.start for first, second in pairwise(spans))


def test_intervals_are_in_order(gold: Gold) -> None:
    assert all(mention.start <= mention.end for mention in gold.mentions)


def test_the_readme_counts_what_there_is() -> None:
    rows = re.findall(r"^\| (\w+) \| (\d+) \|$", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert {name: int(count) for name, count in rows} == counts()


def test_each_entity_has_one_name_and_each_name_one_type() -> None:
    entities = {found.entity for gold in RELEASES for found in gold.occurrences}
    names = Counter(re.sub(r"\W", "", entity.name.casefold()) for entity in entities)
    assert [name for name, count in names.items() if count > 1] == []
    assert not {"CSTO", "UN", "CIS", "OSCE", "SCO"} & {entity.name for entity in entities}


def test_marks_become_spans_of_the_text_without_them() -> None:
    gold = parse("x", HEAD + "In {{2019|2019-01-01..2019-12-31|year}} [[he|person:A B|office]].\n")
    assert gold.text == "In 2019 he."
    assert [gold.text[slice(*found.span or ())] for found in gold.mentions] == ["2019"]
    assert [(gold.text[slice(*o.span)], o.by_name) for o in gold.occurrences] == [("he", False)]


@pytest.mark.parametrize(
    "body",
    [
        *("[[a|city:B]]", "[[a|person:]]", "[[a]]", "[[a|person:B|rank]]", "[[ a|person:B]]"),
        *("{{1|2020-01-01}}", "{{1|2020-13-01|day}}", "{{1|2020-01-01|hour}}", "[[a|person:B"),
        *("{{1|2020-01-02..2020-01-01|day}}", "{{a [[b|person:B]]|2020-01-01|day}}"),
    ],
)
def test_a_malformed_mark_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"^x: "):
        parse("x", HEAD + body)


def test_other_headers_are_refused() -> None:
    with pytest.raises(ValueError, match="the headers are not date, lang, title"):
        parse("x", "date: 2020-07-08\n\nA text.\n")


def counts() -> dict[str, int]:
    found = [occurrence for gold in RELEASES for occurrence in gold.occurrences]
    return {
        **Counter(str(occurrence.entity.type) for occurrence in found),
        "office": sum(not occurrence.by_name for occurrence in found),
        "mentions": sum(len(gold.mentions) for gold in RELEASES),
    }
