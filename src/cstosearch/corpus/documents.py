"""Which records are the same release, and what document do they make?

Records are gathered in buckets, and what happens in one bucket depends on nothing outside of it:
the records that bring the same `id`; those published on the same day; the undated ones that have
the same words. Within a bucket

1. records with the same words, title and text together, are copies;
2. among those of one day, a text is a teaser of a larger one if each of its parts (title,
   paragraphs) stands in a part of the larger: whole, as a run of its words, or with small edits.

A small edit changes few words and never a number or a name: two meetings with two ambassadors are
two releases, however alike the sentences. A teaser goes to the text that matches it best, that
one perhaps to a larger again, and the largest gives the document its words. As nothing here
depends on the order or the names of files, a document and its id are the same whatever they are.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from typing import Final, NamedTuple

from cstosearch.analysis import script_of, tokenize
from cstosearch.model import Document, Record

_EDITED: Final = 0.15
"""The share of a part's words that a small edit may change."""
_MIN_RUN: Final = 4
"""Fewer words than this stand for a part only as the whole of it."""
_MAX_DERIVED: Final = 200
"""A title taken from the first sentence is cut to this many characters."""
_MAX_ID: Final = 200
"""Longer ids are not kept."""
_MADE_HERE: Final = re.compile(r"\d{8}-[0-9a-f]{8}|undated-[0-9a-f]{16}|.*~[0-9a-f]{12}", re.DOTALL)
_SENTENCE: Final = re.compile(r".{20,}?[.!?…][\"'”’»)]*(?=\s+[\"'“‘«(]*[^\W\d_a-zа-яё])", re.DOTALL)
_ELLIPSIS: Final = re.compile(r"(?:\.{2,}|…)\W*$")


def bucket_of(record: Record) -> int:
    """Return the number (64 bits) of the bucket that a record belongs to."""
    if id_ := _own_id(record):
        key = f"id {id_}"
    elif record.date is not None:
        key = f"date {record.date.isoformat()}"
    else:
        key = f"words {_Text((record,)).key}"
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def collapse(records: Iterable[Record]) -> list[Document]:
    """Return the documents that the records of one bucket make, by id.

    The order of the records does not matter.
    """
    texts = _copies(records)
    groups = (
        _with_teasers(texts)
        if texts[0].best.date and not _own_id(texts[0].best)
        else [[text] for text in texts]
    )
    return _named([_document(group) for group in groups])


def _own_id(record: Record) -> str:
    """Return the id that the source gives, unless it could be mistaken for one made here.

    Hits that were written to a file and put into the corpus are copies, not documents of their
    own.
    """
    made_here = len(record.id) > _MAX_ID or _MADE_HERE.fullmatch(record.id)
    return "" if made_here else record.id


class _Part(NamedTuple):
    """A title or a paragraph: its words between spaces, and which of them no edit may change."""

    words: tuple[str, ...]
    run: str
    fixed: frozenset[str]
    cut: bool


@dataclass(frozen=True)
class _Text:
    """The records that are copies of one another."""

    records: tuple[Record, ...]

    @cached_property
    def best(self) -> Record:
        """The record that shows the text: one with a title, else by its content alone."""
        return min(
            self.records,
            key=lambda r: (not r.title, not r.url, r.title, r.paragraphs, r.url, r.lang, r.source),
        )

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        record = self.best
        return tuple(
            part for text in (record.title, *record.paragraphs) if (part := _part(text)).words
        )

    @cached_property
    def key(self) -> str:
        """All words, title first: what copies have in common."""
        return "".join(part.run for part in self.parts).replace("  ", " ") or repr(
            (self.records[0].title, self.records[0].paragraphs)
        )

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(word for part in self.parts for word in part.words)

    @cached_property
    def size(self) -> tuple[int, str]:
        """Orders texts: more words are larger; of as many, the words themselves decide."""
        return sum(len(part.words) for part in self.parts), self.key


def _part(text: str) -> _Part:
    tokens = tokenize(text)
    cut = _ELLIPSIS.search(text) is not None
    fixed = {
        token.text
        for before, token in pairwise([None, *tokens])
        if token is not None and _is_fixed(text, token.start, after=before is not None)
    }
    words = tuple(token.text for token in tokens)
    if cut and len(words) > _MIN_RUN:
        # The last word may have been cut through.
        words, fixed = words[:-1], fixed & set(words[:-1])
    return _Part(words, f" {' '.join(words)} ", frozenset(fixed), cut)


def _is_fixed(text: str, start: int, *, after: bool) -> bool:
    """Say whether the word at `start` is a number, or by its capital a name.

    The first word of a sentence has its capital for another reason.
    """
    first = text[start]
    if first.isdigit():
        return True
    begins_sentence = not after or text[:start].rstrip(" \"'“‘«(")[-1:] in ".!?…"
    return first.isupper() and not begins_sentence


def _copies(records: Iterable[Record]) -> list[_Text]:
    # Teasers mostly repeat to the letter: the words of such are looked at once.
    alike: defaultdict[tuple[str, tuple[str, ...]], list[Record]] = defaultdict(list)
    for record in records:
        alike[record.title, record.paragraphs].append(record)
    by_key: defaultdict[str, list[_Text]] = defaultdict(list)
    for same in alike.values():
        text = _Text(tuple(same))
        by_key[text.key].append(text)
    return [
        texts[0] if len(texts) == 1 else _Text(tuple(r for text in texts for r in text.records))
        for texts in by_key.values()
    ]


def _with_teasers(texts: Sequence[_Text]) -> list[list[_Text]]:
    """Return the texts in groups, each with its largest text first."""
    ordered = sorted(texts, key=lambda text: text.size, reverse=True)
    having = _having(ordered)
    root: list[int] = []
    groups: defaultdict[int, list[_Text]] = defaultdict(list)
    for at, text in enumerate(ordered):
        within = [
            (quality, -other)
            for other in _candidates(text, having)
            if other < at and (quality := _containment(text, ordered[other]))
        ]
        root.append(root[-max(within)[1]] if within else at)
        groups[root[at]].append(text)
    return list(groups.values())


def _having(texts: Sequence[_Text]) -> dict[str, list[int]]:
    """Return for each word the positions of the texts that have it."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for word in text.vocabulary:
            having[word].append(at)
    return having


def _candidates(text: _Text, having: dict[str, list[int]]) -> Iterable[int]:
    """Return the positions of texts that may hold `text`: those that have its rarest words."""
    fixed = {word for part in text.parts for word in part.fixed}
    if fixed:
        return min((having[word] for word in fixed), key=len)
    # Edits may have changed some words, but not one more than edits may change.
    edits = sum(_edits(part) for part in text.parts)
    rarest = sorted(text.vocabulary, key=lambda word: (len(having[word]), word))[: edits + 1]
    return {at for word in rarest for at in having[word]}


def _edits(part: _Part) -> int:
    return int(len(part.words) * _EDITED)


def _containment(small: _Text, large: _Text) -> int:
    """Return how well each part of `small` stands in `large`: 3 whole parts, 2 runs, 1 edited.

    0 says that some part does not.
    """
    found = 3
    for part in small.parts:
        found = min(found, max(_stands_in(part, other, large) for other in large.parts))
        if not found:
            break
    return found


def _stands_in(part: _Part, other: _Part, large: _Text) -> int:
    if part.run == other.run:
        return 3
    if len(part.words) < _MIN_RUN:
        return 0
    if part.run in other.run:
        return 2
    return int(_is_edited(part, other, large))


def _is_edited(part: _Part, other: _Part, large: _Text) -> bool:
    """Say whether small edits make `part` a run of the words of `other`.

    One changed word changes two pairs of neighbours, so pairs are counted: linear, however long.
    """
    edits = _edits(part)
    if not edits or not part.fixed <= large.vocabulary:
        return False
    foreign = Counter(part.words) - Counter(other.words)
    if foreign.total() > edits:
        return False
    pairs = Counter(pairwise(part.words)) - Counter(pairwise(other.words))
    return pairs.total() <= 2 * edits


def _document(group: Sequence[_Text]) -> Document:
    """Return the document of a group, its id not yet made unique."""
    main = group[0].best
    others = sorted((text.best for text in group[1:]), key=_content)
    records = [record for text in group for record in text.records]
    title = main.title or next((record.title for record in others if record.title), "")
    body = "\n\n".join(main.paragraphs)
    return Document(
        id=_own_id(main) or _content_id(group[0]),
        title=title or first_sentence(body),
        title_derived=not title,
        body=body,
        date=main.date,
        url=_first(records, main, "url"),
        lang=_first(records, main, "lang") or _language(group[0]),
        sources=(main.source, *sorted({r.source for r in records} - {main.source})),
        entities=tuple(sorted({entity for record in records for entity in record.entities})),
    )


def _content(record: Record) -> tuple[object, ...]:
    return record.title, record.paragraphs, record.url, record.lang


def _first(records: Iterable[Record], main: Record, name: str) -> str:
    """Return an attribute of the main record, else the least that another record has."""
    own: str = getattr(main, name)
    return own or min((value for r in records if (value := getattr(r, name))), default="")


def _content_id(text: _Text) -> str:
    """Return the date and a hash of the words; undated ids are longer, for lack of the date."""
    digest = blake2b(text.key.encode("utf-8", "replace"), digest_size=8).hexdigest()
    day = text.best.date
    return f"{day:%Y%m%d}-{digest[:8]}" if day else f"undated-{digest}"


def _named(documents: list[Document]) -> list[Document]:
    """Return documents with ids of their own: of those with the same one, all but one get more."""
    taken: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        taken[document.id].append(document)
    return sorted(
        (named for same in taken.values() for named in _distinguished(same)),
        key=lambda document: document.id,
    )


def _distinguished(same: list[Document]) -> Iterator[Document]:
    first, *others = sorted(same, key=lambda d: (d.date is None, d.date, d.title, d.body))
    yield first
    for other in others:
        words = f"{other.date} {other.title} {other.body}".encode("utf-8", "replace")
        yield replace(other, id=f"{other.id}~{blake2b(words, digest_size=6).hexdigest()}")


def _language(text: _Text) -> str:
    """Return the language of most words, as far as their script tells."""
    scripts = Counter(script_of(word) for part in text.parts for word in part.words)
    del scripts[""]
    return max(scripts, key=lambda script: (scripts[script], script), default="")


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, cut at a word if it is long."""
    paragraph = text.partition("\n\n")[0]
    found = _SENTENCE.match(paragraph)
    sentence = found[0] if found else paragraph
    if len(sentence) <= _MAX_DERIVED:
        return sentence
    return sentence[: _MAX_DERIVED + 1].rsplit(None, 1)[0].rstrip(" ,;:") + "…"
