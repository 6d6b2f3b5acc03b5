"""How does what is found in documents come from one process to another?

As plain tuples, by `marshal`: named tuples by `pickle` take five times as long to be read.
"""

import marshal
import struct
from collections.abc import Iterable
from datetime import date
from typing import IO, Any, Final

from cstosearch.enrich import Enrichment
from cstosearch.model import Entity, Mention, Occurrence, Span

_LENGTH: Final = struct.Struct("<Q")


def as_answer(found: Iterable[Enrichment]) -> bytes:
    """Return what was found in some documents as bytes."""
    return marshal.dumps(list(map(_row, found)))


def answer_of(data: bytes) -> list[Enrichment]:
    """Return what `as_answer` was given."""
    return list(map(_from_row, marshal.loads(data)))  # noqa: S302 - from a process of our own


def _row(found: Enrichment) -> tuple[Any, ...]:
    numbers = {entity: number for number, entity in enumerate(found.entities)}
    return (
        [tuple(entity) for entity in found.entities],
        [
            (numbers[entity], field, span.start, span.end, by_name)
            for entity, field, span, by_name in found.occurrences
        ],
        [
            (start.toordinal(), end.toordinal(), unit, field, span and tuple(span))
            for start, end, unit, field, span in found.mentions
        ],
    )


def _from_row(row: tuple[Any, ...]) -> Enrichment:
    named, places, dates = row
    entities = [Entity(*each) for each in named]
    occurrences = [
        Occurrence(entities[number], field, Span(start, end), by_name)
        for number, field, start, end, by_name in places
    ]
    mentions = [
        Mention(date.fromordinal(start), date.fromordinal(end), unit, field, span and Span(*span))
        for start, end, unit, field, span in dates
    ]
    return Enrichment(tuple(entities), tuple(occurrences), tuple(mentions))


def send(pipe: IO[bytes], data: bytes) -> None:
    """Send bytes to another process. Raises `OSError` if it has ended."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Return what was sent, or None if the other process has ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None
