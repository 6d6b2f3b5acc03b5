"""Pipes, terminals, signals and encodings, met by the program in a process of its own."""

import os
import signal
import subprocess
import sys
import types
from functools import partial
from pathlib import Path

import pytest

from cli.running import Run, command, seen, spawn, terminal
from cstosearch.__main__ import run

pytestmark = pytest.mark.usefixtures("indexed")


def _read_none_of(*args: str, stderr_too: bool = False) -> tuple[int, bytes]:
    """Run the program, its output going to a pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    stderr = writer if stderr_too else subprocess.PIPE
    try:
        done = subprocess.run(command(*args), stdout=writer, stderr=stderr, check=False, timeout=60)
    finally:
        os.close(writer)
    return done.returncode, done.stderr or b""


@pytest.mark.parametrize(
    "args",
    [["search", "border"], ["search", "border", "--format", "json"], ["stats"], ["--help"]],
)
def test_a_broken_pipe_ends_quietly(args: list[str]) -> None:
    """What there was to say was said, so it is a success."""
    assert _read_none_of(*args) == (0, b"")


def test_a_broken_pipe_for_both_streams_ends_quietly() -> None:
    """As in `cstosearch search border 2>&1 | head -1`."""
    assert _read_none_of("search", "border", stderr_too=True)[0] == 0


def test_an_error_that_nobody_reads_is_still_an_error() -> None:
    """The exit code tells it."""
    assert _read_none_of("search", "(border", stderr_too=True)[0] == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_an_error() -> None:
    """One line, and no second complaint when the interpreter ends."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("stats"), stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert (done.returncode, done.stderr) == (
        2,
        b"cstosearch: input or output failed: no space left on device\n",
    )


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_closed_stream_is_silence(closed: str) -> None:
    """The exit code is all that is left to say."""
    script = f'exec "$@" {closed}>&-'
    for args, code in ((["search", "border"], 0), (["search", "(border"], 2)):
        done = subprocess.run(
            ["sh", "-c", script, "sh", *command(*args)], capture_output=True, check=False
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("encoding", "quoted"),
    [("ascii", '"conflict"'), ("latin-1", '"conflict"'), ("utf-8", "“conflict”")],
)
def test_what_cannot_be_encoded_is_replaced(encoding: str, quoted: str) -> None:
    """Typographic characters by what a typewriter has."""
    ran = spawn("search", "conflict", PYTHONIOENCODING=encoding)
    assert ran.code == 0
    assert f"about the {quoted} on" in ran.out


def test_json_that_cannot_be_encoded_is_escaped() -> None:
    """So it reads back verbatim."""
    ran = spawn("search", "conflict", "--format", "jsonl", PYTHONIOENCODING="ascii")
    assert r"\u201cconflict\u201d" in ran.out


def test_bytes_that_are_no_text_can_be_searched_for() -> None:
    """An argument need not be valid in the locale's encoding."""
    done = subprocess.run(
        [os.fsencode(word) for word in command("search", "--count")] + [b"gr\xfc\xdfe"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in (1, 2)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("env", "colored"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"NO_COLOR": "1"}, False)],
)
def test_a_terminal_gets_colour_unless_it_is_not_wanted(env: dict[str, str], colored: bool) -> None:
    """Colour is for people who can see it and have not declined."""
    with terminal() as (person, program):
        subprocess.run(
            command("search", "border"), stdout=program, check=True, env={**os.environ, **env}
        )
        os.close(program)
        assert ("\x1b[1;33mborder\x1b[0m" in seen(person)) is colored


def test_progress_is_for_terminals() -> None:
    """It is wiped in the end; the summary goes where it always goes."""
    with terminal() as (person, program):
        done = subprocess.run(
            command("index", "--rebuild"), stdout=subprocess.PIPE, stderr=program, check=True
        )
        os.close(program)
        shown = seen(person)
    assert done.stdout.startswith(b"2 files read, ")
    assert "reading    [" in shown
    assert shown.rpartition("\r")[2] == ""


def test_no_progress_in_a_pipe() -> None:
    """Only the summary, on standard output."""
    assert spawn("index", "--rebuild").err == ""


def test_ctrl_c_leaves_the_index_as_it_was(indexed: Run) -> None:
    """It is pressed as soon as the build is seen to be under way."""
    before = indexed("stats").out
    for n in range(2000):
        Path(f"corpus/{n}.txt").write_text(f"01.02.2003\n\nNote number {n}.\n" * 5, "utf-8")
    with terminal() as (person, program):
        # What is started in the background of a shell ignores interrupts, and so would the program.
        attended = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
        build = subprocess.Popen(
            command("index"),
            stdout=subprocess.PIPE,
            stderr=program,
            preexec_fn=attended,  # noqa: PLW1509 - there are no threads
        )
        os.close(program)  # so that reading ends when the build does
        while b"reading" not in os.read(person, 4096):
            pass
        build.send_signal(signal.SIGINT)
        out = build.communicate(timeout=60)[0]
        shown = seen(person)
    assert (build.returncode, out) == (130, b"")
    assert shown.endswith("cstosearch: interrupted; the index is as it was, or already in step\n")
    assert indexed("stats").out == before


def test_ctrl_c_while_the_program_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback, and the same exit code as later."""

    class Interrupted(types.ModuleType):
        def __getattr__(self, name: str) -> object:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["cstosearch", "--version"])
    assert run() == 0
    monkeypatch.setitem(sys.modules, "cstosearch.cli", Interrupted("cstosearch.cli"))
    assert run() == 130
