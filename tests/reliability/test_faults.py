"""What the system refuses is an error of one line; the index is whole, and the next run mends all."""

import errno
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import pytest

import cstosearch
from reliability.disk import (
    Change,
    Disk,
    Fail,
    MakeDirectory,
    Open,
    Read,
    Step,
    Truncate,
    Write,
    in_a_child,
)
from reliability.scenarios import NAMES, Scenario, answers, build, left_over, scenario

_CHANGES = Change.__args__
_FULL = (Open, Write, Truncate, MakeDirectory)
FAULTS = {
    "full": partial(Fail, code=errno.ENOSPC, kinds=_FULL, lasting=True, half=True),
    "error": partial(Fail, code=errno.EIO, kinds=_CHANGES),
    "forbidden": partial(Fail, code=errno.EACCES, kinds=_CHANGES),
    "read-only": partial(Fail, code=errno.EROFS, kinds=_CHANGES, lasting=True),
}
DEFAULT = {("rebuild", "full"), ("update", "error"), ("first", "forbidden"), ("merge", "read-only")}


def assert_one_line(error: BaseException) -> None:
    assert "\n" not in str(error)
    assert str(error)


def fails(work: Scenario, home: Path, fault: Fail, *, reads: bool = False) -> bool:
    """Run a scenario with a fault; say whether it fails, which it must do with an error of ours."""
    with Disk(home, fault, reads=reads):
        try:
            work.run(home)
        except cstosearch.IndexStateError as error:
            assert_one_line(error)
            return True
    return False


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", NAMES)
def test_each_change_is_refused(name: str, fault: str, long: bool, tmp_path: Path) -> None:
    """Nothing is lost, and nothing is left over where it can be removed."""
    if not long and (name, fault) not in DEFAULT:
        pytest.skip("one fault for each scenario; all of them with --long")
    work, home = scenario(name), tmp_path / "home"
    for at in count():
        spoilt = FAULTS[fault](at)
        failed = fails(work, work.copy(home), spoilt)
        if not spoilt.failed:
            break
        work.check(home, done=not failed)
        if fault == "full" and answers(home / "index") is not None:
            assert left_over(home / "index") == set()
        work.check_next(home)
        shutil.rmtree(home)
    assert at > 20


@pytest.mark.parametrize("name", ["update"])
def test_each_read_of_a_build_fails(name: str, tmp_path: Path) -> None:
    """A file of the corpus is skipped, and read the next time; the index is left alone."""
    work, home = scenario(name), tmp_path / "home"
    for at in count():
        fault = Fail(at, errno.EIO, (Read,))
        with suppress(cstosearch.CorpusError):
            fails(work, work.copy(home), fault, reads=True)
        if not at % 2 and fault.failed:
            work.check_next(home)
        shutil.rmtree(home)
        if at > 400:
            break
