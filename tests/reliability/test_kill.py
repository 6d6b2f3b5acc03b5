"""A build that is killed, wherever that may be, leaves the old index or the new one."""

import os
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from reliability.disk import Disk, Kill, Step, Write, in_a_child
from reliability.scenarios import NAMES, Scenario, scenario


def run(work: Scenario, home: Path, kill: Kill, *, unnamed: bool) -> None:
    with Disk(home, kill, unnamed=unnamed):
        work.run(home)


def steps_of(work: Scenario, home: Path, *, unnamed: bool) -> list[Step]:
    with Disk(work.copy(home), unnamed=unnamed) as disk:
        work.run(home)
    shutil.rmtree(home)
    return disk.steps


@pytest.mark.parametrize(
    ("name", "unnamed"), [*((name, True) for name in NAMES), ("rebuild", False)]
)
def test_killed_at_each_step(
    name: str, unnamed: bool, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Also in the middle of each write, and where temporary files have names for a moment.

    The index is whole, the next run completes, answers as a rebuild does, and leaves nothing over.
    """
    work, home = scenario(name), tmp_path / "home"
    steps = steps_of(work, home, unnamed=unnamed)
    kills = [Kill(at) for at in range(len(steps))]
    kills += [Kill(at, half=True) for at, step in enumerate(steps) if isinstance(step, Write)]
    record_property("kills at a step (SIGKILL)", len(kills))
    for kill in kills:
        work.copy(home)
        status = in_a_child(partial(run, work, home, kill, unnamed=unnamed))
        assert os.WIFSIGNALED(status), kill
        assert os.WTERMSIG(status) == signal.SIGKILL
        # The system's own folder for temporary files is the system's to clean.
        assert not unnamed or os.listdir(home / "tmp") == []
        work.check(home)
        work.check_next(home)
        shutil.rmtree(home)
