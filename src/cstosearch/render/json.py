"""How results look to a program.

One JSON object on one line. Text stays verbatim: what is written reads back as the very same
characters, those that a terminal would obey among them, which is why they stand as escapes.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from cstosearch.model import (
    Collocations,
    Document,
    Entity,
    Hit,
    Results,
    Similar,
    Snippet,
    Source,
    Stats,
    Vocabulary,
    Word,
)

# JSON itself wants only the controls below U+0020 escaped. Those above, the line separators and
# the bidirectional controls would act on a terminal; a lone surrogate cannot be encoded at all.
_TO_ESCAPE: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def page(results: Results, *, ascii_only: bool = False) -> str:
    """Return a page of hits as one object that also tells the total and the place in it."""
    return _dumped(_page(results), ascii_only=ascii_only)


def similar(results: Similar, *, ascii_only: bool = False) -> str:
    """Return a page of documents that are like another: what it has, and the words looked for."""
    terms = [term._asdict() for term in results.terms]
    return _dumped({"id": results.id, "terms": terms, **_page(results)}, ascii_only=ascii_only)


def vocabulary(found: Vocabulary, *, ascii_only: bool = False) -> str:
    """Return words of the vocabulary as an object; only stems have `forms`."""
    words = [_word(word) for word in found.words]
    return _dumped({"total": found.total, "words": words}, ascii_only=ascii_only)


def collocations(found: Collocations, *, ascii_only: bool = False) -> str:
    """Return the words near a node as an object."""
    words = [word._asdict() for word in found.collocates]
    return _dumped({**found._asdict(), "collocates": words}, ascii_only=ascii_only)


def lines(results: Results, *, ascii_only: bool = False) -> Iterator[str]:
    """Yield each hit of a page as an object of its own."""
    return (_dumped(_hit(hit), ascii_only=ascii_only) for hit in results)


def document(document: Document, *, ascii_only: bool = False) -> str:
    """Return a whole document as an object."""
    return _dumped(
        {
            "id": document.id,
            "title": document.title,
            "title_derived": document.title_derived,
            "date": _iso(document.date),
            "url": document.url,
            "lang": document.lang,
            "entities": _entities(document.entities),
            "sources": _sources(document.sources),
            "body": document.body,
            "variants": list(document.variants),
        },
        ascii_only=ascii_only,
    )


def stats(stats: Stats, *, ascii_only: bool = False) -> str:
    """Return what an index holds as an object."""
    return _dumped(
        {
            "generation": stats.generation,
            "documents": stats.documents,
            "undated": stats.undated,
            "first_date": _iso(stats.first_date),
            "last_date": _iso(stats.last_date),
            "tokens": stats.tokens,
            "files": stats.files,
            "records": stats.records,
            "size": stats.size,
            "by_lang": dict(stats.by_lang),
            "by_year": dict(stats.by_year),
        },
        ascii_only=ascii_only,
    )


def _page(results: Results) -> dict[str, object]:
    return {
        "query": results.query,
        "total": results.total,
        "offset": results.offset,
        "limit": results.limit,
        "took_ms": round(results.took_ms, 3),
        "generation": results.generation,
        "hits": [_hit(hit) for hit in results],
    }


def _word(word: Word) -> dict[str, object]:
    found = {
        "word": word.word,
        "documents": word.documents,
        "occurrences": word.occurrences,
    }
    return {**found, "forms": [_word(form) for form in word.forms]} if word.forms else found


def _hit(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.document.id,
        "title": hit.document.title,
        "title_derived": hit.document.title_derived,
        "date": _iso(hit.document.date),
        "score": hit.score,
        "url": hit.document.url,
        "lang": hit.document.lang,
        "entities": _entities(hit.document.entities),
        "sources": _sources(hit.document.sources),
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _entities(entities: Iterable[Entity]) -> list[dict[str, str]]:
    return [{"type": entity.type, "name": entity.name} for entity in entities]


def _sources(sources: Iterable[Source]) -> list[dict[str, object]]:
    return [
        {"file": source.file, "start": source.start, "end": source.end, "digest": source.digest}
        for source in sources
    ]


def _snippet(snippet: Snippet) -> dict[str, object]:
    return {"text": snippet.text, "spans": [[span.start, span.end] for span in snippet.spans]}


def _dumped(value: dict[str, object], *, ascii_only: bool) -> str:
    text = json.dumps(value, ensure_ascii=ascii_only)
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
