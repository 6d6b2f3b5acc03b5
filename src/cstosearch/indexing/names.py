"""Which names does an index know besides those in its documents?"""

from functools import lru_cache

from cstosearch.engine import KnownNames
from cstosearch.enrich import Gazetteer


@lru_cache(maxsize=1)
def known_names(gazetteer: Gazetteer) -> KnownNames:
    """Return the names of known entities.

    That is what a fault in a gazetteer shows in: raises `GazetteerError`.
    """
    own = ((name, entry.entity) for entry in gazetteer.entries for name in entry.entity.names)
    return (*gazetteer.forms(), *own)
