"""How is a document kept in the fields of an index, and read back?"""

import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from cstosearch.analysis import words_of
from cstosearch.local.schema import ENTITY_TYPES, SEPARATOR
from cstosearch.model import Document, Entity, Source


def to_fields(document: Document) -> dict[str, Any]:
    """Return the keyword arguments of Whoosh's `add_document`."""
    searched_title = "" if document.title_derived else document.title
    fields: dict[str, Any] = {
        "id": document.id,
        "title": searched_title,
        "_stored_title": document.title,
        "title_exact": searched_title,
        "body": document.text,
        "_stored_body": document.body,
        "body_exact": document.text,
        "variants": list(document.variants),
        "file": SEPARATOR.join(dict.fromkeys(source.file for source in document.sources)),
        "sources": json.dumps([list(_row(source)) for source in document.sources]),
        "title_derived": document.title_derived,
        "day": document.date.toordinal() if document.date else 0,
        "title_length": len(words_of(searched_title)),
        "body_length": len(words_of(document.text)),
    }
    if document.date is not None:
        fields["date"] = datetime.combine(document.date, time())
    if document.url:
        fields["url"] = document.url
    if document.lang:
        fields["lang"] = document.lang
    for kind in ENTITY_TYPES:
        names = [entity.name for entity in document.entities if entity.type == kind]
        if names:
            fields[kind] = SEPARATOR.join(names)
    return fields


def from_fields(stored: Mapping[str, Any]) -> Document:
    """Return the document that stored fields hold."""
    published: datetime | None = stored.get("date")
    return Document(
        id=stored["id"],
        title=stored["title"],
        title_derived=stored["title_derived"],
        body=stored["body"],
        date=published.date() if published else None,
        url=stored.get("url", ""),
        lang=stored.get("lang", ""),
        sources=tuple(Source(*row) for row in json.loads(stored["sources"])),
        entities=tuple(
            Entity(kind, name)
            for kind in ENTITY_TYPES
            for name in stored.get(kind, "").split(SEPARATOR)
            if name
        ),
        variants=tuple(stored["variants"]),
    )


def _row(source: Source) -> tuple[str, int, int, str]:
    return source.file, source.start, source.end, source.digest
