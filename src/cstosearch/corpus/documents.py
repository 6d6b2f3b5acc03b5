"""Which records are the same release, and what document do they make?

Records are gathered in buckets, and what happens in one bucket depends on nothing outside of it:
the records that bring the same `id`; those published on the same day; the undated ones that have
the same words. Within a bucket

1. records with the same words are copies, and
2. among those of one day, teasers go with their article (`corpus.likeness` says what they are).

The largest text gives the document its words. As nothing here depends on the order or the names
of files, a document and its id are the same whatever they are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from operator import attrgetter
from typing import Final

from cstosearch.corpus.likeness import Text, copies, variants, with_teasers
from cstosearch.model import Document, Record

_MAX_DERIVED: Final = 200
"""A title taken from the first sentence is cut to this many characters."""
_MAX_ID: Final = 200
"""Longer ids are not kept."""
_MADE_HERE: Final = re.compile(r"\d{8}-[0-9a-f]{8}|undated-[0-9a-f]{16}|.*~[0-9a-f]{12}", re.DOTALL)
_SPEAKS: Final = 1_000
"""How many characters of a text are looked at for its language."""
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]+")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]+")
_NOT_RUSSIAN: Final = re.compile("[іїєґўқғңөүұһәҗӣӯҳҷ]", re.IGNORECASE)
_ENGLISH: Final = frozenset("the of and to in for on with was at by".split())
_NOT_ENGLISH: Final = frozenset(
    "der die das und ist mit von le la les des et est du el los las que y del il di che".split()
)
"""Frequent small words of languages that a reader of Latin letters may meet."""
_SENTENCE: Final = re.compile(r".{20,}?[.!?…][\"'”’»)]*(?=\s+[\"'“‘«(]*[^\W\d_a-zа-яё])", re.DOTALL)


def bucket_of(record: Record) -> int:
    """Return the number (64 bits) of the bucket that a record belongs to."""
    if id_ := _own_id(record):
        key = f"id {id_}"
    elif record.date is not None:
        key = f"date {record.date.isoformat()}"
    else:
        key = f"words {Text((record,)).key}"
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def collapse(records: Iterable[Record]) -> list[Document]:
    """Return the documents that the records of one bucket make, by id.

    The order of the records does not matter.
    """
    texts = copies(records)
    of_one_day = texts[0].best.date is not None and not _own_id(texts[0].best)
    several = of_one_day and len(texts) > 1
    groups = with_teasers(texts) if several else [[text] for text in texts]
    documents = [_document(group) for group in groups]
    return documents if len(documents) == 1 else _named(documents)


def _own_id(record: Record) -> str:
    """Return the id that the source gives, unless it could be mistaken for one made here.

    Hits that were written to a file and put into the corpus are copies, not documents of their
    own.
    """
    made_here = len(record.id) > _MAX_ID or _MADE_HERE.fullmatch(record.id)
    return "" if made_here else record.id


def _document(group: Sequence[Text]) -> Document:
    """Return the document of a group, its id not yet made unique."""
    main = group[0].best
    records = [record for text in group for record in text.records]
    title = main.title
    if not title and len(group) > 1:
        others = sorted((text.best for text in group[1:]), key=_content)
        title = next((record.title for record in others if record.title), "")
    more = {record.source for record in records if record is not main}
    body = "\n\n".join(main.paragraphs)
    return Document(
        id=_own_id(main) or _content_id(group[0]),
        title=title or first_sentence(body),
        title_derived=not title,
        body=body,
        date=main.date,
        url=_first(records, main, "url"),
        lang=_first(records, main, "lang") or _language(title, body),
        sources=(main.source, *sorted(more - {main.source})) if more else (main.source,),
        entities=tuple(sorted({entity for record in records for entity in record.entities})),
        variants=variants(group),
        mentions=tuple(sorted({mention for record in records for mention in record.mentions})),
    )


def _content(record: Record) -> tuple[object, ...]:
    return record.title, record.paragraphs, record.url, record.lang


def _first(records: Iterable[Record], main: Record, name: str) -> str:
    """Return an attribute of the main record, else the least that another record has."""
    own: str = getattr(main, name)
    return own or min(filter(None, map(attrgetter(name), records)), default="")


def _content_id(text: Text) -> str:
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


def _language(title: str, body: str) -> str:
    """Return `en` or `ru`, if the letters and the small words of a text speak for it, else ""."""
    text = f"{title} {body[:_SPEAKS]}"[:_SPEAKS]
    if not text.isascii():
        cyrillic = len(_CYRILLIC.findall(text))
        if cyrillic and cyrillic > len(_LATIN.findall(text)):
            return "" if _NOT_RUSSIAN.search(text) else "ru"
    if not _LATIN.search(text):
        return ""
    words = text.lower().split()
    if not _NOT_ENGLISH.isdisjoint(words):
        english = sum(map(_ENGLISH.__contains__, words))
        return "en" if english >= sum(map(_NOT_ENGLISH.__contains__, words)) else ""
    return "en"


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, cut at a word if it is long."""
    paragraph = text.partition("\n\n")[0]
    found = _SENTENCE.match(paragraph)
    sentence = found[0] if found else paragraph
    if len(sentence) <= _MAX_DERIVED:
        return sentence
    return sentence[: _MAX_DERIVED + 1].rsplit(None, 1)[0].rstrip(" ,;:") + "…"
