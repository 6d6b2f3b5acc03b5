"""How well does a document answer? BM25F over title and body.

For a word that occurs `tf_f` times in field f of a document of `n_f` tokens there (mean over all
documents: `avg_f`), and in `df` of `N` documents::

    tf    = sum over fields of  w_f * tf_f / (1 - b + b * n_f / avg_f)
    idf   = ln(1 + (N - df + 0.5) / (df + 0.5))
    score = idf * tf / (k1 + tf)

from Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3.6, with the idf that Lucene uses, which is never negative. Whatever stands for one word
(a phrase, all words with a prefix) counts as one word. A document's score is the sum over the
query's words, rounded so that the order of summing cannot tell two equal scores apart.
"""

from collections.abc import Mapping
from math import log
from typing import Final, NamedTuple

K1: Final = 1.2
B: Final = 0.75
WEIGHTS: Final = (2.0, 1.0)
"""Of title and body."""
DIGITS: Final = 6
"""Scores are rounded to this many decimals."""

Counts = tuple[int, int]
"""Occurrences in the title, occurrences in the body."""


class Collection(NamedTuple):
    """What scoring knows of all live documents: how many, and their mean lengths by field."""

    documents: int
    mean_lengths: tuple[float, float]


def score_word(
    occurrences: Mapping[int, Counts], lengths: Mapping[int, Counts], collection: Collection
) -> dict[int, float]:
    """Return the score that one word gives to each document it occurs in.

    `occurrences` and `lengths` are by document number.
    """
    if not occurrences:
        return {}
    frequency = len(occurrences)
    idf = log(1 + (collection.documents - frequency + 0.5) / (frequency + 0.5))
    scores = {}
    for document, counts in occurrences.items():
        tf = sum(
            weight * count / (1 - B + B * length / mean)
            for weight, count, length, mean in zip(
                WEIGHTS, counts, lengths[document], collection.mean_lengths, strict=True
            )
            if count
        )
        scores[document] = idf * tf / (K1 + tf)
    return scores
