"""Whom and what, and which dates, does a line of a `.jsonl` file say that its text speaks of?

What is not understood is left out, and told of once for the file: how much, and the first of it.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeVar, get_args

from cstosearch.corpus.decode import clean_text
from cstosearch.corpus.files import Warn
from cstosearch.dates import parse_range
from cstosearch.dates.units import granularity_of
from cstosearch.errors import DateError
from cstosearch.model import SHORT_TYPES, Entity, EntityType, Granularity, Mention

Key = Literal["entities", "mentions"]

_TYPES: Final[tuple[EntityType, ...]] = get_args(EntityType)
_UNITS: Final[dict[str, Granularity]] = {unit: unit for unit in get_args(Granularity)}
_MENTION: Final = re.compile(r"[0-9][0-9.-]*[0-9]")
"""A day, month or year, or a range of them, in numerals."""
_LONGEST: Final = 80
_T = TypeVar("_T")

_ENTITY: Final = 'an entity is {"type": "person", "name": "Anna Lemak"}'
_DAYS: Final = 'a mention is like "2019-11-28", "2019-11" or "2020-07-07..2020-07-08"'


class _LeftOutError(Exception):
    """A value that is not understood, and what it should be."""


@dataclass(slots=True)
class _Count:
    """How many values of a key there were and were left out; the first of these."""

    all: int = 0
    left_out: int = 0
    first: str = ""

    def leave_out(self, value: object, line: int, why: str) -> None:
        self.left_out += 1
        self.first = self.first or f"line {line}: {_shown(value)}: {why}"


class Brought:
    """What the lines of one file bring, and what of it was left out."""

    def __init__(self) -> None:
        self._counts: dict[Key, _Count] = {"entities": _Count(), "mentions": _Count()}

    def entities(self, value: Any, line: int) -> tuple[Entity, ...]:
        """Return the entities that a line brings."""
        return tuple(dict.fromkeys(self._read("entities", value, line, _entity)))

    def mentions(self, value: Any, line: int) -> tuple[Mention, ...]:
        """Return the dates that a line says its text talks about."""
        return tuple(dict.fromkeys(self._read("mentions", value, line, _mention)))

    def tell(self, warn: Warn) -> None:
        """Tell of what was left out."""
        for key, count in self._counts.items():
            if count.left_out:
                verb = "was" if count.left_out == 1 else "were"
                warn(f"{count.left_out:,} of {count.all:,} {key} {verb} left out: {count.first}")

    def _read(self, key: Key, value: Any, line: int, read: Callable[[Any], _T]) -> Iterator[_T]:
        if not value:
            return
        count = self._counts[key]
        if not isinstance(value, list):
            count.all += 1
            count.leave_out(value, line, f'"{key}" is a list')
            return
        count.all += len(value)
        for entry in value:
            try:
                yield read(entry)
            except _LeftOutError as error:
                count.leave_out(entry, line, str(error))


def _entity(entry: Any) -> Entity:
    if not isinstance(entry, dict):
        raise _LeftOutError(_ENTITY)
    kind = str(entry.get("type", "")).lower()
    kind = SHORT_TYPES.get(kind, kind)
    if kind not in _TYPES:
        raise _LeftOutError(f"a type is one of {', '.join(_TYPES)}")
    name = entry.get("name")
    if not isinstance(name, str) or not clean_text(name):
        raise _LeftOutError(_ENTITY)
    return Entity(kind, clean_text(name))


def _mention(entry: Any) -> Mention:
    """Return a mention as a person writes it, or as this program does: where it stood is lost."""
    unit = None
    if isinstance(entry, dict):
        unit = entry.get("granularity")
        entry = f"{entry.get('start')}..{entry.get('end')}"
    if isinstance(entry, str) and _MENTION.fullmatch(entry):
        with suppress(DateError):
            days = parse_range(entry, today=date.max)  # no word here counts from today
            if days.start and days.end:
                known = _UNITS.get(unit) if isinstance(unit, str) else None
                return Mention(days.start, days.end, known or granularity_of(days.start, days.end))
    raise _LeftOutError(_DAYS)


def _shown(value: object) -> str:
    """Return a value as it is written in JSON, cut."""
    text = clean_text(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
