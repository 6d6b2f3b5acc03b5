"""Tokens: whoever follows them meets each hit once, of one state, or hears why not."""

import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from archive import releases, write
from hypothesis import given
from hypothesis import strategies as st

import cstosearch
from cstosearch import CursorError, Hit, Index, Sort
from cstosearch.local import LocalEngine

QUERIES = ["meeting", "minsk OR совет", "council -border", '"was held in"', "since"]
SORTS: list[Sort] = ["relevance", "newest", "oldest"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a corpus and its index, in several segments, some documents gone."""
    directory = tmp_path_factory.mktemp("walk")
    found = releases(60)
    write(directory / "corpus", found[:30])
    cstosearch.build(directory / "corpus", directory / "index")
    shutil.rmtree(directory / "corpus" / str(found[0].date.year))
    write(directory / "corpus", found[30:])
    cstosearch.build(directory / "corpus", directory / "index")
    return directory


@pytest.fixture(scope="module")
def index(made: Path) -> Iterator[Index]:
    with cstosearch.open_index(made / "index") as opened:
        yield opened


@given(st.sampled_from(QUERIES), st.sampled_from(SORTS), st.lists(st.integers(5, 20), min_size=1))
def test_a_walk_meets_each_hit_once(
    index: Index, query: str, sort: Sort, limits: list[int]
) -> None:
    """In order, however many are taken at a time; the last page has no next."""
    whole = index.search(query, sort=sort, limit=None)
    met: list[Hit] = []
    token: str | None = ""
    for limit in cycle(limits):
        page = index.search(query, sort=sort, after=token, limit=limit)
        assert (page.offset, page.total) == (len(met), whole.total)
        met += page.hits
        token = page.next
        if token is None:
            break
    assert tuple(met) == whole.hits
    assert whole.next is None


def test_nothing_has_no_next(index: Index) -> None:
    """Neither a query without hits, nor a page without any."""
    assert index.search("nothing").next is None
    assert index.search("meeting", limit=0).next is None
    assert index.search("meeting", offset=10**6).next is None


def test_hits_that_are_not_marked_are_the_same(index: Index) -> None:
    """Less what is marked in them."""
    marked, bare = (index.search("meeting", snippets=each) for each in (1, 0))
    assert bare.hits == tuple(hit._replace(snippets=(), title_spans=()) for hit in marked)
    assert bare.next == marked.next is not None


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "meetings minsk"},
        {"sort": "oldest"},
        {"since": "1999"},
        {"query": "meeting council", "any_word": True},
    ],
)
def test_another_query_is_refused(index: Index, asked: dict[str, object]) -> None:
    """Other words, another sort, other filters."""
    token = index.search("meeting", limit=1).next
    with pytest.raises(CursorError, match=r'"AAAA.*" belongs to another query: repeat the words'):
        index.search(**{"query": "meeting", "after": token, **asked})  # type: ignore[arg-type]


def test_the_same_query_in_other_words_is_the_same(index: Index) -> None:
    """What counts is how it was understood."""
    token = index.search("Meeting AND Minsk", limit=1).next
    assert index.search("meeting minsk", after=token, limit=7).offset == 1


@given(st.text(min_size=1) | st.text("AQgw-_09=\n", min_size=1, max_size=60), st.integers(0, 37))
def test_what_is_no_token_is_refused(index: Index, garbage: str, at: int) -> None:
    """Any text, and a token in which one character is another; an error quotes its beginning."""
    token = index.search("meeting", limit=1).next
    assert token is not None
    mistyped = token[:at] + ("B" if token[at] == "A" else "A") + token[at + 1 :]
    for wrong in (garbage, mistyped, token + "=", token[:-1], token * 9):
        with pytest.raises(CursorError, match="is no token") as caught:
            index.search("meeting", after=wrong)
        assert wrong[:60] in str(caught.value)


def test_offset_beside_after_is_refused(index: Index) -> None:
    with pytest.raises(ValueError, match="either offset or after"):
        index.search("meeting", offset=1, after="")


def test_another_state_is_refused(made: Path, tmp_path: Path) -> None:
    """A later generation, and another index with the same number; the same again is the same."""
    shutil.copytree(made / "corpus", tmp_path / "corpus")
    token = first(tmp_path)
    assert token == first(tmp_path)
    (tmp_path / "corpus/one-more.txt").write_text("01.02.2003\n\nA meeting more.", "utf-8")
    assert first(tmp_path) != token
    with (
        cstosearch.open_index(tmp_path / "index") as later,
        pytest.raises(CursorError, match=r"has changed since \(generation 1, now 2\): begin again"),
    ):
        later.search("meeting", after=token)
    shutil.rmtree(tmp_path / "index")
    first(tmp_path)
    with (
        cstosearch.open_index(tmp_path / "index") as anew,
        pytest.raises(CursorError, match="has been built anew since: begin again without --after"),
    ):
        anew.search("meeting", after=token)


def test_a_deletion_alone_is_another_state(made: Path, tmp_path: Path) -> None:
    """Though no segment is new."""
    engine = LocalEngine(Path(shutil.copytree(made / "index", tmp_path / "index")))
    before = engine.open()
    with engine.writer(fresh=False, timeout=1) as writer:
        writer.delete(before.ids("", 1))
        writer.commit(b"", files=1, records=1)
    after = engine.open()
    names = [sorted(path.name for path in each.glob("index/*.seg")) for each in (made, tmp_path)]
    assert names[0] == names[1]
    assert before.fingerprint == LocalEngine(made / "index").open().fingerprint
    assert after.fingerprint != before.fingerprint


def first(directory: Path) -> str:
    """Bring the index in step; return the token behind the first hit."""
    cstosearch.build(directory / "corpus", directory / "index")
    with cstosearch.open_index(directory / "index") as opened:
        token = opened.search("meeting", limit=1).next
        assert token is not None
        return token
