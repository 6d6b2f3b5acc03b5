"""Stock Whoosh on columnar segments gives what it gives on segments of its own.

Whoosh keeps the lengths of fields in one byte, columnar segments exactly: where scores are
compared, those lengths are rounded as Whoosh does.
"""

import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from archive import releases
from whoosh import index, query, sorting
from whoosh.filedb.filestore import FileStorage
from whoosh.query import spans
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh.util.times import datetime_to_long

from cstosearch.analysis import words_of
from cstosearch.analysis.bulk import BulkTokenizer
from cstosearch.codec.arrays import Array, DamagedError
from cstosearch.codec.build import Builder
from cstosearch.codec.stock import Codec, Segment, postings
from cstosearch.codec.stock.documents import READ
from cstosearch.codec.stock.view import View
from cstosearch.codec.texts import ANCHOR_EVERY
from cstosearch.local.rows import FIELDS, to_entry
from cstosearch.local.schema import ALIASES, SEPARATOR, schema
from cstosearch.model import Document, Entity, Source

SIZES = [4, 5, 6, 7, 8, 30]
"""Documents of each segment: such that a commit of Whoosh merges the small ones."""


def generated() -> list[list[Document]]:
    """Return the documents of each segment, in the order in which a segment has them."""
    rest = iter(releases(sum(SIZES)))
    parts = [[_document(*next(rest)) for _ in range(size)] for size in SIZES]
    return [sorted(part, key=lambda d: d.date.toordinal() if d.date else 0) for part in parts]


def _document(number: int, day: date, title: str, paragraphs: tuple[str, ...]) -> Document:
    people = ["Stanislav Zas", "Nikolai Bordyuzha", "Imangali Tasmagambetov"]
    return Document(
        id=f"{number:03}",
        title=title,
        title_derived=number % 10 == 0,
        body="\n\n".join(paragraphs),
        date=(day if number % 3 else date(day.year, 7, 1)) if number % 11 else None,
        url="",
        lang=("en" if number % 7 else "ru") if number % 13 else "",
        sources=(Source(f"page {number % 5}.txt", number, number + 9, "0" * 64),),
        entities=tuple(Entity("person", name) for name in people[: number % 4]),
        variants=("A force of a state met: training the council's forces to train.",)
        * (number % 3),
    )


def as_whoosh(document: Document) -> dict[str, Any]:
    """Return what `add_document` of Whoosh takes for a document."""
    entry = to_entry(document)
    fields: dict[str, Any] = dict(
        zip((name for name, _ in FIELDS.columns), entry.columns, strict=True)
    )
    for name, searched in zip(FIELDS.texts, entry.texts, strict=True):
        fields |= {name: searched, f"{name}_exact": searched}
        fields[f"{name}_length"] = len(words_of(searched))
    for name, values in zip(FIELDS.values, entry.values, strict=True):
        if values:
            fields[name] = SEPARATOR.join(values)
    for (name, kind), text in zip(FIELDS.stored, entry.record, strict=True):
        if text is not None:
            fields[f"_stored_{name}"] = READ[kind](text)
            fields.setdefault(name, fields[f"_stored_{name}"])
    return fields


def write_columnar(directory: Path) -> Any:
    directory.mkdir()
    segments = []
    for number, part in enumerate(generated()):
        builder = Builder(FIELDS, BulkTokenizer(ANCHOR_EVERY), directory)
        for document in part:
            builder.add(to_entry(document))
        segments.append(Segment("MAIN", f"MAIN_1x{number}", len(part), b"", **ALIASES))
        builder.write(directory / f"MAIN_1x{number}.seg")
    index.TOC(schema(), segments, 1).write(FileStorage(str(directory)), "MAIN")
    return index.open_dir(str(directory))


def write_stock(directory: Path) -> Any:
    directory.mkdir()
    opened = index.create_in(str(directory), schema())
    for part in generated():
        writer = opened.writer()
        for document in part:
            writer.add_document(**as_whoosh(document))
        writer.commit(merge=False)
    return opened


def as_written(_: Any) -> None:
    pass


def deleted(opened: Any) -> None:
    """Delete without merging, and add a document: a segment of Whoosh's own stands beside ours."""
    writer = opened.writer()
    assert writer.delete_by_term("lang", "ru") == 8
    assert writer.delete_by_query(query.Prefix("title_exact", "minsk")) == 8
    added = _document(61, date(2019, 5, 4), "New", ("New forces",))
    writer.add_document(**as_whoosh(added))
    writer.commit(merge=False)


def merged(opened: Any) -> None:
    deleted(opened)
    writer = opened.writer()
    assert writer.delete_by_term("id", "002") == 1
    writer.commit()


def optimized(opened: Any) -> None:
    deleted(opened)
    opened.optimize()


class Pair(NamedTuple):
    columnar: Any
    stock: Any

    def same(self, find: Callable[[Any], Any]) -> Any:
        """Return what is found by a searcher of each index: it must be the same."""
        with self.columnar.searcher() as columnar, self.stock.searcher() as stock:
            expected = find(stock)
            assert find(columnar) == expected
        return expected


def as_whoosh_does(patch: pytest.MonkeyPatch) -> None:
    """Round lengths as Whoosh does; make blocks of postings small, so that there are several."""
    exact = View.lengths

    def rounded(self: View, field: str) -> Array:
        lengths = exact(self, field).tolist()
        return np.array([byte_to_length(length_to_byte(length)) for length in lengths])

    patch.setattr(View, "lengths", rounded)
    patch.setattr(postings, "_BLOCK", 4)


@pytest.fixture(scope="module", params=[as_written, deleted, merged, optimized])
def indexes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    directory = tmp_path_factory.mktemp("indexes")
    with pytest.MonkeyPatch.context() as patch:
        as_whoosh_does(patch)
        both = Pair(write_columnar(directory / "columnar"), write_stock(directory / "stock"))
        for opened in both:
            request.param(opened)
    return both


@pytest.fixture
def pair(indexes: Pair, monkeypatch: pytest.MonkeyPatch) -> Pair:
    as_whoosh_does(monkeypatch)
    return indexes


def scored(results: Any) -> list[tuple[str, float]]:
    return [(hit["id"], hit.score) for hit in results]


T = query.Term
FORCES, MINSK = T("body", "forc"), T("body", "minsk")
SINCE = query.DateRange("date", datetime(2010, 1, 1), datetime(2016, 5, 17))  # noqa: DTZ001
QUERIES = [
    FORCES,
    T("body", "absent"),
    T("body_exact", "forces"),
    T("body", "совет"),
    T("title", "meet"),
    T("file", "page 3.txt"),
    T("person", "Stanislav Zas"),
    T("lang", "ru"),
    T("id", "017"),
    query.And([FORCES, MINSK]),
    query.Or([FORCES, MINSK, T("title", "minsk")]),
    query.And([FORCES, query.Not(MINSK)]),
    query.Or([MINSK, query.And([FORCES, T("title", "astana")])]),
    query.DisjunctionMax([T("title", "minsk"), MINSK]),
    query.AndMaybe(FORCES, MINSK),
    query.Phrase("body", ["was", "held", "in"]),
    query.Phrase("body_exact", ["member", "states"]),
    query.Phrase("body", ["forc", "state"], slop=5),
    spans.SpanNear2([FORCES, T("body", "state")], slop=5, ordered=False),
    query.Prefix("body_exact", "s"),
    query.Wildcard("body_exact", "*ing"),
    query.Regex("body", "^.o.n"),
    query.FuzzyTerm("body_exact", "foces", maxdist=1),
    query.FuzzyTerm("body", "minks", maxdist=2),
    query.Variations("body_exact", "state"),
    query.TermRange("id", "010", "020"),
    SINCE,
    query.And([FORCES, SINCE]),
    query.DateRange("date", None, datetime(2005, 3, 2)),  # noqa: DTZ001
    query.NumericRange("date", datetime_to_long(datetime(2010, 1, 1)), None),  # noqa: DTZ001
    query.Every(),
    query.Every("date"),
    query.Every("person"),
    query.ConstantScoreQuery(FORCES, 2.0),
]


@pytest.mark.parametrize("limit", [None, 5])
@pytest.mark.parametrize("asked", QUERIES, ids=lambda asked: type(asked).__name__)
def test_same_documents_in_the_same_order_with_the_same_scores(
    pair: Pair, asked: Any, limit: int | None
) -> None:
    pair.same(lambda searcher: scored(searcher.search(asked, limit=limit)))


def test_queries_find_something(pair: Pair) -> None:
    """So that the comparisons mean something: only the one that should be empty is."""
    with pair.columnar.searcher() as searcher:
        empty = [asked for asked in QUERIES if not searcher.search(asked)]
    gone = [T("lang", "ru"), T("body", "совет")] if pair.columnar.latest_generation() > 1 else []
    assert [e for e in empty if e not in gone] == [T("body", "absent")]


DAYS = sorting.DateRangeFacet(
    "date",
    datetime(2003, 1, 1),  # noqa: DTZ001
    datetime(2023, 1, 1),  # noqa: DTZ001
    timedelta(days=1500),
)


@pytest.mark.parametrize(
    "options",
    [
        {"sortedby": "date"},
        {"sortedby": "date", "reverse": True},
        {"sortedby": "id", "limit": 7},
        {"sortedby": "lang"},
        {"sortedby": sorting.FieldFacet("id", reverse=True)},
        {"sortedby": sorting.FieldFacet("day", reverse=True)},
        {"sortedby": sorting.FieldFacet("body_length")},
        {"sortedby": [sorting.FieldFacet("lang"), sorting.FieldFacet("date", reverse=True)]},
        {"sortedby": sorting.MultiFacet(["lang", sorting.ScoreFacet(), "id"])},
        {"sortedby": sorting.StoredFieldFacet("title")},
        {"groupedby": "lang"},
        {"groupedby": "day"},
        {"groupedby": sorting.FieldFacet("person", allow_overlap=True)},
        {"groupedby": DAYS},
        {"groupedby": sorting.QueryFacet({"minsk": MINSK, "forces": FORCES})},
        {"collapse": "id", "collapse_order": "date"},
        {"filter": SINCE, "mask": MINSK},
    ],
)
def test_sorting_grouping_collapsing_and_filters(pair: Pair, options: dict[str, Any]) -> None:
    asked = query.Or([FORCES, query.Every("date")])

    def find(searcher: Any) -> Any:
        found = searcher.search(asked, **{"limit": None, **options})
        return scored(found), {name: found.groups(name) for name in found.facet_names()}

    assert pair.same(find)[0]


@pytest.mark.parametrize(
    "find",
    [
        lambda found: [hit.highlights("body", top=99) for hit in found],
        lambda found: [hit.fields() for hit in found],
        lambda found: [hit.matched_terms() for hit in found],
        lambda found: found.key_terms("body", docs=5, numterms=8),
        lambda found: [scored(hit.more_like_this("body")) for hit in found],
    ],
    ids=["highlights", "fields", "matched_terms", "key_terms", "more_like"],
)
def test_what_hits_tell(pair: Pair, find: Callable[[Any], Any]) -> None:
    asked = query.Or([MINSK, T("body", "council")])
    assert all(pair.same(lambda searcher: find(searcher.search(asked, terms=True))))


def _known(info: Any) -> tuple[Any, ...]:
    parts = "weight doc_frequency min_length max_length max_weight min_id max_id".split()
    return tuple(getattr(info, part)() for part in parts)


def _postings(reader: Any, field: str) -> Any:
    for text in reader.lexicon(field):
        matcher = reader.postings(field, text)
        while matcher.is_active():
            positions = field in TEXTS and matcher.value_as("positions")
            yield text, matcher.id(), matcher.weight(), matcher.value() or b"", positions
            matcher.next()


TEXTS = ["title", "title_exact", "body", "body_exact"]
COLUMNS = ["id", "date", "day", "title_length", "body_length"]


@pytest.mark.parametrize(
    "read",
    {
        "terms": lambda r: list(r.all_terms()),
        "fields": lambda r: sorted(r.indexed_field_names()),
        "lexicons": lambda r: [list(r.field_terms(name)) for name in TEXTS],
        "statistics": lambda r: [(term, _known(info)) for term, info in r],
        "term_info": lambda r: [_known(r.term_info(*term)) for term in r.all_terms()],
        "frequencies": lambda r: [
            (r.frequency(*term), r.doc_frequency(*term)) for term in r.all_terms()
        ],
        "postings": lambda r: {n: list(_postings(r, n)) for n in r.indexed_field_names()},
        "iter_postings": lambda r: [
            [(*p[:4], p[4] or b"") for p in leaf.iter_postings()] for leaf, _ in r.leaf_readers()
        ],
        "first_id": lambda r: [r.first_id("body", term) for term in ("forc", "minsk")],
        "expand_prefix": lambda r: list(r.expand_prefix("body_exact", "s")),
        "iter_from": lambda r: [term for term, _ in r.iter_from("body_exact", "s")],
        "missing": lambda r: (("body", "zzz") in r, r.frequency("body", "zzz"), ("url", "a") in r),
        "most_frequent": lambda r: r.most_frequent_terms("body", 9, prefix="m"),
        "most_distinctive": lambda r: r.most_distinctive_terms("body_exact", 9),
        "terms_within": lambda r: sorted(r.terms_within("body_exact", "stats", 2)),
        "leaves": lambda r: [
            sorted(leaf.terms_within("body_exact", "stats", 2, prefix=1))
            for leaf, _ in r.leaf_readers()
        ],
        "suggest": lambda r: r.corrector("body_exact").suggest("cuoncil", limit=3),
        "documents": lambda r: list(r.iter_docs()),
        "counts": lambda r: (r.doc_count(), r.doc_count_all(), r.has_deletions()),
        "all_doc_ids": lambda r: list(r.all_doc_ids()),
        "is_deleted": lambda r: [r.is_deleted(number) for number in range(r.doc_count_all())],
        "columns": lambda r: {n: list(r.column_reader(n, translate=False)) for n in COLUMNS},
        "no_column": lambda r: (r.has_column("lang"), r.has_column("body")),
        "lengths": lambda r: [
            (r.field_length(n), r.min_field_length(n), r.max_field_length(n)) for n in TEXTS
        ],
        "each_length": lambda r: [
            [r.doc_field_length(number, n) or 0 for number in range(r.doc_count_all())]
            for n in [*TEXTS, "lang"]
        ],
    }.items(),
    ids=lambda item: item[0],
)
def test_the_reader(pair: Pair, read: tuple[str, Callable[[Any], Any]]) -> None:
    assert pair.same(lambda searcher: read[1](searcher.reader()))


@pytest.fixture
def columnar(tmp_path: Path) -> Any:
    return write_columnar(tmp_path / "columnar")


def test_scores_differ_where_a_byte_does_not_keep_the_length(columnar: Any, tmp_path: Path) -> None:
    """Whoosh rounds lengths up: each is listed with what it makes of it."""
    stock = write_stock(tmp_path / "stock")

    def lengths_and_scores(opened: Any) -> dict[str, tuple[int, float]]:
        with opened.searcher() as searcher:
            column = searcher.reader().column_reader("body_length")
            found = searcher.search(FORCES, limit=None)
            return {hit["id"]: (column[hit.docnum], hit.score) for hit in found}

    exact, rounded = lengths_and_scores(columnar), lengths_and_scores(stock)
    differ = sorted({n for id_, (n, score) in exact.items() if score != rounded[id_][1]})
    kept = sorted({n for n, _ in exact.values()} - set(differ))
    assert kept == [47, 63, 66, 69, 79, 82, 89, 93, 110, 114, 139, 175, 182]
    assert [(n, byte_to_length(length_to_byte(n))) for n in differ] == [
        *[(41, 42), (61, 63), (62, 63), (64, 66), (68, 69), (71, 72), (73, 75), (81, 82)],
        *[(87, 89), (88, 89), (92, 93), (96, 97), (104, 106), (107, 110), (108, 110)],
        *[(113, 114), (121, 124), (122, 124), (127, 129), (133, 134), (135, 139), (136, 139)],
        *[(138, 139), (149, 150), (151, 156), (154, 156), (159, 162), (167, 169), (168, 169)],
        *[(170, 175), (177, 182), (178, 182), (184, 189), (195, 196)],
    ]


def test_what_the_toc_has_of_a_segment() -> None:
    segment = Segment("MAIN", "MAIN_1x0", 300, b"\2\0\0\0\0\1\0\0", **ALIASES)
    segment.delete_document(7)
    segment.delete_document(2, delete=False)
    pickled = pickle.dumps(segment, 2)
    assert b"cstosearch.codec.stock\nSegment\n" in pickled
    assert segment.__getstate__() == {
        "indexname": "MAIN",
        "name": "MAIN_1x0",
        "documents": 300,
        "deleted": b"\7\0\0\0\0\1\0\0",
        **ALIASES,
    }
    again = pickle.loads(pickled)  # noqa: S301 - made here
    assert again.__getstate__() == segment.__getstate__()
    assert [again.is_deleted(number) for number in (2, 7, 256)] == [False, True, True]
    assert (again.segment_id(), again.doc_count(), again.is_compound()) == ("MAIN_1x0", 298, False)


def test_a_cancelled_deletion_is_none(columnar: Any) -> None:
    writer = columnar.writer()
    assert writer.delete_by_term("lang", "ru") == 8
    writer.cancel()
    assert columnar.doc_count() == sum(SIZES)


def test_merging_removes_files_of_segments(columnar: Any) -> None:
    """Those that were there; the name that Whoosh gives to its own is random."""
    before = {name for name in columnar.storage.list() if name.endswith(".seg")}
    assert len(before) == len(SIZES)
    columnar.optimize()
    assert not before & set(columnar.storage.list())
    assert columnar.doc_count() == sum(SIZES)


def test_whoosh_cannot_write_segments() -> None:
    codec = Codec()
    for write in (codec.per_document_writer, codec.field_writer, codec.new_segment):
        with pytest.raises(NotImplementedError, match="written in bulk"):
            write(None, "MAIN")


def test_damage_is_told(columnar: Any) -> None:
    path = Path(columnar.storage.folder) / "MAIN_1x3.seg"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedError, match=r"MAIN_1x3\.seg"):
        columnar.searcher()
