"""Does a text field agree with itself?

Whatever is known in two ways is compared: a term's occurrences are the sum of its counts and the
number of its positions; a document's length is the sum of what its terms occur in it, and the
positions in it are 0, 1, ... up to that.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from cstosearch.codec.arrays import Array
from cstosearch.codec.checks.arrays import (
    ascend_within,
    kind_faults,
    lexicon_faults,
    narrow_faults,
    start_faults,
)
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.segment import Segment
from cstosearch.codec.texts import ANCHOR_EVERY, TextField

_KINDS: Final = {
    **dict.fromkeys(("terms.text", "forms.text", "counts", "ordinals"), "|u1"),
    **dict.fromkeys(("gaps", "positions", "lengths"), "<u2"),
    **dict.fromkeys(
        (
            *("terms.ends", "first", "forms.ends", "forms_at", "forms_sorted"),
            *("gaps_at", "gaps.at", "gaps.is", "counts_at", "counts.at", "counts.is"),
            *("positions_at", "positions.at", "positions.is"),
            *("ordinals_at", "ordinals.at", "ordinals.is"),
            *("lengths.at", "lengths.is", "anchors_at", "anchors"),
        ),
        "<u4",
    ),
}
_TOKENS: Final = 1 << 20
"""About how many tokens are looked at at once."""


def text_faults(segment: Segment, name: str) -> Iterator[str]:
    """Yield what is wrong with a text field, in words.

    Raises almost anything where its numbers lead nowhere.
    """
    found = list(kind_faults(segment.file, name, _KINDS)) or list(_shape_faults(segment, name))
    yield from found
    if found:  # the rest would stumble over it
        return
    text = segment.text(name)
    tokens = text.lengths.slice(0, segment.documents).astype(np.int64)
    yield from _form_faults(text)
    yield from _anchor_faults(text, tokens)
    if int(tokens.sum()) != segment.facts.tokens[name]:
        yield "the lengths of its documents are not those of all together"
    yield from _posting_faults(text, tokens)


def _shape_faults(segment: Segment, name: str) -> Iterator[str]:
    """Yield which arrays have not the size that others ask for, or do not ascend."""
    file = segment.file
    yield from lexicon_faults(file, f"{name}.terms")
    yield from lexicon_faults(file, f"{name}.forms", in_order=False)
    terms, forms = file.count(f"{name}.terms.ends"), file.count(f"{name}.forms.ends")
    if file.count(f"{name}.first") != terms or file.count(f"{name}.forms_sorted") != forms:
        yield "there are not as many words as their places"
    for part, bits in (("gaps", 16), ("counts", 4), ("positions", 16), ("ordinals", 4)):
        starts = file[f"{name}.{part}_at"]
        items = int(starts[-1]) if len(starts) else -1
        yield from start_faults(file, f"{name}.{part}_at", terms, items)
        yield from narrow_faults(file, f"{name}.{part}", bits, items)  # type: ignore[arg-type]
    yield from start_faults(file, f"{name}.forms_at", terms, forms)
    yield from narrow_faults(file, f"{name}.lengths", 16, segment.documents)
    anchors = file.count(f"{name}.anchors")
    yield from start_faults(file, f"{name}.anchors_at", segment.documents, anchors)


def _form_faults(text: TextField) -> Iterator[str]:
    """Yield what is wrong with the order of forms; each stands there once."""
    numbers = text.sorted_forms.numbers
    if not np.array_equal(np.sort(numbers), np.arange(len(numbers))):
        yield "the forms in order are not the forms"
        return
    words = text.forms.words(0, len(text.forms))
    if not all(words) or not all(words[a] < words[b] for a, b in pairwise(numbers.tolist())):
        yield "its forms are not in order, or one has no letters"
    sizes = text.form_sizes(0, len(text.terms))
    if len(sizes) and not sizes.all():
        yield "a term has no form"


def _anchor_faults(text: TextField, tokens: Numbers) -> Iterator[str]:
    """Yield what is wrong with the anchors, given how many tokens each document has."""
    counts, anchors = text.all_anchors()
    wanted = np.maximum(tokens - 1, 0) // ANCHOR_EVERY
    if not np.array_equal(counts, wanted):
        yield "its anchors are not one for every so many tokens"
        return
    if not ascend_within(counts, anchors):
        yield "its anchors do not ascend"


def _posting_faults(text: TextField, tokens: Numbers) -> Iterator[str]:
    """Yield what is wrong with the postings, given how many tokens each document has."""
    size = len(tokens)
    seen, places = np.zeros(size, np.int64), np.zeros(size, np.int64)
    starts = text.weights().astype(np.int64)
    for low, high in _pieces(starts):
        postings = text.copied(low, high)
        found = list(_term_faults(text, low, high, postings.sizes, size))
        yield from found
        documents, counts = postings.documents, postings.counts
        if found or (counts < 1).any() or (documents < 0).any() or (documents >= size).any():
            yield "a term stands in no document that there is"
            return
        occurrences = np.add.reduceat(counts, np.cumsum(postings.sizes) - postings.sizes)
        if not np.array_equal(occurrences, starts[low + 1 : high + 1] - starts[low:high]):
            yield "a term has more or fewer positions than its counts say"
            return
        positions = text.copied_positions(int(starts[low]), int(starts[high]))
        owners = np.repeat(documents, counts)
        if not (
            ascend_within(postings.sizes, documents)
            and ascend_within(counts, positions)
            and (positions < tokens[owners]).all()
        ):
            yield "the documents or positions of a term do not ascend, or lie beyond the text"
            return
        np.add.at(seen, documents, counts)
        np.add.at(places, owners, positions)
    # Positions that ascend for each term, and have the sum of 0, 1, ..., are each there once but
    # for chances that no damage has.
    if not (np.array_equal(seen, tokens) and np.array_equal(places, tokens * (tokens - 1) // 2)):
        yield "its postings do not fill the texts of its documents"


def _term_faults(
    text: TextField, low: int, high: int, sizes: Numbers, documents: int
) -> Iterator[str]:
    """Yield what is wrong with how many counts and ordinals terms have."""
    if (sizes > documents).any():
        yield "a term stands in more documents than there are"
    of_counts, of_ordinals, tokens = text.sizes(low, high)
    if not _all_or_none(of_counts, sizes, None):
        yield "a term has counts for other documents"
    forms = text.form_sizes(low, high)
    if not _all_or_none(of_ordinals, tokens, forms > 1):
        yield "a term has ordinals for other occurrences"
    elif forms.size:
        own = text.copied_forms(low, high, 0, int(tokens.sum()))
        ends = np.cumsum(forms)
        if (own >= np.repeat(ends, tokens)).any():
            yield "a term stands in a form that it has not"


def _all_or_none(parts: Numbers, whole: Numbers, wanted: Array | None) -> bool:
    """Say whether each part is the whole where it is wanted, else nothing; or either."""
    if wanted is None:
        return bool(((parts == 0) | (parts == whole)).all())
    return bool((parts == np.where(wanted, whole, 0)).all())


def _pieces(starts: Numbers) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms of about as many occurrences, which begin at `starts`."""
    if len(starts) < 2:  # noqa: PLR2004 - no term
        return
    cuts = np.searchsorted(starts, np.arange(0, int(starts[-1]), _TOKENS), "right") - 1
    yield from pairwise(dict.fromkeys([*cuts.tolist(), len(starts) - 1]))
