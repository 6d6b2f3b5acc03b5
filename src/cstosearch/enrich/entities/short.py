"""What is meant by a short name in capitals, such as "the Organization" or "the Joint Staff"?

The body or the treaty that the document names in full, or that belongs to an organization that it
names; the head word of a name is one of it only where the article, or a capital within a Russian
sentence, says that it is a name.
"""

import re
from collections.abc import Mapping
from typing import Final

from cstosearch.enrich.entities.keys import key_of
from cstosearch.enrich.entities.mentions import Naming
from cstosearch.model import Entity

_TYPES: Final = frozenset({"organization", "treaty"})
_ARTICLE: Final = re.compile(r"(?<!\w)[Tt]he[ \n\u00a0]$")
_WITHIN: Final = re.compile(r"[\w,;:][ \n\u00a0]$")
_GOES_ON: Final = re.compile(
    r"[ \n\u00a0](?:(?:of|on)[ \n\u00a0](?!the[ \n\u00a0](?:Organi[sz]ation|[A-Z]{3,6})\b)"
    r"|(?:for|to|against)[ \n\u00a0](?:the[ \n\u00a0])?[A-Z]|(?:о|об|по)[ \n\u00a0])"
    r"|[-\u2010-\u2015]\d"
)
_LOOKED_AT: Final = 6


class Shorts:
    """Short names, beside what is `sure` in a document; `owners` as of a `Background`."""

    def __init__(self, sure: set[Entity], owners: Mapping[Entity, Entity]) -> None:
        self._sure = sure
        self._owners = owners
        # Who speaks of its bodies speaks of an organization.
        self._present = sure | {owners[entity] for entity in sure if entity in owners}

    def are(self, naming: Naming) -> bool:
        """Say whether a name is the head word of that of a body or a treaty, and no more."""
        known = naming.known
        return (
            known is not None
            and known.senses[0].entity.type in _TYPES
            and " " not in naming.written
            and not naming.written.isupper()
        )

    def meant(self, naming: Naming, text: str) -> Entity | None:
        """Return what a doubtful name means, if it is one, and is written as a name."""
        if naming.known is None or (self.are(naming) and not _is_name(naming, text)):
            return None
        entities = {s.entity for s in naming.known.senses if s.entity.type in _TYPES}
        found = entities & self._present
        if not found:
            if self.are(naming) and self._has_other(naming):
                return None
            found = {e for e in entities if self._owners.get(e) in self._present}
        return found.pop() if len(found) == 1 else None

    def _has_other(self, naming: Naming) -> bool:
        """Say whether the document names something else that has this head word."""
        head = key_of(naming.written)
        return any(
            entity.type in _TYPES and head in {key_of(word) for word in entity.name.split()[-1:]}
            for entity in self._sure
        )


def _is_name(naming: Naming, text: str) -> bool:
    before = text[max(0, naming.start - _LOOKED_AT) : naming.start]
    said = _WITHIN if naming.known and naming.known.senses[0].name.lang == "ru" else _ARTICLE
    if not said.search(before) or _GOES_ON.match(text, naming.end):
        return False
    return text[naming.end : naming.end + 1] != " " or not text[naming.end + 1].isupper()
