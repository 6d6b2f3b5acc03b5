"""Which words say most about a document, and how well do others answer to these?

A word (by its stem) that occurs `qtf` times in title and text of the document together weighs::

    factor = qtf * (k3 + 1) / (k3 + qtf)
    weight = factor * idf

and another document scores the sum of what `scoring` gives it for the words of greatest weight,
each times its factor (the idf is in that score). This is how BM25 takes a long query: Robertson,
Walker, Jones, Hancock-Beaulieu and Gatford, "Okapi at TREC-3", 1995. Common words are left out by
their idf, and those of no other document.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from cstosearch.analysis import stem, words_of
from cstosearch.deadline import checked
from cstosearch.local.leaf import Leaf
from cstosearch.local.scoring import (
    DIGITS,
    WEIGHTS,
    Collection,
    Floats,
    inverse_frequency,
    word_scores,
)
from cstosearch.model import Document, Typical
from cstosearch.query.nodes import Words

K3: Final = 7.0
TERMS: Final = 25
"""How many words of a document are asked for, at most."""


def typical(document: Document, leaves: Sequence[Leaf], collection: Collection) -> list[Typical]:
    """Return the words of greatest weight in a document, the greatest first.

    Each stem stands as the commonest of its words in the document, of several the first one.
    """
    title = "" if document.title_derived else document.title
    spelled: dict[str, Counter[str]] = {}
    for word in words_of(title) + words_of(document.text):
        spelled.setdefault(stem(word), Counter())[word] += 1
    # To count all documents of a word takes its postings, but a lower bound is at hand.
    bounds = {
        term: _weight(words.total(), _at_least(term, leaves), collection)
        for term, words in checked(spelled.items())
    }
    found: list[Typical] = []
    for term in sorted(spelled, key=lambda term: (-bounds[term], term)):
        if len(found) == TERMS and found[-1].weight > bounds[term]:
            break
        [(word, _)], count = spelled[term].most_common(1), spelled[term].total()
        documents = sum(leaf.match(Words((word,))).count() for leaf in leaves)
        if documents > 1:
            found.append(Typical(word, count, documents, _weight(count, documents, collection)))
            found.sort(key=lambda each: (-each.weight, each.word))
            del found[TERMS:]
    return found


def likeness(leaf: Leaf, words: Sequence[Typical], collection: Collection) -> Floats:
    """Return how well each document of a segment answers to some words, 0 where it has none."""
    scores = np.zeros(leaf.size)
    for word in words:
        match = leaf.match(Words((word.word,)))
        documents, found = leaf.all_frequencies(match, range(leaf.size), collection)
        idf = inverse_frequency(collection, word.documents)
        scores[documents] += _factor(word.occurrences) * word_scores(found, idf)
    return scores


def _factor(count: int) -> float:
    return count * (K3 + 1) / (K3 + count)


def _weight(count: int, documents: int, collection: Collection) -> float:
    return round(_factor(count) * inverse_frequency(collection, documents), DIGITS)


def _at_least(term: str, leaves: Sequence[Leaf]) -> int:
    """Return a number of live documents that a term is not in fewer of."""
    least = 0
    for leaf in leaves:
        texts = [leaf.segment.text(field) for field in WEIGHTS]
        numbers = [text.terms.find(term.encode()) for text in texts]
        there = [
            text.document_count(number)
            for text, number in zip(texts, numbers, strict=True)
            if number is not None
        ]
        least += max(0, max(there, default=0) - (leaf.size - leaf.documents))
    return least
