"""What does recognition know of a name that stands in a text, while it is at work?"""

from dataclasses import dataclass, field

from cstosearch.enrich.entities.matcher import Match, Sense
from cstosearch.model import Entity, EntityType


@dataclass(slots=True)
class Naming:
    """A name that stands at `start:end` of `text`.

    `type` and `entity` are None until they are found out; `senses` is what the gazetteer says.
    `title` is what the text calls a person before the name. `by_name` is as of an `Occurrence`.
    """

    text: str
    start: int
    end: int
    type: EntityType | None = None
    entity: Entity | None = None
    senses: tuple[Sense, ...] = ()
    title: str = ""
    by_name: bool = True

    @property
    def written(self) -> str:
        """Return what stands there."""
        return self.text[self.start : self.end]


@dataclass(slots=True)
class Reading:
    """What one text of a document has: names of a type, others, and titles of offices."""

    text: str
    named: list[Naming] = field(default_factory=list)
    unknown: list[Naming] = field(default_factory=list)
    offices: list[Match] = field(default_factory=list)
