"""How does each engine rank the documents of a collection, with which settings?

Any word of a query will do. cstosearch and tantivy get the words of a query without its other
signs, which would be operators; bm25s cuts queries by its own tokenizer.
"""
# mypy: disable-error-code="import-not-found,import-untyped"

import importlib
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Final

import peers
import Stemmer
from judged import DEPTH, Collection
from peers.cstosearch import TODAY
from story import Story

from cstosearch.analysis import words_of
from cstosearch.local import LocalEngine
from cstosearch.query.parse import parse

Rankings = Sequence[Sequence[str]]
"""For each query of a collection the ids of the documents found, the best first."""

Ranker = Callable[[Collection], Iterator[tuple[str, Rankings]]]
"""Yields the rankings of each variant of an engine."""


def cstosearch(collection: Collection) -> Iterator[tuple[str, Rankings]]:
    """Yield the one ranking that there is: `search --any`."""
    engine = peers.load("cstosearch")
    with tempfile.TemporaryDirectory() as directory:
        engine.index(Path(directory), map(engine.document, collection.stories))
        snapshot = LocalEngine(Path(directory)).open()
        rankings = []
        for topic in collection.topics:
            tree = parse(" ".join(words_of(topic.text)), any_word=True, today=TODAY)
            page = snapshot.search(tree, sort="relevance", offset=0, limit=DEPTH)
            rankings.append([each.document.id for each in page.ranked])
        snapshot.close()
    yield "cstosearch", rankings


def bm25s(collection: Collection) -> Iterator[tuple[str, Rankings]]:
    """Yield its rankings as Lucene: with k1, a list of stop words, the title once or twice."""
    module = importlib.import_module("bm25s")
    stemmer = Stemmer.Stemmer("english")
    ids = [story.id for story in collection.stories]
    for title, stop in product((1, 2), (None, "en", "en_plus")):
        cut = {"stopwords": stop, "stemmer": stemmer, "show_progress": False}
        tokens = module.tokenize([_joined(story, title) for story in collection.stories], **cut)
        queries = module.tokenize([t.text for t in collection.topics], return_ids=False, **cut)
        for k1 in (1.2, 1.5):
            model = module.BM25(method="lucene", k1=k1, b=0.75)
            model.index(tokens, show_progress=False)
            found = model.retrieve(queries, k=min(DEPTH, len(ids)), show_progress=False)
            rankings = [
                [ids[at] for at, score in zip(row, scores, strict=True) if score > 0]
                for row, scores in zip(found.documents.tolist(), found.scores, strict=True)
            ]
            yield f"bm25s, k1 {k1}, {_stops(stop)}, title {_times(title)}", rankings


def tantivy(collection: Collection) -> Iterator[tuple[str, Rankings]]:
    """Yield its rankings: with its stop words or not, one field or two, the title once or twice."""
    module = importlib.import_module("tantivy")
    for stop, apart, title in product((False, True), (False, True), (1, 2)):
        schema = module.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for field in ("title", "body"):
            schema.add_text_field(field, tokenizer_name="stops" if stop else "en_stem")
        index = module.Index(schema.build())
        words = module.TextAnalyzerBuilder(module.Tokenizer.simple())
        words = words.filter(module.Filter.lowercase()).filter(module.Filter.stopword("english"))
        index.register_tokenizer("stops", words.filter(module.Filter.stemmer("english")).build())
        writer = index.writer(num_threads=1)
        for story in collection.stories:
            parts = {"title": story.title, "body": story.body}
            writer.add_document(
                module.Document(
                    id=story.id, **(parts if apart else {"body": _joined(story, title)})
                )
            )
        writer.commit()
        index.reload()
        searcher = index.searcher()
        asked = (
            {"default_field_names": ["title", "body"], "field_boosts": {"title": float(title)}}
            if apart
            else {"default_field_names": ["body"]}
        )
        rankings = []
        for topic in collection.topics:
            query = index.parse_query(" ".join(re.findall(r"\w+", topic.text.lower())), **asked)
            hits = searcher.search(query, DEPTH).hits
            rankings.append([searcher.doc(at).get_first("id") for _, at in hits])
        fields = "two fields" if apart else "one field"
        yield (
            f"tantivy, {_stops('en' if stop else None)}, {fields}, title {_times(title)}",
            rankings,
        )


def _joined(story: Story, title: int) -> str:
    return f"{story.title} " * title + story.body


def _stops(name: str | None) -> str:
    return f"stop words {name}" if name else "no stop words"


def _times(title: int) -> str:
    return ("once", "twice")[title - 1]


PEERS: Final[dict[str, Ranker]] = {
    "bm25s": bm25s,
    "tantivy": tantivy,
}
