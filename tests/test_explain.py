"""How a query was understood, and what is said where it has no hits."""

import json
from collections.abc import Iterator

import pytest

import cstosearch
from cstosearch import Index
from cstosearch.model import Clause, Explanation
from cstosearch.render import Terminal, explain

NOTES = (
    {
        "id": "a",
        "title": "Border conflict",
        "date": "2020-07-08",
        "body": "The borders of member states. Conflicts of the past; the collective forces.",
        "entities": [{"type": "person", "name": "Stanislav Zas"}],
        "lang": "en",
    },
    {"id": "b", "date": "2020-08-01", "body": "A border conflict. Forces met.", "lang": "en"},
    {"id": "c", "body": "Учения сил и средств. 11 12 13 14 15 16 17 18 19 101 102", "lang": "ru"},
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    corpus = tmp_path_factory.mktemp("explain") / "corpus"
    corpus.mkdir()
    lines = "".join(json.dumps(note, ensure_ascii=False) + "\n" for note in NOTES)
    (corpus / "notes.jsonl").write_text(lines, "utf-8")
    cstosearch.build(corpus, corpus.parent / "index")
    with cstosearch.open_index(corpus.parent / "index") as opened:
        yield opened


def test_each_part_is_counted_by_itself(index: Index) -> None:
    """And what a part stands for is told, where that is not what is written."""
    assert index.explain("border (for* OR person:*zas) -nato", on="2020-07") == Explanation(
        Clause(
            'border AND (for* OR person:"*zas") AND NOT nato AND date:2020-07-01..2020-07-31',
            1,
            parts=(
                Clause("border", 2, (("border", 2), ("borders", 1))),
                Clause(
                    'for* OR person:"*zas"',
                    2,
                    parts=(
                        Clause("for*", 2, (("forces", 2),)),
                        Clause('person:"*zas"', 1, (("Stanislav Zas", 1),)),
                    ),
                ),
                Clause("NOT nato", 3, parts=(Clause("nato", 0),)),
                Clause("date:2020-07-01..2020-07-31", 1),
            ),
        ),
        generation=1,
    )


def test_the_operands_of_near_are_parts(index: Index) -> None:
    """Counted wherever they stand."""
    [clause] = [index.explain("border ADJ/1 conflict").clause]
    assert [part.text for part in clause.parts] == ["border", "conflict"]


def test_what_a_part_stands_for_is_cut(index: Index) -> None:
    """The ten most frequent are told, and how many more there are."""
    clause = index.explain("*").clause
    assert (clause.documents, clause.means) == (3, ())
    words = index.explain("1*").clause
    assert (len(words.means), words.more) == (10, 1)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("konflict", ["nothing matches konflict; did you mean conflict (2)?"]),
        ("bordrse", ["nothing matches bordrse; did you mean borders (1)?"]),
        ("xyzzy", ["nothing matches xyzzy"]),
        (
            "konflict forces",
            [
                "nothing matches konflict; did you mean conflict (2)?",
                "without konflict: 2 hits",
            ],
        ),
        ("border сил", ["without сил: 2 hits", "without border: 1 hit"]),
        (
            '"forces collective"',
            [
                'nothing matches "forces collective"',
                "with forces AND collective: 1 hit",
            ],
        ),
        ("title:(forces NEAR/3 border)", ["nothing matches title:(forces NEAR/3 border)"]),
        (
            "collective NEAR/2 conflict",
            [
                "nothing matches collective NEAR/2 conflict",
                "with collective AND conflict: 1 hit",
            ],
        ),
        (
            'border "met forces"',
            [
                'nothing matches "met forces"',
                'without "met forces": 2 hits',
                "with met AND forces: 1 hit",
            ],
        ),
        (
            '"border states"',
            [
                'nothing matches "border states"',
                "with border AND states: 1 hit",
            ],
        ),
        (
            '"borders member"',
            [
                'nothing matches "borders member"',
                'with "borders member"~3: 1 hit',
                "with borders AND member: 1 hit",
            ],
        ),
        (
            "bordr NEAR/3 conflict",
            ["nothing matches bordr NEAR/3 conflict; did you mean border (2)?"],
        ),
        ("source:notes", ['nothing matches source:"notes"; did you mean source:"*notes*" (3)?']),
        (
            "person:stanislav",
            ['nothing matches person:"stanislav"; did you mean person:"Stanislav Zas" (1)?'],
        ),
        (
            'person:"Stanislaw Zass"',
            ['nothing matches person:"Stanislaw Zass"; did you mean person:"Stanislav Zas" (1)?'],
        ),
        ("lang:de", ['nothing matches lang:"de"; did you mean lang:"en" (2) or lang:"ru" (1)?']),
        (
            "date:2019",
            [
                "nothing matches date:2019-01-01..2019-12-31; "
                "all there is: date:2020-07-08..2020-08-01 (2) or date:none (1)"
            ],
        ),
        (
            "conflict? -conflicts",
            ["without conflict?: 1 hit", "without NOT conflicts: 1 hit"],
        ),
        ("met?", ["nothing matches met?; did you mean met (1)?"]),
        ("*xyz", ["nothing matches *xyz"]),
        ("NOT *", []),
    ],
)
def test_advice(index: Index, query: str, said: list[str]) -> None:
    """What matches nothing, what is near to it, and what would have hits."""
    assert index.search(query).total == 0
    assert [line.strip() for line in explain.advice(index.advise(query))] == said


def test_what_is_near_is_looked_for_a_few_times(index: Index) -> None:
    """However many parts match nothing, and however many words of one."""
    missing = index.advise("bordrs conflct focres membrs statse memer").missing
    assert [bool(each.near) for each in missing] == [True] * 5 + [False]
    [phrase] = index.advise('"bordrs conflct focres membrs statse memer"').missing
    assert [word for word, _ in phrase.near] == "borders conflict forces member states".split()


def test_the_text_of_an_explanation(index: Index) -> None:
    """Parts below what they are parts of; a clause too long for its column has a line."""
    query = 'border for* ("collective forces" OR "armed conflict of the member states of the past")'
    assert explain.text(index.explain(query), Terminal(60)).split("\n") == [
        "                                documents",
        'border AND for* AND ("collective forces" OR "armed conflict',
        'of the member states of the past")',
        "                                1",
        "  border                        2  border 2, borders 1",
        "  for*                          2  forces 2",
        '  "collective forces" OR "armed conflict of the member',
        '  states of the past"',
        "                                1",
        '    "collective forces"         1',
        '    "armed conflict of the member states of the past"',
        "                                0",
    ]


def test_an_explanation_as_json(index: Index) -> None:
    assert json.loads(explain.json(index.explain("for*"))) == {
        "generation": 1,
        "clause": {
            "text": "for*",
            "documents": 2,
            "means": [{"text": "forces", "documents": 2}],
            "more": 0,
            "parts": [],
        },
    }
