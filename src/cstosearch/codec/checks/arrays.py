"""Are these arrays what their field says: starts that ascend, words that do, narrow numbers?"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

import numpy as np

from cstosearch.codec.arrays import Array, ArrayFile
from cstosearch.codec.lexicon import Lexicon
from cstosearch.codec.narrow import Bits, Narrow, stored_length

_AT_ONCE: Final = 1 << 16
"""Words that are held at once."""


def kind_faults(file: ArrayFile, field: str, kinds: Mapping[str, str]) -> Iterator[str]:
    """Yield which arrays of a field are missing, or have items of another kind.

    `kinds` are numpy's names of dtypes; where there may be several, a space parts them.
    """
    for part, kind in kinds.items():
        name = f"{field}.{part}"
        if name not in file:
            yield f"there is no {name}"
        elif file[name].dtype.str not in kind.split():
            yield f"{name} has items of the kind {file[name].dtype.str}, not {kind}"


def ascends(numbers: Array, *, strictly: bool = False) -> bool:
    """Say whether no number is less than the one before it; `strictly`, nor the same."""
    before, after = numbers[:-1], numbers[1:]
    return bool((before < after).all() if strictly else (before <= after).all())


def ascend_within(sizes: Array, numbers: Array) -> bool:
    """Say whether numbers below 2^32 ascend strictly within each of groups of some sizes."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return ascends((groups << 32) + numbers, strictly=True)


def start_faults(file: ArrayFile, name: str, groups: int, items: int) -> Iterator[str]:
    """Yield what is wrong with an array of the starts of groups, which share some items."""
    starts = file[name]
    if len(starts) != groups + 1:
        yield f"{name} has {len(starts)} numbers, not {groups + 1}"
    elif starts[0] != 0 or starts[-1] != items or not ascends(starts):
        yield f"{name} does not ascend from 0 to {items}"


def lexicon_faults(file: ArrayFile, name: str, *, in_order: bool = True) -> Iterator[str]:
    """Yield what is wrong with a lexicon; not all are `in_order` of their bytes as a whole."""
    ends = file[f"{name}.ends"]
    if not ascends(ends) or (int(ends[-1]) if len(ends) else 0) != file.count(f"{name}.text"):
        yield f"the words of {name} do not end where they should"
        return
    lexicon = Lexicon(file, name)
    before: list[bytes] = []
    for start in range(0, len(lexicon), _AT_ONCE):
        words = lexicon.words(start, min(start + _AT_ONCE, len(lexicon)))
        if in_order and not all(a < b for a, b in pairwise(before + words)):
            yield f"the words of {name} are not sorted"
            return
        b"\n".join(words).decode("utf-8", "surrogatepass")
        before = words[-1:]


def narrow_faults(file: ArrayFile, name: str, bits: Bits, items: int) -> Iterator[str]:
    """Yield what is wrong with `items` narrow numbers."""
    stored = stored_length(items, bits)
    if file.count(name) != stored:
        yield f"{name} has {file.count(name)} items, not {stored}"
        return
    at, larger, top = file[f"{name}.at"].astype(np.int64), file[f"{name}.is"], (1 << bits) - 1
    sound = len(at) == len(larger) and ascends(at, strictly=True)
    if not sound or (len(at) and (at[-1] >= items or larger.min() < top)):
        yield f"the large numbers of {name} are not in order"
    elif (Narrow(file, name, bits).kept(at) != top).any():
        yield f"the large numbers of {name} stand where there is none"
