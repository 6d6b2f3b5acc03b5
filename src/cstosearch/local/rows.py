"""How is a document kept in the fields of a segment, and read back?"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, cast, get_args

from cstosearch.analysis import words_of
from cstosearch.codec.arrays import DamagedError
from cstosearch.codec.segment import Entry, Fields, Segment
from cstosearch.model import (
    Document,
    Entity,
    EntityType,
    Granularity,
    Mention,
    Occurrence,
    Source,
    Span,
    TextField,
)

ENTITY_TYPES: Final[tuple[EntityType, ...]] = get_args(EntityType)

MENTION_SEPARATOR: Final = "/"
"""Between the first and the last day of a mention, as ISO 8601 writes intervals."""

ALIAS_SEPARATOR: Final = "\t"
"""Between the parts of an alias: the folded words of a name, the type and name of its entity."""

_TEXTS: Final[tuple[TextField, ...]] = get_args(TextField)
_UNITS: Final[tuple[Granularity, ...]] = get_args(Granularity)
_PARTED: Final = "\n\n"
"""Between the body and its variants, in `Document.text`."""
_TRUE: Final = "true"
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_MOST_BYTES: Final = 1 << 63
"""No file has as many."""
_SHOWN: Final = 40

FIELDS: Final = Fields(
    texts=("title", "body"),
    values=("id", "lang", "file", "url", "mention", "alias", *ENTITY_TYPES),
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
    entities = document.entities
    return Entry(
        texts=("" if document.title_derived else document.title, document.text),
        values=(
            (document.id,),
            (document.lang,) if document.lang else (),
            list(dict.fromkeys([source.file for source in document.sources])),
            (document.url,) if document.url else (),
            list(dict.fromkeys(map(_interval, document.mentions))),
            aliases_of(document) if entities else (),
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
            _TRUE if document.title_derived else None,
            _dumps(document.variants) if document.variants else None,
            _dumps(_with_places(document)) if entities else None,
            _dumps(list(map(_mention_row, document.mentions))) if document.mentions else None,
        ),
    )


def read_document(segment: Segment, number: int) -> Document:
    """Return a document of a segment. Raises `DamagedError`, which names the file."""
    try:
        return from_record(segment.records[number])
    except (TypeError, ValueError, RecursionError) as error:
        message = f"{segment.file.path.name} has a damaged record: that of document {number}"
        raise DamagedError(message) from error


def from_record(record: Sequence[str | None]) -> Document:
    """Return the document that a stored record holds.

    Checksums do not say who wrote a record, so that types are checked here, and that places lie
    within their texts: what shows documents relies on it. Raises `TypeError`, `ValueError`,
    `RecursionError` where a record is no document.
    """
    id_, title, body, day, url, lang, sources, derived, variants, entities, mentions = record
    if not id_:
        raise ValueError("a document without an id")
    if derived not in {None, _TRUE}:
        raise ValueError(f"{derived!r} does not say whether a title is derived")
    title, body = title or "", body or ""
    more = tuple(map(_text, _rows(variants)))
    lengths = (len(title), len(body) + sum(len(_PARTED) + len(each) for each in more))
    named = _rows(entities)
    return Document(
        id=id_,
        title=title,
        title_derived=derived is not None,
        body=body,
        date=date.fromisoformat(day) if day else None,
        url=url or "",
        lang=lang or "",
        sources=tuple(_source(*row) for row in _rows(sources or "")),
        entities=tuple(_entity(*row[:2]) for row in named),
        variants=more,
        mentions=tuple(_mention(lengths, *row) for row in _rows(mentions)),
        occurrences=_occurrences(named, lengths) if named else (),
    )


def _rows(text: str | None) -> list[Any]:
    """Return what is listed in a text of JSON; where there is nothing, there is no text."""
    if text is None:
        return []
    rows, end = _loads(text)
    if type(rows) is not list or not rows or end != len(text):
        raise ValueError(f"{text[:_SHOWN]!r} is no list of anything")
    return rows


def _source(file: Any, start: Any, end: Any, digest: Any) -> Source:
    if not (type(start) is type(end) is int and 0 <= start <= end < _MOST_BYTES):
        raise ValueError(f"no bytes of a file are {start!r} to {end!r}")
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no digest")
    return Source(_text(file), start, end, digest)


def _entity(kind: Any, name: Any) -> Entity:
    if kind not in ENTITY_TYPES:
        raise ValueError(f"{kind!r} is no type of entity")
    return Entity(kind, _text(name))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _check_place(lengths: Sequence[int], text: Any, start: Any, end: Any) -> None:
    """Raise `ValueError` unless characters `start:end` are some of one of texts so long."""
    if not (
        type(text) is type(start) is type(end) is int
        and 0 <= text < len(lengths)
        and 0 <= start < end <= lengths[text]
    ):
        raise ValueError(f"no place of a text is {text!r}, {start!r} to {end!r}")


def _interval(mention: Mention) -> str:
    return f"{mention.start.isoformat()}{MENTION_SEPARATOR}{mention.end.isoformat()}"


def _mention_row(mention: Mention) -> list[str | int]:
    """Return a mention as it is stored: its interval and unit and, where it stands, that."""
    row: list[str | int] = [_interval(mention), mention.granularity]
    if mention.span is not None:
        row += [_TEXTS.index(mention.field), *mention.span]
    return row


def _mention(lengths: Sequence[int], interval: Any, unit: Any, *place: Any) -> Mention:
    start, end = map(date.fromisoformat, _text(interval).split(MENTION_SEPARATOR))
    if start > end or unit not in _UNITS:
        raise ValueError(f"no dates are {interval!r} by {unit!r}")
    if not place:
        return Mention(start, end, unit)
    _check_place(lengths, *place)
    text, *span = place
    return Mention(start, end, unit, _TEXTS[text], Span(*span))


def aliases_of(document: Document) -> list[str]:
    """Return by which names, folded, a document speaks of its entities, canonical ones too."""
    names = [(entity, name) for entity in document.entities for name in entity.names]
    names += [
        (entity, document.words(field, span))
        for entity, field, span, by_name in document.occurrences
        if by_name
    ]
    # Names that differ may be the same when they are folded.
    return list(dict.fromkeys(alias(name, entity) for entity, name in dict.fromkeys(names)))


@lru_cache(maxsize=1 << 14)
def alias(name: str, entity: Entity) -> str:
    """Return the term that says that a name is one of an entity."""
    return ALIAS_SEPARATOR.join((" ".join(words_of(name)), *entity))


def alias_of(term: bytes) -> tuple[str, EntityType, str]:
    """Return what such a term says: a folded name, and the type and name of an entity."""
    form, kind, name = term.decode("utf-8", "surrogatepass").split(ALIAS_SEPARATOR, 2)
    return form, cast("EntityType", kind), name


def _with_places(document: Document) -> list[list[str | int]]:
    """Return entities as they are stored: each with the text, start and end of all its places.

    The number of the text is greater by that of texts where an entity is not spoken of by name.
    """
    places: defaultdict[Entity, list[int]] = defaultdict(list)
    for entity, field, span, by_name in document.occurrences:
        text = _TEXTS.index(field) + (0 if by_name else len(_TEXTS))
        places[entity] += (text, *span)
    return [[*entity, *places[entity]] for entity in document.entities]


def _occurrences(rows: Iterable[Sequence[Any]], lengths: Sequence[int]) -> tuple[Occurrence, ...]:
    """Return the places of entities in the order of the texts."""
    found, lengths = [], (*lengths, *lengths)
    for kind, name, *places in rows:
        entity, numbers = Entity(kind, name), iter(places)
        for text, start, end in zip(numbers, numbers, numbers, strict=True):
            _check_place(lengths, text, start, end)
            by_name = text < len(_TEXTS)
            found.append((text % len(_TEXTS), start, end, entity, by_name))
    found.sort()
    return tuple(
        Occurrence(entity, _TEXTS[text], Span(start, end), by_name)
        for text, start, end, entity, by_name in found
    )


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
