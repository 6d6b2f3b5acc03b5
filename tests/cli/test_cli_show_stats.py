"""The commands `show` and `stats`."""

import hashlib
import json
from pathlib import Path

from cli.running import Run


def test_show_prints_the_whole_document_and_where_to_find_it(indexed: Run) -> None:
    """The bytes that it cites have the digest that it tells."""
    code, out, err = indexed("show", "concern")
    cited = Path("corpus/notes.jsonl").read_bytes()[194:363]
    assert (code, err) == (0, "")
    assert out == (
        "Concern over the border\n\n"
        "date      2020-07-14\n"
        "language  en\n"
        "id        concern\n\n"
        "The Secretariat is concerned about the “conflict” on the border.\n\n"
        "sources\n"
        f"  notes.jsonl, bytes 194–363, sha256 {hashlib.sha256(cited).hexdigest()}\n"
    )


def test_the_beginning_of_an_id_will_do(indexed: Run) -> None:
    """As long as no other id begins so."""
    assert indexed("show", "conc").out == indexed("show", "concern").out


def test_show_as_json(indexed: Run) -> None:
    """The object has the body, and the fields of a hit but score and snippets."""
    document = json.loads(indexed("show", "echelon", "--format", "json").out)
    assert document["body"] == "The training ECHELON-2020 begins. Forces cross the border."
    assert (document["id"], document["date"], document["title_derived"]) == (
        "echelon",
        "2020-07-08",
        False,
    )


def test_show_of_an_id_that_nothing_has(indexed: Run) -> None:
    """An error, quoting the id."""
    code, out, err = indexed("show", "nobody")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("cstosearch: ")
    assert '"nobody"' in err


def test_show_of_an_id_that_would_command_the_terminal(indexed: Run) -> None:
    """Errors quote what was given, but obey nothing in it."""
    assert "\x1b" not in indexed("show", "\x1b[31mred").err


def test_stats(indexed: Run) -> None:
    """Figures and bars; the size depends on the engine."""
    code, out, err = indexed("stats")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[:2] == ["documents   4, 1 undated", "dates       2020-07-08 to 2020-07-14"]
    assert lines[3:5] == ["files       2", "records     4"]
    assert lines[5].startswith("size        ")
    assert lines[6:9] == ["generation  1", "", "by language"]
    assert lines[-3:] == ["", "by year", f"  2020  3  {'█' * 69}"]


def test_stats_as_json(indexed: Run) -> None:
    """Plain figures and ISO dates."""
    stats = json.loads(indexed("stats", "--format", "json").out)
    assert (stats["documents"], stats["undated"], stats["by_year"]) == (4, 1, {"2020": 3})
    assert (stats["first_date"], stats["last_date"]) == ("2020-07-08", "2020-07-14")
