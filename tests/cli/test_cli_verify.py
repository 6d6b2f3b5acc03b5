"""The command `verify`: what it says, its exit codes, and that it changes nothing."""

import fcntl
import json
import os
from pathlib import Path

import pytest

from cli.running import Run

HELD = "generation 1: 4 documents in 1 segment; 2 files "
BY_SIZE = f"{HELD}compared by size and time\n"


def files() -> dict[str, tuple[bytes, int]]:
    """Return what the files of the index are."""
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in Path("index").iterdir()}


def test_a_sound_index(indexed: Run) -> None:
    """Nothing is written, not even a lock."""
    before = files()
    assert indexed("verify") == (0, f"{BY_SIZE}sound, 0 s\n", "")
    assert indexed("verify", "--deep") == (0, f"{HELD}read anew\nsound, 0 s\n", "")
    assert files() == before


def test_a_corpus_that_has_changed(indexed: Run) -> None:
    """The index is sound: what it says is true of what it was made from."""
    with Path("corpus/teaser.txt").open("a", encoding="utf-8") as file:
        file.write("More.\n")
    Path("corpus/notes.jsonl").unlink()
    Path("corpus/new.txt").write_text("08.07.2020\nNew.\n", "utf-8")
    assert indexed("verify") == (
        1,
        "stale: new.txt: is not in the index: run cstosearch index\n"
        "stale: teaser.txt: has changed since it was indexed: run cstosearch index\n"
        "stale: notes.jsonl: is gone: run cstosearch index\n"
        f"{BY_SIZE}sound in itself, 3 findings, 0 s\n",
        "",
    )


def test_what_a_changed_corpus_would_make(indexed: Run) -> None:
    """By document, where it is read."""
    page = Path("corpus/teaser.txt")
    page.write_text(page.read_text("utf-8").replace("09.07", "10.07"), "utf-8")
    lines = indexed("verify", "--deep").out.splitlines()
    told = [(line[:16], line.split(": ", 2)[2]) for line in lines[1:-2]]
    assert told == [
        ("stale: 20200710-", "is missing from the index: run cstosearch index"),
        ("stale: 20200709-", "is made by no file of the corpus: run cstosearch index"),
    ]
    assert indexed("index").code == 0
    assert indexed("verify", "--deep").code == 0


def test_files_that_lie_about(indexed: Run) -> None:
    """Whoever writes, hidden files and saved queries are no matter."""
    assert indexed("save", "border", "border").code == 0
    for name in ("MAIN_7x1.seg", "generation_0.json", "notes.txt", ".hidden"):
        Path("index", name).write_bytes(b"")
    assert indexed("verify") == (
        1,
        "leftover: MAIN_7x1.seg: belongs to no state of the index: the next cstosearch index that "
        "changes something removes it\n"
        "leftover: generation_0.json: belongs to no state of the index: the next cstosearch index "
        "that changes something removes it\n"
        "leftover: notes.txt: is no file of an index: move it away\n"
        f"{BY_SIZE}sound in itself, 3 findings, 0 s\n",
        "",
    )


def test_what_another_process_is_writing_is_no_leftover(indexed: Run) -> None:
    Path("index/MAIN_7x1.seg").write_bytes(b"")
    descriptor = os.open("index/MAIN_WRITELOCK", os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert indexed("verify").code == 0
    os.close(descriptor)
    assert indexed("verify").code == 1


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("MAIN_1x1.seg", "ends in damaged bytes"),
        ("generation_1.json", "is not what was written"),
        ("names_1.txt", "is not what was written"),
        ("manifest_1.npz", "is not what was written"),
        ("_MAIN_1.toc", "is not what was written"),
    ],
)
def test_a_damaged_file(indexed: Run, name: str, what: str) -> None:
    """Is named, with what to do; so is one that is not there."""
    path = Path("index", name)
    path.write_bytes(path.read_bytes() + b" ")
    code, out, err = indexed("verify")
    assert (code, err) == (2, "")
    assert f"damaged: {name}: {what}: run cstosearch index --rebuild\n" in out
    path.unlink()
    if name != "_MAIN_1.toc":  # by which an index is known
        code, out, err = indexed("verify")
        assert (code, err) == (2, "")
        assert f"damaged: {name}: is missing: run cstosearch index --rebuild\n" in out
    assert indexed("index", "--rebuild").code == indexed("verify").code == 0


def test_damaged_saved_queries(indexed: Run) -> None:
    """No rebuild mends them; without them the index is sound."""
    assert indexed("save", "border", "border").code == 0
    path = Path("index/saved.bin")
    path.write_bytes(path.read_bytes()[:-1])
    damaged = (
        "damaged: saved.bin: is damaged: it cannot be made anew: put back a copy of it, or move it "
        "away and save the queries again; what is left of them stands in its first line as text\n"
    )
    assert indexed("verify").out.startswith(damaged)
    assert indexed("index", "--rebuild").code == 0
    code, out, err = indexed("verify", "--deep")
    assert (code, out.startswith(damaged), err) == (2, True, "")
    assert out.endswith("\ndamaged, 1 finding, 0 s\n")
    path.unlink()
    assert indexed("verify").code == 0


def test_a_table_of_contents_that_is_missing(indexed: Run) -> None:
    """Of the first generation, a first run that was killed leaves the same behind."""
    assert indexed("index", "--rebuild").code == 0
    Path("index/_MAIN_2.toc").unlink()
    damaged = (
        'cstosearch: the index in "index" is damaged (_MAIN_2.toc is missing): run cstosearch '
        "index --rebuild\n"
    )
    for command in (["verify"], ["search", "border"], ["index"]):
        assert indexed(*command) == (2, "", damaged)
    assert indexed("index", "--rebuild").code == indexed("verify").code == 0
    Path("index/_MAIN_1.toc").unlink()
    missing = (
        'cstosearch: no index in "index", as _MAIN_1.toc is missing, or the first run was ended '
        "early: run cstosearch index\n"
    )
    for command in (["verify"], ["search", "border"]):
        assert indexed(*command) == (2, "", missing)
    assert indexed("index").code == indexed("verify").code == 0


def test_what_a_damaged_index_holds_is_told_as_far_as_it_can_be_read(indexed: Run) -> None:
    """Nobody should take it for all there is."""
    Path("corpus/new.txt").write_text("08.07.2020\nNew.\n", "utf-8")
    assert indexed("index").code == 0
    Path("index/MAIN_2x1.seg").unlink()
    assert indexed("verify").out.splitlines()[1:] == [
        "generation 2: as far as it can be read, 4 documents in 2 segments; 3 files compared by "
        "size and time",
        "damaged, 1 finding, 0 s",
    ]
    Path("index/generation_2.json").unlink()
    told = "generation 2: as far as it can be read, 0 documents in 0 segments"
    assert told in indexed("verify").out


def test_an_array_that_is_not_what_was_written(indexed: Run) -> None:
    """Searches do not notice."""
    path = Path("index/MAIN_1x1.seg")
    data = bytearray(path.read_bytes())
    place = data.index(b"training") if b"training" in data else data.index(b"train")
    data[place] ^= 0x20
    path.write_bytes(data)
    code, out, _ = indexed("verify", "--deep")
    assert code == 2
    assert out.splitlines()[0].startswith("damaged: MAIN_1x1.seg: the array ")
    assert out.splitlines()[-1].startswith("damaged, ")


def test_a_file_of_another_index(indexed: Run) -> None:
    """It is sound, but not the one that the generation was committed with."""
    sound = Path("index/MAIN_1x1.seg").read_bytes()
    Path("corpus/teaser.txt").unlink()
    assert indexed("index", "--rebuild").code == 0
    Path("index/MAIN_2x1.seg").write_bytes(sound)
    code, out, _ = indexed("verify")
    assert (code, out.splitlines()[0]) == (
        2,
        "damaged: MAIN_2x1.seg: has 4 documents, not 3: run cstosearch index --rebuild",
    )


def test_a_corpus_that_is_not_there(indexed: Run) -> None:
    """The index is looked at nevertheless."""
    assert indexed("verify", "--corpus", "nowhere", "--deep") == (
        1,
        'stale: nowhere: cannot read the corpus "nowhere": no such file or directory: name '
        "another --corpus\n"
        "generation 1: 4 documents in 1 segment\n"
        "sound in itself, 1 finding, 0 s\n",
        "",
    )


def test_a_gazetteer_that_cannot_be_read(indexed: Run) -> None:
    """The index is looked at nevertheless."""
    Path("corpus/gazetteer.toml").write_text("bad = [", "utf-8")
    code, out, err = indexed("verify", "--deep")
    fault = indexed("index").err.removeprefix("cstosearch: ").removesuffix("\n")
    assert (code, err) == (1, "")
    assert out == (
        f"stale: gazetteer.toml: {fault}: mend it\n"
        f"{HELD}read anew\nsound in itself, 1 finding, 0 s\n"
    )


def test_no_index(run: Run) -> None:
    assert run("verify") == (2, "", 'cstosearch: no index in "index": run cstosearch index\n')


def test_an_index_of_another_version(indexed: Run) -> None:
    Path("index/generation_1.json").write_text('{"format": 99, "version": "9.0"}')
    code, out, err = indexed("verify")
    assert (code, out) == (2, "")
    assert err.startswith('cstosearch: the index in "index" was made by a newer cstosearch, 9.0, ')


def test_as_json(indexed: Run) -> None:
    Path("index/notes.txt").write_bytes(b"")
    code, out, _ = indexed("verify", "--format", "json")
    assert code == 1
    assert json.loads(out) | {"seconds": 0} == {
        "damaged": False,
        "generation": 1,
        "segments": 1,
        "documents": 4,
        "files": 2,
        "deep": False,
        "seconds": 0,
        "findings": [
            {
                "kind": "leftover",
                "where": "notes.txt",
                "what": "is no file of an index",
                "advice": "move it away",
            }
        ],
    }


def test_what_a_name_would_command_the_terminal(indexed: Run) -> None:
    """Nothing of it arrives there."""
    Path("index/\x1b[31mred").write_bytes(b"")
    assert "\x1b" not in indexed("verify").out
