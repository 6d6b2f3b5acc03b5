"""The library's door to words: how patterns and nodes are read, and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cstosearch
from cstosearch import Index, QueryError, Word

PAGE = """10.08.2020
A border exercise in August, by the État-major.
14.07.2020

Concern over the border conflict: conflicts, CONFLICT.

09.07.2020

The Working Group on the border met.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    directory = tmp_path_factory.mktemp("words")
    (directory / "corpus").mkdir()
    (directory / "corpus/page.txt").write_text(PAGE, "utf-8")
    cstosearch.build(directory / "corpus", directory / "index")
    with cstosearch.open_index(directory / "index") as opened:
        yield opened


@pytest.mark.parametrize("pattern", ["conf", " CONF ", "ＣＯＮＦ*", "*onf*", "c?nf*"])
def test_patterns_are_folded_as_words_are(index: Index, pattern: str) -> None:
    assert index.terms(pattern) == (2, (Word("conflict", 1, 2), Word("conflicts", 1, 1)))
    assert index.terms("É?at").words == (Word("etat", 1, 1),)


def test_stems(index: Index) -> None:
    """What an unquoted word finds, also where its stem is spelled otherwise."""
    [stem] = index.terms("conflicts", stems=True).words
    assert stem == ("conflict", 1, 3, (Word("conflict", 1, 2), Word("conflicts", 1, 1)))


def test_a_node_is_asked_for_as_in_a_query(index: Index) -> None:
    """A word by its stem, a quoted one as it is, phrases and prefixes as a whole."""
    near = {
        word: {each.word for each in index.collocates(word, window=1).collocates}
        for word in ("conflict", '"conflicts"', '"working group"', "work*")
    }
    assert near == {
        "conflict": {"border"},
        '"conflicts"': {"conflict"},
        '"working group"': {"on", "the"},
        "work*": {"group", "the"},
    }


@pytest.mark.parametrize("word", ["a OR b", "a b", "date:2020", "", "*", "-a"])
def test_what_is_no_node(index: Index, word: str) -> None:
    """One word, phrase or pattern: all else is refused."""
    with pytest.raises(QueryError):
        index.collocates(word)


def test_limits(index: Index) -> None:
    for window in (0, 101):
        with pytest.raises(ValueError, match=f"a window is of 1 to 100 words: {window}"):
            index.collocates("border", window=window)
    for limited in (
        lambda: index.terms(limit=-1),
        lambda: index.collocates("border", limit=-1),
        lambda: index.similar("20200810", limit=-1),
    ):
        with pytest.raises(ValueError, match="must not be negative"):
            limited()


def test_similar_is_a_query_with_weights(index: Index) -> None:
    """What it finds is what its query finds; a filter bounds it; ids may be cut short."""
    found = index.similar("20200810", limit=None)
    assert found.id == index.document("20200810").id
    assert found.query == f'(border OR the) AND NOT id:"{found.id}"'
    again = index.search(found.query, limit=None)
    assert {hit.document.id for hit in found} == {hit.document.id for hit in again}
    assert [str(hit.document.date) for hit in index.similar("20200810", until="2020-07-10")] == [
        "2020-07-09"
    ]
    assert [str(hit.document.date) for hit in index.similar("20200810", "conflict")] == [
        "2020-07-14"
    ]
    marked = found.hits[0].snippets[0]
    assert {marked.text[slice(*span)].lower() for span in marked.spans} == {"the", "border"}


def test_what_shares_no_word_with_any_other(tmp_path: Path) -> None:
    """No terms, no query, no hits."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/page.txt").write_text("10.08.2020\nA border.\n09.07.2020\nNato.\n", "utf-8")
    cstosearch.build(tmp_path / "corpus", tmp_path / "index")
    with cstosearch.open_index(tmp_path / "index") as index:
        found = index.similar("20200810")
    assert (found.terms, found.query, found.total, found.hits) == ((), "", 0, ())


@given(st.text(st.sampled_from('ab "()*?+-:.\n\x00\ud800é')))
def test_any_pattern_and_node_is_answered_or_refused(index: Index, text: str) -> None:
    """No text raises anything else."""
    for ask in (index.terms, index.collocates):
        try:
            ask(text)
        except QueryError as error:
            assert 0 <= error.start < error.end
