"""How is tantivy used, by tantivy-py?

Title and body are stemmed (`en_stem`), the same once more as they are but for case (`default`), all
with positions; the date is an indexed and fast field. Phrases, prefixes and exact words look at the
second pair of fields, as quotes and stars do in cstosearch. Queries are built of its own query
objects; a word is looked for in both fields, the title weighted.
"""
# mypy: disable-error-code="import-not-found"

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import tantivy
from queries import Form, Query
from story import Story
from tantivy import Occur

from peers import TITLE_WEIGHT, Answer, Peer

HEAP: Final = 512_000_000
FIELDS: Final = {"title": TITLE_WEIGHT, "body": 1.0}


class Engine(Peer):
    """tantivy; `threads` of 0 is its own choice, one for each core up to eight."""

    def __init__(self, *, exact: bool = True, count: bool = True, threads: int = 0) -> None:
        self._exact = exact
        self._count = count
        self._threads = threads
        self._stemmer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("english"))
            .build()
        )

    def _schema(self) -> tantivy.Schema:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_date_field("date", stored=True, indexed=True, fast=True)
        for field in FIELDS:
            builder.add_text_field(field, stored=True, tokenizer_name="en_stem")
            if self._exact:
                builder.add_text_field(f"{field}_exact", tokenizer_name="default")
        return builder.build()

    def version(self) -> str:
        """Return the version of tantivy-py."""
        return metadata.version("tantivy")

    def document(self, story: Story) -> tantivy.Document:
        """Return a document of its own kind."""
        fields = {"id": story.id, "title": story.title, "body": story.body}
        if self._exact:
            fields |= {"title_exact": story.title, "body_exact": story.body}
        return tantivy.Document(date=_moment(story.date), **fields)

    def index(self, directory: Path, documents: Iterable[tantivy.Document]) -> None:
        """Add all documents and commit once; segments may go on being merged."""
        directory.mkdir()
        index = tantivy.Index(self._schema(), path=str(directory))
        self._writer = index.writer(HEAP, self._threads)
        for document in documents:
            self._writer.add_document(document)
        self._writer.commit()

    def settle(self) -> None:
        """Wait for merges."""
        self._writer.wait_merging_threads()

    def open(self, directory: Path) -> None:
        """Open the last commit."""
        self._index = tantivy.Index.open(str(directory))
        self._searcher = self._index.searcher()

    def prepared(self, query: Query) -> Callable[[], Answer]:
        """Return a search for the ten best."""
        asked = self._text(query)
        if query.since:
            dates = tantivy.Query.range_query(
                self._index.schema,
                "date",
                tantivy.FieldType.Date,
                _moment(query.since),
                _moment(query.until),
            )
            bound = tantivy.Query.const_score_query(dates, 0.0)
            asked = tantivy.Query.boolean_query([(Occur.Must, asked), (Occur.Must, bound)])
        return lambda: self._ask(asked)

    def _ask(self, asked: tantivy.Query) -> Answer:
        result: Any = self._searcher.search(asked, 10, count=self._count)
        found = [self._searcher.doc(address).to_dict() for _, address in result.hits]
        return Answer(result.count if self._count else None, [fields["id"][0] for fields in found])

    def _text(self, query: Query) -> tantivy.Query:
        match query.form:
            case Form.TERM | Form.ANY | Form.ALL:
                occur = Occur.Must if query.form == Form.ALL else Occur.Should
                words = [self._stemmer.analyze(word)[0] for word in query.words]
                parts = [self._in_fields(tantivy.Query.term_query, "", word) for word in words]
                if len(parts) == 1:
                    return parts[0]
                return tantivy.Query.boolean_query([(occur, part) for part in parts])
            case Form.PHRASE:
                return self._in_fields(tantivy.Query.phrase_query, "_exact", list(query.words))
            case Form.EXACT:
                return self._in_fields(tantivy.Query.term_query, "_exact", query.words[0])
            case Form.PREFIX:
                pattern = f"{query.words[0]}.*"
                return self._in_fields(tantivy.Query.regex_query, "_exact", pattern)

    def _in_fields(
        self, make: Callable[..., tantivy.Query], suffix: str, asked: object
    ) -> tantivy.Query:
        """Return a query for the title or the body."""
        schema = self._index.schema
        parts = [
            tantivy.Query.boost_query(make(schema, field + suffix, asked), weight)
            for field, weight in FIELDS.items()
        ]
        return tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])

    def update(self, directory: Path, documents: Sequence[tantivy.Document]) -> None:
        """Delete and add, in one commit."""
        writer = tantivy.Index.open(str(directory)).writer(HEAP, self._threads)
        for document in documents:
            writer.delete_documents_by_term("id", document.get_first("id"))
            writer.add_document(document)
        writer.commit()


def _moment(day: str) -> datetime:
    # Without a date: before any other, so that no bound takes it in.
    return datetime.fromisoformat(day or "1900-01-01").replace(tzinfo=UTC)
