"""Can every stored record be read?"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from cstosearch.codec.checks.arrays import ascends, kind_faults, start_faults
from cstosearch.codec.segment import Segment

_KINDS: Final = {
    "blocks": "|u1",
    "blocks_at": "<u8",
    "first": "<u4",
    "ends": "<u4",
    "slots": "<u4",
}


def record_faults(segment: Segment) -> Iterator[str]:
    """Yield what is wrong with the stored records, in words.

    Raises what reading them does; the records themselves are read by who knows what they mean.
    """
    file = segment.file
    found = list(kind_faults(file, "stored", _KINDS))
    yield from found
    if found:
        return
    blocks, records = file.count("stored.blocks_at") - 1, file.count("stored.ends")
    found += [
        *start_faults(file, "stored.blocks_at", blocks, file.count("stored.blocks")),
        *start_faults(file, "stored.first", blocks, records),
    ]
    if not np.array_equal(np.sort(file["stored.slots"]), np.arange(segment.documents)):
        found.append("it has not one record for each document")
    yield from found
    if not found:
        ends = (segment.records.ends_of(block) for block in range(blocks))
        if not all(len(each) and ascends(each) for each in ends):
            yield "its records do not end one behind the other"
