"""A build whose machine loses power leaves the old index or the new one; done is done."""

import pkgutil
import shutil
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

import cstosearch
from reliability.disk import Disk, Rename, Step, Write
from reliability.power import Machine, State, put
from reliability.scenarios import NAMES, Scenario, scenario

_HARM = (AssertionError, cstosearch.CstosearchError, TypeError)
"""What may come of a state that should not be; a type error is how Whoosh reads an empty TOC."""
_NEXT_EVERY = 8
"""After one of so many states, the next run is tried as well."""


class Trials:
    """Puts states of a scenario on the disk and checks each of them once."""

    def __init__(self, work: Scenario, home: Path, *, long: bool) -> None:
        self.work = work
        self.home = home
        self._long = long
        self.tried: set[frozenset[tuple[str, bytes | None]]] = set()

    def cut(self, machine: Machine, *, done: bool = False) -> None:
        """Cut the power of a machine, and look at what may be there then."""
        for state in machine.states(10 if self._long else 3):
            # A note of who writes is there for a message only.
            key = frozenset(each for each in state.items() if each[0] != "index/writer.txt")
            if done or key not in self.tried:
                self.tried.add(key)
                self._check(state, done=done)

    def _check(self, state: State, *, done: bool) -> None:
        put(state, self.home)
        self.work.check(self.home, done=done)
        if self._long or len(self.tried) % _NEXT_EVERY == 0:
            self.work.check_next(self.home)
        shutil.rmtree(self.home)

    def run(self, machine: Machine) -> None:
        """Run the scenario from where a machine stands, and cut its power at each step."""
        put(machine.now(), self.home)
        with Disk(self.home) as disk:
            self.work.run(self.home)
        shutil.rmtree(self.home)
        for step in disk.log:
            # Between two writes nothing may be there that may not be after the last of them.
            if self._long or not isinstance(step, Write):
                self.cut(machine)
            machine.step(step)
        self.cut(machine, done=True)


def log_of(work: Scenario, home: Path) -> list[Step]:
    """Return what a scenario does to the files in a copy, and remove that."""
    with Disk(work.copy(home)) as disk:
        work.run(home)
    shutil.rmtree(home)
    return disk.log


@pytest.mark.parametrize("name", NAMES)
def test_power_is_cut_at_each_step(
    name: str, long: bool, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Whatever of it has reached the disk; and all has when the build says that it is done."""
    work = scenario(name)
    trials = Trials(work, tmp_path / "home", long=long)
    trials.run(Machine(work.home))
    record_property("states after a power cut", len(trials.tried))


@pytest.mark.parametrize("name", NAMES)
def test_power_is_cut_after_a_kill(
    name: str, long: bool, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What a killed run has left in memory only, the next one may not build on.

    It is killed just behind its commit; with --long at each step.
    """
    if not long and name not in {"first", "update"}:
        pytest.skip("with --long")
    work = scenario(name)
    trials = Trials(work, tmp_path / "home", long=long)
    steps = log_of(work, tmp_path / "home")
    commit = max(at for at, step in enumerate(steps) if isinstance(step, Rename))
    machine = Machine(work.home)
    for at, step in enumerate(steps):
        machine.step(step)
        if long or at == commit:
            trials.run(machine.copy())
    record_property("states after a power cut", len(trials.tried))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaks files
@pytest.mark.parametrize(
    ("name", "needed", "of"),
    [
        ("first", "writer.sync_above", "index"),
        ("update", "writer.sync_file", "MAIN_2x1.seg"),
        ("first", "writer.sync_directory", "index"),
        ("update", "storage.sync_file", "generation_2.json"),
        ("update", "storage.sync_file", "names_2.txt"),
        ("update", "storage.sync_file", "_MAIN_2.toc.new"),
        ("update", "storage.sync_directory", "index"),
    ],
)
def test_what_is_synced_is_needed(name: str, needed: str, of: str, tmp_path: Path) -> None:
    """Without any of it the states above would show the harm: they are no empty promise."""
    work = scenario(name)
    trials = Trials(work, tmp_path / "home", long=False)
    sync = pkgutil.resolve_name(f"cstosearch.local.{needed}")
    left_out = []

    def other(path: Path) -> None:
        if path.name == of:
            left_out.append(path)
        else:
            sync(path)

    with mock.patch(f"cstosearch.local.{needed}", other), pytest.raises(_HARM):
        trials.run(Machine(work.home))
    assert left_out
