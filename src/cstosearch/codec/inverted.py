"""How is a text field written, a few terms after another? (`texts` has the format.)"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cstosearch.codec.arrays import Array, Growing
from cstosearch.codec.narrow import NarrowWriter


class Occurrences(NamedTuple):
    """Where terms stand, in the order term, document, position.

    `documents` and `counts` have an item for each posting; `positions` and `ordinals` (which of
    its forms a term has there) one for each occurrence.
    """

    documents: Array
    counts: Array
    positions: Array
    ordinals: Array


@dataclass(frozen=True)
class Terms:
    """Some terms in their order.

    `sizes` says how many postings each has, `form_sizes` how many forms; `forms` are those of all
    of them, one term behind the other, each term's in the order of their bytes.
    """

    words: Sequence[bytes]
    sizes: Array
    occurrences: Occurrences
    forms: Sequence[bytes]
    form_sizes: Array


class _Words:
    """Words that are written as a lexicon, piece by piece."""

    def __init__(self, name: str, directory: Path) -> None:
        self._name = name
        self._text = Growing(np.uint8, directory)
        self._ends = Growing(np.uint32, directory)

    def append(self, words: Sequence[bytes]) -> None:
        before = self._text.count
        text = b"".join(words)
        self._text.extend(text, len(text))
        self._ends.append(np.cumsum(np.fromiter(map(len, words), np.int64, len(words))) + before)

    def arrays(self) -> dict[str, Growing]:
        return {f"{self._name}.text": self._text, f"{self._name}.ends": self._ends}


class FieldWriter:
    """Writes the terms of a text field; what may be large waits in files, not in memory."""

    def __init__(self, name: str, directory: Path) -> None:
        self._name = name
        self._terms = _Words(f"{name}.terms", directory)
        self._forms = _Words(f"{name}.forms", directory)
        self._first = Growing(np.uint32, directory)
        self._starts = {
            part: Growing(np.uint32, directory)
            for part in ("gaps", "counts", "positions", "ordinals", "forms")
        }
        self._written = dict.fromkeys(self._starts, 0)
        self._gaps = NarrowWriter(f"{name}.gaps", 16, directory)
        self._counts = NarrowWriter(f"{name}.counts", 4, directory)
        self._positions = NarrowWriter(f"{name}.positions", 16, directory)
        self._ordinals = NarrowWriter(f"{name}.ordinals", 4, directory)
        self._last = -1
        self._keeps = (False, False)
        self._all_forms: list[bytes] = []

    def append(self, terms: Terms, *, repeated: bool | None = None) -> None:
        """Add terms that come behind all those added before.

        If there is one term, of which `extend` will add further documents, `repeated` says
        whether it stands more than once in any of all its documents.
        """
        if not len(terms.words):
            return
        found = terms.occurrences
        heads = np.cumsum(terms.sizes) - terms.sizes
        tokens = np.add.reduceat(found.counts, heads, dtype=np.int64)
        several_times = tokens > terms.sizes
        if repeated is not None:
            several_times[:] = repeated
        several = terms.form_sizes > 1
        self._terms.append(terms.words)
        self._forms.append(terms.forms)
        self._all_forms += terms.forms
        self._first.append(found.documents[heads])
        for part, sizes in (
            ("gaps", terms.sizes - 1),
            ("counts", np.where(several_times, terms.sizes, 0)),
            ("positions", tokens),
            ("ordinals", np.where(several, tokens, 0)),
            ("forms", terms.form_sizes),
        ):
            ends = np.cumsum(sizes, dtype=np.int64) + self._written[part]
            self._starts[part].append(ends - sizes)
            self._written[part] = int(ends[-1])
        self._gaps.append(np.delete(np.diff(found.documents, prepend=found.documents[:1]), heads))
        self._counts.append(found.counts[np.repeat(several_times, terms.sizes)])
        self._positions.append(found.positions)
        self._ordinals.append(found.ordinals[np.repeat(several, tokens)])
        self._last = int(found.documents[-1])
        self._keeps = bool(several_times[-1]), bool(several[-1])

    def extend(self, found: Occurrences) -> None:
        """Add documents, behind those that it has, to the term that was added last."""
        counts, ordinals = self._keeps
        self._gaps.append(np.diff(found.documents, prepend=self._last))
        self._written["gaps"] += len(found.documents)
        self._positions.append(found.positions)
        self._written["positions"] += len(found.positions)
        if counts:
            self._counts.append(found.counts)
            self._written["counts"] += len(found.documents)
        if ordinals:
            self._ordinals.append(found.ordinals)
            self._written["ordinals"] += len(found.positions)
        self._last = int(found.documents[-1])

    def arrays(self) -> dict[str, Array | Growing]:
        """Return what is to be written, less what is known of each document."""
        for part, starts in self._starts.items():
            starts.append(np.array([self._written[part]]))
        arrays: dict[str, Array | Growing] = {
            **self._terms.arrays(),
            **self._forms.arrays(),
            f"{self._name}.first": self._first,
        }
        arrays |= {f"{self._name}.{part}_at": starts for part, starts in self._starts.items()}
        for writer in (self._gaps, self._counts, self._positions, self._ordinals):
            arrays |= writer.arrays()
        by_bytes = sorted(range(len(self._all_forms)), key=self._all_forms.__getitem__)
        arrays[f"{self._name}.forms_sorted"] = np.array(by_bytes, np.uint32)
        return arrays
