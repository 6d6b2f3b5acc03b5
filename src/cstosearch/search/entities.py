"""Which entities are in the documents of a query, and which does a name stand for?"""

from datetime import date
from typing import Final, cast, get_args

from cstosearch.engine import Snapshot
from cstosearch.model import Entities, EntityCount, EntityType
from cstosearch.query.nodes import Named, Node, Value
from cstosearch.query.parse import parse

_FIELDS: Final = frozenset(("organization", *get_args(Named)))


def name_of(text: str, *, no_alias: bool) -> Value:
    """Return what a name asks for, which may have a field before it, as in `person:zas`.

    It needs no quotes, and may be a pattern. Raises `QueryError` where there is no name.
    """
    field, colon, name = text.strip().partition(":")
    if not colon or field.lower() not in _FIELDS:
        field, name = "entity", text.strip()
    sign = "=" if name.startswith("=") else ""
    name = name.removeprefix(sign)
    if not (name.startswith('"') and name.endswith('"')):
        name = '"' + name.replace('"', '""') + '"'
    return cast("Value", parse(f"{field}:{sign}{name}", no_alias=no_alias, today=date.min))


def entities(
    tree: Node, snapshot: Snapshot, *, only: EntityType | None, limit: int | None
) -> Entities:
    """Return the entities of the documents that match; see `Index.entities`."""
    page = snapshot.search(
        tree, sort="newest", offset=0, limit=0, count_by=[only or "entity"], values=limit
    )
    [counts] = page.counts
    return Entities(
        query=str(tree),
        documents=page.total,
        total=counts.distinct,
        entities=tuple(
            EntityCount(cast("EntityType", each.type), each.value, each.count)
            for each in counts.values
        ),
    )
