"""Which entities does a text speak of, and which dates does it mention?

- `gazetteer`, `entries`, `gazetteer_files`, `data/`: the entities that are known.
- `entities`: where a text speaks of them, and of others that its words tell.
- `mentions`: the dates that it mentions.
- `enricher`: both for a document. This is what indexing calls.
"""

from cstosearch.enrich.enricher import ENRICHER_VERSION, Enricher, Enrichment
from cstosearch.enrich.gazetteer import Gazetteer

__all__ = ["ENRICHER_VERSION", "Enricher", "Enrichment", "Gazetteer"]
