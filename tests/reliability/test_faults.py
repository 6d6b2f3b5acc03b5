"""What the system refuses is an error of one line; the index is whole, the next run completes."""

import errno
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import pytest

import cstosearch
from cstosearch.local import LocalEngine
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
from reliability.scenarios import NAMES, Scenario, answers, ask, build, left_over, scenario

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
def test_each_change_is_refused(
    name: str,
    fault: str,
    long: bool,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
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
    record_property("steps that the system refused", at)
    assert at > 20


def test_each_read_of_a_build_fails(long: bool, tmp_path: Path) -> None:
    """A file of the corpus is skipped, and read the next time; the index is left alone."""
    work, home = scenario("update"), tmp_path / "home"
    with Disk(work.copy(home), reads=True) as disk:
        work.run(home)
    shutil.rmtree(home)
    reads = [at for at, step in enumerate(disk.steps) if isinstance(step, Read)]
    for at in reads if long else reads[::3]:
        with suppress(cstosearch.CorpusError):
            fails(work, work.copy(home), Fail(at, errno.EIO, (Read,)), reads=True)
        work.check_next(home)
        shutil.rmtree(home)


def test_each_read_of_a_search_fails(tmp_path: Path) -> None:
    """It answers rightly all the same, or says what the system said."""
    work, home = scenario("update"), tmp_path / "home"
    work.copy(home)
    with cstosearch.open_index(home / "index") as index:
        right = [hit.document for hit in ask(index, "*")]
    for at in count():
        fault = Fail(at, errno.EIO, (Read,))
        with Disk(home, fault, reads=True):
            try:
                with cstosearch.open_index(home / "index") as index:
                    assert [hit.document for hit in ask(index, "*")] == right
            except cstosearch.IndexStateError as error:
                assert_one_line(error)
                assert "Input/output error" in str(error)
        if not fault.failed:
            break
    assert at > 10


@pytest.mark.parametrize("limit", [0, 1, 100, 1000, 4000])
def test_files_may_not_grow(limit: int, tmp_path: Path) -> None:
    """The system itself refuses, wherever that is: there are no more ways to write than watched."""
    work, home = scenario("merge"), tmp_path / "home"
    work.copy(home)

    def run() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(cstosearch.IndexStateError, match="File too large") as error:
            work.run(home)
        assert_one_line(error.value)

    assert in_a_child(run) == 0
    assert answers(home / "index") == work.before
    assert left_over(home / "index") == set()
    work.check_next(home)


def test_a_full_file_system(tmp_path: Path) -> None:
    """Run after run nothing is left over; once there is room, the next completes."""
    work, home, small = scenario("update"), tmp_path / "home", tmp_path / "small"
    work.copy(home)
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(small)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        shutil.move(home / "index", small / "index")
        (home / "index").symlink_to(small / "index")
        filler = small / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024))
        with filler.open("r+b") as file:
            file.truncate(filler.stat().st_size - 8192)
        for _ in range(3):
            with pytest.raises(cstosearch.IndexStateError, match="No space left") as error:
                work.run(home)
            assert_one_line(error.value)
            assert answers(home / "index") == work.before
            assert left_over(home / "index") == set()
        filler.unlink()
        work.check_next(home)
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_temporary_directory_that_is_full(tmp_path: Path) -> None:
    """Is not the index, and the message says so."""
    work, home = scenario("update"), tmp_path / "home"
    fault = Fail(0, errno.ENOSPC, (Write,), lasting=True)
    work.copy(home)
    with Disk(home / "tmp", fault), pytest.raises(cstosearch.IndexStateError) as error:
        work.run(home)
    assert str(error.value) == (
        "cannot keep records in a temporary file: No space left on device: the index is as it "
        "was; TMPDIR names the directory of temporary files"
    )
    work.check(home)
    work.check_next(home)


@dataclass
class Meanwhile:
    """Puts other files of the corpus in place before step `at`, and the old ones before `back`."""

    corpus: Path
    at: int
    back: int | None
    text: str | None
    kept: dict[Path, bytes] = field(default_factory=dict)
    steps: int = 0
    busy: bool = False

    def before(self, number: int, step: Step) -> bool:  # noqa: ARG002 - a `Meddler`
        return False

    def instead(self, number: int, step: Step) -> None:  # noqa: ARG002
        if self.busy:  # what happens here is watched, too
            return
        self.busy = True
        if self.steps == self.back:
            self.put_back()
        if self.steps == self.at:
            for path in (self.corpus / "a.txt", self.corpus / "sub/d.txt"):
                self.kept[path] = path.read_bytes()
                if self.text is None:
                    path.unlink()
                else:
                    path.write_text(self.text, "utf-8")
        self.steps += 1
        self.busy = False

    def put_back(self) -> None:
        for path, data in self.kept.items():
            path.write_bytes(data)
        self.kept = {}


@pytest.mark.parametrize("text", [None, "08.07.2020\nSomething else.\n"])
def test_files_that_change_while_they_are_read(
    text: str | None, long: bool, tmp_path: Path
) -> None:
    """Or vanish, for good or for a while: the next run gives what a rebuild gives."""
    work, home = scenario("update"), tmp_path / "home"
    with Disk(work.copy(home) / "corpus", reads=True) as disk:
        work.run(home)
    shutil.rmtree(home)
    points = range(len(disk.steps))
    pairs = [(at, back) for at in points for back in (*points[at + 1 :], None)]
    for at, back in pairs if long else pairs[::23]:
        work.copy(home)
        meanwhile = Meanwhile(home / "corpus", at, back, text)
        with Disk(home / "corpus", meanwhile, reads=True):
            work.run(home)
        if back is not None:
            meanwhile.put_back()  # if so many steps were not taken
        build(home)
        if back is not None:
            assert answers(home / "index") == work.after
        else:
            found = answers(home / "index")
            build(home, rebuild=True)
            assert found == answers(home / "index")
        shutil.rmtree(home)


@pytest.fixture
def backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the clock back by an hour each time that somebody asks it."""
    now = time.time()
    hours = count()
    monkeypatch.setattr(time, "time", lambda: now - 3600 * next(hours))
    monkeypatch.setattr(time, "time_ns", lambda: int((now - 3600 * next(hours)) * 1e9))


@pytest.mark.usefixtures("backwards")
def test_a_clock_that_jumps_back(tmp_path: Path) -> None:
    """Neither changes what is found, nor makes a run wait for ever."""
    work, home = scenario("update"), tmp_path / "home"
    work.copy(home)
    work.run(home)
    work.check(home, done=True)
    (home / "corpus/a.txt").write_text("08.07.2020\nOnce more.\n", "utf-8")
    build(home)
    with cstosearch.open_index(home / "index") as index:
        assert index.count('"once more"') == 1
    with (
        LocalEngine(home / "index").writer(fresh=False, timeout=0),
        pytest.raises(cstosearch.IndexLockedError),
    ):
        cstosearch.build(home / "corpus", home / "index", lock_timeout=0.2)


@pytest.mark.parametrize("elsewhere", ["corpus", "index", "tmp"])
def test_another_file_system(elsewhere: str, tmp_path: Path) -> None:
    """Nothing is renamed from one to another."""
    memory = Path("/dev/shm")  # noqa: S108 - that very file system
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here")
    work, home = scenario("rebuild"), tmp_path / "home"
    work.copy(home)
    with tempfile.TemporaryDirectory(dir=memory) as other:
        shutil.move(home / elsewhere, Path(other, elsewhere))
        (home / elsewhere).symlink_to(Path(other, elsewhere))
        work.run(home)
        work.check(home, done=True)
        work.check_next(home)
