"""A byte of an index that is another is harmless, or it is told of: by who reads it, or `verify`.

Never a wrong answer that `verify` does not know of, never a traceback, never more than 512 MB or
30 seconds. `python -m pytest tests/reliability/test_flips.py --long` flips every byte, which takes
about half an hour on two cores.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from cstosearch.codec.arrays import ArrayFile
from reliability import archives

TESTS: Final = Path(__file__).parent.parent
MASKS: Final = (0x01, 0x80, 0x10, 0xFF)
STEPS: Final = {".seg": 251, ".toc": 151, ".npz": 101, ".json": 3, ".txt": 7}
"""How far the bytes are apart that are flipped when not all are: what is read quickly, less."""


ONCE_HARMFUL: Final = ("id.values.text", "title.forms_at")
"""Arrays of the first segment of which a flip has ended in a traceback, or has asked for 32 GB."""


def plan(index: Path, *, everything: bool) -> list[tuple[str, int, int]]:
    """Return files, places in them and masks."""
    flips = [
        (path.name, place, MASKS[number % len(MASKS)])
        for path in sorted(index.glob("*_*.*"))
        for number, place in enumerate(
            range(0, path.stat().st_size, 1 if everything else STEPS[path.suffix])
        )
    ]
    return list(dict.fromkeys([*flips, *once_harmful(index / "MAIN_1x1.seg")]))


def once_harmful(path: Path) -> Iterator[tuple[str, int, int]]:
    with ArrayFile(path) as file:
        for name in ONCE_HARMFUL:
            items = file[name].tobytes()
            begin = path.read_bytes().index(items)
            for place in range(begin, begin + len(items)):
                yield path.name, place, MASKS[place % len(MASKS)]


def outcomes(flips: list[tuple[str, int, int]], index: Path) -> list[list[Any]]:
    """Flip bytes of an index, one after the other; return what came of each."""
    done = subprocess.run(
        [sys.executable, "-m", "reliability.flipping", str(index)],
        cwd=TESTS,
        input="".join(f"{json.dumps(flip)}\n" for flip in flips),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_flipped_byte_is_harmless_or_told_of(
    tmp_path: Path, record_property: Callable[[str, object], None], *, long: bool
) -> None:
    cores = os.cpu_count() or 1
    (tmp_path / "0").mkdir()
    indexes = [archives.make(tmp_path / "0")]
    for core in range(1, cores):
        folder = shutil.copytree(tmp_path / "0", tmp_path / str(core))
        indexes.append(folder / indexes[0].name)
    flips = plan(indexes[0], everything=long)
    shares = [flips[core::cores] for core in range(cores)]
    with ThreadPoolExecutor(cores) as pool:
        found = list(pool.map(outcomes, shares, indexes))
    assert [[tuple(each[:3]) for each in share] for share in found] == shares
    assert [each for share in found for each in share if each[3] == "failed"] == []
    counts = Counter(each[3] for share in found for each in share)
    # Each of them occurs, so that none of it is tested in vain.
    assert set(counts) == {"harmless", "refused", "found", "unread"}, counts
    for what, count in counts.most_common():
        record_property(f"flipped bytes: {what}", count)
