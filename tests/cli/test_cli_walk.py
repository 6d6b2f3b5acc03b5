"""Pages for scripts: `--after`, and which options go together."""

import json
from pathlib import Path

import pytest

from cli.running import Run

PAGE = ["search", "--since", "1900", "--sort", "oldest", "--limit", "2"]
FORMATS = ["text", "json", "jsonl", "csv", "tsv", "markdown", "bibtex", "ris"]


def token(run: Run) -> str:
    """Return the token behind the first page."""
    return str(json.loads(run(*PAGE, "--format", "json").out)["next"])


def test_json_names_the_next_page(indexed: Run) -> None:
    """The token of nothing begins; the last page names none."""
    found, after = [], ""
    while after is not None:
        page = json.loads(indexed(*PAGE, "--format", "json", "--after", after).out)
        found += [hit["id"] for hit in page["hits"]]
        after = page["next"]
    assert len(found) == 3
    assert "\n".join(found) == indexed(*PAGE[:-2], "--output", "id").out.strip()


@pytest.mark.parametrize("output", [name for name in FORMATS if name not in ("text", "json")])
def test_other_formats_name_it_on_stderr(indexed: Run, output: str) -> None:
    """Behind the place that it follows; whoever pages by number stays with numbers."""
    after = token(indexed)
    assert indexed(*PAGE, "--format", output).err == (
        f"1–2 of 3 hits (0 ms); --after {after} for more\n"
    )
    assert indexed(*PAGE, "--format", output, "--after", after).err == "3 of 3 hits (0 ms)\n"
    assert indexed(*PAGE, "--format", output, "--page", "1").err == (
        "1–2 of 3 hits (0 ms); --page 2 for more\n"
    )


def test_text_names_it_to_whoever_has_asked(indexed: Run) -> None:
    """Others go by number, which is easier to type."""
    assert indexed(*PAGE).err == "1–2 of 3 hits (0 ms); --page 2 for more\n"
    assert indexed(*PAGE, "--after", "").err.endswith(f"--after {token(indexed)} for more\n")


def test_a_token_of_another_state_is_refused(indexed: Run) -> None:
    """Rather than hits left out or told twice."""
    after = token(indexed)
    Path("corpus/more.txt").write_text("01.02.2003\n\nMore.", "utf-8")
    assert indexed("index").code == 0
    assert indexed(*PAGE, "--after", after) == (
        2,
        "",
        "cstosearch: the index has changed since (generation 1, now 2): begin again without "
        "--after\n",
    )


def test_a_token_of_another_query_is_refused(indexed: Run) -> None:
    code, out, err = indexed("search", "border", "--after", token(indexed))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "belongs to another query" in err


def test_what_is_no_token_is_quoted(indexed: Run) -> None:
    assert indexed(*PAGE, "--after", "x\x1by") == (
        2,
        "",
        'cstosearch: "xy" is no token: take the one that the page before names\n',
    )


@pytest.mark.parametrize("args", [*(["--format", name] for name in FORMATS), ["-l"]])
def test_a_page_past_the_end_is_an_error_in_every_format(indexed: Run, args: list[str]) -> None:
    """It says how many there are."""
    assert indexed(*PAGE, "--page", "3", *args) == (
        2,
        "",
        "cstosearch: page 3 is past the end: 3 hits, 2 pages of 2; try --page 2\n",
    )


EXPLAINS = "--explain prints the parts of the query, and no hits"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("--explain --sort oldest", f"{EXPLAINS}: leave out --sort"),
        ("--explain -l", f"{EXPLAINS}: leave out -l"),
        ("--explain --format csv", "--explain is text or JSON: leave out --format, or say json"),
        ("--count --format json", "--count prints a number and nothing else: leave out --format"),
        ("--count --output id", "--count prints a number and nothing else: leave out --output"),
        ("--count -l", "--count prints a number and nothing else: leave out -l"),
        ("--count -0", "--count prints a number and nothing else: leave out -0"),
        ("--count --page 1", "--count prints a number and nothing else: leave out --page"),
        ("--count --limit 5", "--count prints a number and nothing else: leave out --limit"),
        ("--count --sort newest", "--count prints a number and nothing else: leave out --sort"),
        ("--explain --limit 5", f"{EXPLAINS}: leave out --limit"),
        ("--explain --sort newest", f"{EXPLAINS}: leave out --sort"),
        ("--snippets 2 --format ris", "ris has no excerpts: leave out --snippets"),
        ("--limit 0 --facet year --page 2", "--limit 0 shows no hits: leave out --page"),
        ("--limit 0 --facet year --sort oldest", "--limit 0 shows no hits: leave out --sort"),
        ("--count --after x", "--count prints a number and nothing else: leave out --after"),
        ("-l --output id", "-l is --output source: give one of the two"),
        ("-l --format csv", "-l prints names of files and nothing else: leave out --format"),
        ("--output id --format text", "--output prints names and nothing else: leave out --format"),
        ("--page 1 --after x", "--page and --after both say where to begin: give one of the two"),
        ("-0", "-0 parts names: it needs -l or --output"),
        ("-0 --format csv", "-0 parts names: it needs -l or --output"),
        ("-l --page 2", "all names are printed unless --limit says how many: give --limit"),
        (
            "--output id --page 2",
            "all names are printed unless --limit says how many: give --limit",
        ),
    ],
)
def test_options_that_do_not_go_together(run: Run, args: str, message: str) -> None:
    """One line, before anything is read."""
    assert run("search", "border", *args.split()) == (
        2,
        "",
        f"cstosearch: {message}; see cstosearch search --help\n",
    )
