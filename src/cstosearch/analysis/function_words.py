"""Which words belong to grammar, and do not say what a text is about?"""

from functools import cache
from pathlib import Path

from cstosearch.analysis import fold, script_of


def is_function_word(word: str) -> bool:
    """Say whether a folded word is a function word of English or Russian, or one letter alone."""
    if len(word) == 1:
        return script_of(word) != ""
    return word in _listed()


@cache
def _listed() -> frozenset[str]:
    # `importlib.resources` would load much that a search does not need.
    text = Path(__file__).with_name("function_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())
