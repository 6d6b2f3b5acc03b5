"""How do entities look, their companions and their names: in columns, in tables, as JSON?"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from cstosearch.model import Companion, Companions, Entities, EntityCount, EntityNames, Names
from cstosearch.render.json import dumped
from cstosearch.render.report import counted
from cstosearch.render.table import Dialect, table
from cstosearch.render.terminal import Terminal, short
from cstosearch.render.words import in_columns

_TYPE: Final = "type"
_NAMES: Final = ("type", "name", "documents", "alias", "alias_documents")


def text(found: Entities | Companions | Names, terminal: Terminal) -> str:
    """Return what was found, for a person: numbers first, names last."""
    match found:
        case Entities():
            rows = [(f"{each.documents:,}", each.type, short(each.name)) for each in found.entities]
            return in_columns(("documents", _TYPE, "entity"), rows, terminal, left=_TYPE)
        case Companions():
            return in_columns(
                ("G2", "together", "expected", "documents", _TYPE, "entity"),
                [_cells(each) for each in found.companions],
                terminal,
                left=_TYPE,
            )
        case Names():
            return "\n\n".join(_names(each, terminal) for each in found.entities)


def _cells(each: Companion) -> tuple[str, ...]:
    return (
        f"{each.log_likelihood:,.1f}",
        f"{each.together:,}",
        f"{each.expected:,.2f}",
        f"{each.documents:,}",
        each.type,
        short(each.name),
    )


def _names(entity: EntityNames, terminal: Terminal) -> str:
    head = f"{entity.type} {short(entity.name)}, {counted(entity.documents, 'document')}"
    if not entity.aliases:
        return f"{head}\nno other name"
    rows = [(f"{alias.documents:,}", short(alias.name)) for alias in entity.aliases]
    return f"{head}\n{in_columns(('documents', 'other name'), rows, terminal)}"


def rows(found: Entities | Companions | Names, dialect: Dialect) -> Iterator[str]:
    """Yield the lines of a table: a line for each entity, or for each of its other names."""
    match found:
        case Entities():
            return table(EntityCount._fields, found.entities, dialect)
        case Companions():
            return table(Companion._fields, found.companions, dialect)
        case Names():
            lines = (
                (*entity[:3], *alias)
                for entity in found.entities
                for alias in entity.aliases or [(None, None)]
            )
            return table(_NAMES, lines, dialect)


def json(found: Entities | Companions | Names, *, ascii_only: bool = False) -> str:
    """Return what was found as an object, with keys as its type has fields."""
    return dumped(_object(found), ascii_only=ascii_only)


def _object(found: NamedTuple) -> dict[str, object]:
    return {
        key: [_object(each) for each in value] if isinstance(value, tuple) else value
        for key, value in found._asdict().items()
    }
