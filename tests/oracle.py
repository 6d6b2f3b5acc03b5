"""The searcher's oracle: every document is read for every query, in the plainest way there is."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from math import log
from typing import NamedTuple

from cstosearch.analysis import stem, words_of
from cstosearch.analysis.function_words import is_function_word
from cstosearch.engine import Countable, Counts
from cstosearch.model import (
    SHORT_TYPES,
    DateRange,
    Document,
    Entity,
    Mention,
    Sort,
    Unit,
    ValueCount,
)
from cstosearch.query.nodes import (
    And,
    Dated,
    Everything,
    Fuzzy,
    Id,
    Mentioned,
    Near,
    Node,
    Not,
    OneOf,
    Or,
    Phrase,
    Prefer,
    Prefix,
    Text,
    Value,
    Wildcard,
    Words,
    Yearly,
    children,
)

K1, B, WEIGHTS, NEAR = 1.2, 0.75, (2.0, 1.0), 0.2


Line = tuple[str, Entity]
"""Of a gazetteer: a folded name, and whose it is."""


class Answer(NamedTuple):
    id: str
    score: float


def answer(documents: Sequence[Document], query: Node, sort: Sort) -> list[Answer]:
    """Return all documents that match, in order."""
    query = with_ids(query, documents)
    scored = [(d, _score(d, query, documents)) for d in documents if matches(d, query)]

    def rank(pair: tuple[Document, float]) -> tuple[float, ...]:
        document, score = pair
        day = document.date.toordinal() if document.date else 0
        return {
            "relevance": (-score, -day),
            "newest": (-day, -score),
            "oldest": (day or float("inf"), -score),
        }[sort]

    return [
        Answer(document.id, score)
        for document, score in sorted(scored, key=lambda pair: (rank(pair), pair[0].id))
    ]


def fields(document: Document) -> tuple[list[str], list[str]]:
    title = "" if document.title_derived else document.title
    return list(words_of(title)), list(words_of(document.text))


def occurrences(have: Sequence[str], leaf: Node) -> int:
    """Return how often a leaf occurs in the words of a field."""
    if isinstance(leaf, Near):
        return min(map(len, near(have, leaf)))
    return len(spans(have, leaf))


def spans(have: Sequence[str], leaf: Node) -> set[tuple[int, int]]:
    """Return the first and the last of the words at each place of a leaf."""
    match leaf:
        case Prefix(prefix):
            want = [f"{prefix}*"]
        case Wildcard(pattern):
            want = [pattern]
        case Fuzzy(other, distance):
            return {(at, at) for at, word in enumerate(have) if edits(word, other) <= distance}
        case Words(words):
            have, want = [stem(word) for word in have], [stem(word) for word in words]
        case Phrase(words, _, slop) if slop:
            return loose(have, words, slop)
        case Phrase(words):
            want = list(words)
        case Or(operands):
            return set().union(*(spans(have, operand) for operand in operands))
    size = len(want)
    return {
        (at, at + size - 1)
        for at in range(len(have) - size + 1)
        if all(map(like, have[at : at + size], want))
    }


def loose(have: Sequence[str], words: Sequence[str], slop: int) -> set[tuple[int, int]]:
    """Return the shortest place from each of the first word; stars at either end are beside it."""
    whole = [at for at, word in enumerate(words) if word != "*"]
    before, inner = whole[0], words[whole[0] : whole[-1] + 1]
    behind = len(words) - 1 - whole[-1]
    shortest: dict[int, int] = {}
    for first in range(before, len(have)):
        for last in range(
            first + len(inner) - 1, min(len(have) - behind, first + len(inner) + slop)
        ):
            choices = combinations(range(first + 1, last), max(0, len(inner) - 2))
            ends = {first, last}
            if len(ends) == min(2, len(inner)) and any(
                all(
                    like(have[at], word)
                    for at, word in zip(sorted({*ends, *mid}), inner, strict=True)
                )
                for mid in choices
            ):
                shortest.setdefault(first, last)
    return {(first - before, last + behind) for first, last in shortest.items()}


def near(have: Sequence[str], leaf: Near) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the places of either operand that have one of the other near."""

    def are_near(one: tuple[int, int], other: tuple[int, int]) -> bool:
        behind, before = other[0] - one[1], one[0] - other[1]
        return 0 < behind <= leaf.distance or (not leaf.ordered and 0 < before <= leaf.distance)

    left, right = spans(have, leaf.left), spans(have, leaf.right)
    pairs = [(one, other) for one in left for other in right if are_near(one, other)]
    return {one for one, _ in pairs}, {other for _, other in pairs}


def like(word: str, pattern: str) -> bool:
    """Follow all ways through the pattern at once: an expression would take them one by one."""
    places = _beyond_stars({0}, pattern)
    for char in word:
        on = {at for at in places if pattern[at : at + 1] in {"*", "?", char}}
        places = _beyond_stars({at + (pattern[at] != "*") for at in on}, pattern)
    return len(pattern) in places


def _beyond_stars(places: set[int], pattern: str) -> set[int]:
    stars = {at + 1 for at in places if pattern[at : at + 1] == "*"}
    return places | _beyond_stars(stars - places, pattern) if stars - places else places


@cache
def edits(one: str, other: str) -> int:
    """Return the optimal string alignment distance, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    least = min(
        edits(one[:-1], other) + 1,
        edits(one, other[:-1]) + 1,
        edits(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if one[-2:] == other[-2:][::-1] and len(one) > 1:
        least = min(least, edits(one[:-2], other[:-2]) + 1)
    return least


def counts(document: Document, leaf: Text) -> tuple[int, int]:
    title, body = fields(document)
    return occurrences(title, leaf), 0 if leaf.field == "title" else occurrences(body, leaf)


def with_ids(query: Node, documents: Sequence[Document]) -> Node:
    """Return a query in which the ids of documents stand for the names of entities.

    A name stands for all entities that any of the documents speaks of by it.
    """
    match query:
        case And(operands):
            return And(tuple(with_ids(each, documents) for each in operands))
        case Or(operands):
            return Or(tuple(with_ids(each, documents) for each in operands))
        case Not(operand):
            return Not(with_ids(operand, documents))
        case Prefer(required, optional):
            return Prefer(with_ids(required, documents), with_ids(optional, documents))
        case Value(field) if field not in {"url", "lang", "source"}:
            named = {each for document in documents for each in entities(document, query)}
            return OneOf(
                frozenset(each.id for each in documents if not named.isdisjoint(each.entities))
            )
        case _:
            return query


def entities(document: Document, value: Value) -> set[Entity]:
    """Return the entities that a document speaks of by a name."""
    kind = SHORT_TYPES.get(value.field, value.field)
    texts, wanted = {"title": document.title, "body": document.text}, folded(value.pattern)
    names = {(each, each.name) for each in document.entities}
    if not value.canonical:
        last = {(each, each.name.split()[-1]) for each in document.entities}
        names |= {each for each in last if each[0].type == "person"} | {
            (each, texts[field][span.start : span.end])
            for each, field, span, by_name in document.occurrences
            if by_name
        }
    return {
        entity
        for entity, name in names
        if kind in {"entity", entity.type} and like(" ".join(words_of(name)), wanted)
    }


def stands_for(documents: Sequence[Document], value: Value, known: Sequence[Line]) -> set[Entity]:
    """Return the entities that a name stands for, to all documents and by lines of a gazetteer."""
    kind = SHORT_TYPES.get(value.field, value.field)
    found = {each for document in documents for each in entities(document, value)}
    wanted = folded(value.pattern)
    for form, entity in known:
        of_type = kind in {"entity", entity.type}
        called = " ".join(words_of(entity.name)) if value.canonical else form
        if of_type and like(form, wanted) and like(called, wanted):
            found.add(entity)
    return found


def companions(
    documents: Sequence[Document], within: Node, named: set[Entity]
) -> dict[Entity, tuple[int, float, float, int]]:
    """Return of each entity: documents with any of the named, expected, G2, documents."""
    found = [set(each.entities) for each in documents if matches(each, within)]
    of, have = len(found), sum(not named.isdisjoint(each) for each in found)
    counts = {}
    for entity in {each for entities in found for each in entities} - named:
        total = sum(entity in each for each in found)
        both = sum(entity in each and not named.isdisjoint(each) for each in found)
        score = log_likelihood(both, total, have, of)
        if both > total * have / of:
            counts[entity] = (both, total * have / of, score, total)
    return counts


def log_likelihood(both: int, one: int, other: int, of: int) -> float:
    """Return G2 of a table of two by two, cell by cell."""
    cells = [
        (both, one, other),
        (one - both, one, of - other),
        (other - both, of - one, other),
        (of - one - other + both, of - one, of - other),
    ]
    return 2 * sum(o * log(o * of / (row * column)) for o, row, column in cells if o)


def aliases(
    documents: Sequence[Document], within: Node, entity: Entity, known: Sequence[Line]
) -> dict[str, int]:
    """Return in how many documents an entity is called by each of its other names."""
    texts = [
        (
            matches(document, within),
            {
                " ".join(words_of(text[span.start : span.end]))
                for each, field, span, by_name in document.occurrences
                for text in [document.title if field == "title" else document.text]
                if by_name and each == entity
            }
            | {
                word
                for word in words_of(entity.name)[-1:]
                if entity.type == "person" and entity in document.entities
            },
        )
        for document in documents
    ]
    forms = {form for _, forms in texts for form in forms}
    forms |= {form for form, each in known if each == entity}
    forms.discard(" ".join(words_of(entity.name)))
    return {form: sum(found and form in there for found, there in texts) for form in forms}


def matches(document: Document, query: Node) -> bool:
    match query:
        case Text():
            return any(counts(document, query))
        case And(operands):
            return all(matches(document, operand) for operand in operands)
        case Or(operands):
            return any(matches(document, operand) for operand in operands)
        case Not(operand):
            return not matches(document, operand)
        case Prefer(required, _):
            return matches(document, required)
        case Dated(within):
            day = document.date
            return day is None if within is None else day is not None and day in within
        case Yearly(month, at):
            day = document.date
            return day is not None and day.month == month and at in {None, day.day}
        case Mentioned(within):
            return any(
                (within.end is None or mention.start <= within.end)
                and (within.start is None or within.start <= mention.end)
                for mention in document.mentions
            )
        case Value(field, pattern):
            wanted = folded(pattern) if field == "lang" else pattern
            return any(like(value, wanted) for value in values(document, field))
        case Id(id_, prefix):
            return document.id.startswith(id_) if prefix else document.id == id_
        case OneOf(ids):
            return document.id in ids
        case Everything():
            return True


def folded(pattern: str) -> str:
    """Return a pattern, or a value, as words with a space between two."""

    def fold(found: re.Match[str]) -> str:
        return " ".join(words_of(found[0])) or " "

    return re.sub(r"[^\W_]+(?:'[^\W_]+)?|(?:[^\w*?]|_)+", fold, pattern).strip()


def values(document: Document, field: str) -> list[str]:
    """Return the values of a field."""
    match field:
        case "lang":
            return [folded(document.lang)] if document.lang else []
        case "url":
            return [document.url] if document.url else []
        case "source":
            return [source.file for source in document.sources]
    raise AssertionError(field)


BEGINNING: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: date.fromisocalendar(*day.isocalendar()[:2], 1),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}


def counts_by(documents: Sequence[Document], query: Node, field: Countable) -> Counts:
    """Return all counts of the documents that match."""
    query = with_ids(query, documents)
    found = [_values(each, field) for each in documents if matches(each, query)]
    counts = Counter(value for values in found for value in values)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], *pair[0]))
    values = [ValueCount(name, count, kind or None) for (name, kind), count in ranked]  # type: ignore[arg-type]
    return Counts(values, len(counts), found.count(set()))


def _values(document: Document, field: Countable) -> set[tuple[str, str]]:
    if field in BEGINNING:
        return {(BEGINNING[field](day).isoformat(), "")} if (day := document.date) else set()
    if field == "lang":
        return {(document.lang, "")} - {("", "")}
    if field == "file":
        return {(source.file, "") for source in document.sources}
    return {(name, kind) for kind, name in document.entities if field in ("entity", kind)}


def periods_mentioned(document: Document, unit: Unit, within: DateRange) -> set[date]:
    """Return the first days of the periods that a document mentions a day of."""
    return {
        BEGINNING[unit](day)
        for mention in document.mentions
        if not _says_nothing(mention, unit)
        for day in map(
            date.fromordinal, range(mention.start.toordinal(), mention.end.toordinal() + 1)
        )
        if day in within
    }


def _says_nothing(mention: Mention, unit: Unit) -> bool:
    """Say whether a mention is made of whole units longer than a period."""
    behind = mention.end + timedelta(1)
    return all(
        each.day == 1
        and (unit in {"day", "week"} or each.month == 1)
        and (unit != "year" or each.year % 10 == 0)
        for each in (mention.start, behind)
    )


def _score(document: Document, query: Node, documents: Sequence[Document]) -> float:
    return round(_sum(document, query, documents, _silent(query)), 6)


def _silent(query: Node) -> set[Text]:
    """Return the words that do not count beside others."""
    asked = list(_leaves(query, required=False))
    loud = {leaf for leaf, required in asked if required or not _is_function_word(leaf)}
    return {leaf for leaf, _ in asked if leaf not in loud} if loud else set()


def _is_function_word(leaf: Text) -> bool:
    return isinstance(leaf, Words) and len(leaf.words) == 1 and is_function_word(leaf.words[0])


def _leaves(node: Node, *, required: bool) -> Iterator[tuple[Text, bool]]:
    """Yield the words that may score, and whether a plus requires them."""
    if isinstance(node, Text):
        yield node, required
    elif not isinstance(node, Not):
        for at, child in enumerate(children(node)):
            plus = isinstance(node, Prefer) and at == 0
            yield from _leaves(child, required=required or plus)


def _sum(
    document: Document, query: Node, documents: Sequence[Document], silent: set[Text]
) -> float:
    """Return the sum of BM25F over the leaves that the document matches, and over neighbours."""
    if not matches(document, query):
        return 0.0
    match query:
        case Text():
            idf = _idf(query, documents)
            return 0.0 if query in silent else idf * _saturated(document, query, documents)
        case And(operands) | Or(operands):
            total = sum(_sum(document, operand, documents, silent) for operand in operands)
            neighbours = set(pairwise(each for each in operands if each not in silent))
            for one, other in neighbours:
                if isinstance(one, Words) and isinstance(other, Words) and one.field == other.field:
                    idf = (_idf(one, documents) + _idf(other, documents)) / 2
                    both = Words(one.words + other.words, one.field)
                    total += NEAR * idf * _saturated(document, both, documents)
            return total
        case Prefer(required, optional):
            parts = required, optional
            return sum(_sum(document, part, documents, silent) for part in parts)
        case _:
            return 0.0


def _idf(leaf: Text, documents: Sequence[Document]) -> float:
    frequency = sum(any(counts(other, leaf)) for other in documents)
    return log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))


def _saturated(document: Document, leaf: Text, documents: Sequence[Document]) -> float:
    def weighted(numbers: Sequence[int]) -> float:
        return sum(weight * number for weight, number in zip(WEIGHTS, numbers, strict=True))

    def length(other: Document) -> float:
        return weighted([len(words) for words in fields(other)])

    mean = sum(map(length, documents)) / len(documents)
    tf = weighted(counts(document, leaf))
    return tf / (K1 * (1 - B + B * length(document) / mean) + tf) if tf else 0.0
