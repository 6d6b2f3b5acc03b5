"""The list of function words."""

import pytest

from cstosearch.analysis import fold, words_of
from cstosearch.analysis.function_words import is_function_word


@pytest.mark.parametrize("word", ["the", "of", "which", "и", "ее", "который", "a", "x", "в"])
def test_words_of_grammar_and_single_letters(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize(
    "word", ["border", "may", "not", "without", "не", "без", "нет", "5", "中", "don", ""]
)
def test_no_name_figure_or_denial(word: str) -> None:
    assert not is_function_word(word)


def test_words_are_listed_as_people_write_them() -> None:
    """The list may have letters that are folded: `её` is asked for as `ее`."""
    assert [fold("Её")] == list(words_of("Её"))
    assert is_function_word(fold("Её"))
