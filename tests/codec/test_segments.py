"""Segments hold what was put in; merging them is building one of what is left."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch.analysis import stem, tokenize, words_of
from cstosearch.analysis.bulk import BulkTokenizer
from cstosearch.codec import merge as merging
from cstosearch.codec import texts as reading
from cstosearch.codec.arrays import Array, ArrayFile
from cstosearch.codec.build import Builder
from cstosearch.codec.merge import Source, merge
from cstosearch.codec.segment import Entry, Fields, Segment
from cstosearch.codec.sequences import Slot, find_sequences
from cstosearch.codec.texts import ANCHOR_EVERY

FIELDS = Fields(
    texts=("title", "body"),
    values=("id", "tag"),
    columns=(("day", "<i4"),),
    stored=(("id", "text"), ("body", "text")),
    order="day",
)
WORD = st.sampled_from("border borders bordering the a учения учений x1 é".split())
TEXT = st.lists(WORD, max_size=12).map(" ".join) | st.just("the " * 300 + "border")
ENTRIES = st.lists(
    st.tuples(
        TEXT, TEXT, st.lists(st.sampled_from("abc"), max_size=2, unique=True), st.integers(0, 4)
    ),
    max_size=8,
)


def entries(rows: Sequence[tuple[str, str, list[str], int]]) -> list[Entry]:
    return [
        Entry((title, body), ((f"d{n:02}",), tags), (day,), (f"d{n:02}", body or None))
        for n, (title, body, tags, day) in enumerate(rows)
    ]


def build(path: Path, documents: Sequence[Entry]) -> Segment:
    builder = Builder(FIELDS, BulkTokenizer(ANCHOR_EVERY), path.parent)
    for document in documents:
        builder.add(document)
    builder.write(path)
    return Segment(path)


def contents(path: Path) -> dict[str, list[object]]:
    """Return all arrays but those of the stored blocks, whose order is free."""
    with ArrayFile(path) as file:
        assert file.damaged() == []
        return {name: file[name].tolist() for name in file if not name.startswith("stored")}


@settings(max_examples=60)
@given(ENTRIES)
def test_a_segment_holds_what_was_put_in(rows: list[tuple[str, str, list[str], int]]) -> None:
    """Documents by day; words with their positions and forms; values, lengths, records."""
    given_ = entries(rows)
    with TemporaryDirectory() as folder:
        segment = build(Path(folder, "x.seg"), given_)
        expected = sorted(given_, key=lambda entry: entry.columns[0])
        assert segment.order.tolist() == [entry.columns[0] for entry in expected]
        ids, tags = segment.value("id"), segment.value("tag")
        for number, entry in enumerate(expected):
            assert segment.records[number] == list(entry.record)
            assert ids.documents(ids.values.find(entry.values[0][0].encode()) or 0) == [number]
            assert [tags.values[at] for at in tags.numbers_of(number)] == [
                tag.encode() for tag in entry.values[1]
            ]
        for at, name in enumerate(FIELDS.texts):
            texts = [entry.texts[at] for entry in expected]
            words = [words_of(text) for text in texts]
            field = segment.text(name)
            assert field.lengths.slice(0, len(texts)).tolist() == [len(each) for each in words]
            assert segment.facts.tokens[name] == sum(map(len, words))
            for number, text in enumerate(texts):
                starts = [token.start for token in tokenize(text)]
                assert field.anchors(number).tolist() == starts[ANCHOR_EVERY::ANCHOR_EVERY]
            vocabulary = sorted({word.encode() for each in words for word in each})
            assert sorted(field.forms.words(0, len(field.forms))) == vocabulary
            for form in vocabulary:
                check_word(segment, name, form.decode(), words)
        segment.close()


def check_word(segment: Segment, name: str, word: str, words: list[tuple[str, ...]]) -> None:
    """Check that a form and its stem stand just where they stand in the texts."""
    field = segment.text(name)
    number = field.form(word.encode())
    assert number is not None
    term = field.terms.find(stem(word).encode())
    assert field.term_of(number) == term
    assert term is not None
    places = [
        (document, position)
        for document, each in enumerate(words)
        for position, other in enumerate(each)
        if other == word
    ]
    found = find_sequences(field, [Slot(term=term, form=number)], segment.documents, None)
    assert list(zip(found.documents, found.positions, strict=True)) == places
    exact = field.postings_of_forms(np.array([number]), segment.documents)
    assert list(zip(exact.documents, exact.counts, strict=True)) == [
        (document, each.count(word)) for document, each in enumerate(words) if word in each
    ]
    stems = [[stem(other) for other in each] for each in words]
    postings = field.postings(term)
    assert list(zip(postings.documents, postings.counts, strict=True)) == [
        (document, each.count(stem(word)))
        for document, each in enumerate(stems)
        if stem(word) in each
    ]
    assert field.document_count(term) == len(postings.documents)
    assert field.token_count(term) == sum(each.count(stem(word)) for each in stems)


@settings(max_examples=100)
@given(ENTRIES, st.data())
def test_merging_is_building_of_what_is_left(
    rows: list[tuple[str, str, list[str], int]], data: st.DataObject
) -> None:
    """Whatever the segments, the deletions, and how much is held at once."""
    # Among equals in order, a merge keeps the order of the segments: here that of the days.
    given_ = sorted(entries(rows), key=lambda entry: entry.columns[0])
    group_of = data.draw(st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows)))
    group_of = [
        group_of[given_.index(next(o for o in given_ if o.columns == e.columns))] for e in given_
    ]
    dead = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "_BUDGET", data.draw(st.sampled_from([1, 7, 1 << 20])))
        sources = []
        for group in range(3):
            mine = [n for n in range(len(rows)) if group_of[n] == group]
            segment = build(Path(folder, f"{group}.seg"), [given_[n] for n in mine])
            live = np.array([not dead[n] for n in mine], bool)
            sources.append(Source(segment, None if live.all() else live))
        merge(sources, FIELDS, Path(folder, "merged.seg"))
        left = [entry for n, entry in enumerate(given_) if not dead[n]]
        built = build(Path(folder, "built.seg"), left)
        assert contents(Path(folder, "merged.seg")) == contents(Path(folder, "built.seg"))
        merged = Segment(Path(folder, "merged.seg"))
        assert merged.facts == built.facts
        for number, entry in enumerate(left):
            assert merged.records[number] == built.records[number] == list(entry.record)


PATTERNS = {
    "bo*er": "border boarder",
    "**order": "border order",
    "b?r?d": "bored",
    "д?м": "дом дым",
    "???": "the дом дым",
    "(.*": "",
    "*" + "o*" * 60: "",
}


def test_words_that_a_pattern_finds(tmp_path: Path) -> None:
    """A question mark stands for one character, however many bytes it has."""
    body = "border boarder bored order the дом дым до"
    forms = build(tmp_path / "x.seg", entries([("", body, [], 1)])).text("body").forms
    found = {p: {forms[at].decode() for at in forms.matching(p).tolist()} for p in PATTERNS}
    assert found == {p: set(words.split()) for p, words in PATTERNS.items()}


@pytest.mark.parametrize("postings", [1, 4, 1 << 16])
def test_forms_that_are_scattered_are_read_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postings: int
) -> None:
    """As a wildcard asks for them: all forms of some terms, some of others, not one by one."""
    monkeypatch.setattr(reading, "_AT_ONCE", postings)
    texts = [
        " ".join(f"w{n} walk{n} walks{n} walk walked" for n in range(at, 400, 1 + at % 7))
        for at in range(30)
    ]
    segment = build(tmp_path / "x.seg", entries([("", text, [], 0) for text in texts]))
    field, words = segment.text("body"), [words_of(text) for text in texts]
    forms = np.array([at for at in range(len(field.forms)) if at % 3])
    wanted = {field.forms[at].decode() for at in forms.tolist()} - {"walk"}
    forms = np.array([at for at in forms.tolist() if field.forms[at] != b"walk"])
    decodings: list[int] = []
    decode = reading.decoded

    def counted(firsts: Array, gaps: Array, values: Array) -> Array:
        decodings.append(len(firsts))
        return decode(firsts, gaps, values)

    monkeypatch.setattr(reading, "decoded", counted)
    found = field.postings_of_forms(forms, 30)
    counts = [sum(word in wanted for word in each) for each in words]
    assert found.counts.tolist() == [count for count in counts if count]
    assert len(decodings) <= 2 + sum(decodings) * 30 // postings
    places = field.places_of_forms(forms, np.arange(5, 20), 30)
    assert list(zip(*map(np.ndarray.tolist, places), strict=True)) == [
        (number, at)
        for number in range(5, 20)
        for at, word in enumerate(words[number])
        if word in wanted
    ]


def test_a_block_of_stored_texts_that_is_damaged(tmp_path: Path) -> None:
    segment = build(tmp_path / "x.seg", entries([("", "border", [], 1)]))
    offset = segment.file._places["stored.blocks"][1]  # noqa: SLF001 - to damage just that
    segment.close()
    data = bytearray((tmp_path / "x.seg").read_bytes())
    data[offset] ^= 0xFF
    (tmp_path / "x.seg").write_bytes(data)
    with pytest.raises(Exception, match="a block of stored texts is damaged"):
        Segment(tmp_path / "x.seg").records[0]
