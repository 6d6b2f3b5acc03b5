"""Excerpts: around the best cluster, marking exactly what matched."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.local import LocalEngine
from cstosearch.model import Document, Snippet, Source, Span
from cstosearch.query.nodes import Words
from cstosearch.query.parse import parse
from cstosearch.snippets import Marks, best_snippets, find_marks, merged

TODAY = date(2020, 7, 8)


def document(body: str, title: str = "", *, derived: bool = False) -> Document:
    source = Source("a.txt", 0, 1, "d" * 64)
    return Document("d", title, derived, body, None, "", "", (source,))


def find(query: str, given: Document) -> Marks:
    """Return what an index of just this document says; nothing where it does not match."""
    tree = parse(query, today=TODAY)
    with TemporaryDirectory() as folder:
        engine = LocalEngine(Path(folder))
        with engine.writer(fresh=True, timeout=0) as writer:
            writer.add(given)
            writer.commit(b"", files=1, records=1)
        snapshot = engine.open()
        page = snapshot.search(tree, sort="relevance", offset=0, limit=1)
        found = snapshot.find(tree, [each.place for each in page.ranked])
        snapshot.close()
    return find_marks(tree, given, *found) if found else Marks((), (), {})


def marked(query: str, body: str, title: str = "", *, derived: bool = False) -> list[str]:
    """Return the marked texts of the title, then of the body."""
    marks = find(query, document(body, title, derived=derived))
    return [title[a:b] for a, b in merged(span for span, _ in marks.title)] + [
        body[a:b] for a, b in merged(span for span, _ in marks.body)
    ]


def snippets(query: str, body: str, count: int) -> tuple[Snippet, ...]:
    return best_snippets(body, find(query, document(body)), count)


def snippet(query: str, body: str) -> Snippet:
    [found] = snippets(query, body, 1)
    return found


def shown(found: Snippet) -> list[str]:
    """Return the texts that are marked in an excerpt."""
    return [found.text[a:b] for a, b in found.spans]


@pytest.mark.parametrize(
    ("query", "body", "marks"),
    [
        ("force", "The Forces' force, forced.", ["Forces", "force", "forced"]),
        ('"forces"', "The Forces' force, forced.", ["Forces"]),
        ('"working group"', "A working group; a group working.", ["working group"]),
        ("Armenian-Azerbaijani", "The Armenian–Azerbaijani border.", ["Armenian–Azerbaijani"]),
        ("ech*", "ECHELON-2020 and echo", ["ECHELON", "echo"]),
        ("border NOT nato", "The border.", ["border"]),
        ("NOT nato", "The border.", []),
        ("(a AND b) OR c", "a c", ["c"]),
        ("(a AND b) OR c", "a b c", ["a", "b", "c"]),
        ("+border OR conflict", "border conflict", ["border", "conflict"]),
        ('"a b" OR b', "a b b", ["a b", "b"]),
        ('"a a"', "a a a", ["a a a"]),
        ("title:border", "border", []),
        ("CSTO", "The CSTO’s forces", ["CSTO"]),
        ("date:none id:d border", "border", ["border"]),
        ("cafe", "Cafe\u0301 CAFÉ", ["Cafe\u0301", "CAFÉ"]),
    ],
)
def test_what_matched_is_marked(query: str, body: str, marks: list[str]) -> None:
    title = "border" if query.startswith("title") else ""
    assert marked(query, body, title) == ["border"] * bool(title) + marks


def test_a_derived_title_is_not_searched() -> None:
    assert marked("border", "No.", "The border.", derived=True) == []


def test_the_best_cluster_wins_wherever_it_is() -> None:
    """Different words count more than many of one; beyond any limit of the text's length."""
    far = "Here the border conflict was discussed."
    body = "border " * 20 + "filler " * 20_000 + far + " filler" * 100
    found = snippet("border conflict", body)
    assert far in found.text
    assert shown(found) == ["border", "conflict"]
    assert (found.leading, found.trailing) == (True, True)


def test_a_rare_word_outweighs_a_common_one_repeated() -> None:
    """Rare in the index, however often either stands in this text."""
    border, conflict = Words(("border",)), Words(("conflict",))
    body = "border " * 20 + "filler " * 100 + "conflict"
    spans = [(Span(at * 7, at * 7 + 6), border) for at in range(20)]
    marks = Marks(
        (), [*spans, (Span(len(body) - 8, len(body)), conflict)], {border: 0.1, conflict: 2}
    )
    assert shown(*best_snippets(body, marks, 1)) == ["conflict"]
    common = marks._replace(weights={border: 2, conflict: 0.1})
    assert shown(*best_snippets(body, common, 1)) == ["border"] * 20


def test_the_index_says_which_words_are_rare(tmp_path: Path) -> None:
    engine = LocalEngine(tmp_path)
    body = "a a a. " + "filler " * 100 + "b"
    with engine.writer(fresh=True, timeout=0) as writer:
        for id_, text in (("d", body), ("e", "a"), ("f", "a")):
            writer.add(replace(document(text), id=id_))
        writer.commit(b"", files=1, records=1)
    snapshot = engine.open()
    tree = parse("a b", today=TODAY)
    [place] = snapshot.ranked(tree, sort="newest")
    marks = find_marks(tree, snapshot.read(place), *snapshot.find(tree, [place]))
    assert shown(*best_snippets(body, marks, 1)) == ["b"]
    snapshot.close()


GAP = " filler" * 60 + " "


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, [["c", "d"]]),
        (2, [["b", "b"], ["c", "d"]]),
        (3, [["b", "b"], ["c", "d"], ["d", "d", "d"]]),
        (9, [["b"], ["b", "b"], ["c", "d"], ["d", "d", "d"]]),
    ],
)
def test_each_excerpt_is_chosen_for_what_it_adds(count: int, expected: list[list[str]]) -> None:
    """Words not yet shown, then more matches; in the order of the text."""
    body = GAP.join(["b", "b b", "c d", "d d d"])
    assert [shown(each) for each in snippets("b OR c OR d", body, count)] == expected


def test_there_is_one_beginning_however_many_are_asked_for() -> None:
    assert snippets("NOT nato", "Word " * 200, 5) == snippets("NOT nato", "Word " * 200, 1)
    assert best_snippets("", Marks((), (), {}), 3) == ()


def test_an_excerpt_begins_with_the_sentence_if_that_fits() -> None:
    body = "Something else entirely. " * 20 + "The border conflict. " + "More text. " * 20
    assert snippet("border", body).text.startswith("The border conflict. More")


def test_a_short_text_is_shown_whole() -> None:
    body = "A short text on the border, to its end."
    assert snippet("end", body) == Snippet(body, snippet("end", body).spans)


def test_without_a_match_the_beginning_is_shown() -> None:
    found = snippet("NOT nato", "Word " * 100)
    assert (found.text.strip(), found.leading, found.trailing) == (
        ("Word " * 41).strip(),
        False,
        True,
    )


def test_a_word_without_end_is_cut() -> None:
    assert len(snippet("border", f"border {'x' * 10_000}").text) < 300


WORDS = st.sampled_from(["a", "b", "border.", "conflict", "\n\n", "длинное", "x" * 90])


@given(
    st.lists(WORDS, min_size=1, max_size=120).map(" ".join),
    st.sampled_from(["a", "border conflict", '"a b"', "b OR conflict", "длин*", "NOT a"]),
)
def test_excerpts_are_verbatim_and_hold_their_marks(body: str, query: str) -> None:
    """An excerpt is a piece of the text of bounded length, with whole marks inside."""
    found = snippet(query, body)
    assert found.text in body
    assert len(found.text) <= 300
    marks = marked(query, body)
    assert all(found.text[a:b] in marks for a, b in found.spans)
    assert bool(found.spans) == bool(marks)


@given(
    st.lists(WORDS, min_size=1, max_size=300).map(" ".join),
    st.sampled_from(["a OR b", "border conflict", '"a b" OR b', "длин*"]),
    st.integers(1, 20),
)
def test_several_excerpts_do_not_overlap(body: str, query: str, count: int) -> None:
    """They ascend, the best is among them, and together show all if as many are asked for."""
    found = snippets(query, body, count)
    assert len(found) <= count
    at, places = 0, []
    for each in found:
        assert each.text in body[at:]
        at = body.index(each.text, at) + len(each.text)
        places += shown(each)
    marks = marked(query, body)
    assert len(found) == count or not marks or len(places) >= len(marks)
