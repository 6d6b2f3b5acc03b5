"""Vocabulary, collocates and likeness agree with a reading of all documents, whatever segments."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import oracle
import pytest
from histories import VOCABULARY, History, document, histories, write
from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch.analysis import stem
from cstosearch.codec import runs
from cstosearch.codec.narrow import Numbers
from cstosearch.engine import Page
from cstosearch.local import LocalEngine, similar, vocabulary
from cstosearch.local.collocations import log_likelihood
from cstosearch.local.searcher import Snapshot
from cstosearch.model import Collocate, DateRange, Document, Typical, Word
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Fuzzy,
    Id,
    Node,
    Not,
    Phrase,
    Prefix,
    Text,
    Wildcard,
    Words,
)

WORD = st.sampled_from(VOCABULARY)
FIELD = st.sampled_from([None, None, "title"])
NODES: st.SearchStrategy[Text] = st.one_of(
    st.builds(Words, st.lists(WORD, min_size=1, max_size=2).map(tuple), FIELD),
    st.builds(Phrase, st.lists(WORD, min_size=1, max_size=2).map(tuple), FIELD),
    st.builds(Phrase, st.just(("the", "*", "*")), FIELD),
    st.builds(Prefix, st.sampled_from(["b", "уч", "x"]), FIELD),
    st.builds(Wildcard, st.sampled_from(["*", "*s", "?"]), FIELD),
    st.builds(Fuzzy, st.just("hte"), st.just(1), FIELD),
)
WITHIN: st.SearchStrategy[Node] = st.sampled_from(
    [Everything(), Everything(), Words(("border",)), Dated(DateRange(date(2020, 7, 3)))]
)


@contextmanager
def opened(history: History) -> Iterator[tuple[Snapshot, list[Document]]]:
    """Yield a snapshot of an index of that history, and the documents that it leaves."""
    commits, deleted = history
    with TemporaryDirectory() as directory:
        engine = LocalEngine(Path(directory))
        write(engine, commits, deleted)
        snapshot = engine.open()
        yield snapshot, [each for batch in commits for each in batch if each.id not in deleted]
        snapshot.close()


@pytest.fixture
def engine(tmp_path: Path) -> LocalEngine:
    return LocalEngine(tmp_path)


def counted(documents: Sequence[Document], name: str, words: set[str]) -> Word:
    """Count some words as one."""
    texts = [[*title, *body] for title, body in map(oracle.fields, documents)]
    often = [sum(word in words for word in text) for text in texts]
    return Word(name, sum(map(bool, often)), sum(often))


def by_count(words: Sequence[Word]) -> list[Word]:
    return sorted(words, key=lambda word: (-word.documents, -word.occurrences, word.word))


@settings(max_examples=60)
@given(histories(), st.sampled_from(["", "b", "bo*s", "*", "?", "уч", "csto", "x"]), st.data())
def test_the_vocabulary_is_all_words_of_all_documents(
    history: History, pattern: str, data: st.DataObject
) -> None:
    """Words alone, and stems with their words; the first of them by either order."""
    limit = data.draw(st.none() | st.integers(0, 4))
    like = pattern if "*" in pattern or "?" in pattern else f"{pattern}*"
    with opened(history) as (snapshot, live), pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "_AT_FIRST", data.draw(st.sampled_from([1, 32])))
        patch.setattr(runs, "_TOKENS", data.draw(st.sampled_from([1, 1 << 18])))
        patch.setattr(runs, "_BRIDGED", data.draw(st.sampled_from([1, 32])))
        there = {word for each in live for field in oracle.fields(each) for word in field}
        words = [counted(live, word, {word}) for word in there if oracle.like(word, like)]
        for sort, ordered in {"count": by_count(words), "word": sorted(words)}.items():
            found = snapshot.vocabulary(pattern, stems=False, sort=sort, limit=limit)  # type: ignore[arg-type]
            assert (found.total, list(found.words)) == (len(words), ordered[:limit])
        stems = []
        for term in {stem(word.word) for word in words}:
            forms = [counted(live, word, {word}) for word in there if stem(word) == term]
            whole = counted(live, term, {form.word for form in forms})
            stems.append(whole._replace(forms=tuple(by_count(forms))))
        found = snapshot.vocabulary(pattern, stems=True, sort="count", limit=limit)
        assert (found.total, list(found.words)) == (len(stems), by_count(stems)[:limit])


def test_a_stem_is_not_listed_for_a_word_that_is_gone() -> None:
    texts = ["border", "borders", "x"]
    written = [document(number, "", text, None, derived=True) for number, text in enumerate(texts)]
    for deleted, names in ((set[str](), ["border"]), ({"d1"}, [])):
        with opened(([written], deleted)) as (snapshot, _):
            found = snapshot.vocabulary("bo*s", stems=True, sort="word", limit=None)
        assert [each.word for each in found.words] == names


def test_the_commonest_are_found_without_counting_all(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No word is in more documents than its stem is."""
    texts = ["the border", "the borders", "the", "the", "rare"]
    documents = [document(3 * n, "", text, None, derived=True) for n, text in enumerate(texts)]
    write(engine, [documents], set())
    counted: list[str] = []
    count = vocabulary._Units.count  # noqa: SLF001 - what it costs is not seen from outside

    def counting(self: vocabulary._Units, chosen: Numbers) -> tuple[Numbers, Numbers]:
        counted.extend(self.names[at].decode() for at in chosen.tolist())
        return count(self, chosen)

    monkeypatch.setattr(vocabulary, "_AT_FIRST", 1)
    monkeypatch.setattr(vocabulary._Units, "count", counting)  # noqa: SLF001
    snapshot = engine.open()
    first = snapshot.vocabulary("", stems=False, sort="count", limit=1)
    assert (first.total, first.words, counted) == (4, (Word("the", 4, 4),), ["the"])
    assert snapshot.vocabulary("", stems=False, sort="count", limit=0) == (4, ())
    assert counted == ["the"]
    snapshot.close()


class Near:
    """The definition of `collocations`, token by token."""

    def __init__(self, documents: Sequence[Document], node: Text, window: int) -> None:
        self.near, self.totals = Counter[str](), Counter[str]()
        self.left, self.right, self.documents = Counter[str](), Counter[str](), Counter[str]()
        self.nodes, self.having = 0, 0
        for each in documents:
            fields = oracle.fields(each)[: 1 if node.field else 2]
            seen = [self._read(field, node, window) for field in fields]
            self.documents.update(set[str]().union(*(words for words, _ in seen)))
            self.having += any(nodes for _, nodes in seen)

    def _read(self, words: Sequence[str], node: Text, window: int) -> tuple[set[str], int]:
        nodes = oracle.spans(words, node)
        own = {at for first, last in nodes for at in range(first, last + 1)}
        outside = set(range(len(words))) - own
        left = {at for at in outside for first, _ in nodes if 0 < first - at <= window}
        right = {at for at in outside for _, last in nodes if 0 < at - last <= window}
        self.totals.update(words[at] for at in outside)
        self.left.update(words[at] for at in left)
        self.right.update(words[at] for at in right)
        self.near.update(words[at] for at in left | right)
        self.nodes += len(nodes)
        return {words[at] for at in left | right}, len(nodes)

    def collocates(self) -> Iterator[Collocate]:
        tokens, near = self.totals.total(), self.near.total()
        for word, total in self.totals.items():
            observed = self.near[word]
            score = oracle.log_likelihood(observed, total, near, tokens)
            sides = self.left[word], self.right[word]
            expected = total * near / tokens
            yield Collocate(word, observed, expected, score, *sides, self.documents[word], total)


@settings(max_examples=80)
@given(histories(), NODES, WITHIN, st.integers(1, 4), st.booleans())
def test_collocates_are_counted_token_by_token(
    history: History, node: Text, within: Node, window: int, repelled: bool
) -> None:
    """In title and text on their own, of live documents that match; tokens of nodes left out."""
    with opened(history) as (snapshot, live):
        matching = [each for each in live if oracle.matches(each, within)]
        near = Near(matching, node, window)
        expected = {
            each.word: each
            for each in near.collocates()
            if (each.observed < each.expected if repelled else each.observed > each.expected)
        }
        found = snapshot.collocations(
            node, within, window=window, sort="count", limit=None, repelled=repelled
        )
        assert (found.node, found.query, found.window) == (str(node), str(within), window)
        assert (found.occurrences, found.documents) == (near.nodes, near.having)
        assert (found.near, found.tokens) == (near.near.total(), near.totals.total())
        assert found.total == len(found.collocates) == len(expected)
        for each in found.collocates:
            assert each == pytest.approx(expected[each.word], abs=1e-3)
        rows = list(found.collocates)
        assert rows == sorted(rows, key=lambda row: (-row.observed, -row.log_likelihood, row.word))
        best = snapshot.collocations(
            node, within, window=window, sort="log-likelihood", limit=3, repelled=repelled
        )
        rows.sort(key=lambda row: (-row.log_likelihood, -row.observed, row.word))
        assert list(best.collocates) == rows[:3]


@pytest.mark.parametrize(
    ("score", "cells"),
    [
        (270.72, (110, 2442, 111, 29114)),
        (263.90, (29, 13, 123, 31612)),
        (256.84, (31, 23, 139, 31584)),
    ],
)
def test_log_likelihood_is_that_of_dunning(score: float, cells: tuple[int, ...]) -> None:
    """The first rows of his table of bigrams: "the swiss", "can be", "previous year"."""
    both, first, second, _ = cells
    found = log_likelihood(np.array([both]), np.array([both + second]), both + first, sum(cells))
    assert found.tolist() == pytest.approx([score], abs=0.005)


@settings(max_examples=40)
@given(histories(), WITHIN, st.sampled_from([2, 25]))
def test_likeness_is_a_long_query(history: History, within: Node, most: int) -> None:
    """The words of greatest weight, and what each document scores for them times their factors."""
    with opened(history) as (snapshot, live), pytest.MonkeyPatch.context() as patch:
        patch.setattr(similar, "TERMS", most)
        for each in live[:2]:
            terms = snapshot.typical(each)
            assert terms == typical(each, live)[:most]
            others = And((within, Not(Id(each.id))))
            page = snapshot.similar(terms, others, offset=0, limit=None)
            scores: defaultdict[str, float] = defaultdict(float)
            for word, often, *_ in terms:
                for answer in oracle.answer(live, Words((word,)), "relevance"):
                    scores[answer.id] += answer.score * factor(often)
            expected = {d.id: scores[d.id] for d in live if oracle.matches(d, others)}
            found = {hit.document.id: hit.score for hit in page.ranked}
            assert found == pytest.approx({i: s for i, s in expected.items() if s}, abs=1e-4)
            assert page.total == len(found)
            first = snapshot.similar(terms, others, offset=1, limit=2)
            assert list(first.ranked) == list(page.ranked)[1:3]


def factor(often: int) -> float:
    return often * 8 / (7 + often)


def typical(document: Document, live: Sequence[Document]) -> list[Typical]:
    title, body = oracle.fields(document)
    found = []
    for term in {stem(word) for word in title + body}:
        forms = Counter(word for word in title + body if stem(word) == term)
        word, often = forms.most_common(1)[0][0], forms.total()
        count = sum(oracle.matches(each, Words((word,))) for each in live)
        idf = log(1 + (len(live) - count + 0.5) / (count + 0.5))
        if count > 1:
            found.append(Typical(word, often, count, round(factor(often) * idf, 6)))
    return sorted(found, key=lambda each: (-each.weight, each.word))


def test_a_copy_is_the_most_alike(engine: LocalEngine) -> None:
    """Before a longer text that has its words too, and one that has the common ones."""
    texts = ["a summit in minsk", "a summit in minsk", "a summit in minsk and a summit", "a b in a"]
    documents = [document(3 * n, "", text, None, derived=True) for n, text in enumerate(texts)]
    filler = [document(n, "", "a in", None, derived=True) for n in range(12, 99, 3)]
    write(engine, [[*documents, *filler]], set())
    snapshot = engine.open()
    terms = snapshot.typical(documents[0])
    assert [term.word for term in terms] == ["minsk", "summit", "a", "in"]
    page = snapshot.similar(terms, Not(Id("d0")), offset=0, limit=3)
    assert [hit.document.id for hit in page.ranked][:2] == ["d3", "d6"]
    snapshot.close()


def test_an_index_of_nothing(engine: LocalEngine) -> None:
    """It has no words, and nothing is near any."""
    write(engine, [[]], set())
    snapshot = engine.open()
    for stems in (False, True):
        assert snapshot.vocabulary("", stems=stems, sort="count", limit=9) == (0, ())
    found = snapshot.collocations(
        Words(("a",)), Everything(), window=5, sort="count", limit=9, repelled=False
    )
    assert (found.occurrences, found.tokens, found.total, found.collocates) == (0, 0, 0, ())
    assert snapshot.typical(document(1, "", "a", None, derived=True)) == []
    assert snapshot.similar([], Everything(), offset=0, limit=9) == Page(0, [])
    snapshot.close()
