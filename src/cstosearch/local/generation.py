"""What does a generation note of itself, and are its files what was noted?

``generation_<n>.json`` is one object::

    {"format": 4, "version": "0.2.0", "files": ..., "records": ...,
     "names": ..., "manifest": ..., "toc": CRC-32 of these files of the generation,
     "segments": [{"name": ..., "documents": ..., "deleted": ...}, ...],
     "checksum": CRC-32 of all bytes before this key}

`deleted` has a bit for each document of the segment, the lowest of each byte first, compressed by
zlib, in Base64; it is empty where none is deleted.

Format history: 1, Whoosh's own codec; 2, columnar segments; 3, with addresses and
mentions as values; 4, with names and places of entities, and checksums.
"""

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cstosearch._version import __version__
from cstosearch.codec.arrays import DamagedError
from cstosearch.codec.segment import SUFFIX, Segment
from cstosearch.codec.sets import Mask

FORMAT: Final = 4
NAME: Final = "MAIN"
BESIDE: Final = ("names", "manifest", "toc")
"""The files of a generation whose checksums are noted, less the segments, which have their own."""
_SEGMENT: Final = re.compile(rf"{NAME}_[0-9a-z]+")
_CHECKSUM: Final = b', "checksum": '


class OtherFormatError(Exception):
    """A generation of another format.

    `number` is that, `version` that of the program that made it, both as they are noted.
    """

    def __init__(self, number: object, version: object) -> None:
        super().__init__(number, version)
        self.number = number
        self.version = version

    def __str__(self) -> str:
        """Say who made the generation, and what to do."""
        newer = isinstance(self.number, int) and self.number > FORMAT
        return (
            f"was made by {'a newer cstosearch,' if newer else 'cstosearch'} {self.version}, in "
            f"format {self.number}; this is {__version__}, which reads format {FORMAT}: "
            f"{'install that one, or ' if newer else ''}run cstosearch index --rebuild"
        )


@dataclass(frozen=True)
class Part:
    """A segment of a generation: its name, how many documents it has, and which are deleted.

    `deletions` are their bits as a generation notes them, compressed; none where no document is.
    Raises `DamagedError` where that cannot be.
    """

    name: str
    documents: int
    deletions: bytes = b""

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere, and a number of documents that is none."""
        if not _SEGMENT.fullmatch(self.name) or self.documents < 0:
            raise DamagedError(f'it lists "{self.name:.100}", which is no segment')

    def path(self, directory: Path) -> Path:
        """Return where its file stands."""
        return directory / (self.name + SUFFIX)

    def open(self, directory: Path) -> Segment:
        """Open the segment. Raises `DamagedError` where it is another than was noted."""
        segment = Segment(self.path(directory))
        try:
            self._check(segment)
        except BaseException:
            segment.close()
            raise
        return segment

    def _check(self, segment: Segment) -> None:
        if segment.documents != self.documents:
            raise DamagedError(
                f"{self.name}{SUFFIX} has {segment.documents} documents, not {self.documents}"
            )
        _ = self.live  # known from here on, and of no more documents than there are

    @cached_property
    def live(self) -> Mask | None:
        """Which documents are not deleted, None where none is.

        It has as many items as documents are noted: `open` finds out whether there are so many,
        before it takes the memory. Raises `DamagedError`.
        """
        if not self.deletions:
            return None
        size = (self.documents + 7) // 8
        try:
            # No more than that is unpacked, whatever it claims to be.
            bits = zlib.decompressobj().decompress(self.deletions, size + 1)
        except zlib.error:
            bits = b""
        if len(bits) != size:
            raise DamagedError(
                f"the deletions noted of {self.name} are not for {self.documents} documents"
            )
        packed = np.frombuffer(bits, np.uint8)
        deleted = np.unpackbits(packed, count=self.documents, bitorder="little")
        return np.asarray(deleted == 0)

    def keeping(self, live: Mask) -> "Part":
        """Return the same segment, of which these documents are live."""
        bits = np.packbits(~live, bitorder="little").tobytes()
        return replace(self, deletions=zlib.compress(bits))

    @property
    def deleted(self) -> npt.NDArray[np.uint32]:
        """The numbers of the deleted documents."""
        live = np.ones(0, bool) if self.live is None else self.live
        return np.flatnonzero(~live).astype(np.uint32)

    def as_json(self) -> dict[str, Any]:
        """Return the part as a generation notes it."""
        deleted = base64.b64encode(self.deletions).decode()
        return {"name": self.name, "documents": self.documents, "deleted": deleted}

    @classmethod
    def of(cls, noted: Mapping[str, Any]) -> "Part":
        """Return the part that a generation notes."""
        deletions = base64.b64decode(noted["deleted"], validate=True)
        return cls(str(noted["name"]), int(noted["documents"]), deletions)


@dataclass(frozen=True)
class Generation:
    """A committed state of an index: its number, its segments, and what was noted of it.

    `names` are those of the gazetteer, see `local.aliases`.
    """

    number: int
    parts: Sequence[Part]
    facts: Mapping[str, Any]
    names: bytes = b""

    def dumps(self, manifest: bytes, toc: bytes) -> bytes:
        """Return what is noted of a generation that has this manifest and this TOC."""
        beside = dict(zip(BESIDE, (self.names, manifest, toc), strict=True))
        noted = {
            "format": FORMAT,
            "version": __version__,
            **self.facts,
            **{name: zlib.crc32(data) for name, data in beside.items()},
            "segments": [part.as_json() for part in self.parts],
        }
        text = json.dumps(noted).encode().removesuffix(b"}")
        return b"%b%b%d}" % (text, _CHECKSUM, zlib.crc32(text))

    @classmethod
    def loads(cls, number: int, data: bytes) -> "Generation":
        """Return what is noted, without the names.

        Raises `OtherFormatError`, and `DamagedError`, which names the file.
        """
        try:
            noted = _noted(data)
            parts = [Part.of(each) for each in noted["segments"]]
            if len({part.name for part in parts}) < len(parts):
                raise DamagedError("it lists a segment twice")  # noqa: TRY301 - named below
        except (DamagedError, KeyError, TypeError, ValueError, OverflowError) as error:
            how = f": {error}" if isinstance(error, DamagedError) and error.args else ""
            raise DamagedError(f"generation_{number}.json is not what was written{how}") from error
        return cls(number, parts, noted)

    def check(self, name: str, file: str, data: bytes) -> None:
        """Raise `DamagedError` where a file beside a generation is not the one that was noted."""
        if zlib.crc32(data) != self.facts[name]:
            raise DamagedError(f"{file} is not what was written")


def _noted(data: bytes) -> dict[str, Any]:
    """Return the object that a generation notes, less its segments, which may be anything.

    Raises `OtherFormatError`, `ValueError`, and `DamagedError`, which says what is wrong with it,
    unless that is the checksum.
    """
    try:
        noted = json.loads(data)
    except RecursionError as error:
        raise DamagedError("JSON within JSON without end") from error
    if not isinstance(noted, dict):
        raise DamagedError("it is no object")
    text, there, checksum = data.rpartition(_CHECKSUM)
    sound = checksum == b"%d}" % zlib.crc32(text)
    if noted.get("format") != FORMAT and (sound or not there):  # older ones have none
        raise OtherFormatError(noted.get("format"), noted.get("version"))
    if not sound:
        raise DamagedError
    for name in ("files", "records", *BESIDE):
        if not (isinstance(noted.get(name), int) and noted[name] >= 0):
            raise DamagedError(f"it has no number of {name}")
    return noted
