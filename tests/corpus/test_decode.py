"""Bytes to lines: encodings, damage, and where each line stands."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.corpus.decode import decode, decode_lines
from cstosearch.errors import SourceError


def decoded(data: bytes) -> tuple[list[str], list[str]]:
    warnings: list[str] = []
    return [line.text for line in decode_lines(data, warnings.append)], warnings


@pytest.mark.parametrize(
    ("data", "text", "warning"),
    [
        ("«Эшелон»".encode(), "«Эшелон»", None),
        ("«Эшелон» прошёл".encode("cp1251"), "«Эшелон» прошёл", "not UTF-8: read as cp1251"),
        (
            "the CSTO\u2019s café".encode("cp1252"),
            "the CSTO\u2019s café",
            "not UTF-8: read as cp1252",
        ),
        (
            "Учения прошли".encode() + b"\xff",
            "Учения прошли\ufffd",
            "not valid UTF-8: 1 bytes could not be read",
        ),
        ("text".encode("utf-16-be").join([b"\xfe\xff", b""]), "text", None),
        (b"a stray \x00 and \x1b[31mred\x1b[0m", "a stray and red", None),
        ("a literal \ufffd".encode(), "a literal \ufffd", None),
    ],
)
def test_encodings(data: bytes, text: str, warning: str | None) -> None:
    """UTF-8 and UTF-16 are read in silence; anything else with a warning, and never lost."""
    assert decoded(data) == ([text], [warning] if warning else [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"\xef\xbb\xbf \n\t\n", "empty"), (bytes(range(256)), "not text")],
)
def test_what_is_not_text(data: bytes, reason: str) -> None:
    """Empty and binary files are named, not read."""
    with pytest.raises(SourceError, match=reason):
        decoded(data)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20), min_size=1
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_byte_ranges_hold_the_lines(lines: list[str], end: str, encoding: str) -> None:
    """Cutting the bytes out and decoding them gives the line again."""
    data = end.join(["first line of text that is long enough", *lines]).encode(encoding)
    plain = encoding.removesuffix("-sig") + ("-le" if encoding == "utf-16" else "")
    for line in decode_lines(data, lambda _: None):
        again = data[line.start : line.end]
        assert [line.text] == [found.text for found in decode_lines(_marked(again, plain), print)]


def _marked(data: bytes, encoding: str) -> bytes:
    return b"\xff\xfe" + data if encoding == "utf-16-le" else data


@pytest.mark.parametrize(
    ("encoding", "declared", "read_as", "warning"),
    [
        ("koi8-r", "koi8-r", "koi8-r", None),
        ("cp1251", "windows-1252", "cp1251", "not UTF-8: read as cp1251"),
        ("cp1251", "no-such-encoding", "cp1251", "not UTF-8: read as cp1251"),
        ("utf-8", "koi8-r", "utf-8", None),
    ],
)
def test_declared_encodings(
    encoding: str, declared: str, read_as: str, warning: str | None
) -> None:
    """UTF-8 is known by its bytes; what is often declared by mistake is not believed."""
    warnings: list[str] = []
    found = decode("Сессия Совета".encode(encoding), warnings.append, declared)
    assert (found.text, found.encoding) == ("Сессия Совета", read_as)
    assert warnings == ([warning] if warning else [])


@given(st.binary(), st.sampled_from(["", "koi8-u", "gb18030", "shift_jis", "iso-8859-16", "?"]))
def test_any_bytes_are_read_or_refused_as_a_file(data: bytes, declared: str) -> None:
    """No other error reaches the caller, whatever is declared."""
    with suppress(SourceError):
        decode(data, lambda _: None, declared)
