"""How is a document kept in the fields of a segment, and read back?"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Final

from cstosearch.codec.segment import Entry, Fields
from cstosearch.model import Document, Entity, EntityType, Mention, Source

ENTITY_TYPES: Final[tuple[EntityType, ...]] = (
    "person",
    "organization",
    "country",
    "place",
    "event",
    "treaty",
)

MENTION_SEPARATOR: Final = "/"
"""Between the first and the last day of a mention, as ISO 8601 writes intervals."""

FIELDS: Final = Fields(
    texts=("title", "body"),
    values=("id", "lang", "file", "url", "mention", *ENTITY_TYPES),
    columns=(("day", "<i4"),),
    stored=(
        ("id", "text"),
        ("title", "text"),
        ("body", "text"),
        ("date", "date"),
        ("url", "text"),
        ("lang", "text"),
        ("sources", "json"),
        ("title_derived", "json"),
        ("variants", "json"),
        ("entities", "json"),
        ("mentions", "json"),
    ),
    order="day",
)
"""The fields of a segment: `day` is the proleptic Gregorian ordinal of the date, 0 without one."""


def to_entry(document: Document) -> Entry:
    """Return a document as a segment takes it."""
    entities, mentions = document.entities, [_interval(each) for each in document.mentions]
    return Entry(
        texts=("" if document.title_derived else document.title, document.text),
        values=(
            (document.id,),
            (document.lang,) if document.lang else (),
            list(dict.fromkeys([source.file for source in document.sources])),
            (document.url,) if document.url else (),
            mentions,
            *(_by_type(entities) if entities else _NO_ENTITIES),
        ),
        columns=(document.date.toordinal() if document.date else 0,),
        record=(
            document.id,
            document.title,
            document.body,
            document.date.isoformat() if document.date else None,
            document.url or None,
            document.lang or None,
            f"[{','.join(map(_row, document.sources))}]",
            "true" if document.title_derived else None,
            _dumps(document.variants) if document.variants else None,
            _dumps(entities) if entities else None,
            _dumps(mentions) if mentions else None,
        ),
    )


def from_record(record: Sequence[str | None]) -> Document:
    """Return the document that a stored record holds.

    Raises `ValueError`, `TypeError` where it is none.
    """
    id_, title, body, day, url, lang, sources, derived, variants, entities, mentions = record
    return Document(
        id=id_ or "",
        title=title or "",
        title_derived=derived is not None,
        body=body or "",
        date=date.fromisoformat(day) if day else None,
        url=url or "",
        lang=lang or "",
        sources=tuple(Source(*row) for row in _loads(sources or "[]")[0]),
        entities=tuple(Entity(*row) for row in _loads(entities)[0]) if entities else (),
        variants=tuple(_loads(variants)[0]) if variants else (),
        mentions=tuple(map(_mention, _loads(mentions)[0])) if mentions else (),
    )


def _interval(mention: Mention) -> str:
    return f"{mention.start.isoformat()}{MENTION_SEPARATOR}{mention.end.isoformat()}"


def _mention(interval: str) -> Mention:
    return Mention(*map(date.fromisoformat, interval.split(MENTION_SEPARATOR)))


def _by_type(entities: Sequence[Entity]) -> list[list[str]]:
    return [
        list(dict.fromkeys([each.name for each in entities if each.type == kind]))
        for kind in ENTITY_TYPES
    ]


def _row(source: Source) -> str:
    """Return a source as JSON, several times faster than the encoder does it."""
    return f"[{_quoted(source.file)},{source.start},{source.end},{_quoted(source.digest)}]"


_NO_ENTITIES: Final = _by_type(())
_quoted: Final = json.encoder.encode_basestring
_loads: Final = json.JSONDecoder().raw_decode
_dumps: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
