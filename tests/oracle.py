"""The searcher's oracle: every document is read for every query, in the plainest way there is."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from cstosearch.analysis import stem, words_of
from cstosearch.analysis.function_words import is_function_word
from cstosearch.model import Document, Sort
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Fuzzy,
    Id,
    Node,
    Not,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Text,
    Wildcard,
    Words,
    children,
)

K1, B, WEIGHTS, NEAR = 1.2, 0.75, (2.0, 1.0), 0.2


class Answer(NamedTuple):
    id: str
    score: float


def answer(documents: Sequence[Document], query: Node, sort: Sort) -> list[Answer]:
    """Return all documents that match, in order."""
    scored = [(d, _score(d, query, documents)) for d in documents if matches(d, query)]

    def rank(pair: tuple[Document, float]) -> tuple[float, ...]:
        document, score = pair
        day = document.date.toordinal() if document.date else 0
        return {
            "relevance": (-score, -day),
            "newest": (-day, -score),
            "oldest": (day or float("inf"), -score),
        }[sort]

    return [
        Answer(document.id, score)
        for document, score in sorted(scored, key=lambda pair: (rank(pair), pair[0].id))
    ]


def fields(document: Document) -> tuple[list[str], list[str]]:
    title = "" if document.title_derived else document.title
    return list(words_of(title)), list(words_of(document.text))


def occurrences(have: Sequence[str], leaf: Node) -> int:
    """Return how often a leaf occurs in the words of a field."""
    match leaf:
        case Prefix(prefix):
            return sum(word.startswith(prefix) for word in have)
        case Wildcard(pattern):
            return sum(like(word, pattern) for word in have)
        case Fuzzy(other, distance):
            return sum(edits(word, other) <= distance for word in have)
        case Words(words):
            have, want = [stem(word) for word in have], [stem(word) for word in words]
        case Phrase(words):
            want = list(words)
    windows = [have[at : at + len(want)] for at in range(len(have) - len(want) + 1)]
    return sum(all(map(like, window, want)) for window in windows)


def like(word: str, pattern: str) -> bool:
    parts = {"*": ".*", "?": "."}
    return bool(re.fullmatch("".join(parts.get(c, re.escape(c)) for c in pattern), word))


@cache
def edits(one: str, other: str) -> int:
    """Return the optimal string alignment distance, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        edits(one[:-1], other) + 1,
        edits(one, other[:-1]) + 1,
        edits(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if one[-2:] == other[-2:][::-1] and len(one) > 1:
        least = min(least, edits(one[:-2], other[:-2]) + 1)
    return least


def counts(document: Document, leaf: Text) -> tuple[int, int]:
    title, body = fields(document)
    return occurrences(title, leaf), 0 if leaf.field == "title" else occurrences(body, leaf)


def matches(document: Document, query: Node) -> bool:
    match query:
        case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return any(counts(document, query))
        case And(operands):
            return all(matches(document, operand) for operand in operands)
        case Or(operands):
            return any(matches(document, operand) for operand in operands)
        case Not(operand):
            return not matches(document, operand)
        case Prefer(required, _):
            return matches(document, required)
        case Dated(within):
            day = document.date
            return day is None if within is None else day is not None and day in within
        case Id(id_, prefix):
            return document.id.startswith(id_) if prefix else document.id == id_
        case Everything():
            return True


def _score(document: Document, query: Node, documents: Sequence[Document]) -> float:
    return round(_sum(document, query, documents, _silent(query)), 6)


def _silent(query: Node) -> set[Text]:
    """Return the words that do not count beside others."""
    asked = list(_leaves(query, required=False))
    loud = {leaf for leaf, required in asked if required or not _is_function_word(leaf)}
    return {leaf for leaf, _ in asked if leaf not in loud} if loud else set()


def _is_function_word(leaf: Text) -> bool:
    return isinstance(leaf, Words) and len(leaf.words) == 1 and is_function_word(leaf.words[0])


def _leaves(node: Node, *, required: bool) -> Iterator[tuple[Text, bool]]:
    """Yield the words that may score, and whether a plus requires them."""
    if isinstance(node, Text):
        yield node, required
    elif not isinstance(node, Not):
        for at, child in enumerate(children(node)):
            plus = isinstance(node, Prefer) and at == 0
            yield from _leaves(child, required=required or plus)


def _sum(
    document: Document, query: Node, documents: Sequence[Document], silent: set[Text]
) -> float:
    """Return the sum of BM25F over the leaves that the document matches, and over neighbours."""
    if not matches(document, query):
        return 0.0
    match query:
        case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            idf = _idf(query, documents)
            return 0.0 if query in silent else idf * _saturated(document, query, documents)
        case And(operands) | Or(operands):
            total = sum(_sum(document, operand, documents, silent) for operand in operands)
            neighbours = set(pairwise(each for each in operands if each not in silent))
            for one, other in neighbours:
                if isinstance(one, Words) and isinstance(other, Words) and one.field == other.field:
                    idf = (_idf(one, documents) + _idf(other, documents)) / 2
                    both = Words(one.words + other.words, one.field)
                    total += NEAR * idf * _saturated(document, both, documents)
            return total
        case Prefer(required, optional):
            parts = required, optional
            return sum(_sum(document, part, documents, silent) for part in parts)
        case _:
            return 0.0


def _idf(leaf: Text, documents: Sequence[Document]) -> float:
    frequency = sum(any(counts(other, leaf)) for other in documents)
    return log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))


def _saturated(document: Document, leaf: Text, documents: Sequence[Document]) -> float:
    def weighted(numbers: Sequence[int]) -> float:
        return sum(weight * number for weight, number in zip(WEIGHTS, numbers, strict=True))

    def length(other: Document) -> float:
        return weighted([len(words) for words in fields(other)])

    mean = sum(map(length, documents)) / len(documents)
    tf = weighted(counts(document, leaf))
    return tf / (K1 * (1 - B + B * length(document) / mean) + tf) if tf else 0.0
