"""Which words or values of a segment does a leaf of a query stand for, and how many have each?"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from cstosearch.analysis import stem
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.texts import TextField
from cstosearch.local import filters
from cstosearch.local.leaf import Leaf
from cstosearch.local.scoring import WEIGHTS
from cstosearch.query.nodes import Fuzzy, Node, Phrase, Prefix, Text, Value, Wildcard, Words


def meanings(leaf: Text | Value, segment: Leaf) -> Counter[str]:
    """Return what a leaf of one word or value stands for, and how many live documents have it."""
    if isinstance(leaf, Value):
        return Counter(
            {
                _text(value): len(segment.alive(field.documents(at)))
                for field, at in filters.values_like(leaf, segment.segment)
                for value in (field.values[at],)
            }
        )
    found: dict[str, set[str]] = {}
    for field in WEIGHTS if leaf.field is None else (leaf.field,):
        text = segment.segment.text(field)
        for form in _forms(leaf, text).tolist():
            found.setdefault(_text(text.forms[form]), set()).add(field)
    return having(found, segment)


def having(words: Iterable[str], segment: Leaf) -> Counter[str]:
    """Return how many live documents have each of some folded words, as it is written."""
    counts = {word: segment.match(Phrase((word,))).count() for word in words}
    return Counter({word: count for word, count in counts.items() if count})


def _forms(leaf: Node, text: TextField) -> Numbers:
    """Return the numbers of the forms in a field that a leaf of one word stands for."""
    match leaf:
        case Words((word,)):
            term = text.terms.find(stem(word).encode())
            forms = range(0) if term is None else text.forms_of(term)
            return np.arange(forms.start, forms.stop)
        case Prefix(prefix):
            return text.forms_beginning_with(prefix.encode())
        case Wildcard(pattern):
            return text.forms.matching(pattern)
        case Fuzzy(word, distance):
            return text.forms.near(word, distance)
        case _:
            return np.zeros(0, np.int64)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogatepass")
