"""What does a careful reader find in 40 releases? Entities and dates, annotated by hand."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, get_args

from cstosearch.model import Entity, EntityType, Granularity, Mention, Occurrence, Span, TextField

FOLDER = Path(__file__).parent / "releases"
HEADERS = ["date", "lang", "title"]
TYPES: dict[str, EntityType] = {name: name for name in get_args(EntityType)}
GRANULARITIES: dict[str, Granularity] = {name: name for name in get_args(Granularity)}

_MARK = re.compile(r"\[\[(?P<entity>[^\[\]{}]*)\]\]|\{\{(?P<mention>[^\[\]{}]*)\}\}")


class Gold(NamedTuple):
    """A release without its marks, and what they say; spans are of `title` and `text`."""

    name: str
    title: str
    text: str
    published: date
    lang: str
    occurrences: list[Occurrence]
    mentions: list[Mention]


def load() -> list[Gold]:
    """Read all releases, by name; raises ValueError where one is malformed."""
    return [parse(path.stem, path.read_bytes().decode()) for path in sorted(FOLDER.glob("*.txt"))]


def parse(name: str, source: str) -> Gold:
    """Read one release as `releases/README.md` describes it; raises ValueError."""
    head, _, rest = source.replace("\r\n", "\n").partition("\n\n")
    headers = [line.partition(": ") for line in head.split("\n")]
    if [key for key, _, _ in headers] != HEADERS:
        raise ValueError(f"{name}: the headers are not {', '.join(HEADERS)}")
    published, lang, title = (value for _, _, value in headers)
    marks = _Marks(name)
    return Gold(
        name,
        marks.strip("title", title),
        marks.strip("body", rest.strip("\n")),
        date.fromisoformat(published),
        lang,
        marks.occurrences,
        marks.mentions,
    )


class _Marks:
    """Takes the marks out of the texts of one release and keeps what they say."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.occurrences: list[Occurrence] = []
        self.mentions: list[Mention] = []

    def strip(self, field: TextField, marked: str) -> str:
        """Return the text without marks."""
        text = "".join(self._pieces(field, marked))
        if left := re.search(r"\[\[|\]\]|\{\{|\}\}", text):
            raise ValueError(f"{self.name}: a stray {left[0]!r} in the {field}")
        return text

    def _pieces(self, field: TextField, marked: str) -> Iterator[str]:
        done = length = 0
        for mark in _MARK.finditer(marked):
            plain = marked[done : mark.start()]
            yield plain
            length += len(plain)
            surface, *values = (mark["entity"] or mark["mention"] or "").split("|")
            if not surface or surface != surface.strip():
                raise ValueError(f"{self.name}: {mark[0]!r}: the surface is empty or padded")
            span = Span(length, length + len(surface))
            try:
                if mark["entity"] is not None:
                    self.occurrences.append(_occurrence(values, field, span))
                else:
                    self.mentions.append(_mention(values, field, span))
            except (ValueError, KeyError) as error:
                raise ValueError(f"{self.name}: {mark[0]!r}: {error}") from error
            yield surface
            done, length = mark.end(), span.end
        yield marked[done:]


def _occurrence(values: list[str], field: TextField, span: Span) -> Occurrence:
    entity, *office = values or [""]
    kind, _, name = entity.partition(":")
    if not name or office not in ([], ["office"]):
        raise ValueError("not surface|type:Name or surface|type:Name|office")
    return Occurrence(Entity(TYPES[kind], name), field, span, by_name=not office)


def _mention(values: list[str], field: TextField, span: Span) -> Mention:
    days, unit = values
    start, _, end = days.partition("..")
    first, last = date.fromisoformat(start), date.fromisoformat(end or start)
    if last < first:
        raise ValueError("the interval ends before it begins")
    return Mention(first, last, GRANULARITIES[unit], field, span)
