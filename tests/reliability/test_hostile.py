"""No program that an index directory holds is ever run, and a damaged index can be rebuilt."""

import builtins
import gc
import os
import pickle
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from cli.running import spawn
from whoosh import index as whoosh_index
from whoosh.fields import Schema

import cstosearch
from cstosearch.codec import stock
from cstosearch.codec.stock.pickles import read_pickle
from cstosearch.local import LocalEngine
from cstosearch.local.schema import ALIASES
from reliability import archives

RAN: Final = "ran"
"""The file that a program makes if it is run."""


class Calls:
    """Pickles as a call of a function."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.call


def segment(**changes: Any) -> stock.Segment:
    """Return a segment as a TOC lists it, with another state."""
    made = stock.Segment(
        *("MAIN", "MAIN_1x1", 1),
        forms=ALIASES["forms"],
        dates=ALIASES["dates"],
        lengths=ALIASES["lengths"],
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


class WithArguments:
    """Pickles as our own class, called with arguments that it does not expect."""

    def __init__(self, *arguments: Any, state: Any = None) -> None:
        self.made = (stock.Segment, arguments, state)

    def __reduce__(self) -> tuple[Any, ...]:
        return self.made


TOUCH: Final = f"open({RAN!r}, 'w').close()"
PROGRAMS: Final[dict[str, Any]] = {
    "os.system": [Calls(os.system, f"touch {RAN}")],
    "builtins.eval": [Calls(builtins.eval, TOUCH)],
    "builtins.exec": Calls(builtins.exec, TOUCH),
    "a call within a call": [Calls(list, (Calls(builtins.exec, TOUCH),))],
    "a pickle within a pickle": [Calls(pickle.loads, pickle.dumps(Calls(exec, TOUCH)))],
    "subprocess": [Calls(subprocess.check_call, ["touch", RAN])],
    "behind a sound segment": [segment(), Calls(exec, TOUCH)],
    "in the state of a segment": [segment(forms={"title": Calls(exec, TOUCH)})],
    "as the name of a segment": [segment(name=Calls(exec, TOUCH))],
    "as a key": [segment(forms={Calls(exec, TOUCH): "title"})],
    "another class of our module": [stock.Codec()],
    "a function that our module has imported": [Calls(vars(stock)["Path"], "/")],
    "our class with arguments": [WithArguments("MAIN", "MAIN_1x1", 1, Calls(exec, TOUCH))],
    "our class with a call as state": [WithArguments(state=Calls(exec, TOUCH))],
    "our class itself": [stock.Segment],
    "no list": segment(),
    "nothing": None,
    "numbers": [1, 2],
    "a segment elsewhere": [segment(name="../MAIN_1x1")],
    "more documents than there are": [segment(documents=1 << 60, _deleted={0})],
    "deletions of no documents": [segment(_deleted={1 << 31})],
    "a negative number of documents": [segment(documents=-1)],
}
FORGED: Final[dict[str, bytes]] = {
    "empty": b"",
    "no end": b"(" * 1000,
    "memory without end": b"\x80\x02]r\xff\xff\xff\x7fK\x01a.",
    "bytes without end": b"\x80\x05\x96\xff\xff\xff\xff\xff\xff\xff\x7f.",
    "text without end": b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.",
    "a name by the extension registry": b"\x80\x02\x82\x01.",
    "a persistent id": b"\x80\x02\x8c\x02idQ.",
    "an instance of protocol 0": b"(ios\nsystem\n.",
    "a global of protocol 0": b"cos\nsystem\n(S'touch ran'\ntR.",
    "a state for a list": b"\x80\x02]}b.",
    "pairs without end": b"\x80\x02}q\x00" + b"h\x00h\x00\x86q\x00" * 60 + b"}h\x00K\x01s.",
    "what is not there": b"\x80\x02\x87.",
    "a mark in a tuple": b"\x80\x02((\x86.",
    "two results": b"\x80\x02K\x01K\x02.",
    "no result": b"\x80\x02.",
}


def toc(segments: bytes, number: int, schema: bytes = pickle.dumps(None)) -> bytes:
    """Return a TOC as Whoosh writes it, around pickles of the schema and of segments."""
    size = len(schema)
    varint = bytes([size & 0x7F | 0x80, size >> 7])
    head = bytes([4, 8, 4]) + struct.pack(">ii", -12345, -111) + bytes([3, 0, 0])
    return head + varint + schema + struct.pack(">ii", number, 0) + segments


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an archive, once."""
    return archives.make(tmp_path_factory.mktemp("made")).parent


@pytest.fixture
def index(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the archive into the current directory; return its index."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "index"


def commit_by_whoosh(index: Path, data: bytes, number: int = 9) -> None:
    """Put a TOC into an index, as a commit of Whoosh does."""
    (index / f"_MAIN_{number}.toc").write_bytes(data)


DOORS: Final[dict[str, Callable[[], Any]]] = {
    "open_index": lambda: cstosearch.open_index().close(),
    "build": cstosearch.build,
    "writer": lambda: LocalEngine(Path("index")).writer(fresh=False, timeout=0),
}


@pytest.mark.parametrize("name", [*PROGRAMS, *FORGED])
def test_no_program_in_a_toc_is_run(
    index: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    """Whichever way the index is opened; and it can be rebuilt."""
    record_property("pickles that would run a program", 1)
    pickled = FORGED[name] if name in FORGED else pickle.dumps(PROGRAMS[name], 4)
    commit_by_whoosh(index, toc(pickled, 9))
    for door in DOORS.values():
        with pytest.raises(cstosearch.IndexCorruptError, match=r"_MAIN_9\.toc|is missing"):
            door()
    verified = cstosearch.verify()
    assert verified.damaged
    assert cstosearch.build(rebuild=True).documents == 6
    assert cstosearch.verify(deep=True).findings == ()
    assert not Path(RAN).exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaks files
@pytest.mark.parametrize("where", ["schema", "segments"])
def test_whoosh_itself_would_run_them(index: Path, where: str) -> None:
    """So they are real; `whoosh.index.open_dir` cannot be protected from here."""
    program = pickle.dumps(Calls(exec, TOUCH), 2)
    data = (
        toc(program, 9, pickle.dumps(Schema()))
        if where == "segments"
        else toc(pickle.dumps([]), 9, program)
    )
    commit_by_whoosh(index, data)
    with pytest.raises(Exception, match=r"."):
        whoosh_index.open_dir("index").searcher()
    gc.collect()
    assert Path(RAN).exists()


def test_a_schema_is_not_looked_at(index: Path) -> None:
    """Only the list of segments is read, so what stands for the schema does nothing."""
    numbered = [segment(name=path.stem, documents=6) for path in index.glob("MAIN_1x1.seg")]
    commit_by_whoosh(index, toc(pickle.dumps(numbered), 9, pickle.dumps(Calls(exec, TOUCH), 2)))
    with cstosearch.open_index() as opened:
        assert opened.count("border") == 5
    assert not Path(RAN).exists()


def test_a_toc_beside_a_generation_of_our_own_is_not_read(index: Path) -> None:
    """Searches and updates go by `generation_3.json`; `verify` says that the TOC is another."""
    commit_by_whoosh(index, toc(pickle.dumps(PROGRAMS["os.system"]), 3), 3)
    with cstosearch.open_index() as opened:
        assert opened.count("border") == 4
    with archives.as_verified():
        assert [finding.where for finding in cstosearch.verify().findings] == ["_MAIN_3.toc"]
        Path("corpus/new.txt").write_text("08.07.2020\nNew.\n", "utf-8")
        assert cstosearch.build().added == 1
        assert cstosearch.verify(deep=True).findings == ()
    assert not Path(RAN).exists()


def test_nothing_is_unpickled_at_all(index: Path) -> None:
    """By any door, as Python's own audit tells; the command line says what to do in one line."""
    commit_by_whoosh(index, toc(pickle.dumps(PROGRAMS["os.system"]), 9))
    script = (
        "import sys\n"
        "def audit(event, _):\n"
        "    assert not event.startswith(('pickle.', 'os.system', 'subprocess.')), event\n"
        "sys.addaudithook(audit)\n"
        "from cstosearch.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    commands = [["search", "border"], ["index"], ["index", "--dry-run"], ["stats"], ["verify"]]
    for command in [*commands, ["index", "--rebuild"], ["search", "border", "--count"]]:
        done = subprocess.run(
            [sys.executable, "-c", script, *command], capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, (command, done.stderr)
        expected = 2 if command in commands and "--dry-run" not in command else 0
        assert done.returncode == expected, (command, done.stderr)
    assert done.stdout == "4\n"


def test_what_a_segment_says_is_read_as_data() -> None:
    """Of protocols from 3 on: Whoosh uses the highest there is."""
    for protocol in range(3, pickle.HIGHEST_PROTOCOL + 1):
        pickled = pickle.dumps([segment(_deleted={0})], protocol)
        [made] = read_pickle(pickled, {"cstosearch.codec.stock.Segment"})
        assert made.state == segment(_deleted={0}).__getstate__()


KINDS: Final = {
    "segment": "MAIN_2x1.seg",
    "generation": "generation_3.json",
    "names": "names_3.txt",
    "manifest": "manifest_3.npz",
    "toc": "_MAIN_3.toc",
    "lock": "MAIN_WRITELOCK",
    "note": "writer.txt",
}


def damage(path: Path, how: str, elsewhere: Path) -> None:
    """Do something to a file."""
    data = path.read_bytes()
    path.unlink()
    if how == "directory":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    elif how == "link":
        elsewhere.write_text("untouched")
        path.symlink_to(elsewhere)
    elif how == "link to nowhere":
        path.symlink_to("nowhere")
    elif how == "link to itself":
        path.symlink_to(path.name)
    elif how != "removed":
        path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "noise": data[::-1]}[how])


@pytest.mark.parametrize(
    "how",
    [
        *("removed", "empty", "cut", "noise", "directory", "pipe"),
        *("link", "link to nowhere", "link to itself"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_no_damage_blocks_a_rebuild(index: Path, kind: str, how: str) -> None:
    """Until then searches answer rightly or say what to do; nothing is written through a link."""
    elsewhere = Path("elsewhere")
    damage(index / KINDS[kind], how, elsewhere)
    try:
        with cstosearch.open_index() as opened:
            assert [opened.count("border"), opened.count("country:hayastan")] == [4, 2]
    except cstosearch.IndexStateError as error:
        assert "run cstosearch index" in str(error)
    assert cstosearch.build(rebuild=True).documents == 6
    assert cstosearch.verify(deep=True).findings == ()
    with cstosearch.open_index() as opened:
        assert opened.count("border") == 4
    assert not elsewhere.exists() or elsewhere.read_text() == "untouched"


@pytest.mark.parametrize("name", ["MAIN_WRITELOCK", "generation_4.json", "_MAIN_4.toc.new"])
def test_a_directory_with_files_is_not_removed(index: Path, name: str) -> None:
    """It may be anybody's. Where it stands in the way, it is named, and what to do."""
    (index / name).unlink(missing_ok=True)
    (index / name).mkdir()
    (index / name / "letter.txt").touch()
    assert spawn("index", "--rebuild")[:2] == (2, "")
    assert spawn("index", "--rebuild").err == (
        f'cstosearch: cannot write the index in "index": "index/{name}" is a directory that is '
        "not empty: move it away: the index is as it was\n"
    )
    (index / name).rename("elsewhere")
    assert cstosearch.build(rebuild=True).documents == 6
    assert cstosearch.verify(deep=True).findings == ()


def test_a_directory_with_files_in_the_place_of_an_old_file(index: Path) -> None:
    """It hinders nothing, and `verify` says what to do."""
    (index / "generation_2.json").mkdir()
    (index / "generation_2.json/letter.txt").touch()
    assert cstosearch.build(rebuild=True).documents == 6
    [finding] = cstosearch.verify().findings
    assert finding == (
        *("leftover", "generation_2.json", "belongs to no state of the index", "move it away"),
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("kind", ["segment", "generation", "names", "manifest", "toc"])
def test_an_unreadable_file_does_not_block_a_rebuild(index: Path, kind: str) -> None:
    index.joinpath(KINDS[kind]).chmod(0)
    assert cstosearch.build(rebuild=True).documents == 6
    assert cstosearch.verify(deep=True).findings == ()


def test_an_update_over_a_damaged_manifest_reads_everything_anew(index: Path) -> None:
    """What it says of the corpus is not needed."""
    index.joinpath("manifest_3.npz").write_bytes(b"\x00" * 100)
    assert "\n3 files read, 0 unchanged" in spawn("index").out
    assert cstosearch.verify(deep=True).findings == ()


@pytest.mark.parametrize("number", ["2147483647", "999999999", "9" * 200])
def test_a_generation_after_which_none_can_come(index: Path, number: str) -> None:
    """It does not stand in the way of a rebuild, nor of what follows that."""
    (index / f"_MAIN_{number}.toc").write_text("x")
    assert cstosearch.build(rebuild=True).documents == 6
    assert cstosearch.build(rebuild=True).documents == 6
    assert cstosearch.verify(deep=True).damaged is False


def test_damaged_segments_are_not_merged(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else their damage would be written anew, with checksums that are right."""
    monkeypatch.setattr("cstosearch.codec.policy.MAX_SEGMENTS", 1)
    path = index / "MAIN_1x1.seg"
    data = bytearray(path.read_bytes())
    data[200] ^= 4
    path.write_bytes(data)
    Path("corpus/more.txt").write_text("11.07.2020\nMore.\n", "utf-8")
    with pytest.raises(cstosearch.IndexCorruptError, match=r"MAIN_1x1\.seg has a damaged"):
        cstosearch.build()
    assert cstosearch.build(rebuild=True).documents == 7


def test_nothing_to_do_is_not_said_of_an_index_without_a_segment(index: Path) -> None:
    (index / "MAIN_1x1.seg").unlink()
    with pytest.raises(cstosearch.IndexCorruptError, match=r"MAIN_1x1\.seg is missing"):
        cstosearch.build()
