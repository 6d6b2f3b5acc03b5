"""How does a page name the one behind it, so that whoever walks over all hits sees one state?

A generation does not change and the order of hits is total, so that an offset into them is all that
a token must say, beside what it is an offset into. It is, in URL-safe Base64 without padding::

    generation:u64 fingerprint:u32 query:u32 offset:u64 crc32:u32     ; big-endian

`query` is the CRC-32 of the canonical query, in which the filters are, and of the sort; `crc32` is
that of what stands before it. CRCs do against mistakes, which is all there is to guard against.
"""

import struct
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, NamedTuple

from cstosearch.engine import Snapshot
from cstosearch.errors import CursorError
from cstosearch.model import Sort
from cstosearch.query.nodes import Node

_TOKEN: Final = struct.Struct(">QIIQI")
_CRC: Final = struct.Struct(">I")
_BEGIN_AGAIN: Final = "begin again without --after"
_QUOTED: Final = 60
"""Characters of a token that an error repeats."""


class Walk(NamedTuple):
    """What the pages of one walk have in common: the state of an index, and what is asked of it."""

    generation: int
    fingerprint: int
    query: int

    @classmethod
    def over(cls, snapshot: Snapshot, tree: Node, sort: Sort) -> "Walk":
        """Return the walk over the hits of a query in a snapshot."""
        asked = f"{tree} sort:{sort}".encode("utf-8", "surrogatepass")
        return cls(snapshot.generation, snapshot.fingerprint, zlib.crc32(asked))

    def token(self, offset: int) -> str:
        """Return the token of the page that begins with the hit at `offset`."""
        said = _TOKEN.pack(*self, offset, 0)[: -_CRC.size]
        return urlsafe_b64encode(said + _CRC.pack(zlib.crc32(said))).decode().rstrip("=")

    def offset(self, token: str) -> int:
        """Return where the page of a token begins.

        Raises `CursorError` where it is no token, or one of another walk.
        """
        theirs, offset = _read(token)
        if theirs.generation != self.generation:
            numbers = f"generation {theirs.generation}, now {self.generation}"
            raise CursorError(f"the index has changed since ({numbers}): {_BEGIN_AGAIN}")
        if theirs.fingerprint != self.fingerprint:
            raise CursorError(f"the index has been built anew since: {_BEGIN_AGAIN}")
        if theirs.query != self.query:
            raise CursorError(
                f'"{token}" belongs to another query: repeat the words, filters and --sort of the '
                f"page that named it, or {_BEGIN_AGAIN}"
            )
        return offset


def _read(token: str) -> tuple[Walk, int]:
    try:
        data = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        *walk, offset, crc = _TOKEN.unpack(data)
    except (ValueError, struct.error):
        raise _no_token(token) from None
    # What decodes to the same bytes is not yet the same: Base64 skips what it does not know.
    if crc != zlib.crc32(data[: -_CRC.size]) or Walk(*walk).token(offset) != token:
        raise _no_token(token)
    return Walk(*walk), offset


def _no_token(token: str) -> CursorError:
    shown = token if len(token) <= _QUOTED else f"{token[:_QUOTED]}…"
    return CursorError(f'"{shown}" is no token: take the one that the page before names')
