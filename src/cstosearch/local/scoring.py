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

import numpy as np
import numpy.typing as npt

K1: Final = 1.2
B: Final = 0.75
WEIGHTS: Final = {"title": 2.0, "body": 1.0}
DIGITS: Final = 6
"""Scores are rounded to this many decimals."""

Floats = npt.NDArray[np.float64]


class Collection(NamedTuple):
    """What scoring knows of all live documents: how many, and their mean lengths by field."""

    documents: int
    mean_lengths: Mapping[str, float]


def length_factors(lengths: npt.NDArray[np.integer], mean: float) -> Floats:
    """Return what a field's counts are divided by, for each document."""
    return 1 - B + B * lengths.astype(np.float64) / (mean or 1.0)


def inverse_frequency(collection: Collection, frequency: int) -> float:
    """Return the idf of a word that occurs in `frequency` documents."""
    return log(1 + (collection.documents - frequency + 0.5) / (frequency + 0.5))


def word_scores(frequencies: Floats, idf: float) -> Floats:
    """Return the score that a word gives to documents, from its `tf` there."""
    scores = idf * frequencies
    frequencies = K1 + frequencies
    scores /= frequencies
    return scores


def rounded(scores: Floats) -> Floats:
    """Return scores as they are compared and shown: correctly rounded decimals."""
    # numpy's own rounding multiplies first, and so may err in the last digit.
    distinct, which = np.unique(scores, return_inverse=True)
    return np.array([round(score, DIGITS) for score in distinct.tolist()])[which]
