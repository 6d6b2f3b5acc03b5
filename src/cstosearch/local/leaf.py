"""What does one segment hold? Its terms, postings and columns, by document numbers of the index."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.reading import IndexReader, TermNotFound

from cstosearch.analysis import stem
from cstosearch.local.rows import from_fields
from cstosearch.local.storage import damage_as_error
from cstosearch.model import Document
from cstosearch.query.nodes import Phrase, Prefix, Text, Words


class Leaf:
    """A segment whose first document has the number `base` in the index.

    Deleted documents have numbers, and values in columns, but no postings. Whatever reads the
    segment's files raises `IndexCorruptError` where they are damaged.
    """

    def __init__(self, reader: IndexReader, base: int, directory: Path) -> None:
        self._reader = reader
        self._directory = directory
        self.base = base

    def document(self, number: int) -> Document:
        """Return a document as it was stored."""
        with damage_as_error(self._directory):
            return from_fields(self._reader.stored_fields(number - self.base))

    def column(self, field: str) -> list[Any]:
        """Return the values of a column, for all documents of the segment."""
        with damage_as_error(self._directory):
            values = self._reader.column_reader(field)
            return [values[at] for at in range(self._reader.doc_count_all())]

    def occurrences(self, node: Text, field: str) -> Iterator[tuple[int, int]]:
        """Yield the documents in whose field the node occurs, and how often."""
        exact = f"{field}_exact"
        match node:
            case Words((word,)):
                return self._counts(field, stem(word).encode())
            case Words(words):
                return self._sequences(field, [stem(word).encode() for word in words])
            case Phrase(words):
                return self._sequences(exact, [word.encode() for word in words])
            case Prefix(prefix):
                total: Counter[int] = Counter()
                for term in self._starting(exact, prefix):
                    total.update(dict(self._counts(exact, term)))
                return iter(total.items())

    def having_id(self, id_: str, *, prefix: bool) -> Iterator[int]:
        """Yield the documents whose id is, or begins with, the one given."""
        terms = self._starting("id", id_) if prefix else [id_.encode()]
        for term in terms:
            for number, _ in self._counts("id", term):
                yield number

    def _counts(self, field: str, term: bytes) -> Iterator[tuple[int, int]]:
        for matcher in self._postings(field, term):
            yield self.base + matcher.id(), int(matcher.weight())

    def _sequences(self, field: str, terms: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """Yield the documents in which terms stand one behind the other, and how often."""
        common: set[int] | None = None
        places: dict[bytes, dict[int, set[int]]] = {}
        # The rarest first: positions are decoded only where all terms so far occur.
        for term in sorted(set(terms), key=lambda term: (self._frequency(field, term), term)):
            places[term] = {
                matcher.id(): set(matcher.value_as("positions"))
                for matcher in self._postings(field, term)
                if common is None or matcher.id() in common
            }
            common = set(places[term])
            if not common:
                return
        for number in common or ():
            starts = places[terms[0]][number]
            for offset, term in enumerate(terms[1:], start=1):
                here = places[term][number]
                starts = {start for start in starts if start + offset in here}
                if not starts:
                    break
            if starts:
                yield self.base + number, len(starts)

    def _postings(self, field: str, term: bytes) -> Iterator[Any]:
        """Yield Whoosh's matcher at each posting of a term that may not exist."""
        with damage_as_error(self._directory):
            try:
                matcher = self._reader.postings(field, term)
            except TermNotFound:
                return
            while matcher.is_active():
                yield matcher
                matcher.next()

    def _frequency(self, field: str, term: bytes) -> int:
        with damage_as_error(self._directory):
            return int(self._reader.doc_frequency(field, term))

    def _starting(self, field: str, prefix: str) -> list[bytes]:
        with damage_as_error(self._directory):
            return list(self._reader.expand_prefix(field, prefix))
