"""The commands `save`, `saved` and `new`: what they write where, and what counts as seen."""

import json
import os
import re
import subprocess
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import cstosearch
from cli.running import Run, command, timeless

ATOM = "{http://www.w3.org/2005/Atom}"
HIT = """\
2020-08-01  More on the border
            more.jsonl, bytes 0–98  id more
            The border is open.
"""


@pytest.fixture
def saved(indexed: Run) -> Run:
    """Run the program where a query is saved, and two documents have come, one of them a hit."""
    assert indexed("save", "border", "border").code == 0
    note = {"id": "more", "title": "More on the border", "date": "2020-08-01"}
    text = json.dumps(note | {"body": "The border is open."})
    Path("corpus/more.jsonl").write_text(text, "utf-8")
    Path("corpus/other.txt").write_text("02.08.2020\n\nSomething else.\n", "utf-8")
    assert indexed("index").code == 0
    return indexed


def minutes(text: str) -> str:
    """Return a text with its times of day made equal."""
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "YYYY-MM-DD hh:mm", text)


def test_saving_says_what_there_is_and_what_to_do_next(indexed: Run) -> None:
    assert indexed("save", "border", "border", "--since", "2020") == (
        0,
        "saved border: 2 hits now; cstosearch new border lists what comes later\n",
        "",
    )


def test_saving_under_a_name_that_is_taken(saved: Run) -> None:
    """It is refused, unless it is meant; what is new then stays new."""
    assert saved("save", "border", "nato") == (
        2,
        "",
        (
            'cstosearch: a query is saved as "border" already: take another name, or replace it by '
            "--replace, in Python by replace=True\n"
        ),
    )
    assert saved("save", "border", "--any", "border", "nato", "--replace").out == (
        "saved border: 4 hits now, 1 of them new; cstosearch new border lists what comes later\n"
    )


def test_a_fault_in_the_query_has_a_caret(indexed: Run) -> None:
    assert indexed("save", "x", "border)") == (
        2,
        "",
        "cstosearch: no ( opens what this ) closes\n  border)\n        ^\n",
    )
    assert indexed("save", "x").err == (
        "cstosearch: nothing to search for: give a query or a filter; see cstosearch save --help\n"
    )


def test_the_list_of_saved_queries(saved: Run) -> None:
    """As one would write them on the command line."""
    saved("save", "a", "-nato", "--since", "2 weeks ago", "--any")
    saved("save", "day", "--on", "2020-07-08")
    code, out, err = saved("saved")
    assert (code, minutes(out), err) == (
        0,
        (
            "name    new  hits  last asked        query\n"
            "a         0     0  YYYY-MM-DD hh:mm  -nato --since '2 weeks ago' --any\n"
            "border    1     3  YYYY-MM-DD hh:mm  border\n"
            "day       0     1  YYYY-MM-DD hh:mm  --on 2020-07-08\n"
        ),
        "",
    )


def test_removing_a_saved_query(saved: Run) -> None:
    assert saved("saved", "--remove", "bordr").err == (
        'cstosearch: no query is saved as "bordr": did you mean border?\n'
    )
    assert saved("saved", "--remove", "border") == (0, "removed border\n", "")
    none = "no queries are saved: cstosearch save NAME QUERY saves one\n"
    assert saved("saved") == saved("new") == (1, "", none)
    assert saved("saved", "--format", "json") == (1, '{"queries": []}\n', none)


def test_new_hits_are_listed_once(saved: Run) -> None:
    """Below the name of the query; nothing new is no hit."""
    assert saved("save", "nato", "nato").code == 0
    assert saved("new") == (
        0,
        f"border: 1 new hit\n\n{HIT}",
        "1 new hit for 2 saved queries\n",
    )
    assert saved("new") == (1, "", "nothing new for 2 saved queries\n")
    assert saved("new", "border") == (1, "", "nothing new for border\n")


def test_each_query_has_a_heading(saved: Run) -> None:
    """A page that is full says so."""
    Path("index/saved.bin").unlink()
    for name, query in (("a", "xyz"), ("b", "zyx")):
        assert saved("save", name, query).code == 0
    for n in range(3):
        Path(f"corpus/{n}.txt").write_text(f"0{n + 1}.09.2020\n\nXyz number {n}.\n", "utf-8")
    Path("corpus/4.txt").write_text("04.09.2020\n\nZyx.\n", "utf-8")
    saved("index")
    code, out, err = saved("new", "--limit", "2")
    assert [line for line in out.splitlines() if "new hit" in line] == [
        "a: 2 of 3 new hits",
        "b: 1 new hit",
    ]
    assert (code, err) == (0, "4 new hits for 2 saved queries; 1 more the next time\n")
    assert saved("new", "--limit", "2").out.startswith("a: 1 new hit\n\n2020-09-01")


def test_new_hits_as_json(saved: Run) -> None:
    """What search writes, and the name it is for."""
    [query] = json.loads(saved("new", "--format", "json").out)["queries"]
    assert (query["name"], query["query"], query["total"]) == ("border", "border", 1)
    hits = json.loads(saved("search", "border", "--since", "2020-08", "--format", "json").out)
    assert query["hits"] == hits["hits"]


def test_new_hits_as_a_feed(saved: Run) -> None:
    feed = ET.fromstring(saved("new", "--format", "atom").out.encode())  # noqa: S314 - our own
    assert [each.text for each in feed.iter(f"{ATOM}title")] == [
        "cstosearch: new for border",
        "More on the border",
    ]
    again = ET.fromstring(saved("new", "--format", "atom").out.encode())  # noqa: S314
    assert again.findall(f"{ATOM}entry") == []
    assert again.findtext(f"{ATOM}id") == feed.findtext(f"{ATOM}id")


def is_new(run: Run) -> bool:
    """Say whether the hit is still new."""
    return run("new").out == f"border: 1 new hit\n\n{HIT}"


def test_what_a_broken_pipe_has_swallowed_is_listed_again(saved: Run) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command("new"), stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
    assert is_new(saved)


def test_what_a_pipe_holds_counts_as_seen_though_it_is_not_read(saved: Run) -> None:
    """As `--help` says: nobody can know."""
    reader, writer = os.pipe()
    subprocess.run(command("new"), stdout=writer, stderr=subprocess.PIPE, check=True)
    os.close(writer)
    assert os.read(reader, 6) == b"border"
    os.close(reader)
    assert saved("new") == (1, "", "nothing new for border\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_what_a_full_disk_has_not_taken_is_listed_again(saved: Run) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command("new"), stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert is_new(saved)


def test_what_went_nowhere_is_listed_again(saved: Run) -> None:
    script = 'exec "$@" >&-'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *command("new")], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert is_new(saved)


def test_where_it_cannot_be_noted_hits_are_listed_still(saved: Run) -> None:
    """As in a directory that may only be read."""
    Path("index/saved.lock").unlink()
    Path("index/saved.lock").mkdir()
    assert saved("new") == (
        0,
        f"border: 1 new hit\n\n{HIT}",
        (
            "cstosearch: this could not be noted as seen and will be listed again: "
            "is a directory\n"
            "1 new hit for border\n"
        ),
    )
    assert is_new(saved)
    assert saved("save", "x", "y") == (
        2,
        "",
        'cstosearch: "index/saved.lock": is a directory\n',
    )


def test_a_query_that_cannot_be_asked_is_named_and_the_others_are_asked(saved: Run) -> None:
    """Its `since` has moved past its `until`."""
    with cstosearch.open_index() as index:
        index.saved.add("past", since="this year", until="2020", today=date(2020, 7, 14))
    fault = (
        'cstosearch: the saved query "past" cannot be asked: nothing lies between --since '
        '"this year" and --until "2020": swap them\n  2020\n  ^^^^\n'
    )
    code, out, err = saved("new")
    assert (code, out) == (2, f"border: 1 new hit\n\n{HIT}")
    assert fault in err
    assert fault in saved("saved").err


def test_damage_is_told_and_searching_goes_on(saved: Run) -> None:
    Path("index/saved.bin").write_bytes(b"noise")
    for args in (["new"], ["saved"], ["save", "x", "y"], ["saved", "--remove", "border"]):
        assert saved(*args) == (
            2,
            "",
            (
                'cstosearch: "index/saved.bin", which has the saved queries, is damaged: it cannot '
                "be made anew: put back a copy of it, or move it away and save the queries again\n"
            ),
        )
    assert timeless(saved("search", "border", "--count").out) == "3\n"
    assert Path("index/saved.bin").read_bytes() == b"noise"


def test_removing_has_no_format(saved: Run) -> None:
    """And what was asked for is not done by half."""
    code, out, err = saved("saved", "--remove", "border", "--format", "json")
    assert (code, out) == (2, "")
    assert err.startswith("cstosearch: --remove lists nothing: leave out --format; see ")
    assert saved("saved", "--remove", "border").code == 0
