"""By which field of an engine is a facet counted, and how are its values shown?"""

from dataclasses import replace
from typing import Final

from cstosearch.engine import Countable, Counts
from cstosearch.model import Facet, FacetField

_COUNTABLE: Final[dict[FacetField, Countable]] = {
    "entity": "entity",
    "person": "person",
    "org": "organization",
    "country": "country",
    "place": "place",
    "event": "event",
    "treaty": "treaty",
    "year": "year",
    "month": "month",
    "source": "file",
    "lang": "lang",
}
_ISO_LENGTH: Final = {"year": len("2020"), "month": len("2020-07")}


def countable(field: FacetField) -> Countable:
    """Return what an engine calls a facet. Raises `ValueError` where there is none such."""
    try:
        return _COUNTABLE[field]
    except KeyError:
        known = ", ".join(_COUNTABLE)
        raise ValueError(f'there is no facet "{field}": take one of {known}') from None


def facet_of(field: FacetField, counts: Counts) -> Facet:
    """Return the facet that an engine has counted."""
    values = tuple(counts.values)
    if length := _ISO_LENGTH.get(field):
        values = tuple(replace(each, value=each.value[:length]) for each in values)
    return Facet(field, values, counts.distinct, counts.missing)
