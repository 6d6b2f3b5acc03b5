"""Which persons, organizations, countries, places, events and treaties does a text name?"""

from datetime import date
from operator import attrgetter
from typing import Final

from cstosearch.enrich.entities.document import resolve
from cstosearch.enrich.entities.mentions import Reading
from cstosearch.enrich.entities.reader import Reader
from cstosearch.enrich.gazetteer import Gazetteer
from cstosearch.model import Occurrence, Span, TextField

__all__ = ["Recognizer"]

_FIELDS: Final[tuple[TextField, TextField]] = ("title", "body")


class Recognizer:
    """Finds the entities that documents name: those of a gazetteer, and new ones by their form."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._reader = Reader(gazetteer)

    def recognize(self, title: str, text: str, published: date | None) -> list[Occurrence]:
        """Return the occurrences in a document, by field, title first, and span.

        `title` is "" where the text stands in for it. Spans lie within title or text, and do not
        overlap. What cannot be told, as when two persons held the office that is named at the day
        of publication, is left out.
        """
        readings = [self._reader.read(title) if title else Reading(""), self._reader.read(text)]
        resolve(readings, published, self._reader.background)
        for reading in readings:
            reading.named.sort(key=attrgetter("start"))
        return [
            Occurrence(naming.entity, field, Span(naming.start, naming.end), naming.by_name)
            for field, reading in zip(_FIELDS, readings, strict=True)
            for naming in reading.named
            if naming.entity is not None
        ]
