"""How results look to a program.

One JSON object on one line. Text stays verbatim: what is written reads back as the very same
characters, those that a terminal would obey among them, which is why they stand as escapes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from cstosearch.model import (
    Collocations,
    Document,
    Entity,
    Facet,
    Hit,
    Line,
    News,
    Period,
    Results,
    SavedQuery,
    Similar,
    Snippet,
    Source,
    Stats,
    Timeline,
    Verification,
    Vocabulary,
    Word,
)
from cstosearch.render.terminal import is_obeyed


def page(results: Results, *, ascii_only: bool = False) -> str:
    """Return a page of hits as one object that also tells the total and the place in it."""
    value = {**_about(results), "next": results.next, "hits": _hits(results)}
    if results.facets:
        value["facets"] = [_facet(each) for each in results.facets]
    return dumped(value, ascii_only=ascii_only)


def similar(results: Similar, *, ascii_only: bool = False) -> str:
    """Return a page of documents that are like another: what it has, and the words looked for."""
    terms = [term._asdict() for term in results.terms]
    value = {"id": results.id, "terms": terms, **_about(results), "hits": _hits(results)}
    return dumped(value, ascii_only=ascii_only)


def vocabulary(found: Vocabulary, *, ascii_only: bool = False) -> str:
    """Return words of the vocabulary as an object; only stems have `forms`."""
    words = [_word(word) for word in found.words]
    return dumped({"total": found.total, "words": words}, ascii_only=ascii_only)


def collocations(found: Collocations, *, ascii_only: bool = False) -> str:
    """Return the words near a node as an object."""
    words = [word._asdict() for word in found.collocates]
    return dumped({**found._asdict(), "collocates": words}, ascii_only=ascii_only)


def lines(results: Results, *, ascii_only: bool = False) -> Iterator[str]:
    """Yield each hit of a page as an object of its own."""
    return (dumped(_hit(hit), ascii_only=ascii_only) for hit in results)


def concordance(found: Iterable[Line], *, ascii_only: bool = False) -> Iterator[str]:
    """Yield each line of a concordance as an object of its own."""
    return (dumped(_line(line), ascii_only=ascii_only) for line in found)


def document(document: Document, *, ascii_only: bool = False) -> str:
    """Return a whole document as an object."""
    return dumped(
        {
            "id": document.id,
            "title": document.title,
            "title_derived": document.title_derived,
            "date": _iso(document.date),
            "url": document.url,
            "lang": document.lang,
            "entities": _entities_with_places(document),
            "mentions": _mentions(document),
            "sources": _sources(document.sources),
            "body": document.body,
            "variants": list(document.variants),
        },
        ascii_only=ascii_only,
    )


def stats(stats: Stats, *, ascii_only: bool = False) -> str:
    """Return what an index holds as an object."""
    return dumped(
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


def verification(verified: Verification, *, ascii_only: bool = False) -> str:
    """Return what was found wrong with an index as an object."""
    findings = [finding._asdict() for finding in verified.findings]
    value = {"damaged": verified.damaged, **verified._asdict(), "findings": findings}
    return dumped(value, ascii_only=ascii_only)


def timeline(timeline: Timeline, *, ascii_only: bool = False) -> str:
    """Return a timeline as an object."""
    value: dict[str, object] = {
        "query": timeline.query,
        "by": timeline.by,
        "total": timeline.total,
        "undated": timeline.undated,
    }
    if timeline.without_mention is not None:
        value["without_mention"] = timeline.without_mention
    value["periods"] = [_period(each) for each in timeline.periods]
    return dumped(value, ascii_only=ascii_only)


def _period(period: Period) -> dict[str, object]:
    return {
        "period": period.name,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "count": period.count,
        "all": period.all,
        "share": None if period.share is None else round(period.share, 6),
    }


def _facet(facet: Facet) -> dict[str, object]:
    return {
        "field": facet.field,
        "distinct": facet.distinct,
        "missing": facet.missing,
        "values": [
            {"value": each.value, "count": each.count} | ({"type": each.type} if each.type else {})
            for each in facet.values
        ],
    }


def saved(queries: Iterable[SavedQuery], *, ascii_only: bool = False) -> str:
    """Return saved queries as one object."""
    return dumped({"queries": [_saved(query) for query in queries]}, ascii_only=ascii_only)


def news(news: Iterable[News], *, ascii_only: bool = False) -> str:
    """Return what is new for saved queries as one object."""
    queries = [
        {
            "name": saved.name,
            "last_asked": saved.last_asked.isoformat(),
            "fault": saved.fault,
            **_about(results),
            "hits": _hits(results),
        }
        for saved, results in news
    ]
    return dumped({"queries": queries}, ascii_only=ascii_only)


def _saved(saved: SavedQuery) -> dict[str, object]:
    return {
        "name": saved.name,
        "query": saved.query,
        "since": saved.filters.get("since"),
        "until": saved.filters.get("until"),
        "on": saved.filters.get("on"),
        "any": saved.filters.get("any_word", False),
        "no_alias": saved.filters.get("no_alias", False),
        "last_asked": saved.last_asked.isoformat(),
        "hits": saved.hits,
        "new": saved.new,
        "fault": saved.fault,
    }


def _about(results: Results) -> dict[str, object]:
    return {
        "query": results.query,
        "total": results.total,
        "offset": results.offset,
        "limit": results.limit,
        "took_ms": round(results.took_ms, 3),
        "generation": results.generation,
    }


def _hits(results: Results) -> list[dict[str, object]]:
    return [_hit(hit) for hit in results]


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
        "mentions": _mentions(hit.document),
        "sources": _sources(hit.document.sources),
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "id": line.document.id,
        "date": _iso(line.document.date),
        "title": line.document.title,
        "url": line.document.url,
        "field": line.field,
        "left": line.left,
        "match": line.match,
        "right": line.right,
        "start": line.span.start,
        "end": line.span.end,
        "file": line.document.sources[0].file,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _entities(entities: Iterable[Entity]) -> list[dict[str, str]]:
    return [{"type": entity.type, "name": entity.name} for entity in entities]


def _entities_with_places(document: Document) -> list[dict[str, object]]:
    """Return entities, each with where the texts speak of it, and in which words."""
    places: defaultdict[Entity, list[dict[str, object]]] = defaultdict(list)
    for entity, field, span, _ in document.occurrences:
        words = document.words(field, span)
        places[entity].append({"field": field, "start": span.start, "end": span.end, "text": words})
    return [{**entity._asdict(), "occurrences": places[entity]} for entity in document.entities]


def _mentions(document: Document) -> list[dict[str, object]]:
    """Return the dates that texts speak of; where, and in which words, if that is known."""
    return [
        {
            "start": start.isoformat(),
            "end": end.isoformat(),
            "granularity": granularity,
            "text": document.words(field, span) if span else None,
            "field": field if span else None,
            "span": list(span) if span else None,
        }
        for start, end, granularity, field, span in document.mentions
    ]


def _sources(sources: Iterable[Source]) -> list[dict[str, object]]:
    return [
        {"file": source.file, "start": source.start, "end": source.end, "digest": source.digest}
        for source in sources
    ]


def _snippet(snippet: Snippet) -> dict[str, object]:
    return {"text": snippet.text, "spans": [[span.start, span.end] for span in snippet.spans]}


def dumped(value: dict[str, object], *, ascii_only: bool) -> str:
    """Return an object as JSON on one line, with escapes for what a terminal would obey or hide.

    What is read back is the same, but that two halves of a surrogate pair, one behind the other,
    are the pair: JSON cannot tell them from it.
    """
    text = json.dumps(value, ensure_ascii=ascii_only)
    if text.isprintable():  # as nearly all of it is
        return text
    escapes = {ord(each): json.dumps(each)[1:-1] for each in set(text) if is_obeyed(each)}
    return text.translate(escapes) if escapes else text
