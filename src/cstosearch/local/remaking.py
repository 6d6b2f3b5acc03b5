"""Is a segment searched by what its own records say?"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

import numpy as np

from cstosearch.analysis.bulk import BulkTokenizer
from cstosearch.codec.build import Builder
from cstosearch.codec.merge import Source, merge
from cstosearch.codec.segment import SUFFIX, Segment
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.errors import IndexStateError
from cstosearch.local.rows import FIELDS, read_document, to_entry

_STORED: Final = "stored."
"""How the names of arrays begin that hold records; another compressor packs them otherwise."""


def unlike(segment: Segment, progress: Callable[[int], None]) -> list[str]:
    """Return the fields of which an array is not what the documents of a segment make of it.

    The segment is made anew from its records, in a temporary directory. `progress` is told how
    many documents are in it. Raises `IndexStateError` where it cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="cstosearch-") as directory:
        try:
            path = _remade(segment, Path(directory), progress)
        except OSError as error:
            raise IndexStateError(
                f"cannot make a segment anew in a temporary directory: {error.strerror}: TMPDIR "
                "names the directory of temporary files"
            ) from error
        with closing(Segment(path)) as remade:
            names = {*segment.file, *remade.file}
            other = {name for name in names if not _same(name, segment, remade)}
            return sorted({name.partition(".")[0] for name in other})


def _remade(segment: Segment, directory: Path, progress: Callable[[int], None]) -> Path:
    """Write the documents of a segment as a new one, in batches that are merged."""
    tokenizer = BulkTokenizer(ANCHOR_EVERY)
    batches: list[Path] = []
    builder = Builder(FIELDS, tokenizer, directory)
    for number in range(segment.documents):
        builder.add(to_entry(read_document(segment, number)))
        if builder.full or number == segment.documents - 1:
            batches.append(directory / f"{len(batches)}{SUFFIX}")
            builder.write(batches[-1])
            progress(number + 1)
            tokenizer.forget()
            builder = Builder(FIELDS, tokenizer, directory)
    if len(batches) == 1:
        return batches[0]
    whole = directory / f"whole{SUFFIX}"
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(Segment(batch))) for batch in batches]
        merge([Source(each, None) for each in opened], FIELDS, whole)
    return whole


def _same(name: str, segment: Segment, remade: Segment) -> bool:
    if name.startswith(_STORED):
        return True
    if name not in segment.file or name not in remade.file:
        return False
    one, other = segment.file[name], remade.file[name]
    return one.dtype == other.dtype and np.array_equal(one, other)
