"""The command `entities`: what it writes where, and how it ends."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from histories import CSTO, OTHER, ZAS, speaking, write

from cli.running import Run
from cstosearch.local import LocalEngine
from cstosearch.model import Entity, Mention, Span

GEORGIA = Entity("country", "Georgia")
PLACE = Entity("place", "Georgia")
NAMES = [("одкб", CSTO)]
SEVERAL = 'entity:"zas" stands for person Stanislav Zas (2), person Vitaly Zas (1), taken together'


@pytest.fixture
def spoken(run: Run) -> Run:
    """Run the program in this process, over documents that speak of entities."""
    documents = [
        speaking(0, "Zas met the CSTO", Zas=ZAS, CSTO=CSTO),
        speaking(3, "Zásem and the secretary", Zásem=ZAS, secretary=None),
        speaking(6, "Another Zas in Georgia", Zas=OTHER, Georgia=GEORGIA),
        speaking(9, "The Georgia of old", Georgia=PLACE),
        speaking(12, "Nothing"),
    ]
    write(LocalEngine(Path("index")), [documents], set(), NAMES)
    return run


def test_entities_of_all_documents(spoken: Run) -> None:
    """Those in most documents first, equal ones by name and type."""
    assert spoken("entities") == (
        0,
        "documents  type          entity\n"
        "        2  person        Stanislav Zas\n"
        "        1  organization  Collective Security Treaty Organization\n"
        "        1  country       Georgia\n"
        "        1  place         Georgia\n"
        "        1  person        Vitaly Zas\n",
        "5 entities in 5 documents\n",
    )


@pytest.mark.parametrize(
    ("args", "err"),
    [
        (["zas", "--type", "person"], "2 persons in 2 documents of zas"),
        (["--type", "country"], "1 country in 5 documents"),
        (["--type", "organization"], "1 organization in 5 documents"),
        (["--type", "org"], "1 organization in 5 documents"),
        (["--limit", "2"], "2 of 5 entities in 5 documents"),
        (["the", "--any", "nothing"], "3 entities in 4 documents of the OR nothing"),
    ],
)
def test_some_of_them(spoken: Run, args: list[str], err: str) -> None:
    """By type, in the documents of a query, the first of them."""
    code, out, said = spoken("entities", *args)
    assert (code, said) == (0, f"{err}\n")
    assert out.count("\n") - 1 == int(err.split(maxsplit=1)[0])


def test_what_is_together_with_an_entity(spoken: Run) -> None:
    """Where a name stands for several, that is told."""
    assert spoken("entities", "--with", "zas") == (
        0,
        " G2  together  expected  documents  type          entity\n"
        "1.2         1      0.60          1  organization  Collective Security Treaty\n"
        "                                                  Organization\n"
        "1.2         1      0.60          1  country       Georgia\n",
        f'{SEVERAL}\n2 entities with entity:"zas", in 3 of 5 documents\n',
    )
    assert spoken("entities", "--with", "=vitaly zas", "--type", "country", "--format", "csv") == (
        0,
        "type,name,together,expected,log_likelihood,documents\ncountry,Georgia,1,0.2,5.004024,1\n",
        "",
    )


def test_what_a_pattern_stands_for_is_in_the_documents(spoken: Run) -> None:
    """Not what is only known; and in documents that have none of it, nothing is listed for it."""
    write(
        LocalEngine(Path("index")),
        [[speaking(15, "More")]],
        set(),
        [("tiro", Entity("place", "Tiro"))],
    )
    _, _, said = spoken("entities", "--with", "place:*")
    assert said == ('nothing is more often than by chance with place:"*", in 1 of 6 documents\n')
    _, _, said = spoken("entities", "nothing", "--with", "*")
    assert said == (
        'nothing is more often than by chance with entity:"*", in 0 of 1 document of nothing\n'
    )


def test_names_of_an_entity(spoken: Run) -> None:
    """Those of texts, most frequent first, and those that are known but not used."""
    assert spoken("entities", "--aliases", "stanislav zas") == (
        0,
        "person Stanislav Zas, 2 documents\n"
        "documents  other name\n"
        "        2  zas\n"
        "        1  zasem\n",
        '1 entity called entity:"stanislav zas"\n',
    )
    assert spoken("entities", "--aliases", "*georgia", "met", "--type", "place") == (
        0,
        "place Georgia, 0 documents\nno other name\n",
        '1 place called entity:"*georgia" of met\n',
    )
    assert spoken("entities", "--aliases", "csto").out.endswith(
        "documents  other name\n        1  csto\n        0  одкб\n"
    )


def test_json(spoken: Run) -> None:
    """One object each."""
    found = json.loads(spoken("entities", "--aliases", "одкб", "--format", "json").out)
    assert found == {
        "name": 'entity:"одкб"',
        "query": "*",
        "total": 1,
        "entities": [
            {
                "type": "organization",
                "name": CSTO.name,
                "documents": 1,
                "aliases": [{"name": "csto", "documents": 1}, {"name": "одкб", "documents": 0}],
            }
        ],
    }
    found = json.loads(spoken("entities", "--with", "csto", "--format", "json").out)
    assert list(found) == "name query entities documents of total companions".split()
    assert found["companions"][0]["name"] == "Stanislav Zas"
    assert found["entities"] == [{"type": "organization", "name": CSTO.name, "documents": 1}]


def test_tables(spoken: Run) -> None:
    """Of names, a line for each; one without a name where there is none."""
    assert spoken("entities", "--type", "country", "--format", "csv") == (
        0,
        "type,name,documents\ncountry,Georgia,1\n",
        "",
    )
    args = ("entities", "--format", "tsv", "--aliases")
    assert spoken(*args, "entity:=*a*").out.splitlines()[:3] == [
        "type\tname\tdocuments\talias\talias_documents",
        "person\tStanislav Zas\t2\tzas\t2",
        "person\tStanislav Zas\t2\tzasem\t1",
    ]
    assert spoken(*args, "georgia").out.splitlines()[1] == "country\tGeorgia\t1\t\t"


@pytest.mark.parametrize(
    ("args", "err"),
    [
        (
            ["--with", "person:zass"],
            'nothing is called person:"zass"; did you mean person:"Stanislav Zas" (2) or '
            'person:"Vitaly Zas" (1)?',
        ),
        (
            ["--aliases", "zasen"],
            'nothing is called entity:"zasen"; did you mean person:"Stanislav Zas" (2) or '
            'person:"Vitaly Zas" (1)?',
        ),
        (
            ["--with", "person:csto"],
            'nothing is called person:"csto"; did you mean org:"Collective Security Treaty '
            'Organization" (1)?',
        ),
        (["--aliases", "xyzzy"], 'nothing is called entity:"xyzzy"'),
        (["--aliases", "zas", "--type", "event"], 'no event is called entity:"zas"'),
        (["--type", "event"], "0 events in 5 documents"),
        (
            ["--with", "csto", "secretary"],
            'nothing is more often than by chance with entity:"csto", in 0 of 1 document of '
            "secretary",
        ),
        (
            ["--with", "csto", "secretery"],
            "no hits for secretery\n  nothing matches secretery; did you mean secretary (1)?",
        ),
        (
            ["zas", "--no-alias", "--with", "zas"],
            'nothing is called entity:="zas"; did you mean '
            'person:="Stanislav Zas" (2) or person:="Vitaly Zas" (1)?',
        ),
    ],
)
def test_when_there_is_nothing(spoken: Run, args: list[str], err: str) -> None:
    """It is said what there is none of, which names are nearest, and the exit code is 1."""
    assert spoken("entities", *args) == (1, "", f"{err}\n")


@pytest.mark.parametrize(
    ("args", "err"),
    [
        (
            ["--with", "a", "--aliases", "b"],
            "--with and --aliases list different things: give one of the two",
        ),
        (["--sort", "count"], "--sort is for --with"),
        (["--with", ""], "entity: needs a name"),
        (["--type", "city"], "invalid value for '--type': 'city' is not one of"),
    ],
)
def test_what_cannot_be_read(spoken: Run, args: list[str], err: str) -> None:
    code, out, said = spoken("entities", *args)
    assert (code, out) == (2, "")
    assert said.startswith(f"cstosearch: {err}")


def test_an_explanation_tells_the_type_of_what_has_one_name(spoken: Run) -> None:
    """Where entities of any type are asked for."""
    assert spoken("search", "entity:georgia", "--explain").out.splitlines() == [
        "                  documents",
        'entity:"georgia"  2  country Georgia 1, place Georgia 1',
    ]
    assert spoken("search", "person:zas", "--explain").out.splitlines()[1] == (
        'person:"zas"  3  Stanislav Zas 2, Vitaly Zas 1'
    )


def test_names_of_facets_are_names_of_a_query(spoken: Run) -> None:
    """What is counted is found by the name that is shown, in as many documents."""
    args = ("search", "*", "--facet", "entity", "--limit", "0", "--format", "json")
    [facet] = json.loads(spoken(*args).out)["facets"]
    assert len(facet["values"]) == 5
    for each in facet["values"]:
        field = {"organization": "org"}.get(each["type"], each["type"])
        for sign in ("", "="):
            asked = f'{field}:{sign}"{each["value"]}"'
            assert spoken("search", asked, "--count").out == f"{each['count']}\n"


def test_only_canonical_names(spoken: Run) -> None:
    """Saved queries keep that."""
    assert spoken("search", "person:zas", "--count").out == "3\n"
    assert spoken("search", "person:zas", "--count", "--no-alias") == (1, "0\n", "")
    assert spoken("search", 'person:"Vitaly Zas"', "--no-alias", "--kwic").out.count("Zas") == 1
    assert spoken("save", "zas", "person:*zas", "--no-alias").out.startswith("saved zas: 3 hits")
    assert spoken("saved").out.endswith("person:*zas --no-alias\n")
    [query] = json.loads(spoken("saved", "--format", "json").out)["queries"]
    assert (query["any"], query["no_alias"], query["hits"]) == (False, True, 3)
    assert spoken("new") == (1, "", "nothing new for zas\n")


@pytest.mark.parametrize("color", ["never", "always"])
@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("person:=vitaly*", "Another [Zas] in Georgia in July 2020"),
        ("mentions:2020-07-08", "Another Zas in Georgia in [July 2020]"),
        ("mentions:2020 country:georgia", "Another Zas in [Georgia] in [July 2020]"),
        ("mentions:2020 -zas OR another", "[Another] Zas in Georgia in [July 2020]"),
    ],
)
def test_what_a_name_or_a_date_found_is_marked(
    run: Run, query: str, marked: str, color: str
) -> None:
    """In colour, where there is any."""
    text = "Another Zas in Georgia in July 2020"
    month = Mention(date(2020, 7, 1), date(2020, 7, 31), "month", "body", Span(26, 35))
    said = replace(speaking(0, text, Zas=OTHER, Georgia=GEORGIA), mentions=(month,))
    write(LocalEngine(Path("index")), [[said]], set())
    on, off = ("\x1b[1;33m", "\x1b[0m") if color == "always" else ("", "")
    found = run("search", query, "--color", color).out.splitlines()
    assert found[-1].strip() == marked.replace("[", on).replace("]", off)
