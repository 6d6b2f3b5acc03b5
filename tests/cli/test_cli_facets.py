"""The option `--facet` of `search`."""

import json
from pathlib import Path

import pytest

from cli.running import NOTES, Run

FACETS = """\
entity  1 hit without
  country  Armenia       1  {country}
  event    Echelon-2020  1  {country}

year
  2020  2  {year}
"""


@pytest.fixture
def entities(run: Run) -> Run:
    """One of the two notes on the border brings a country; an exercise is found in it."""
    notes = [NOTES[0] | {"entities": [{"type": "country", "name": "Armenia"}]}, *NOTES[1:]]
    lines = "".join(json.dumps(note) + "\n" for note in notes)
    Path("corpus/notes.jsonl").write_text(lines, "utf-8")
    assert run("index").code == 0
    return run


def test_facets_stand_below_the_hits(entities: Run) -> None:
    """In the order asked for, each once; on their own with --limit 0."""
    facets = ["--facet", "entity", "--facet", "year", "--facet", "entity"]
    expected = FACETS.format(country="█" * 52, year="█" * 69)
    whole = entities("search", "border", *facets)
    plain = entities("search", "border")
    alone = entities("search", "border", "--limit", "0", *facets)
    assert whole == (0, f"{plain.out}\n{expected}", plain.err)
    assert alone == (0, expected, "2 hits (0 ms)\n")


def test_facets_as_json_have_all_values(entities: Run) -> None:
    """Counts are of all hits, whatever the page."""
    out = entities(
        "search",
        *("border", "--facet", "entity", "--facet", "lang", "--limit", "1"),
        *("--page", "2", "--format", "json"),
    ).out
    assert json.loads(out)["facets"] == [
        {
            "field": "entity",
            "distinct": 2,
            "missing": 1,
            "values": [
                {"value": "Armenia", "count": 1, "type": "country"},
                {"value": "Echelon-2020", "count": 1, "type": "event"},
            ],
        },
        {"field": "lang", "distinct": 1, "missing": 0, "values": [{"value": "en", "count": 2}]},
    ]


def test_facets_of_no_hits_are_not_shown(indexed: Run) -> None:
    code, out, err = indexed("search", "konflikt", "--facet", "year")
    assert (code, out) == (1, "")
    assert err.startswith("no hits for konflikt\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            ["--facet", "year", "--count"],
            "--count prints a number and nothing else: leave out --facet",
        ),
        (["--facet", "year", "--format", "jsonl"], "jsonl has no room for facets: use --format "),
        (["--limit", "0"], "--limit 0 shows nothing: add --facet, or use --count; see "),
        (["--facet", "size"], "invalid value for '--facet': 'size' is not one of 'entity', "),
    ],
)
def test_what_does_not_go_together_is_refused_up_front(
    run: Run, args: list[str], message: str
) -> None:
    """Before the index is opened: here there is none."""
    code, out, err = run("search", "border", *args)
    assert (code, out) == (2, "")
    assert err.startswith(f"cstosearch: {message}")
