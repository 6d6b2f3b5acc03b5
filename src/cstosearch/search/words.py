"""What is asked of words: which of the vocabulary, near which, in which other documents?"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from cstosearch.analysis import words_of
from cstosearch.errors import QueryError
from cstosearch.query.nodes import And, Everything, Id, Near, Node, Not, Or, Text, Words
from cstosearch.query.parse import MAX_LENGTH, parse

_WILDCARDS: Final = re.compile(r"([*?]+)")


def pattern_of(text: str) -> str:
    """Return the beginning of a word, or a pattern of words, folded as words are.

    Raises `QueryError` for what no word can be like.
    """
    if len(text) > MAX_LENGTH:
        message = f"the pattern is longer than {MAX_LENGTH:,} characters"
        raise QueryError(message, text, MAX_LENGTH, len(text))
    pieces = [
        piece if _WILDCARDS.match(piece) else _folded(piece, text)
        for piece in _WILDCARDS.split(text.strip())
        if piece
    ]
    return "".join(pieces)


def _folded(piece: str, text: str) -> str:
    words = words_of(piece)
    if len(words) == 1:
        return words[0]
    wrong = "there are several words" if words else "there is no letter or digit"
    message = f'{wrong} in "{piece}": give the beginning of one word, or a pattern'
    at = text.find(piece)
    raise QueryError(message, text, at, at + len(piece))


def node_of(text: str) -> Text:
    """Return the word, phrase or pattern that a text asks for.

    Raises `QueryError`.
    """
    node = parse(text, today=date.min)  # no date is read
    if isinstance(node, Text) and not isinstance(node, Near):
        return node
    message = "words are found near one word, one pattern or one phrase in quotes, as in '\"a b\"'"
    raise QueryError(message, text, 0, len(text))


def others(tree: Node, id_: str) -> Node:
    """Return a query for what another finds, less the document with an id."""
    left_out = Not(Id(id_))
    return left_out if isinstance(tree, Everything) else And((*_operands(tree), left_out))


def having_any(words: Sequence[str], tree: Node) -> Node:
    """Return a query for what another finds and has any of some words, one at least."""
    leaves = tuple(Words((word,)) for word in words)
    return And((leaves[0] if len(leaves) == 1 else Or(leaves), *_operands(tree)))


def _operands(tree: Node) -> tuple[Node, ...]:
    return tree.operands if isinstance(tree, And) else (tree,)
