"""Which words stand near a word more often than chance would have it?

The *node* is the word, phrase or pattern that is asked for. In each document that is looked at,
title and text on their own, the tokens of all its occurrences are set aside. Of the `N` others,
those are *near* that stand at most `window` tokens before the first or behind the last token of an
occurrence; each counts once, however many occurrences it is near to. For each word (a form: as it
is written) that makes a table of tokens::

                   near     elsewhere
    the word       o11      o12          its total
    other words    o21      o22
                   near                  N

    e_ij = total of row i * total of column j / N
    G2   = 2 * sum over the four cells of  o_ij * ln(o_ij / e_ij)

That is the log-likelihood ratio of Dunning, "Accurate Methods for the Statistics of Surprise and
Coincidence", Computational Linguistics 19(1), 1993, written as in Rayson and Garside, "Comparing
Corpora using Frequency Profiling", 2000 (who leave out the second row). That the node's own tokens
are no part of the table is as in Evert, "Corpora and Collocations", in: Corpus Linguistics, An
International Handbook, 2008. A G2 beyond 10.83 would come by chance for less than one word in a
thousand (chi-squared, one degree of freedom). Function words are kept: G2 is low for what is as
common elsewhere.
"""

from collections.abc import Sequence

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.deadline import checked
from cstosearch.local.leaf import Leaf
from cstosearch.local.near import Counted, Table, count
from cstosearch.local.scoring import Floats, rounded
from cstosearch.model import Collocate, CollocateSort, Collocations
from cstosearch.query.nodes import Node, Text


def collocations(
    parts: Sequence[tuple[Leaf, Numbers]],
    node: Text,
    within: Node,
    *,
    window: int,
    sort: CollocateSort,
    limit: int | None,
    repelled: bool,
) -> Collocations:
    """Return what is near a node in the documents of each segment that match a query.

    With `repelled`, what is there less often than expected, else what is there more often.
    """
    counted = [count(leaf, documents, node, window) for leaf, documents in parts]
    fields = [field for _, fields in counted for field in fields]
    words, table = _united(fields)
    tokens, near = sum(field.tokens for field in fields), int(table.near.sum())
    expected = table.totals * (near / max(1, tokens))
    chosen = np.flatnonzero(table.near < expected if repelled else table.near > expected)
    scores = log_likelihood(table.near[chosen], table.totals[chosen], near, tokens)
    keys = [-table.near[chosen], -scores]
    # The words ascend, and among equals they stay so.
    order = np.lexsort(keys if sort == "log-likelihood" else keys[::-1])[:limit]
    rows = zip(chosen[order].tolist(), scores[order].tolist(), strict=True)
    return Collocations(
        node=str(node),
        query=str(within),
        window=window,
        documents=sum(documents for documents, _ in counted),
        occurrences=sum(field.occurrences for field in fields),
        near=near,
        tokens=tokens,
        total=len(chosen),
        collocates=tuple(
            Collocate(
                word=words[at].decode(),
                observed=int(table.near[at]),
                expected=round(float(expected[at]), 3),
                log_likelihood=score,
                left=int(table.left[at]),
                right=int(table.right[at]),
                documents=int(table.documents[at]),
                occurrences=int(table.totals[at]),
            )
            for at, score in rows
        ),
    )


def log_likelihood(near: Numbers, totals: Numbers, all_near: int, tokens: int) -> Floats:
    """Return the G2 of words, rounded, from their tokens near the node and in all.

    `all_near` tokens are near, of any word, and there are `tokens` in all.
    """
    observed = np.array(
        [
            [near, totals - near],
            [all_near - near, tokens - all_near - totals + near],
        ],
        np.float64,
    )
    rows, columns = observed.sum(axis=1, keepdims=True), observed.sum(axis=0, keepdims=True)
    # A cell that has no tokens adds nothing: x ln x goes to 0.
    ratios = np.ones_like(observed)
    np.divide(observed * tokens, rows * columns, out=ratios, where=observed > 0)
    return rounded(2 * (observed * np.log(ratios)).sum(axis=(0, 1)))


def _united(fields: Sequence[Counted]) -> tuple[list[bytes], Table]:
    """Return all words of several fields, in order, and the sums of their tables."""
    words = sorted(set().union(*(field.words for field in fields)))
    numbers = dict(zip(words, range(len(words)), strict=True))
    table = Table.of(len(words))
    for field in checked(fields):
        rows = np.fromiter(map(numbers.__getitem__, field.words), np.int64, len(field.words))
        for own, theirs in zip(table, field.table, strict=True):
            own[rows] += theirs  # a word has one row in a field
    return words, table
