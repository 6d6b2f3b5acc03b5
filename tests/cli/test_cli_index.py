"""The command `index`: its summary, its warnings, what it leaves behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

import cstosearch
from cli.running import Run
from cstosearch.indexing import manifest


def test_a_first_build(run: Run) -> None:
    """The summary is the result."""
    assert run("index") == (
        0,
        (
            "2 files read, 0 unchanged, 0 gone; 4 records in 4 documents\n"
            "4 added, 0 changed, 0 removed; 1 undated\n"
            "generation 1, 0 s\n"
        ),
        "",
    )


def test_only_what_changed_is_read_again(indexed: Run) -> None:
    """A file that is gone takes its documents along."""
    Path("corpus/teaser.txt").unlink()
    assert indexed("index").out == (
        "0 files read, 1 unchanged, 1 gone; 3 records in 3 documents\n"
        "0 added, 0 changed, 1 removed; 1 undated\n"
        "generation 2, 0 s\n"
    )


def test_a_corpus_without_a_file_empties_the_index(indexed: Run) -> None:
    """That is what it says; but a disk may not be mounted, so a person is told."""
    for path in Path("corpus").iterdir():
        path.unlink()
    has_none = 'cstosearch: "corpus" has no file that can be read: '
    assert indexed("index", "--dry-run").err == f"{has_none}4 documents would leave the index\n"
    assert indexed("index") == (
        0,
        (
            "0 files read, 0 unchanged, 2 gone; 0 records in 0 documents\n"
            "0 added, 0 changed, 4 removed; 0 undated\n"
            "generation 2, 0 s\n"
        ),
        f"{has_none}4 documents left the index\n",
    )
    assert indexed("index", "--rebuild").err == f"{has_none}the index has no document\n"
    Path("corpus/picture.png").touch()
    err = indexed("index", "--rebuild", "--dry-run").err.splitlines()
    assert err[1:] == [f"{has_none}the index would have no document"]


def test_a_dry_run_writes_nothing(run: Run) -> None:
    """Not even the directory."""
    assert run("index", "--dry-run") == (
        0,
        (
            "2 files read, 0 unchanged, 0 gone; 4 records in 4 documents\n"
            "would add 4, change 0, remove 0; 1 undated\n"
            "dry run: nothing was written, 0 s\n"
        ),
        "",
    )
    assert not Path("index").exists()


def test_a_rebuild_reads_everything_again(indexed: Run) -> None:
    """The next generation holds the same documents."""
    assert indexed("index", "--rebuild").out.splitlines()[0] == (
        "2 files read, 0 unchanged, 0 gone; 4 records in 4 documents"
    )
    assert indexed("search", "border", "--count").out == "2\n"


LOST = (
    "no gazetteer is given, and the last run had one: name it by --gazetteer each time, "
    "or keep it as gazetteer.toml in the corpus"
)


def test_why_everything_is_read_anew(indexed: Run) -> None:
    """A gazetteer that comes, changes or is not named; not what was asked for, and only once."""
    names = Path("names.toml")
    given = ("index", "--gazetteer", "names.toml")
    for text, args, why in (
        ("Ann Example", given, "the gazetteer is new"),
        ("Ben Example", given, "the gazetteer has changed"),
        ("Ben Example", ("index",), LOST),
    ):
        names.write_text(f'[[person]]\nname = "{text}"\n', "utf-8")
        dry = indexed(*args, "--dry-run").out.splitlines()
        assert dry[0] == f"all would be read anew: {why}"
        told = indexed(*args).out.splitlines()
        assert told[0] == f"all was read anew: {why}"
        assert dry[1] == told[1] == "2 files read, 0 unchanged, 0 gone; 4 records in 4 documents"
        assert indexed(*args).out.startswith("0 files read, ")
    assert indexed(*given, "--rebuild").out.startswith("2 files read, ")


def test_other_rules_read_everything_anew(indexed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "this version has other rules, or knows other names, than that of the last run"
    monkeypatch.setattr(manifest, "ENRICHER_VERSION", 0)
    assert indexed("index").out.startswith(f"all was read anew: {why}\n2 files read, ")


def test_other_readers_read_everything_anew(indexed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    why = "what the last run noted is of another version, or damaged"
    monkeypatch.setattr(manifest, "READER_VERSION", 0)
    assert indexed("index").out.startswith(f"all was read anew: {why}\n2 files read, ")


@pytest.mark.parametrize("what", ["missing", "damaged", "a directory"])
def test_a_manifest_that_is_lost_reads_everything_anew(indexed: Run, what: str) -> None:
    """Where there is no index nothing is lost."""
    why = "what the last run noted is missing or damaged, or Whoosh itself has written since"
    path = Path("index/manifest_1.npz")
    path.unlink()
    if what == "damaged":
        path.write_bytes(b"noise")
    elif what == "a directory":
        path.mkdir()
    assert indexed("index", "--dry-run").out.startswith(f"all would be read anew: {why}\n2 files ")
    assert indexed("index", "--dry-run", "--rebuild").out.startswith("2 files read, ")
    assert indexed("index").out.startswith(f"all was read anew: {why}\n2 files read, ")
    assert indexed("index").out.startswith("0 files read, ")
    assert indexed("index", "--dry-run", "--index", "other").out.startswith("2 files read, ")


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(run: Run) -> None:
    """The warning is no result, and no failure."""
    Path("corpus/x.pdf").write_bytes(b"%PDF")
    code, out, err = run("index")
    assert err == "cstosearch: corpus/x.pdf: skipped: not a format this version reads (.pdf)\n"
    assert code == 0
    assert "1 undated; 1 file skipped\n" in out


def test_many_files_of_foreign_formats_share_a_warning(run: Run) -> None:
    """A saved web page brings dozens, and every run would tell of each."""
    for name in ("a.css", "b.jpg", "c.jpg", "d.jpg"):
        Path("corpus", name).touch()
    assert run("index").err == (
        "cstosearch: 4 files skipped: not a format this version reads (.css, .jpg): "
        "corpus/a.css, corpus/b.jpg, …\n"
    )


def test_the_directories_can_be_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """By option, or by variable."""
    Path("corpus").rename("notes")
    assert run("index", "--corpus", "notes", "--index", "by-option").code == 0
    monkeypatch.setenv("CSTOSEARCH_CORPUS", "notes")
    monkeypatch.setenv("CSTOSEARCH_INDEX", "by-variable")
    assert run("index").code == 0
    assert run("search", "border", "--count").out == "2\n"
    assert sorted(p.name for p in Path().iterdir()) == ["by-option", "by-variable", "notes"]


def test_no_corpus(run: Run) -> None:
    """The message names the directory, and no index is begun."""
    assert run("index", "--corpus", "nowhere") == (
        2,
        "",
        'cstosearch: cannot read the corpus "nowhere": no such file or directory\n',
    )
    assert run("stats").err == 'cstosearch: no index in "index": run cstosearch index\n'


def test_a_file_is_no_directory(run: Run) -> None:
    """The message names the option and the variable that it may come from."""
    assert run("index", "--corpus", "corpus/teaser.txt") == (
        2,
        "",
        (
            "cstosearch: invalid value for '--corpus' (env var: 'CSTOSEARCH_CORPUS'): "
            "Directory 'corpus/teaser.txt' is a file; see cstosearch index --help\n"
        ),
    )


def _raise(error: BaseException) -> Callable[..., None]:
    def build(*_args: object, **_options: object) -> None:
        raise error

    return build


def test_an_interrupt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is the shell's for Ctrl-C, which may come right after the commit."""
    monkeypatch.setattr(cstosearch, "build", _raise(KeyboardInterrupt()))
    message = "cstosearch: interrupted; the index is as it was, or already in step\n"
    assert run("index") == (130, "", message)


def test_a_refusal_of_the_system(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own words, and the file they are about."""
    monkeypatch.setattr(cstosearch, "build", _raise(PermissionError(13, "Permission denied", "x")))
    assert run("index") == (2, "", 'cstosearch: "x": permission denied\n')


def test_a_fault_of_the_program(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for an answer without hits; what to report is shown."""
    monkeypatch.setattr(cstosearch, "build", _raise(ZeroDivisionError("oh")))
    code, out, err = run("index")
    assert (code, out) == (2, "")
    assert err.startswith("Traceback")
    assert err.endswith(
        "ZeroDivisionError: oh\n"
        "cstosearch: this is a fault of cstosearch; please report the lines above\n"
    )
