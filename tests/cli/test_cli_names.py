"""Names instead of hits: `-l`, `--output`, `-0`."""

import os
import subprocess
from pathlib import Path

import pytest

from cli.running import Run, command, spawn

ALL = ["search", "--since", "1900", "--sort", "oldest"]


def test_source_files_are_printed_once_each_in_the_order_of_hits(indexed: Run) -> None:
    """As `grep -l` does."""
    assert indexed(*ALL, "-l") == (0, "notes.jsonl\nteaser.txt\n", "3 hits (0 ms)\n")
    assert indexed(*ALL, "--output", "source").out == "notes.jsonl\nteaser.txt\n"


def test_ids_are_printed_in_the_order_of_hits(indexed: Run) -> None:
    assert indexed("search", "border", "--sort", "oldest", "--output", "ID") == (
        0,
        "echelon\nconcern\n",
        "2 hits (0 ms)\n",
    )


@pytest.mark.parametrize(
    "args",
    [["-0l"], ["-l0"], ["-l", "-0"], ["-0", "--output", "source"], ["-0", "--output=SOURCE"]],
)
def test_names_may_end_with_nul(indexed: Run, args: list[str]) -> None:
    """For `xargs -0`."""
    assert indexed(*ALL, *args).out == "notes.jsonl\0teaser.txt\0"


@pytest.mark.parametrize("word", ["-legal", "-l0x", "-0.5", "-lo"])
def test_a_word_that_begins_like_an_option_is_a_word(indexed: Run, word: str) -> None:
    """Only the letters of options together are options."""
    assert indexed("search", "border", word, "-l").out == "notes.jsonl\n"


def test_all_hits_are_named_unless_a_limit_says_how_many(run: Run) -> None:
    """More than a page has."""
    for number in range(25):
        Path(f"corpus/{number:02}.txt").write_text(f"01.02.2003\n\nText {number}.", "utf-8")
    assert run("index").code == 0
    assert len(run("search", "text", "-l").out.split()) == 25
    assert len(run("search", "text", "--output", "id").out.split()) == 25
    limited = run("search", "text", "-l", "--limit", "4", "--page", "2")
    assert len(limited.out.split()) == 4
    assert limited.err == "5–8 of 25 hits (0 ms); --page 3 for more\n"


def test_no_hits_have_no_names(indexed: Run) -> None:
    code, out, err = indexed("search", "konflikt", "-l")
    assert (code, out) == (1, "")
    assert err.startswith("no hits for konflikt\n")


def test_names_are_harmless_unless_they_go_to_a_program(run: Run) -> None:
    """A program has to find the file."""
    Path("corpus/a\nb\x1b[31m.txt").write_text("01.02.2003\n\nA border.", "utf-8")
    assert run("index").code == 0
    assert run("search", "border", "--on", "2003", "-l").out == "a b.txt\n"
    assert run("search", "border", "--on", "2003", "-l0").out == "a\nb\x1b[31m.txt\0"


def test_names_that_are_not_utf8_reach_a_program_as_they_are(run: Run) -> None:
    """As of files that were packed in windows-1251. A person sees which bytes they are."""
    name = "граница.txt".encode("cp1251")
    Path("corpus", os.fsdecode(name)).write_text("01.02.2003\n\nA border.", "utf-8")
    assert run("index").code == 0
    asked = command("search", "border", "--on", "2003", "-l0")
    for env in ({}, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}):
        done = subprocess.run(asked, capture_output=True, check=True, env=os.environ | env)
        assert done.stdout == name + b"\0"
    assert run("search", "border", "--on", "2003", "-l").out == (
        "\\xe3\\xf0\\xe0\\xed\\xe8\\xf6\\xe0.txt\n"
    )


def test_what_no_name_has_is_replaced(indexed: Run) -> None:
    """Surrogates that stand for no byte, as a forged index may have them in an id."""
    assert indexed(*ALL, "-l0").code == 0
    assert "\udcff a\ud800".encode("utf-8", "cstosearch.on-disk") == b"\xff a?"


@pytest.mark.parametrize("args", [["-l"], ["--format", "bibtex"], ["--format", "csv"]])
def test_files_and_names_are_utf8_everywhere(run: Run, args: list[str]) -> None:
    """Replacing what an encoding lacks would make them others."""
    Path("corpus/граница.txt").write_text("01.02.2003\n\nНа границе.", "utf-8")
    assert run("index").code == 0
    assert "граница.txt" in spawn("search", "границе", *args, PYTHONIOENCODING="ascii").out
