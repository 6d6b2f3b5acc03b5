"""What does recognition know of a name that stands in a text, while it is at work?"""

from dataclasses import dataclass, field

from cstosearch.enrich.entities.matcher import Known, Match
from cstosearch.model import Entity, EntityType


class Naming:
    """A name that stands at `start:end` of a text.

    `type` and `entity` are None until they are found out; `known` is what the gazetteer says.
    `by_name` is as of an `Occurrence`.
    """

    __slots__ = ("by_name", "end", "entity", "known", "start", "type", "written")

    def __init__(
        self,
        start: int,
        end: int,
        written: str,
        type_: EntityType | None,
        entity: Entity | None = None,
        known: Known | None = None,
        *,
        by_name: bool = True,
    ) -> None:
        self.start = start
        self.end = end
        self.written = written
        self.type = type_
        self.entity = entity
        self.known = known
        self.by_name = by_name


Unknown = tuple[int, int, str]
"""Where a capitalised name begins and ends of which its words do not tell the type, and its key."""


@dataclass(slots=True)
class Reading:
    """What one text of a document has, each in order: names, unknown ones, titles of offices."""

    text: str
    named: list[Naming] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    offices: list[Match] = field(default_factory=list)
