"""The tokenizer: which words a text holds, and where."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.analysis import MAX_TOKEN, fold, stem, tokenize, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Armenian-Azerbaijani", "armenian azerbaijani"),
        ("“ECHELON-2020”", "echelon 2020"),
        ("the CSTO's and the CSTO’s forces", "the csto and the csto forces"),
        ("let's O'Brien don't", "let o brien don t"),
        ("**word** _x_ DSC_4960.JPG", "word x dsc 4960 jpg"),
        ("2,000 troops on 08.07.2020", "2 000 troops on 08 07 2020"),
        ("Café cafe\u0301 CAFÉ", "cafe cafe cafe"),
        ("ＣＳＴＯ ﬁnal km²", "csto final km2"),
        ("Straße Łukasz Ærø İstanbul", "strasse lukasz aero istanbul"),
        ("Ёлка, уда\u0301ре\u0301ние и\u0306", "елка ударение й"),
        ("район Їжак ўсё", "район їжак ўсе"),
        ("organi\u00adzation zero\u200dwidth", "organization zerowidth"),
        ("हिन्दी में", "हिन्दी में"),
        ("συνέλευσις ΣΥΝΈΛΕΥΣΙΣ", "συνελευσισ συνελευσισ"),
        ("!!! — … “”", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    """Case, accents, hyphens, possessives and compatibility forms are folded; letters stay."""
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("forces", "forc"),
        ("militaries", "militari"),
        ("учения", "учен"),
        ("учениями", "учен"),
        ("2020", "2020"),
        ("東京", "東京"),
        ("", ""),
    ],
)
def test_stem_is_chosen_by_script(word: str, stemmed: str) -> None:
    """Latin words are English, Cyrillic ones Russian, others stay whole."""
    assert stem(word) == stemmed


def test_offsets_point_at_the_word_without_its_possessive() -> None:
    """Marks must not include the `'s`."""
    text = "The CSTO's «Запад»"
    assert [text[t.start : t.end] for t in tokenize(text)] == ["The", "CSTO", "Запад"]


def test_a_run_of_letters_without_end_is_cut() -> None:
    """No term is longer than MAX_TOKEN."""
    assert [len(word) for word in words_of("x" * (2 * MAX_TOKEN + 1))] == [MAX_TOKEN, MAX_TOKEN, 1]


@given(st.text())
def test_folding_is_idempotent_and_offsets_are_in_order(text: str) -> None:
    """A folded word read again is itself, so that a query's canonical text means the same."""
    tokens = tokenize(text)
    assert tuple(token.text for token in tokens) == words_of(text)
    assert all(before.end <= after.start for before, after in pairwise(tokens))
    for word in words_of(text):
        assert words_of(word) == (word,)
        assert fold(word) == word
