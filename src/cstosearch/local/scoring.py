"""How well does a document answer? BM25F over title and body, and nearness.

For a word that occurs `tf_f` times in field f of a document of `n_f` tokens there, and in `df` of
`N` documents, `mean` being the mean of `n` over all of them::

    tf    = sum over fields of  w_f * tf_f
    n     = sum over fields of  w_f * n_f
    idf   = ln(1 + (N - df + 0.5) / (df + 0.5))
    score = idf * tf / (k1 * (1 - b + b * n / mean) + tf)

from Robertson, Zaragoza and Taylor, "Simple BM25 Extension to Multiple Weighted Fields" (CIKM
2004): a document has one length, so that a title is not taken for a long one where few documents
have any. The idf is the one that Lucene uses, which is never negative; k1 and b are the usual ones.
Whatever stands for one word (a phrase, all words with a prefix) counts as one word.

Two words that are neighbours in the query (see `counted`) and stand side by side in a document, in
the same order, score there like one more word, whose idf is the mean of theirs, times `NEAR`. That
words near each other should count, and their idf, is from Rasolofo and Savoy, "Term Proximity
Scoring for Keyword-Based Retrieval Systems" (ECIR 2003); that pairs of neighbours in the same order
give most of what there is to gain, from Metzler and Croft, "A Markov Random Field Model for Term
Dependencies" (SIGIR 2005). As a pair occurs no more often than either of its words, and a word is
in two pairs at most, nearness adds at most `NEAR` times the score of the words.

A document's score is the sum over all these, rounded so that the order of summing cannot tell two
equal scores apart. `benchmarks/README.md` has what else was tried.
"""

from math import log
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

K1: Final = 1.2
B: Final = 0.75
WEIGHTS: Final = {"title": 2.0, "body": 1.0}
NEAR: Final = 0.2
DIGITS: Final = 6
"""Scores are rounded to this many decimals."""

Floats = npt.NDArray[np.float64]


class Collection(NamedTuple):
    """What scoring knows of all live documents: how many, and their mean length."""

    documents: int
    mean_length: float


def length_factors(lengths: Floats, mean: float) -> Floats:
    """Return what the `tf` of each document is divided by."""
    return 1 - B + B * lengths / (mean or 1.0)


def inverse_frequency(collection: Collection, frequency: int) -> float:
    """Return the idf of a word that occurs in `frequency` documents."""
    return log(1 + (collection.documents - frequency + 0.5) / (frequency + 0.5))


def word_scores(frequencies: Floats, idf: float) -> Floats:
    """Return what a word scores in documents, from its `tf` there by their `length_factors`."""
    scores = idf * frequencies
    frequencies = K1 + frequencies
    scores /= frequencies
    return scores


def rounded(scores: Floats) -> Floats:
    """Return scores as they are compared and shown: correctly rounded decimals."""
    # numpy's own rounding multiplies first, and so may err in the last digit.
    distinct, which = np.unique(scores, return_inverse=True)
    return np.array([round(score, DIGITS) for score in distinct.tolist()])[which]
