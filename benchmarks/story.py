"""What is a document of a benchmark, and how do all engines get it from a `.jsonl` file?"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Story(NamedTuple):
    """A dated text; `date` is ISO, or "" where it is unknown."""

    id: str
    date: str
    title: str
    body: str


def read(corpus: Path) -> Iterator[Story]:
    """Yield the stories of the `.jsonl` files of a directory, by name of file."""
    for path in files_of(corpus):
        yield from read_file(path)


def read_file(path: Path) -> Iterator[Story]:
    """Yield the stories of one file, in order."""
    with path.open("rb") as lines:
        for line in lines:
            yield Story(**json.loads(line))


def files_of(corpus: Path) -> list[Path]:
    """Return the `.jsonl` files of a directory, by name."""
    return sorted(corpus.glob("*.jsonl"))
