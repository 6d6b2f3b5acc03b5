"""The searcher's oracle: every document is read for every query, in the plainest way there is."""

import re
from collections.abc import Sequence
from functools import cache
from math import log
from typing import NamedTuple

from cstosearch.analysis import stem, words_of
from cstosearch.model import Document, Sort
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Fuzzy,
    Id,
    Node,
    Not,
    OneOf,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Text,
    Wildcard,
    Words,
)

K1, B, TITLE_WEIGHT = 1.2, 0.75, 2.0


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
        case OneOf(ids):
            return document.id in ids
        case Everything():
            return True


def _score(document: Document, query: Node, documents: Sequence[Document]) -> float:
    return round(_sum(document, query, documents), 6)


def _sum(document: Document, query: Node, documents: Sequence[Document]) -> float:
    """Return the sum of BM25F over the leaves that the document matches."""
    if not matches(document, query):
        return 0.0
    match query:
        case Words() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return _bm25f(document, query, documents)
        case And(operands) | Or(operands):
            return sum(_sum(document, operand, documents) for operand in operands)
        case Prefer(required, optional):
            return _sum(document, required, documents) + _sum(document, optional, documents)
        case _:
            return 0.0


def _bm25f(document: Document, leaf: Text, documents: Sequence[Document]) -> float:
    frequency = sum(any(counts(other, leaf)) for other in documents)
    idf = log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
    tf = 0.0
    for at, weight in enumerate((TITLE_WEIGHT, 1.0)):
        if count := counts(document, leaf)[at]:
            mean = sum(len(fields(other)[at]) for other in documents) / len(documents)
            tf += weight * count / (1 - B + B * len(fields(document)[at]) / mean)
    return idf * tf / (K1 + tf)
