"""Which segments does a TOC list that stock Whoosh has committed?

Whoosh reads a TOC by unpickling it, which would run whatever program a hostile one holds. Here it
is read as data::

    TOC     = 4 8 4 (bytes of an int, a long and a float; each a varint)
              -12345 (int) version (int) release (3 varints)
              schema (varint length, then a pickle; not read)
              generation (int) 0 (int) segments (a pickle)

Ints are big-endian, of 4 bytes; a varint has 7 bits in each byte, the lowest first, and the highest
bit of all bytes but the last is set.
"""

import io
import struct
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from cstosearch.codec.arrays import DamagedError
from cstosearch.codec.stock.pickles import Made, Name, UnknownNameError, read_pickle
from cstosearch.errors import IndexFormatError
from cstosearch.local.files import toc_path
from cstosearch.local.generation import Part
from cstosearch.local.storage import read_file

_OURS: Final = "cstosearch.codec.stock.Segment"
_WHOOSHS: Final = "whoosh.codec."
"""How the paths of the segments of Whoosh's own codecs begin."""
_STATE: Final = {
    "indexname": str,
    "name": str,
    "documents": int,
    "deleted": bytes,
    "forms": dict,
    "dates": dict,
    "lengths": dict,
}
"""What `codec.stock.Segment` says of itself."""
_INT: Final = struct.Struct(">i")
_VERSION: Final = -111
_MOST: Final = 10
"""Bytes of a varint."""


def read_parts(directory: Path, number: int) -> list[Part]:
    """Return the segments of a generation that stock Whoosh has committed.

    Raises `IndexFormatError` where Whoosh has written any of them, `DamagedError`, `OSError`.
    """
    path = toc_path(directory, number)
    try:
        return [_part(directory, each) for each in _segments(_pickle(read_file(path), number))]
    except UnknownNameError as error:
        if not error.path.startswith(_WHOOSHS):
            raise DamagedError(f"{path.name} is not what Whoosh writes: {error}") from error
        raise IndexFormatError(
            f'a part of the index in "{directory}" was written by Whoosh and not by cstosearch: '
            "run cstosearch index"
        ) from None
    except (DamagedError, ValueError, OverflowError, struct.error, IndexError) as error:
        raise DamagedError(f"{path.name} is not what Whoosh writes: {error}") from error


def _pickle(toc: bytes, number: int) -> bytes:
    """Return the pickle of the segments."""
    stream = io.BytesIO(toc)
    sizes = [_varint(stream) for _ in range(3)]
    if (sizes, _int(stream), _int(stream)) != ([4, 8, 4], -12345, _VERSION):
        raise DamagedError("it begins otherwise")
    for _ in range(3):
        _varint(stream)
    stream.seek(_varint(stream), io.SEEK_CUR)
    if _int(stream) != number:
        raise DamagedError("it is of another generation")
    _int(stream)
    return stream.read()


def _int(stream: io.BytesIO) -> int:
    value: int = _INT.unpack(stream.read(_INT.size))[0]
    return value


def _varint(stream: io.BytesIO) -> int:
    value = 0
    for at in range(_MOST):
        byte = stream.read(1)[0]
        value |= (byte & 0x7F) << (7 * at)
        if byte == byte & 0x7F:
            return value
    raise DamagedError("a number has no end")


def _segments(pickle: bytes) -> list[Made]:
    segments = read_pickle(pickle, {_OURS})
    if not (isinstance(segments, list) and all(isinstance(each, Made) for each in segments)):
        raise DamagedError("it lists no segments")
    return segments


def _part(directory: Path, segment: Made) -> Part:
    state = segment.state
    if not (
        (segment.called, segment.arguments) == (Name(_OURS), ())
        and isinstance(state, dict)
        and {name: type(value) for name, value in state.items()} == _STATE
    ):
        raise DamagedError("a segment has another state")
    part = Part(state["name"], state["documents"])
    deleted = np.frombuffer(state["deleted"], "<u4")
    if not len(deleted):
        return part
    with closing(part.open(directory)):  # which has so many documents, or this is an error
        live = np.ones(part.documents, bool)
    live[deleted] = False
    return part.keeping(live)
