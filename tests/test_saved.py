"""The file of saved queries: what it holds, what becomes of damage, who may change it when."""

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstosearch import IndexLockedError, SavedQueryError, saved, saved_names
from cstosearch.model import Asked
from cstosearch.saved import (
    FILE,
    Kept,
    changing,
    check_name,
    digest,
    faults,
    packed,
    read,
    unpacked,
)

NOON = datetime(2020, 7, 14, 12, tzinfo=UTC)
DIGESTS = st.sets(st.binary(min_size=8, max_size=8), max_size=5).map(packed)
NAMES = st.text(st.sampled_from("abyzЯж09"), min_size=1, max_size=9)
KEPT = st.builds(
    Kept,
    st.text(max_size=9),
    st.builds(
        Asked,
        since=st.none() | st.text(max_size=5),
        any_word=st.booleans(),
        no_alias=st.booleans(),
    ),
    st.datetimes(timezones=st.just(UTC)),
    st.integers(0, 1 << 40),
    DIGESTS,
)


def kept(*seen: str, query: str = "border") -> Kept:
    return Kept(query, Asked(since="yesterday"), NOON, 4, packed(map(digest, seen)))


def save(directory: Path, **queries: Kept) -> None:
    with changing(directory) as found:
        found.update(queries)


@given(st.dictionaries(NAMES, KEPT, max_size=4))
def test_what_is_kept_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, queries: dict[str, Kept]
) -> None:
    """Whatever the query, even half a surrogate pair."""
    directory = tmp_path_factory.mktemp("kept")
    save(directory, **queries)
    assert read(directory) == queries
    assert saved_names(directory) == sorted(queries)
    assert all(packed(unpacked(each.seen)) == each.seen for each in queries.values())


def test_the_file_is_as_its_module_says(tmp_path: Path) -> None:
    """A line of text, digests in order, a digest of it all."""
    save(tmp_path, a=kept("x", "y"), b=kept("x"))
    data = (tmp_path / FILE).read_bytes()
    line, _, body = data.partition(b"\n")
    assert json.loads(line)["queries"] == [
        {
            "name": name,
            "query": "border",
            "filters": {"since": "yesterday"},
            "last_asked": "2020-07-14T12:00:00+00:00",
            "generation": 4,
            "seen": seen,
        }
        for name, seen in (("a", 2), ("b", 1))
    ]
    assert body[:-8] == b"".join([*sorted([digest("x"), digest("y")]), digest("x")])
    assert sorted(os.listdir(tmp_path)) == [FILE, "saved.lock"]


def test_without_a_file_nothing_is_saved(tmp_path: Path) -> None:
    assert (read(tmp_path), saved_names(tmp_path)) == ({}, [])


@pytest.mark.parametrize("name", ["border", "NATO-2020", "граница_1", "सीमा", "9"])
def test_a_name_may_be_in_any_script(name: str) -> None:
    assert check_name(name) == name


def test_a_name_is_the_same_however_its_accents_are_written() -> None:
    assert check_name("Cafe\u0301") == "Caf\xe9"


@pytest.mark.parametrize("name", ["", "-x", "_x", "a b", "a/b", "a,b", "a\n", "\u202ea", "x" * 65])
def test_a_name_that_would_make_trouble_is_refused(name: str) -> None:
    with pytest.raises(SavedQueryError, match="a name has up to 64 letters, digits, - and _"):
        check_name(name)


@pytest.mark.parametrize("at", range(0, 250, 7))
def test_damage_is_noticed_wherever_it_is_and_nothing_is_written_over_it(
    tmp_path: Path, at: int
) -> None:
    save(tmp_path, border=kept("x", "y"))
    data = bytearray((tmp_path / FILE).read_bytes())
    data[at % len(data)] ^= 1
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(
        SavedQueryError, match=r"damaged: it cannot be made anew: put|not for this version"
    ):
        read(tmp_path)
    with pytest.raises(SavedQueryError):
        save(tmp_path, other=kept())
    assert (tmp_path / FILE).read_bytes() == data


@pytest.mark.parametrize("cut", [0, 1, 100, -9, -1])
def test_a_file_that_was_cut_short_is_damaged(tmp_path: Path, cut: int) -> None:
    save(tmp_path, border=kept("x"))
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data[:cut])
    with pytest.raises(SavedQueryError, match="damaged"):
        read(tmp_path)


def forged(directory: Path, change: dict[str, object]) -> None:
    """Write a file whose digest is right, but not what it says of its only query."""
    query: dict[str, object] = {
        "name": "a",
        "query": "b",
        "filters": {},
        "last_asked": "2020-07-14T12:00:00+00:00",
        "generation": 1,
        "seen": 0,
    }
    line = json.dumps({"format": 1, "queries": [query | change]}).encode() + b"\n"
    (directory / FILE).write_bytes(line + digest(line.decode()))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "\x1b[31m"},
        {"name": "--help"},
        {"name": 1},
        {"query": None},
        {"filters": {"since": 5}},
        {"filters": {"today": "x"}},
        {"filters": {"any_word": "yes"}},
        {"filters": {"no_alias": 1}},
        {"filters": []},
        {"last_asked": "soon"},
        {"generation": 1e400},
        {"seen": -1},
        {"seen": 1 << 60},
        {"more": 1},
    ],
)
def test_a_forged_file_is_damaged(tmp_path: Path, change: dict[str, object]) -> None:
    forged(tmp_path, {})
    assert list(read(tmp_path)) == ["a"]
    forged(tmp_path, change)
    with pytest.raises(SavedQueryError, match="damaged"):
        read(tmp_path)


@pytest.mark.parametrize("line", [b"[]\n", b"{}\n", b"1\n", b"[" * 100_000, b'{"format": 1}\n'])
def test_other_json_is_damaged(tmp_path: Path, line: bytes) -> None:
    (tmp_path / FILE).write_bytes(line)
    with pytest.raises(SavedQueryError, match="damaged"):
        saved_names(tmp_path)


def test_another_format_says_who_wrote_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"format": 2, "version": "9.0"}\n')
    with pytest.raises(SavedQueryError, match=r"was written by cstosearch 9\.0, not for this "):
        read(tmp_path)
    [fault] = faults(tmp_path)
    assert (fault.kind, fault.advice) == ("damaged", "use that one, or move it away")


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    """A pipe would be waited for, a huge file fill the memory."""
    os.mkfifo(tmp_path / FILE)
    with pytest.raises(SavedQueryError, match="damaged"):
        read(tmp_path)
    (tmp_path / FILE).unlink()
    with (tmp_path / FILE).open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(SavedQueryError, match="damaged"):
        read(tmp_path)
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    with pytest.raises(SavedQueryError, match=r"cannot be read \(is a directory\): .*, or move it"):
        read(tmp_path)


def told(directory: Path) -> list[tuple[str, str]]:
    """Return what `verify` says of the file, less what is the same of all."""
    found = faults(directory)
    assert all((each.kind, each.where) == ("damaged", FILE) for each in found)
    assert all(each.advice.startswith(MEND) for each in found)
    return [(each.what, each.advice.removeprefix(MEND)) for each in found]


MEND = "it cannot be made anew: put back a copy of it, or move it away and save the queries again"
TEXT = "; what is left of them stands in its first line as text"


def test_what_is_wrong_with_the_file_and_what_to_do(tmp_path: Path) -> None:
    """Its text is spoken of where there is some; that there is no file is no fault."""
    path = tmp_path / FILE
    assert told(tmp_path) == []
    save(tmp_path, border=kept("x", "y"))
    data = path.read_bytes()
    assert told(tmp_path) == []
    for bad, text in (
        (b"", ""),
        (b"noise", ""),
        (data[:1], ""),
        (data[:150], TEXT),
        (data[:-1], TEXT),
        (data + b"\n", TEXT),
        (data[:-9] + b"?" + data[-8:], TEXT),
        (data.replace(b"border", b"birder"), TEXT),
    ):
        path.write_bytes(bad)
        assert told(tmp_path) == [("is damaged", text)]
    path.unlink()
    path.mkdir()
    assert told(tmp_path) == [("cannot be read (is a directory)", "")]
    path.rmdir()
    os.mkfifo(path)
    assert told(tmp_path) == [("is damaged", "")]
    path.unlink()
    path.symlink_to("nowhere")
    assert told(tmp_path) == [("is a link that leads nowhere", "")]
    path.unlink()
    path.symlink_to(FILE)
    assert [what for what, _ in told(tmp_path)] == [
        f"cannot be read ({os.strerror(errno.ELOOP).lower()})"
    ]


def test_more_than_can_be_read_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, a=kept())
    monkeypatch.setattr(saved, "MAX_QUERIES", 1)
    with pytest.raises(SavedQueryError, match=r"2 queries .* more than can be kept: remove one"):
        save(tmp_path, b=kept())
    assert list(read(tmp_path)) == ["a"]


def test_after_an_error_they_are_as_they_were(tmp_path: Path) -> None:
    save(tmp_path, a=kept())
    with pytest.raises(KeyError), changing(tmp_path) as found:
        del found["a"], found["b"]
    assert list(read(tmp_path)) == ["a"]


def test_what_a_killed_writer_left_is_no_hindrance_and_no_link_is_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("not ours")
    (tmp_path / f"{FILE}.tmp").symlink_to(other)
    save(tmp_path, a=kept())
    assert (other.read_text(), list(read(tmp_path))) == ("not ours", ["a"])


ADD = """
import sys
from pathlib import Path
from datetime import datetime, UTC
from cstosearch.saved import Kept, changing
who = sys.argv[1]
for n in range(25):
    with changing(Path(".")) as kept:
        kept[f"{who}{n}"] = Kept("q", {}, datetime.now(UTC), n, b"")
"""


def test_no_change_is_lost_among_processes(tmp_path: Path) -> None:
    """Three of them add names at once; somebody reads all the while."""
    writers = [
        subprocess.Popen([sys.executable, "-c", ADD, who], cwd=tmp_path) for who in ("a", "b", "c")
    ]
    counts = [0]
    while any(writer.poll() is None for writer in writers):
        counts.append(len(read(tmp_path)))
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert counts == sorted(counts)
    assert len(read(tmp_path)) == 75


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "_PATIENCE", 0.02)
    with (
        changing(tmp_path),
        pytest.raises(IndexLockedError, match="another process is changing the saved queries"),
        changing(tmp_path),
    ):
        pytest.fail("two hold the lock")


KILLED = """
import os, signal, sys
from pathlib import Path
from cstosearch import saved
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
with saved.changing(Path(".")) as kept:
    kept.clear()
"""


def test_a_writer_killed_half_way_leaves_the_old_state(tmp_path: Path) -> None:
    """And the lock is free."""
    save(tmp_path, a=kept("x"))
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, check=False)
    assert done.returncode == -9
    assert read(tmp_path) == {"a": kept("x")}
    save(tmp_path, b=kept("y"))
    assert list(read(tmp_path)) == ["a", "b"]
