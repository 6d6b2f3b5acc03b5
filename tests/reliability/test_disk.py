"""What the tests of this folder rest on: no change of a file escapes them."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from reliability.disk import (
    Disk,
    Open,
    Rename,
    Unlink,
    Write,
    in_a_child,
)
from reliability.power import Machine, put
from reliability.scenarios import NAMES, scenario

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def files(directory: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(directory)): path.read_bytes() if path.is_file() else None
        for path in directory.rglob("*")
    } | {"": None}


@pytest.mark.parametrize("unnamed", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_the_steps_make_the_files(name: str, unnamed: bool, tmp_path: Path) -> None:
    """What was watched, done once more, gives to the byte what the run has given."""
    work, home = scenario(name), tmp_path / "home"
    machine = Machine(work.home)
    with Disk(work.copy(home), unnamed=unnamed) as disk:
        work.run(home)
    for step in disk.log:
        machine.step(step)
    assert files(home) == machine.now()
    shutil.rmtree(home)
    put(machine.now(), tmp_path / "again")
    work.check(tmp_path / "again", done=True)


@pytest.mark.parametrize("name", NAMES)
def test_python_knows_of_no_other_change(name: str, tmp_path: Path) -> None:
    """Its audit events, which no code in Python avoids, are as many as the steps."""
    work, home = scenario(name), tmp_path / "home"
    work.copy(home)

    def run() -> None:
        events = dict.fromkeys(("open", "os.rename", "os.remove"), 0)

        def audit(event: str, args: tuple[object, ...]) -> None:
            # An opening by way of `os` has no mode; one of a raw file comes to `os` in the end.
            if event in events and str(args[0]).startswith(str(home)):
                mode, flags = args[1:3] if event == "open" else (None, _WRITES)
                events[event] += mode is None and bool(int(str(flags)) & _WRITES)
            assert event not in {"os.truncate", "os.link", "os.symlink", "os.rmdir"}

        with Disk(home) as disk:
            sys.addaudithook(audit)
            work.run(home)
        kinds = {"open": Open, "os.rename": Rename, "os.remove": Unlink}
        assert events == {
            event: sum(isinstance(step, kind) for step in disk.steps)
            for event, kind in kinds.items()
        }
        assert any(isinstance(step, Write) for step in disk.steps)

    assert in_a_child(run) == 0


def test_a_file_is_made_durable_by_whoever_opens_it(tmp_path: Path) -> None:
    """Until then it may be empty, and its name missing, each without the other."""
    machine = Machine(tmp_path)
    path = tmp_path / "file"
    with Disk(tmp_path) as disk:
        path.write_bytes(b"text")
    for step in disk.log:
        machine.step(step)
    states = list(machine.states(4))
    assert {"": None} in states
    assert [state["file"] for state in states if "file" in state] == [b"text", b"", b"te", bytes(4)]
    with Disk(tmp_path) as disk, path.open("rb") as file:
        os.fsync(file.fileno())
    for step in disk.log:
        machine.step(step)
    assert list(machine.states(4)) == [{"": None}, {"": None, "file": b"text"}]
