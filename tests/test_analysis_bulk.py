"""Tokens in bulk are the tokens of texts one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cstosearch.analysis import stem, tokenize, words_of
from cstosearch.analysis.bulk import BulkTokenizer

EVERY = 4
BULK = BulkTokenizer(EVERY)
PIECES = st.sampled_from(
    [
        *("x" * 255, "x" * 256, "x" * 300 + "'s", "it's", "it's's", "a's's's b's's", "'s", "s'"),
        *("abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnopq", "abcdefghijklmnopr"),
        *(
            "Armenian-Azerbaijani",
            "ECHELON\u20112020",
            "O\u2019Neil\u2019s",
            "“quoted”",
            "дом",
            "é",
            "_",
        ),
    ]
)
TEXT = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="abS's'  _-.\u2019\u00e9Ж0\n\u00ad", max_size=30),
    st.lists(PIECES, max_size=6).map(" ".join),
    st.lists(PIECES, max_size=3).map("".join),
)


@settings(max_examples=400)
@given(st.lists(TEXT, max_size=6))
def test_bulk_is_one_by_one(texts: list[str]) -> None:
    found = BULK.tokenize(texts)
    words = [words_of(text) for text in texts]
    assert found.lengths.tolist() == [len(each) for each in words]
    assert [BULK.forms[at].decode() for at in found.ids.tolist()] == [w for ws in words for w in ws]
    starts = [[token.start for token in tokenize(text)] for text in texts]
    assert found.anchors.tolist() == [start for each in starts for start in each[EVERY::EVERY]]


def test_stems_go_with_forms() -> None:
    """Of each script, in the order of the forms; numbers and other scripts stay whole."""
    bulk = BulkTokenizer(EVERY)
    bulk.tokenize(["Borders 1990s", "учений", "élan naïve Ñandú 日本語 straßen"])
    assert [each.decode() for each in bulk.stems()] == [stem(w.decode()) for w in bulk.forms]
    bulk.tokenize(["bordering"])
    assert bulk.stems()[-1] == b"border"


def test_many_forms() -> None:
    """The table grows, and forms keep their numbers."""
    bulk = BulkTokenizer(EVERY)
    words = [f"w{n}" for n in range(200_000)]
    first = bulk.tokenize([" ".join(words)])
    assert [bulk.forms[at].decode() for at in first.ids.tolist()] == words
    again = bulk.tokenize([" ".join(reversed(words))])
    assert again.ids.tolist() == first.ids.tolist()[::-1]


def test_forgetting() -> None:
    """Only when there are many, so that memory is bounded."""
    bulk = BulkTokenizer(EVERY)
    bulk.tokenize(["a b"])
    bulk.forget()
    assert bulk.forms == [b"a", b"b"]
    bulk.tokenize([" ".join(f"w{n}" for n in range(1 << 17))])
    bulk.forget()
    assert bulk.forms == []
