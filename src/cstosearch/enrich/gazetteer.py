"""Which entities are known, and by which names?"""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Final, Self

from cstosearch.enrich.entries import Entry, Name, Office, add_up
from cstosearch.enrich.gazetteer_files import Said, read_rows, read_toml
from cstosearch.errors import GazetteerError
from cstosearch.model import Entity, EntityType
from cstosearch.opening import open_regular

__all__ = ["Entry", "Gazetteer", "Name", "Office"]

NO_FILE: Final = "-"
"""Stands in a digest for that of the user's file, where there is none."""
_MOST: Final = 4 << 20
"""Bytes of the user's file: some 40,000 entries. To parse it takes 10 to 250 times as many."""
_DATA: Final = Path(__file__).with_name("data")
_ROWS: Final[dict[str, EntityType]] = {"countries.tsv": "country", "places.tsv": "place"}


class Gazetteer:
    """The entities that are known. Files are read at once, and parsed when they are asked for.

    `digest` is of all the bytes, those of our files and, behind a space, those of the user's, or
    `NO_FILE`: with the same digest, the same entities are found.
    """

    def __init__(self, files: dict[str, bytes], user: tuple[str, bytes] | None) -> None:
        self._files = files
        self._user = user
        theirs = _digest(user[1:]) if user else NO_FILE
        self.digest: Final = f"{_digest(files.values())} {theirs}"

    def __eq__(self, other: object) -> bool:
        """Say whether the same entities are known."""
        return isinstance(other, Gazetteer) and self.digest == other.digest

    def __hash__(self) -> int:
        """Return a hash that agrees with equality."""
        return hash(self.digest)

    @classmethod
    def load(cls, user: Path | None = None) -> Self:
        """Return our entities, with what the user's own file says on top of them.

        Raises `GazetteerError` if that file cannot be read; what is wrong in it, the first use of
        `entries` tells.
        """
        files = {path.name: path.read_bytes() for path in sorted(_DATA.iterdir())}
        return cls(files, (str(user), _bytes(user)) if user else None)

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """All entities, each once. Raises `GazetteerError`."""
        said = [Said(list(read_rows(self._files[f], t, f)), {}) for f, t in _ROWS.items()]
        said += [read_toml(d, name) for name, d in self._files.items() if name.endswith(".toml")]
        if self._user:
            said.append(read_toml(self._user[1], self._user[0]))
        titles = {title: others for file in said for title, others in file.titles.items()}
        return add_up((statement for file in said for statement in file.statements), titles)

    @cached_property
    def given_names(self) -> frozenset[str]:
        """Given names, folded, that are hardly anything else."""
        return self._words("given_names.txt")

    @cached_property
    def given_words(self) -> frozenset[str]:
        """Given names, folded, that are also words or names of places, such as `will`."""
        return self._words("given_words.txt")

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Surnames, folded."""
        return self._words("surnames.txt")

    def forms(self) -> Iterator[tuple[str, Entity]]:
        """Yield each name of each entity, canonical ones too."""
        for entry in self.entries:
            for name in entry.names:
                yield name.text, entry.entity

    def _words(self, file: str) -> frozenset[str]:
        _, _, words = self._files[file].decode().partition("\n")
        return frozenset(words.split())


def _digest(texts: Iterable[bytes]) -> str:
    digest = blake2b(digest_size=16)
    for data in texts:
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            data = file.read(_MOST + 1)
    except FileNotFoundError:
        raise GazetteerError(f"gazetteer {path}: there is no such file") from None
    except IsADirectoryError:
        raise GazetteerError(f"gazetteer {path}: this is a directory: name a file in it") from None
    except OSError as error:
        raise GazetteerError(f"gazetteer {path}: cannot be read: {error.strerror}") from None
    if len(data) > _MOST:
        most = f"{_MOST >> 20} MB"
        raise GazetteerError(f"gazetteer {path}: larger than {most}: name fewer entities in it")
    return data
