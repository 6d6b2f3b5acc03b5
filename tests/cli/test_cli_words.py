"""The commands `terms`, `collocates` and `similar`: what they write where, and how they end."""

import json
from pathlib import Path

import pytest

from cli.running import Run

HINT = "cstosearch terms lists the words there are"


def test_terms(indexed: Run) -> None:
    """Words with documents and occurrences; how many there are goes to stderr."""
    assert indexed("terms", "B") == (
        0,
        "documents  occurrences  word\n"
        "        2            3  border\n"
        "        1            2  begins\n",
        "2 words\n",
    )
    assert indexed("terms", "--limit", "1") == (
        0,
        "documents  occurrences  word\n        3            7  the\n",
        "1 of 30 words\n",
    )


def test_terms_by_stem(indexed: Run) -> None:
    """The words that an unquoted word would find, with documents of each."""
    assert indexed("terms", "--stems", "b?g*") == (
        0,
        "documents  occurrences  stem: words\n        1            2  begin: begins 1\n",
        "1 stem\n",
    )


@pytest.mark.parametrize(
    ("args", "out"),
    [
        (["m*t", "--format", "csv"], "word,documents,occurrences\nmeet,1,1\nmet,1,1\n"),
        (
            ["--stems", "be", "--format", "tsv"],
            "stem\tdocuments\toccurrences\twords\nbegin\t1\t2\tbegins\n",
        ),
        (
            ["b", "--sort", "word", "--limit", "1", "--format", "json"],
            '{"total": 2, "words": [{"word": "begins", "documents": 1, "occurrences": 2}]}\n',
        ),
        (["xx", "--format", "csv"], "word,documents,occurrences\n"),
        (["xx", "--format", "json"], '{"total": 0, "words": []}\n'),
    ],
)
def test_terms_for_programs(indexed: Run, args: list[str], out: str) -> None:
    """Nothing but the table or the object."""
    ran = indexed("terms", *args)
    assert (ran.out, ran.err) == (out, "")
    assert ran.code == ("xx" in args)


@pytest.mark.parametrize(
    ("args", "err"),
    [
        (["terms", "xx"], "no word begins with xx"),
        (["terms", "x?x"], "no word is like x?x"),
        (["collocates", "zzz"], f"zzz stands nowhere: {HINT}"),
        (
            ["collocates", "border", "-border"],
            f"border stands nowhere in the documents of NOT border: {HINT}",
        ),
        (
            ["collocates", "begins", "--repelled", "--window", "50", "--on", "2020-07-08"],
            "no word is near begins as asked; it stands 2 times in 1 document of date:2020-07-08",
        ),
        (
            ["similar", "echelon", "--on", "2019"],
            "nothing that is asked for has a word of echelon: --explain shows which",
        ),
    ],
)
def test_when_there_is_nothing(indexed: Run, args: list[str], err: str) -> None:
    """It is said what there is none of, and the exit code is 1."""
    assert indexed(*args) == (1, "", f"{err}\n")


@pytest.mark.parametrize(
    ("args", "err"),
    [
        (["terms", "a,b"], 'there are several words in "a,b": give the beginning of one word'),
        (["terms", "b*."], 'there is no letter or digit in "."'),
        (["collocates", "a b"], "words are found near one word, one pattern or one phrase"),
        (["collocates", "(a"], "this ( is never closed"),
        (["similar", "nobody"], 'no document has the id "nobody"'),
    ],
)
def test_what_cannot_be_read(indexed: Run, args: list[str], err: str) -> None:
    """An error, and what to give instead."""
    code, out, said = indexed(*args)
    assert (code, out) == (2, "")
    assert said.startswith(f"cstosearch: {err}")


def test_collocates(indexed: Run) -> None:
    """Numbers first; where the node stands goes to stderr."""
    assert indexed("collocates", "nato", "member", "--window", "1") == (
        0,
        " G2  observed  expected  left  right  documents  occurrences  word\n"
        "5.0         1      0.20     0      1          1            1  is\n",
        "1 word within 1 of nato, which stands 1 time in 1 document of member\n",
    )


def test_collocates_as_a_table_and_as_json(indexed: Run) -> None:
    """With the same names and numbers, in full."""
    args = ("collocates", "border", "--on", "2020-07-14", "--sort", "count", "--limit", "1")
    row = {
        "word": "the",
        "observed": 3,
        "expected": 2.667,
        "log_likelihood": 0.192647,
        "left": 3,
        "right": 0,
        "documents": 1,
        "occurrences": 4,
    }
    assert json.loads(indexed(*args, "--format", "json").out) == {
        "node": "border",
        "query": "date:2020-07-14",
        "window": 5,
        "documents": 1,
        "occurrences": 2,
        "near": 8,
        "tokens": 12,
        "total": 6,
        "collocates": [row],
    }
    values = ",".join(map(str, row.values()))
    assert indexed(*args, "--format", "csv").out == f"{','.join(row)}\n{values}\n"


EXPLAINED = """\
weight  occurrences  documents  word
  0.69            1          2  border
  0.63            2          3  the

"""
CONCERN = """\
2020-07-14  Concern over the border
            notes.jsonl, bytes 194–363  id concern
            The Secretariat is concerned about the “conflict” on the border.
"""


def test_similar(indexed: Run) -> None:
    """Hits as those of a search; what was looked for above them."""
    said = "1 of 2 documents with words of echelon (0 ms)\n"
    assert indexed("similar", "eche", "--limit", "1") == (0, CONCERN, said)
    assert indexed("similar", "eche", "--limit", "1", "--explain") == (0, EXPLAINED + CONCERN, said)


def test_similar_among_what_a_query_finds(indexed: Run) -> None:
    assert indexed("similar", "echelon", "-group", "--since", "2020-07-09").out == CONCERN
    lines = indexed("similar", "echelon", "concern*", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["concern"]


def test_an_archive_without_words(run: Run) -> None:
    """Or with a single text: there is nothing to list, and nothing is like it."""
    Path("corpus/teaser.txt").unlink()
    Path("corpus/notes.jsonl").write_text(json.dumps({"id": "x", "title": "Border"}), "utf-8")
    assert run("index").code == 0
    assert run("similar", "x") == (1, "", "no word of x stands in any other document\n")
    Path("corpus/notes.jsonl").unlink()
    assert run("index").code == 0
    assert run("terms") == (1, "", "there are no words in the index\n")


def test_an_explanation_wants_room(indexed: Run) -> None:
    """JSON has the words in any case."""
    code, out, err = indexed("similar", "eche", "--explain", "--format", "csv")
    assert (code, out) == (2, "")
    assert err.startswith("cstosearch: csv has no room for --explain: use --format text or json; ")
    assert indexed("similar", "eche", "--explain", "--format", "json").code == 0
