"""What does recognition know of a name that stands in a text, while it is at work?"""

from dataclasses import dataclass, field

from cstosearch.enrich.entities.matcher import Known, Match
from cstosearch.model import Entity, EntityType


@dataclass(slots=True, eq=False)
class Naming:
    """A name that stands at `start:end` of a text.

    `type` and `entity` are None until they are found out; `known` is what the gazetteer says.
    `by_name` is as of an `Occurrence`.
    """

    start: int
    end: int
    written: str
    type: EntityType | None
    entity: Entity | None = None
    known: Known | None = None
    by_name: bool = True


Unknown = tuple[int, int, str]
"""Where a capitalised name begins and ends of which its words do not tell the type, and its key."""


@dataclass(slots=True)
class Reading:
    """What one text of a document has, each in order: names, unknown ones, titles of offices."""

    text: str
    named: list[Naming] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    offices: list[Match] = field(default_factory=list)
