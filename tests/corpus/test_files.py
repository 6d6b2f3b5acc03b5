"""Which files a corpus holds."""

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch.corpus.files import display_path, kind_of, open_bytes, read_page, walk
from cstosearch.errors import CorpusError, SourceError
from cstosearch.model import Source


def walked(corpus: Path, leave_out: Path | None = None) -> tuple[list[str], dict[str, str]]:
    skipped: dict[str, str] = {}
    found = walk(corpus, leave_out=leave_out, skipped=skipped.__setitem__)
    return sorted(state.path for state in found), skipped


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.txt", "text"),
        ("b/A.TXT.GZ", "text"),
        ("a.md", "markdown"),
        ("a.jsonl.gz", "jsonl"),
        ("a.htm", "html"),
        ("a.html", "html"),
        ("a.pdf", None),
        ("a.gz", None),
        ("README", None),
    ],
)
def test_kinds(path: str, kind: str | None) -> None:
    """The suffix tells, in any case, below a `.gz`."""
    assert kind_of(path) == kind


def test_walk(tmp_path: Path) -> None:
    """Folders are walked; hidden names and the index are passed over, other things told of."""
    for name in ["a.txt", "sub/b.md", ".hidden.txt", ".git/c.txt", "index/d.txt", "e.pdf", "f"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    assert walked(tmp_path, leave_out=tmp_path / "index") == (
        ["a.txt", "sub/b.md"],
        {
            "e.pdf": "not a format this version reads (.pdf)",
            "f": "not a format this version reads (no suffix)",
            "gone.txt": "a broken link",
            "pipe.txt": "not a regular file",
        },
    )


@pytest.mark.parametrize("name", ["_MAIN_1.toc", "generation_12.json"])
def test_another_index_is_no_part_of_the_corpus(tmp_path: Path, name: str) -> None:
    """Its names of entities would be hits."""
    (tmp_path / "backup/index").mkdir(parents=True)
    for file in (name, "names_1.txt", "letter.txt"):
        (tmp_path / "backup/index" / file).touch()
    (tmp_path / "backup/a.txt").touch()
    skipped = {"backup/index/": "an index, which is no part of the corpus"}
    assert walked(tmp_path) == (["backup/a.txt"], skipped)


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    """A folder is walked once, however many links lead to it."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.txt").write_text("text")
    (tmp_path / "corpus/link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/up").symlink_to(tmp_path / "corpus")
    (tmp_path / "corpus/self").symlink_to(".")
    assert walked(tmp_path / "corpus") == (["link/a.txt"], {})


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_a_corpus_that_is_no_directory(tmp_path: Path, name: str) -> None:
    """The corpus itself must be there: nothing is taken to be an empty one."""
    (tmp_path / "file.txt").write_text("text")
    with pytest.raises(CorpusError, match=f'cannot read the corpus ".*{name}"'):
        walked(tmp_path / name)


def test_compressed_files_and_damaged_ones(tmp_path: Path) -> None:
    """What gzip cannot read is a `SourceError` with the reason."""
    data = gzip.compress(b"text " * 10_000)
    (tmp_path / "a.txt.gz").write_bytes(data)
    (tmp_path / "b.txt.gz").write_bytes(data[:-100])
    (tmp_path / "c.txt.gz").write_bytes(b"no gzip")
    with open_bytes(tmp_path / "a.txt.gz") as stream:
        assert read_page(stream) == b"text " * 10_000
    with open_bytes(tmp_path / "b.txt.gz") as stream, pytest.raises(SourceError, match="ended"):
        read_page(stream)
    with (
        open_bytes(tmp_path / "c.txt.gz") as stream,
        pytest.raises(SourceError, match="not a gzip"),
    ):
        read_page(stream)
    with pytest.raises(SourceError, match="no such file"), open_bytes(tmp_path / "d.txt"):
        pass


def test_a_page_too_large_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gzip bomb is stopped at the limit."""
    monkeypatch.setattr("cstosearch.corpus.files.MAX_AT_ONCE", 1 << 20)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(bytes(2 << 20)))
    with open_bytes(tmp_path / "a.txt.gz") as stream, pytest.raises(SourceError, match="1 MB"):
        read_page(stream)


def test_names_that_are_not_utf8_are_shown(tmp_path: Path) -> None:
    """They can be walked, and written down."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("text")
    [path], _ = walked(tmp_path)
    assert display_path(path) == r"\xff.txt"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xc3\xa9.txt", "café.txt"),
        (b"caf\xe9/\xff\xfe.txt", r"caf\xe9/\xff\xfe.txt"),
        (rb"caf\xe9.txt", r"caf\x5cxe9.txt"),
        (rb"\x41\n\\.txt", r"\x41\n\\.txt"),
        (rb"\x5cxff", r"\x5cx5cxff"),
        (b"\\\xff", r"\\xff"),
    ],
)
def test_names_that_are_shown_lead_to_the_file(name: bytes, shown: str) -> None:
    """To that one only, even if another is called what it is shown as."""
    assert display_path(os.fsdecode(name)) == shown
    assert os.fsencode(Source(shown, 0, 1, "").path) == name


@given(st.lists(st.sampled_from([b"\\", b"x", b"5c", b"e9", b"\xe9", b"\xc3", b"\xa9"])))
def test_no_two_names_are_shown_alike(pieces: list[bytes]) -> None:
    name = b"".join(pieces)
    assert os.fsencode(Source(display_path(os.fsdecode(name)), 0, 1, "").path) == name
