"""The command `search`: what it writes where, and how it ends."""

import json

import pytest

from cli.running import Run

ECHELON = """\
2020-07-08  ECHELON-2020 begins
            https://example.org/echelon
            notes.jsonl, bytes 0–193  id echelon
            … Forces cross the border.
"""
CONCERN = """\
2020-07-14  Concern over the border
            notes.jsonl, bytes 194–363  id concern
            The Secretariat is concerned about the “conflict” on the border.
"""


def test_hits_go_to_stdout_and_their_number_to_stderr(indexed: Run) -> None:
    """A pipe receives hits and nothing else."""
    assert indexed("search", "border", "--sort", "oldest") == (
        0,
        f"{ECHELON}\n{CONCERN}",
        "2 hits (0 ms)\n",
    )


def test_a_page_says_how_to_get_the_next(indexed: Run) -> None:
    """The last page has no next."""
    first = indexed("search", "border", "--sort", "oldest", "--limit", "1")
    second = indexed("search", "border", "--sort", "oldest", "--limit", "1", "--page", "2")
    assert first == (0, ECHELON, "1 of 2 hits (0 ms); --page 2 for more\n")
    assert second == (0, CONCERN, "2 of 2 hits (0 ms)\n")


def test_a_longer_page_names_its_range(indexed: Run) -> None:
    """First to last, of how many."""
    assert indexed("search", "--since", "1900", "--limit", "2").err == (
        "1–2 of 3 hits (0 ms); --page 2 for more\n"
    )


def test_a_page_past_the_end_is_an_error(indexed: Run) -> None:
    """It says what there is instead."""
    assert indexed("search", "border", "--page", "9") == (
        2,
        "",
        "cstosearch: page 9 is past the end: 2 hits, 1 page of 10; try --page 1\n",
    )


@pytest.mark.parametrize("output", ["text", "jsonl"])
def test_no_hits(indexed: Run, output: str) -> None:
    """The query is told as it was understood."""
    assert indexed("search", "border", "konflikt", "--format", output) == (
        1,
        "",
        "no hits for border AND konflikt\n"
        "  nothing matches konflikt; did you mean conflict (1)?\n"
        "  without konflikt: 2 hits\n",
    )


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("konflikt or border", "  operators are written in capitals: OR"),
        ("konflikt (not border and not nato)", "  operators are written in capitals: NOT, AND"),
        ('"konflikt or border"', ""),
        ('title:or konflikt id:"war and peace"', ""),
        ("konflikt border-or-not", ""),
    ],
)
def test_no_hits_for_operators_in_lower_case(indexed: Run, query: str, hint: str) -> None:
    """Such words were searched for, which was hardly meant; within quotes it was."""
    message = indexed("search", query).err
    first, *lines = message.splitlines()
    assert first.startswith("no hits for ")
    assert [line for line in lines if "capitals" in line] == [hint] * bool(hint)


def test_no_hits_as_json(indexed: Run) -> None:
    """A program that reads it needs no exit code."""
    code, out, err = indexed("search", "konflikt", "--format", "json")
    assert (code, err) == (1, "")
    assert out == (
        '{"query": "konflikt", "total": 0, "offset": 0, "limit": 10, "took_ms": 0, '
        '"generation": 1, "next": null, "hits": []}\n'
    )


def test_json_wraps_the_hits_that_jsonl_lists(indexed: Run) -> None:
    """Both hold the same objects, the text of the archive verbatim."""
    page = json.loads(indexed("search", "border", "--format", "json").out)
    lines = indexed("search", "border", "--format", "jsonl")
    assert [json.loads(line) for line in lines.out.splitlines()] == page["hits"]
    assert lines.err == "2 hits (0 ms)\n"
    assert (page["total"], page["limit"], page["offset"]) == (2, 10, 0)
    assert "“conflict”" in lines.out


@pytest.mark.parametrize(
    ("args", "code", "out"),
    [
        (["border"], 0, "2\n"),
        (["border", "training"], 0, "1\n"),
        (["conflict", "training", "--any"], 0, "2\n"),
        (["border", "--since", "2020-07-09"], 0, "1\n"),
        (["border", "--until", "2020-07-09"], 0, "1\n"),
        (["--on", "2020-07"], 0, "3\n"),
        (["konflikt"], 1, "0\n"),
    ],
)
def test_count_prints_the_number_only(indexed: Run, args: list[str], code: int, out: str) -> None:
    """Filters hold for it as for the hits."""
    assert indexed("search", *args, "--count") == (code, out, "")


@pytest.mark.parametrize(
    "args",
    [
        ["border", "-conflict"],
        ["-conflict", "border"],
        ["--count", "border", "-conflict", "--since", "2020"],
        ["--", "-conflict", "border"],
        ["border -conflict"],
        ["border", "NOT", "conflict"],
    ],
)
def test_a_word_may_begin_with_a_minus(indexed: Run, args: list[str]) -> None:
    """Wherever it stands, it is a word of the query."""
    assert indexed("search", "--count", *args).out == "1\n"


def test_a_mistyped_option_is_no_word(indexed: Run) -> None:
    """The option that was meant is named."""
    assert indexed("search", "border", "--sincee", "2020") == (
        2,
        "",
        "cstosearch: no such option '--sincee': did you mean --since?\n",
    )


def test_behind_two_dashes_all_are_words(indexed: Run) -> None:
    """As everywhere on a command line."""
    assert "no such option" not in indexed("search", "--", "border", "--sincee").err


@pytest.mark.parametrize("words", [[], [""], [" "]])
def test_nothing_to_search_for(run: Run, words: list[str]) -> None:
    """A query may be empty only beside a filter."""
    code, out, err = run("search", *words)
    assert (code, out) == (2, "")
    assert err.startswith("cstosearch: nothing to search for: give a query or a filter; see ")


@pytest.mark.parametrize("option", ["--limit", "--page"])
@pytest.mark.parametrize("value", ["-1", "ten"])
def test_limit_and_page_are_numbers(run: Run, option: str, value: str) -> None:
    """Anything else is a mistake of the caller."""
    code, out, err = run("search", "border", option, value)
    assert (code, out) == (2, "")
    assert err.startswith(f"cstosearch: invalid value for '{option}': ")
    assert err.endswith("; see cstosearch search --help\n")


def test_a_fault_in_the_query_is_shown_with_a_caret(indexed: Run) -> None:
    """Three lines: what is wrong, the query, where."""
    code, out, err = indexed("search", "(border conflict")
    message, query, caret = err.splitlines()
    assert (code, out) == (2, "")
    assert message.startswith("cstosearch: ")
    assert query == "  (border conflict"
    assert caret.strip() == "^"


def test_a_fault_in_a_date_is_shown_with_a_caret(indexed: Run) -> None:
    """A filter is a part of the query."""
    code, out, err = indexed("search", "border", "--since", "30.02.2020")
    assert (code, out) == (2, "")
    assert err.startswith("cstosearch: ")
    assert "30.02.2020" in err


def test_huge_figures_are_figures(indexed: Run) -> None:
    """They are past the end, or all there is."""
    assert indexed("search", "border", "--limit", str(10**30)).code == 0
    assert "is past the end" in indexed("search", "border", "--page", str(10**30)).err


@pytest.mark.parametrize("color", ["auto", "never"])
def test_what_is_piped_has_no_colour(indexed: Run, color: str) -> None:
    """It can be copied as it is."""
    assert "\x1b" not in indexed("search", "border", "--color", color).out


def test_colour_can_be_forced(indexed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option weighs more than a variable."""
    monkeypatch.setenv("NO_COLOR", "1")
    out = indexed("search", "echelon", "--color", "always").out
    assert "\x1b[1;33mECHELON\x1b[0m" in out


@pytest.mark.parametrize(("columns", "widest"), [("60", 60), ("200", 100), ("0", 80), ("x", 80)])
def test_columns_limit_the_lines(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str, widest: int
) -> None:
    """Where no terminal tells its width, `COLUMNS` does, else there are 80."""
    with open("corpus/long.txt", "w") as long:  # noqa: PTH123
        long.write("01.02.2003\n\n" + "a word, " * 60)
    assert run("index").code == 0
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("search", "word").out.splitlines()
    assert widest - 8 <= max(map(len, lines)) <= widest


def test_a_query_is_explained(indexed: Run) -> None:
    """In place of hits; the exit code is that of the search."""
    assert indexed("search", "forc*", "-nato", "--explain") == (
        0,
        "                    documents\n"
        "forc* AND NOT nato  1\n"
        "  forc*             1  forces 1\n"
        "  NOT nato          3\n"
        "    nato            1\n",
        "",
    )
    code, out, err = indexed("search", "konflikt", "--explain", "--format", "json")
    assert (code, err) == (1, "")
    assert json.loads(out)["clause"]["documents"] == 0
