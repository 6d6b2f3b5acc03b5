"""`search --kwic` and `--snippets`: what they print, and what does not go with them."""

import csv
import json
import os
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from golden import CORPUS, Golden

from cli.running import Run, command

SHIPPED = CORPUS.parents[2] / "corpus"


@pytest.mark.parametrize("columns", ["60", "120"])
def test_lines_as_text(
    run: Run, monkeypatch: pytest.MonkeyPatch, golden: Golden, columns: str
) -> None:
    """Wide characters, Cyrillic and what a terminal would obey; titles and texts."""
    monkeypatch.setenv("COLUMNS", columns)
    assert run("index", "--corpus", str(CORPUS)).code == 0
    ran = run("search", "border", "OR", "границ", "--kwic", "--sort", "left")
    assert ran.code == 0
    golden(f"kwic-{columns}.txt", ran.out + ran.err)


@pytest.mark.parametrize("columns", ["60", "120"])
def test_several_snippets(
    run: Run, monkeypatch: pytest.MonkeyPatch, golden: Golden, columns: str
) -> None:
    """One below the other, in the order of the text."""
    monkeypatch.setenv("COLUMNS", columns)
    assert run("index", "--corpus", str(SHIPPED)).code == 0
    ran = run("search", "csto", "echelon*", "--snippets", "3")
    assert ran.code == 0
    golden(f"snippets-{columns}.txt", ran.out + ran.err)


def test_no_snippets(indexed: Run) -> None:
    """The hits without any text."""
    ran = indexed("search", "nato", "--snippets", "0")
    assert ran.out.splitlines()[-1].endswith("  id rules")


def test_a_context_of_so_many_characters(indexed: Run) -> None:
    """Whatever the width of the terminal."""
    ran = indexed("search", "border", "--kwic", "--context", "12", "--sort", "oldest")
    assert ran.out.splitlines() == [
        "echelon               cross the  border  .",
        "concern                over the  border",
        "concern                  on the  border  .",
    ]


@pytest.mark.parametrize("output", ["csv", "tsv"])
def test_tables(indexed: Run, output: str) -> None:
    """A header, and a row for each line, whose text is on one line."""
    ran = indexed("search", "border", "--kwic", "--sort", "right", "--format", output)
    rows = list(csv.reader(StringIO(ran.out), "excel" if output == "csv" else "excel-tab"))
    assert rows[0] == "id date title url field left match right start end file".split()
    assert rows[1] == [
        *("concern", "2020-07-14", "Concern over the border", "", "title"),
        *("Concern over the", "border", "", "17", "23", "notes.jsonl"),
    ]
    assert len(rows) == 4
    assert ran.err == "3 lines (0 ms)\n"


def test_lines_as_json(indexed: Run) -> None:
    """Text verbatim, with the place of the match in it."""
    ran = indexed("search", "conflict", "--kwic", "--format", "jsonl", "--context", "22")
    assert json.loads(ran.out) == {
        "id": "concern",
        "date": "2020-07-14",
        "title": "Concern over the border",
        "url": "",
        "field": "body",
        "left": "concerned about the “",
        "match": "conflict",
        "right": "” on the border.",
        "start": 40,
        "end": 48,
        "file": "notes.jsonl",
    }
    assert ran.err == "1 line (0 ms)\n"


def test_a_limit_counts_lines(indexed: Run) -> None:
    """Without one there are all; it is told when there are more."""
    first = indexed("search", "border", "--kwic", "--limit", "2")
    assert (len(first.out.splitlines()), first.err) == (
        2,
        "first 2 lines (0 ms); more without --limit\n",
    )
    for limit, order in (("3", "newest"), ("3", "left"), (str(10**30), "newest")):
        whole = indexed("search", "border", "--kwic", "--limit", limit, "--sort", order)
        assert (len(whole.out.splitlines()), whole.err) == (3, "3 lines (0 ms)\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["konflikt"], "no hits for konflikt"),
        (["--on", "2020-07-08"], "no lines: 1 hit for date:2020-07-08, by no word that could be"),
    ],
)
def test_no_lines(indexed: Run, args: list[str], message: str) -> None:
    """There may be hits none the less."""
    code, out, err = indexed("search", *args, "--kwic")
    assert (code, out) == (1, "")
    assert err.startswith(message)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--kwic", "--snippets", "2"], "--snippets does not go with --kwic"),
        (["--kwic", "--page", "1"], "--page does not go with --kwic"),
        (["--kwic", "--count"], "--count does not go with --kwic"),
        (["--kwic", "--format", "json"], "--kwic has no --format json: there are text, jsonl, csv"),
        (["--context", "9"], "--context is for --kwic"),
        (["--sort", "left"], "--sort left is for --kwic"),
    ],
)
def test_what_goes_apart_is_refused(run: Run, args: list[str], message: str) -> None:
    """Before an index is looked for."""
    code, out, err = run("search", "border", *args)
    assert (code, out) == (2, "")
    assert err.startswith(f"cstosearch: {message}")


@pytest.mark.parametrize("order", ["relevance", "newest"])
def test_who_reads_the_first_lines_need_not_wait(run: Run, order: str) -> None:
    """The program ends, quietly, when nobody reads on, long before it has found all."""
    body = "border " * 2000
    notes = (json.dumps({"id": f"n{n}", "body": f"{n} {body}"}) + "\n" for n in range(200))
    Path("corpus/many.jsonl").write_text("".join(notes), "utf-8")
    assert run("index").code == 0
    with subprocess.Popen(
        command("search", "border", "--kwic", "--sort", order),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "COLUMNS": "80"},
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        for _ in range(3):
            assert b"  border" in program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0
