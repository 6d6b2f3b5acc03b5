"""Is a segment what was written, and does it agree with itself?

==============  ===============================================================================
`texts`         text fields: dictionaries, postings, positions, forms, lengths, anchors
`values`        fields of whole values, and columns
`records`       what is stored
==============  ===============================================================================

Checksums come first: an array that is not what was written makes nonsense of the rest. What passes
them and is wrong nevertheless was written so, by a fault of a program or on purpose. Of each field
its arrays are there, and of the kinds that the format says, before anything else is asked of them.
"""

from collections.abc import Iterator

from cstosearch.codec.checks.records import record_faults
from cstosearch.codec.checks.texts import text_faults
from cstosearch.codec.checks.values import column_faults, value_faults
from cstosearch.codec.segment import Segment


def faults(segment: Segment) -> Iterator[str]:
    """Yield what is wrong with a segment, in words; this reads the whole file."""
    damaged = segment.file.damaged()
    yield from (f"the array {name} is not what was written" for name in damaged)
    if damaged:
        return
    fields = segment.facts.fields
    parts = [
        *((name, text_faults(segment, name)) for name in fields.texts),
        *((name, value_faults(segment, name)) for name in fields.values),
        *((name, column_faults(segment, name, dtype)) for name, dtype in fields.columns),
        ("stored", record_faults(segment)),
    ]
    for name, found in parts:
        try:
            yield from (f"{name}: {fault}" for fault in found)
        except Exception as error:  # noqa: BLE001 - wrong numbers raise almost anything
            yield f"{name}: it cannot be read ({type(error).__name__})"
