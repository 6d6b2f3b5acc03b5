"""Which words or values of a segment does a leaf of a query stand for?"""

from collections import Counter

import numpy as np

from cstosearch.analysis import stem
from cstosearch.codec.narrow import Numbers
from cstosearch.codec.texts import TextField
from cstosearch.deadline import checked
from cstosearch.local import filters
from cstosearch.local.leaf import Leaf
from cstosearch.local.scoring import WEIGHTS
from cstosearch.query.nodes import Fuzzy, Prefix, Text, Value, Wildcard, Words


def stands_for(leaf: Text | Value, segment: Leaf) -> Counter[str]:
    """Return the words or values that a leaf stands for, and how frequent each may be.

    That is how many live documents have a value, and how often the stem of a word occurs.
    """
    found: Counter[str] = Counter()
    if isinstance(leaf, Value):
        for field, at in checked(filters.values_like(leaf, segment.segment, segment.aliases)):
            value = _text(field.values[at])
            # Of any type, a country and a place may have the same name.
            name = f"{field.name} {value}" if leaf.field == "entity" else value
            found[name] += len(segment.alive(field.documents(at)))
        return +found
    for name in WEIGHTS if leaf.field is None else (leaf.field,):
        text = segment.segment.text(name)
        forms = _forms(leaf, text)
        terms, before = text.terms_of(forms), text.weights()
        counts = (before[terms + 1] - before[terms]).tolist()
        for form, count in checked(zip(text.forms.some(forms), counts, strict=True)):
            found[_text(form)] += count
    return found


def _forms(leaf: Text, text: TextField) -> Numbers:
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
