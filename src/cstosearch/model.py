"""The things the other rooms speak of: frozen values, no input or output."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, NamedTuple, TypedDict

EntityType = Literal["person", "organization", "country", "place", "event", "treaty"]
SHORT_TYPES: Final[Mapping[str, EntityType]] = {"org": "organization"}
"""Other names of types, as fields and facets have them, where somebody writes a type."""

Sort = Literal["relevance", "newest", "oldest"]
LineSort = Sort | Literal["left", "right"]
"""The orders of a concordance: by document, or by the words beside the match, outwards."""

Unit = Literal["day", "week", "month", "year"]
"""What time is cut into; weeks are those of ISO 8601, from Monday to Sunday."""

FacetField = Literal[
    "entity",
    "person",
    "org",
    "country",
    "place",
    "event",
    "treaty",
    "year",
    "month",
    "source",
    "lang",
]
"""What hits are counted by: entities of any type or of one, dates, source files, languages."""


FIELDS: Final = (
    *("title", "date", "on", "mentions", "id", "lang", "source", "url"),
    *("entity", "person", "org", "country", "place", "event", "treaty"),
)
"""The fields of the query language."""

TextField = Literal["title", "body"]
"""Which text of a document a span belongs to; `body` is that of `Document.text`."""

WordSort = Literal["count", "word"]

CollocateSort = Literal["log-likelihood", "count"]


class Span(NamedTuple):
    """A half-open range of character offsets."""

    start: int
    end: int


class Entity(NamedTuple):
    """A canonical name and what kind of thing it names."""

    type: EntityType
    name: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it has of itself: the canonical one, and of a person the last word of it.

        That is a surname in the languages whose names are written so, as English and Russian are.
        """
        last = self.name.rpartition(" ")[2]
        return (self.name, last) if self.type == "person" and last != self.name else (self.name,)


class Occurrence(NamedTuple):
    """A place in a document's title, or text (`Document.text`), that speaks of an entity.

    `by_name` is false where it is spoken of by an office, as in "the Secretary General", or a
    country by its adjective: then the words are no other name for it.
    """

    entity: Entity
    field: TextField
    span: Span
    by_name: bool = True


@dataclass(frozen=True, slots=True)
class DateRange:
    """Civil dates from `start` to `end`, both included; None leaves that side open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        """Say whether `day` lies within the range."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: "DateRange") -> bool:
        """Say whether the two have a day in common."""
        return (self.start is None or other.end is None or self.start <= other.end) and (
            self.end is None or other.start is None or other.start <= self.end
        )

    def __str__(self) -> str:
        """Return the range in the query language: `2020-07-01..2020-07-31`."""
        if self.start == self.end and self.start is not None:
            return self.start.isoformat()
        return "..".join("" if d is None else d.isoformat() for d in (self.start, self.end))


Granularity = Literal["day", "week", "month", "quarter", "half", "season", "year", "decade"]
"""The unit that a date expression counts in; a range has that of its ends."""


class Mention(NamedTuple):
    """Civil dates that a text talks about, from `start` to `end`, both included.

    The expression stands at `span` of the document's title, or text; a source that brings its own
    mentions does not say where, and there `span` is None.
    """

    start: date
    end: date
    granularity: Granularity = "day"
    field: TextField = "body"
    span: Span | None = None

    @property
    def range(self) -> DateRange:
        """The dates as a range."""
        return DateRange(self.start, self.end)


class Source(NamedTuple):
    r"""A place that a document stands in: bytes `start:end` of a source file, decompressed.

    `file` is relative to the corpus, with forward slashes; bytes of it that are not UTF-8 are
    written as `\xNN`, and the backslash of what would look like that as `\x5c`. `digest` is the
    SHA-256, in hexadecimal, of the bytes of the place, so that a citation can be checked without
    this program.
    """

    file: str
    start: int
    end: int
    digest: str

    @property
    def path(self) -> str:
        """The file by the name that `open` takes: a byte that is not UTF-8 is a surrogate."""
        name = _WRITTEN_OUT.sub(_byte, self.file.encode("utf-8", "surrogatepass"))
        return name.decode("utf-8", "surrogateescape")


_WRITTEN_OUT: Final = re.compile(rb"\\x([89a-f][0-9a-f]|5c)")


def _byte(written: re.Match[bytes]) -> bytes:
    return bytes.fromhex(written[1].decode())


@dataclass(frozen=True, slots=True)
class Record:
    """One dated item as it stands in one source file.

    `layout` names the reader module that found it. `title` is "" where the item has none of its
    own. `id` is the identifier that the source itself gives, or "".
    """

    source: Source
    layout: str
    date: date | None
    title: str
    paragraphs: tuple[str, ...]
    url: str = ""
    lang: str = ""
    id: str = ""
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched: one release, made of one or several records.

    `title_derived` says that the source gives no title and the first sentence stands in for it;
    then only `body` is searched. Paragraphs of `body` are parted by a blank line. `variants` are
    paragraphs of teasers that say it in somewhat other words; they are searched as `body` is. The
    first of `sources` is where title and body stand. `entities` are distinct and in order, and
    have all those of `occurrences`, which say where the texts speak of them.
    """

    id: str
    title: str
    title_derived: bool
    body: str
    date: date | None
    url: str
    lang: str
    sources: tuple[Source, ...]
    entities: tuple[Entity, ...] = ()
    variants: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()

    @property
    def text(self) -> str:
        """The body and, below it, the variants: what is searched and excerpted."""
        return "\n\n".join((self.body, *self.variants)) if self.variants else self.body

    def words(self, field: TextField, span: Span) -> str:
        """Return what stands at a place of the title, or of the text."""
        return (self.title if field == "title" else self.text)[span.start : span.end]


class Asked(TypedDict, total=False):
    """The filters that go with a query, wherever one is taken; each may be left out or None.

    `any_word` joins words side by side by OR; with `no_alias`, names in the query are canonical
    names and no others. `since`, `until` and `on` bound the date of
    publication, both ends included, and take a day, a month, a year or words such as
    `last month`; with one of them the query may be empty. `today` is what words such as
    `yesterday` count from.
    """

    any_word: bool
    no_alias: bool
    since: str | None
    until: str | None
    on: str | None
    today: date | None


class SavedQuery(NamedTuple):
    """A query under a name, with its filters; relative dates are as they were written.

    `last_asked` is when its hits were last noted as seen, in UTC. The index has `hits` for it, of
    which `new` have not been seen. `fault` says why it cannot be asked, as when an `until` that is
    fixed lies before a `since` that moves with the day, and is "" where it can.
    """

    name: str
    query: str
    filters: Asked
    last_asked: datetime
    hits: int
    new: int
    fault: str = ""


class Snippet(NamedTuple):
    """An excerpt, verbatim, and the spans within it that matched.

    `leading` and `trailing` say that text was left out before or after it.
    """

    text: str
    spans: tuple[Span, ...] = ()
    leading: bool = False
    trailing: bool = False


class Hit(NamedTuple):
    """A ranked answer. `title_spans` are the matches within `document.title`."""

    document: Document
    score: float
    snippets: tuple[Snippet, ...] = ()
    title_spans: tuple[Span, ...] = ()


WIDEST_WINDOW: Final = 100
"""How many words to either side of another can be near to it at most."""

CONTEXT: Final = 80
"""How many characters a line of a concordance has on either side, unless it is said."""


class Line(NamedTuple):
    """A line of a concordance: one match, verbatim, with what stands before and behind it.

    `span` is where the match stands in `document.title` or, for the field body, `document.text`.
    """

    document: Document
    field: TextField
    span: Span
    left: str
    match: str
    right: str


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How many documents have a value; `type` is that of an entity."""

    value: str
    count: int
    type: EntityType | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """All hits of a query, counted by the values of a field; each counts once for each value.

    `values` have the largest counts first, equal ones by name. They may be only the first of all
    the `distinct` values. `missing` is how many hits have none. A year is written `2020`, a month
    `2020-07`, a source is a file of the corpus.
    """

    field: FacetField
    values: tuple[ValueCount, ...]
    distinct: int
    missing: int


@dataclass(frozen=True, slots=True)
class Period:
    """How many documents of a period, or that mention it, match, and how many `all` there are.

    `start` and `end` are its first and last day, within the bounds that the query has; `name` is
    that of the whole period: `2020-07-08`, `2020-W28`, `2020-07`, `2020`.
    """

    name: str
    start: date
    end: date
    count: int
    all: int

    @property
    def share(self) -> float | None:
        """Which part of the documents of the period match; None where there are no documents."""
        return self.count / self.all if self.all else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The hits of a query by the periods that they were published in, and those `undated`.

    All periods are there from the first to the last, those without hits too; the counts of
    `periods` and `undated` add up to `total`. `query` is the canonical query.

    Or the hits by the periods that they mention: then a hit counts once in each of these, and
    `without_mention` is how many hits mention none; else that is None.
    """

    query: str
    by: Unit
    total: int
    undated: int
    periods: tuple[Period, ...]
    without_mention: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, in order, out of exactly `total`.

    `generation` is the state of the index that answered; `query` is the canonical query. `next`
    is the token of the page behind this one, None where nothing follows; `facets` are those that
    were asked for.
    """

    query: str
    total: int
    offset: int
    limit: int | None
    took_ms: float
    generation: int
    hits: tuple[Hit, ...]
    next: str | None = None
    facets: tuple[Facet, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        """Iterate over the hits of this page."""
        return iter(self.hits)

    def __len__(self) -> int:
        """Return the number of hits on this page."""
        return len(self.hits)


class Clause(NamedTuple):
    """A part of a query, and how many documents match it by itself (`documents`).

    `means` are the words or values that it stands for, where those are not what is written, each
    with its number of documents, most first; `more` is how many others there are.
    """

    text: str
    documents: int
    means: tuple[tuple[str, int], ...] = ()
    more: int = 0
    parts: tuple["Clause", ...] = ()


class Explanation(NamedTuple):
    """How a query was understood: the whole of it as a clause, and the state that was asked."""

    clause: Clause
    generation: int


class Missing(NamedTuple):
    """A part of a query that matches nothing, and what of the index is nearest to it.

    `near` are words, names or ranges of dates, each with its number of documents.
    """

    text: str
    near: tuple[tuple[str, int], ...] = ()


class Instead(NamedTuple):
    """How many hits a query would have without one of its parts, or with a weaker one for it."""

    change: Literal["without", "with"]
    text: str
    hits: int


class Advice(NamedTuple):
    """Why a query has no hits: the parts that match nothing by themselves; and what would help."""

    missing: tuple[Missing, ...]
    instead: tuple[Instead, ...]


class News(NamedTuple):
    """Hits of a saved query that have not been seen, newest first.

    `results.total` counts all of them.
    """

    saved: SavedQuery
    results: Results


class Typical(NamedTuple):
    """A word (folded) that tells a document from others.

    It, or another word of its stem, stands there `occurrences` times, and in `documents` in all.
    """

    word: str
    occurrences: int
    documents: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar(Results):
    """A page of documents that are like another, whose `id` is given.

    They have any of the words in `terms`, those of greatest weight in that document; `query` is
    a query for these, but it does not weigh them.
    """

    id: str
    terms: tuple[Typical, ...]


class Stats(NamedTuple):
    """What an index holds. `size` is in bytes, `tokens` counts words in titles and bodies."""

    generation: int
    documents: int
    undated: int
    first_date: date | None
    last_date: date | None
    tokens: int
    files: int
    records: int
    size: int
    by_lang: tuple[tuple[str, int], ...]
    by_year: tuple[tuple[int, int], ...]


class Word(NamedTuple):
    """A word of the vocabulary (folded), or a stem, whose words are its `forms`.

    `documents` it stands in, in title or text, so many `occurrences` in all.
    """

    word: str
    documents: int
    occurrences: int
    forms: tuple["Word", ...] = ()


class Vocabulary(NamedTuple):
    """Some of the words that there are, in order, out of exactly `total`."""

    total: int
    words: tuple[Word, ...]


class Collocate(NamedTuple):
    """A word (folded) that stands near another, the node, `observed` times.

    By chance it would stand there `expected` times. A word between two nodes may be to the `left`
    of one and to the `right` of the other, and is observed once. `documents` have it near the
    node; `occurrences` has it in all, near or elsewhere.
    """

    word: str
    observed: int
    expected: float
    log_likelihood: float
    left: int
    right: int
    documents: int
    occurrences: int


class Collocations(NamedTuple):
    """Some of the words near a node, in order, out of exactly `total`.

    In the documents that match `query`, as it was understood, the node stands `occurrences` times,
    in so many `documents`; `near` of all `tokens`, less those of the node, are within the window,
    of so many words to either side.
    """

    node: str
    query: str
    window: int
    documents: int
    occurrences: int
    near: int
    tokens: int
    total: int
    collocates: tuple[Collocate, ...]


class EntityCount(NamedTuple):
    """An entity, and in how many documents it is."""

    type: EntityType
    name: str
    documents: int


class Entities(NamedTuple):
    """Some of the entities in the documents that match, in order, out of exactly `total`.

    `documents` match `query`, as it was understood. Of the entities, those in most documents come
    first, equal ones by name.
    """

    query: str
    documents: int
    total: int
    entities: tuple[EntityCount, ...]


class Companion(NamedTuple):
    """An entity that is in `documents`, `together` with another in so many of them.

    By chance it would be together with it in `expected` documents.
    """

    type: EntityType
    name: str
    together: int
    expected: float
    log_likelihood: float
    documents: int


class Companions(NamedTuple):
    """Some of the entities in the same documents as another, in order, out of exactly `total`.

    `name` is the part of a query that asks for it, and stands for `entities`, which are taken
    together: those of them that occur, or all where none does; none, where nothing is called so.
    `documents` have any of them, `of` all that match `query`, as it was understood.
    """

    name: str
    query: str
    entities: tuple[EntityCount, ...]
    documents: int
    of: int
    total: int
    companions: tuple[Companion, ...]


class Alias(NamedTuple):
    """A name (folded) of an entity, and in how many documents it is spoken of by that name."""

    name: str
    documents: int


class EntityNames(NamedTuple):
    """An entity in `documents`, and its other names, the most frequent first."""

    type: EntityType
    name: str
    documents: int
    aliases: tuple[Alias, ...]


class Names(NamedTuple):
    """Some of the entities that a name stands for, in order, out of exactly `total`.

    `name` is the part of a query that asks for it; documents are counted of those that match
    `query`, as it was understood.
    """

    name: str
    query: str
    total: int
    entities: tuple[EntityNames, ...]


FindingKind = Literal["damaged", "stale", "leftover"]


class Problem(NamedTuple):
    """Something a person should know about one source file.

    `skipped` says that nothing of the file was read; otherwise it was read, with a reservation.
    """

    file: str
    reason: str
    skipped: bool


class Summary(NamedTuple):
    """What bringing an index in step with its corpus did, or would do (`dry_run`).

    Files are counted in `read`, `unchanged` and `gone` (no longer in the corpus); documents in
    `added`, `changed` and `removed`, and as they stand afterwards in `documents` and `undated`.
    `generation` is the one that is current afterwards, None for a dry run. `anew` says why all
    is read, though an index is there and it was not asked for, "" where that is not so.
    """

    read: int
    unchanged: int
    gone: int
    records: int
    documents: int
    added: int
    changed: int
    removed: int
    undated: int
    seconds: float
    generation: int | None
    dry_run: bool = False
    problems: tuple[Problem, ...] = ()
    anew: str = ""


class Finding(NamedTuple):
    """Something that is wrong with an index, and what to do about it.

    `damaged`: the index is not what was written, or contradicts itself or its sources, so that its
    answers may be wrong; or the saved queries beside it cannot be read. `stale`: the corpus or the
    gazetteer has changed since, or cannot be read. `leftover`: a file that belongs to no state of
    the index. `where` is a file, or the id of a document.
    """

    kind: FindingKind
    where: str
    what: str
    advice: str


class Verification(NamedTuple):
    """What was found wrong with a generation of an index, and how much was looked at.

    `segments` and `documents` are those of a damaged one as far as it can be read. `files` is how
    many the corpus has that it was compared with, None where that cannot be read; `deep` says that
    they were read.
    """

    generation: int
    segments: int
    documents: int
    files: int | None
    deep: bool
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def damaged(self) -> bool:
        """Whether answers of the index may be wrong, or its saved queries cannot be read."""
        return any(finding.kind == "damaged" for finding in self.findings)


class Progress(NamedTuple):
    """How far work has come: `done` of `total` steps of a `stage`."""

    stage: Literal["reading", "indexing", "committing", "checking", "remaking", "comparing"]
    done: int
    total: int
