"""Which documents answer a query, in which order?"""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cstosearch.codec.narrow import Numbers
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.deadline import checked
from cstosearch.engine import (
    Anchors,
    Countable,
    Found,
    KnownNames,
    Meanings,
    Mentions,
    Page,
    Place,
    Ranked,
)
from cstosearch.local.aliases import Aliases, lines
from cstosearch.local.evaluation import Evaluation, Scored
from cstosearch.local.failures import damage_as_error
from cstosearch.local.filters import Days, intervals
from cstosearch.local.leaf import Leaf
from cstosearch.local.ranking import First, Ranking, best
from cstosearch.local.rows import read_document
from cstosearch.local.scoring import WEIGHTS, Collection
from cstosearch.local.storage import open_segments, size_on_disk
from cstosearch.model import (
    CollocateSort,
    Collocations,
    Companions,
    DateRange,
    Document,
    EntityType,
    Names,
    Sort,
    Stats,
    Typical,
    Unit,
    Vocabulary,
    WordSort,
)
from cstosearch.query.nodes import (
    And,
    Everything,
    Id,
    Mentioned,
    Node,
    Phrase,
    Text,
    Value,
    places_asked,
    words_asked,
)

if TYPE_CHECKING:
    from cstosearch.local.counting import Counting

_FREQUENCIES = 1 << 16
"""How many document frequencies of words and phrases are remembered."""
_ANY = Everything()


class Snapshot:
    """One generation of an index in a directory; see `engine.Snapshot`."""

    def __init__(self, directory: Path) -> None:
        _keep_memory()
        self._directory = directory
        generation, parts = open_segments(directory)
        self.generation = generation.number
        self._facts = generation.facts
        self._aliases = Aliases(generation.names, parts)
        self._leaves = [Leaf(*part, self._aliases) for part in parts]
        self._size = size_on_disk(directory)
        self._frequencies: dict[Text, int] = {}

    @cached_property
    def _collection(self) -> Collection:
        count = sum(leaf.documents for leaf in self._leaves)
        tokens = sum(
            weight * leaf.live_tokens(field)
            for leaf in self._leaves
            for field, weight in WEIGHTS.items()
        )
        return Collection(count, tokens / count if count else 0.0)

    @cached_property
    def fingerprint(self) -> int:
        """A number that tells this state from others: names, checksums and deletions."""
        crc = 0
        for leaf in self._leaves:
            file = leaf.segment.file
            crc = zlib.crc32(f"{file.path.name} {file.checksum};".encode(), crc)
            if leaf.live is not None:
                crc = zlib.crc32(np.packbits(leaf.live).data, crc)
        return crc

    @cached_property
    def _counting(self) -> "Counting":
        # Here, because most searches count by nothing.
        from cstosearch.local.counting import Counting  # noqa: PLC0415

        return Counting(self._leaves)

    def search(
        self,
        query: Node,
        *,
        sort: Sort,
        offset: int,
        limit: int | None,
        count_by: Sequence[Countable] = (),
        values: int | None = None,
    ) -> Page:
        """Return documents `offset` to `offset + limit` of those that match, the total, counts."""
        with damage_as_error(self._directory):
            evaluation = self._evaluation(query)
            matched = self._documents(evaluation, query) if count_by else []
            counts = self._counting.counts(count_by, matched, values) if count_by else []
            wanted = None if limit is None else offset + limit
            found = self._first(evaluation, query, sort, wanted)
            return self._page(found, offset, wanted)._replace(counts=counts)

    def _page(self, found: Sequence[First], offset: int, wanted: int | None) -> Page:
        """Return those of the documents of all segments that are on a page."""
        total = sum(count for count, _ in found)
        stop = total if wanted is None else min(wanted, total)
        candidates = merge(*(best for _, best in found))
        ranked = [
            Ranked(self.read(each.place), each.score, each.place)
            for each in checked(islice(candidates, min(offset, stop), stop))
        ]
        return Page(total, ranked)

    def ranked(self, query: Node, *, sort: Sort) -> Iterator[Place]:
        """Yield all documents that match, in the order of `search`, without reading them."""
        with damage_as_error(self._directory):
            found = self._first(self._evaluation(query), query, sort, None)
            for each in checked(merge(*(best for _, best in found))):
                yield each.place

    def find(self, query: Node, places: Sequence[Place]) -> list[Found]:
        """Return what a query found in each of some documents that it ranked."""
        if not places:
            return []
        words = list(dict.fromkeys(words_asked(query)))
        names = [leaf for leaf in places_asked(query) if isinstance(leaf, Value)]
        found: dict[Place, Found] = {}
        with damage_as_error(self._directory):
            entities = {name: self._aliases.entities(name) for name in names}
            evaluation = self._evaluation()
            weights: dict[Text | Value | Mentioned, float] = {
                word: evaluation.inverse_frequency(word) for word in words
            }
            for at, leaf in enumerate(self._leaves):
                numbers = sorted(number for where, number in places if where == at)
                chosen = np.array(numbers, np.int64)
                positions = [leaf.positions(word, chosen) for word in checked(words)]
                for number, *each in checked(zip(numbers, *positions, strict=True)):
                    there = {
                        word: spots for word, spots in zip(words, each, strict=True) if any(spots)
                    }
                    anchors = Anchors(ANCHOR_EVERY, leaf.anchors(number))
                    found[at, number] = Found(there, weights, anchors, entities)
        return [found[place] for place in places]

    def _documents(self, evaluation: Evaluation, query: Node) -> list[Numbers]:
        """Return the documents that match, of each segment."""
        return [evaluation.documents(query, at) for at in range(len(self._leaves))]

    def _evaluation(self, query: Node = _ANY) -> Evaluation:
        """Return an evaluation; only for scores does it matter of which query."""
        if len(self._frequencies) > _FREQUENCIES:
            self._frequencies.clear()
        return Evaluation(query, self._leaves, self._collection, self._frequencies)

    def _first(
        self, evaluation: Evaluation, query: Node, sort: Sort, wanted: int | None
    ) -> list[First]:
        """Return the first documents of each segment."""
        ranking = Ranking(evaluation, query, sort)
        return [ranking.first(leaf, at, wanted) for at, leaf in enumerate(self._leaves)]

    def count(self, query: Node) -> int:
        """Return how many documents match."""
        return self.counts([query])[0]

    def counts(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each of some queries, which may share parts."""
        with damage_as_error(self._directory):
            evaluation = self._evaluation()
            return [sum(map(len, self._documents(evaluation, query))) for query in queries]

    def ids_of(self, query: Node) -> list[str]:
        """Return the ids of all documents that match, in no order."""
        with damage_as_error(self._directory):
            matching = self._documents(self._evaluation(), query)
            pairs = zip(self._leaves, matching, strict=True)
            return [id_ for leaf, documents in pairs for id_ in leaf.ids(documents)]

    def meanings(self, leaf: Text | Value, limit: int) -> Meanings:
        """Return the words or the values that a leaf stands for."""
        # Here, as few searches ask for it.
        from cstosearch.local.meanings import stands_for  # noqa: PLC0415

        with damage_as_error(self._directory):
            found = Counter[str]()
            for each in self._leaves:
                found.update(stands_for(leaf, each))
            top = dict(found.most_common(limit))
            if not isinstance(leaf, Value):
                counts = self.counts([Phrase((word,), leaf.field) for word in top])
                top = dict(zip(top, counts, strict=True))
        # Those that only deleted documents have are none.
        there = {name: top[name] for name in sorted(top, key=lambda n: (-top[n], n)) if top[name]}
        return Meanings(len(found) - len(top) + len(there), there)

    def read(self, place: Place) -> Document:
        """Return a document that was ranked."""
        at, number = place
        with damage_as_error(self._directory):
            return read_document(self._leaves[at].segment, number)

    def typical(self, document: Document) -> Sequence[Typical]:
        """Return the words that tell a document from others, the weightiest first."""
        from cstosearch.local import similar  # noqa: PLC0415 - a search has no use for it

        with damage_as_error(self._directory):
            return similar.typical(document, self._leaves, self._collection)

    def similar(
        self, words: Sequence[Typical], within: Node, *, offset: int, limit: int | None
    ) -> Page:
        """Return documents that match a query and have any of some words."""
        from cstosearch.local.similar import likeness  # noqa: PLC0415 - as above

        wanted = None if limit is None else offset + limit
        found: list[First] = []
        with damage_as_error(self._directory):
            evaluation = self._evaluation()
            for at, leaf in enumerate(self._leaves):
                scores = likeness(leaf, words, self._collection)
                documents = evaluation.documents(within, at)
                documents = documents[scores[documents] > 0]
                alike = Scored(len(documents), documents, scores[documents])
                found.append(best(leaf, at, alike, wanted))
            return self._page(found, offset, wanted)

    def mentioned(self, query: Node, units: Sequence[Unit], within: DateRange) -> Mentions:
        """Return how many of the documents that match mention each period."""
        from cstosearch.local.mentions import mentioned  # noqa: PLC0415 - as above

        with damage_as_error(self._directory):
            documents = self._documents(self._evaluation(), query)
            parts = zip(self._leaves, self._intervals, documents, strict=True)
            return mentioned(list(parts), units, within)

    @cached_property
    def _intervals(self) -> Sequence[tuple[Days, Days]]:
        """The mentions of each segment."""
        return [intervals(leaf.segment.value("mention")) for leaf in self._leaves]

    def vocabulary(
        self, pattern: str, *, stems: bool, sort: WordSort, limit: int | None
    ) -> Vocabulary:
        """Return the first words like a pattern, or their stems."""
        from cstosearch.local.vocabulary import vocabulary  # noqa: PLC0415 - as above

        with damage_as_error(self._directory):
            return vocabulary(self._leaves, pattern, stems=stems, sort=sort, limit=limit)

    def collocations(
        self,
        node: Text,
        within: Node,
        *,
        window: int,
        sort: CollocateSort,
        limit: int | None,
        repelled: bool,
    ) -> Collocations:
        """Return words near a node, in what matches a query."""
        from cstosearch.local.collocations import collocations  # noqa: PLC0415 - as above

        with damage_as_error(self._directory):
            evaluation = self._evaluation()
            parts = [
                (leaf, evaluation.documents(within, at)) for at, leaf in enumerate(self._leaves)
            ]
            return collocations(
                parts, node, within, window=window, sort=sort, limit=limit, repelled=repelled
            )

    def companions(
        self,
        name: Value,
        within: Node,
        *,
        only: EntityType | None,
        sort: CollocateSort,
        limit: int | None,
    ) -> Companions:
        """Return entities in the same documents as those of a name."""
        from cstosearch.local import entities  # noqa: PLC0415 - as above

        with damage_as_error(self._directory):
            evaluation = self._evaluation()
            looked = entities.Looked(
                self._documents(evaluation, within),
                self._documents(evaluation, And((within, name))),
            )
            return entities.companions(
                name,
                within,
                self._aliases.entities(name),
                looked,
                self._counting,
                only=only,
                sort=sort,
                limit=limit,
            )

    def names(
        self, name: Value, within: Node, *, only: EntityType | None, limit: int | None
    ) -> Names:
        """Return the entities that a name stands for, with all their names."""
        from cstosearch.local import entities  # noqa: PLC0415 - as above

        with damage_as_error(self._directory):
            documents = self._documents(self._evaluation(), within)
            named = [each for each in self._aliases.entities(name) if only in {None, each.type}]
            counted = entities.counted(named, documents, self._counting)
            parts = zip(self._leaves, documents, strict=True)
            found = entities.names(counted[:limit], parts, self._aliases.known)
            return Names(str(name), str(within), len(named), tuple(found))

    def knows_only(self, names: KnownNames) -> bool:
        """Say whether these names are known, and no others, beside those that documents have."""
        return self._aliases.known == lines(names)

    def document(self, id_: str) -> Document | None:
        """Return the document with this id."""
        with damage_as_error(self._directory):
            for at, leaf in enumerate(self._leaves):
                for number in checked(leaf.having(Id(id_)).tolist()):
                    return self.read((at, number))
        return None

    def ids(self, prefix: str, limit: int) -> Sequence[str]:
        """Return up to `limit` ids that begin with `prefix`, in order."""
        found: list[bytes] = []
        with damage_as_error(self._directory):
            for leaf in self._leaves:
                field = leaf.segment.value("id")
                live = (
                    number
                    for number in field.values.beginning_with(
                        prefix.encode("utf-8", "surrogatepass")
                    )
                    if len(leaf.alive(field.documents(number)))
                )
                found += [field.values[number] for number in islice(live, limit)]
            return [id_.decode("utf-8", "surrogatepass") for id_ in sorted(found)[:limit]]

    def stats(self) -> Stats:
        """Return what the generation holds."""
        with damage_as_error(self._directory):
            everything = self._documents(self._evaluation(), Everything())
            langs, years, by_day = self._counting.counts(("lang", "year", "day"), everything)
            tokens = sum(leaf.live_tokens(field) for leaf in self._leaves for field in WEIGHTS)
        days = [each.value for each in by_day.values]
        by_lang = [*((each.value, each.count) for each in langs.values), ("", langs.missing)]
        return Stats(
            generation=self.generation,
            documents=self._collection.documents,
            undated=years.missing,
            first_date=date.fromisoformat(min(days)) if days else None,
            last_date=date.fromisoformat(max(days)) if days else None,
            tokens=tokens,
            files=self._facts.get("files", 0),
            records=self._facts.get("records", 0),
            size=self._size,
            by_lang=tuple(
                sorted((pair for pair in by_lang if pair[1]), key=lambda pair: (-pair[1], pair[0]))
            ),
            by_year=tuple(sorted((int(each.value[:4]), each.count) for each in years.values)),
        )

    def close(self) -> None:
        """Let go of the generation's files."""
        for leaf in self._leaves:
            leaf.segment.close()


def _keep_memory() -> None:
    """Let the C library keep the memory of large arrays for the next ones.

    glibc gives blocks beyond a threshold back to the system at once, and raises that threshold,
    up to 32 MB, to the largest block that it has seen freed. Without this half of the time of a
    search goes into having the same pages cleared by the system again and again.
    """
    np.empty(31 << 20, np.uint8)
