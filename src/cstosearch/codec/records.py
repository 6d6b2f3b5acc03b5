"""How is that kept which is only shown: the stored texts of a document?

A record has a text, or nothing, for each stored field. Records are numbered in the order in which
they came, and packed into blocks::

    stored.blocks      u1: blocks one behind the other, each a Zstandard frame of records
    stored.blocks_at   u8, blocks + 1: where each block begins
    stored.first       u4, blocks + 1: the number of the first record of each block
    stored.ends        u4, records: where each record ends, in its block when unpacked
    stored.slots       u4, documents: which record is that of the document

    record = length:u4 for each field (4294967295: nothing), then the texts in UTF-8
"""

import struct
import sys
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from cstosearch.codec.arrays import Array, ArrayFile, DamagedError, Growing

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BLOCK: Final = 1 << 14
"""Bytes that a block has at least, but for the last, before it is packed."""
LEVEL: Final = 3
_KEPT: Final = 1024
"""How many blocks stay unpacked: 16 MB of text."""
_NOTHING: Final = 0xFFFF_FFFF

Record = Sequence[str | None]


class RecordWriter:
    """Packs records into blocks."""

    def __init__(self, fields: int, directory: Path) -> None:
        self._lengths = struct.Struct(f"<{fields}I")
        self._blocks = Growing(np.uint8, directory)
        self._at = Growing(np.uint64, directory)
        self._first = Growing(np.uint32, directory)
        self._ends = Growing(np.uint32, directory)
        self._held: list[bytes] = []
        self._size = 0
        self._ends_held: list[int] = []
        self._waiting: list[tuple[bytes, Array]] = []
        self._records = 0
        self._at.append(np.zeros(1, np.uint64))
        self._first.append(np.zeros(1, np.uint32))

    def add(self, record: Record) -> None:
        """Add a record."""
        parts = [b"" if text is None else text.encode("utf-8", "surrogatepass") for text in record]
        lengths = [
            _NOTHING if text is None else len(part)
            for text, part in zip(record, parts, strict=True)
        ]
        self.add_packed(self._lengths.pack(*lengths) + b"".join(parts))

    def add_packed(self, record: bytes) -> None:
        """Add a record as it stands in a block."""
        self._held.append(record)
        self._size += len(record)
        self._ends_held.append(self._size)
        if self._size >= BLOCK:
            self._end_block()

    def _end_block(self) -> None:
        self._waiting.append((b"".join(self._held), np.array(self._ends_held, np.uint32)))
        self._held, self._ends_held, self._size = [], [], 0

    def pack(self) -> None:
        """Pack what has been added; this lets other threads run."""
        if self._held:
            self._end_block()
        self.pack_full()

    def pack_full(self) -> None:
        """Pack the blocks that are full."""
        for data, ends in self._waiting:
            self.add_block(zstd.compress(data, LEVEL), ends)
        self._waiting = []

    def add_block(self, data: bytes, ends: Array) -> None:
        """Add a block as it stands in another segment, behind what has been packed."""
        self._blocks.extend(data, len(data))
        self._at.append(np.array([self._blocks.count], np.uint64))
        self._ends.append(ends)
        self._records += len(ends)
        self._first.append(np.array([self._records], np.uint32))

    def arrays(self) -> Mapping[str, Growing]:
        """Return what is to be written; `stored.slots` is the caller's to add."""
        self.pack()
        return {
            "stored.blocks": self._blocks,
            "stored.blocks_at": self._at,
            "stored.first": self._first,
            "stored.ends": self._ends,
        }


class Records:
    """The records of a segment, open for reading."""

    def __init__(self, file: ArrayFile, fields: int) -> None:
        self._file = file
        self._lengths = struct.Struct(f"<{fields}I")
        self._at = file["stored.blocks_at"]
        self._first = file["stored.first"]
        self._ends = file["stored.ends"]
        self._slots = file["stored.slots"]
        self._unpacked: OrderedDict[int, bytes] = OrderedDict()

    def __getitem__(self, document: int) -> list[str | None]:
        """Return the record of a document. Raises `DamagedError`."""
        packed = self.packed(document)
        lengths = self._lengths.unpack_from(packed)
        texts: list[str | None] = []
        at = self._lengths.size
        for length in lengths:
            if length == _NOTHING:
                texts.append(None)
            else:
                texts.append(packed[at : at + length].decode("utf-8", "surrogatepass"))
                at += length
        if at != len(packed):
            raise DamagedError(f"the record of document {document} has another size")
        return texts

    def packed(self, document: int) -> bytes:
        """Return the record of a document as it stands in its block."""
        return self.packed_slot(int(self._slots[document]))

    def packed_slot(self, slot: int) -> bytes:
        """Return the record with this number as it stands in its block."""
        block = self.block_of(slot)
        data = self._block(block)
        first = int(self._first[block])
        start = int(self._ends[slot - 1]) if slot > first else 0
        return data[start : int(self._ends[slot])]

    def block_of(self, slot: int) -> int:
        """Return the number of the block in which a record stands."""
        return bisect_right(self._first, slot, hi=len(self._first) - 1) - 1

    def _block(self, number: int) -> bytes:
        """Return a block, unpacked; the last ones used are kept."""
        data = self._unpacked.pop(number, None)
        if data is None:
            data = self._decompressed(number)
            if len(self._unpacked) == _KEPT:
                self._unpacked.popitem(last=False)
        self._unpacked[number] = data
        return data

    def _decompressed(self, number: int) -> bytes:
        # No more than its records have is unpacked, whatever the block claims to hold.
        size = int(self.ends_of(number)[-1])
        frame = zstd.ZstdDecompressor()
        try:
            data = frame.decompress(self.compressed(number), size + 1)
        except zstd.ZstdError as error:
            raise DamagedError(f"a block of stored texts is damaged: {error}") from error
        if len(data) != size or not frame.eof:
            raise DamagedError("a block of stored texts is damaged: it has another size")
        return data

    def __len__(self) -> int:
        """Return how many blocks there are."""
        return len(self._at) - 1

    def compressed(self, block: int) -> bytes:
        """Return a block as it stands in the file."""
        start, stop = int(self._at[block]), int(self._at[block + 1])
        return self._file.read("stored.blocks", start, stop).tobytes()

    def slots_of(self, block: int) -> range:
        """Return the numbers of the records in a block."""
        return range(int(self._first[block]), int(self._first[block + 1]))

    def ends_of(self, block: int) -> Array:
        """Return where each record of a block ends, in the unpacked block."""
        slots = self.slots_of(block)
        return self._ends[slots.start : slots.stop]

    @property
    def slots(self) -> Array:
        """The record number of each document, u4."""
        return self._slots
