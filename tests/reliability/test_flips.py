"""A byte of an index that is another is harmless, or it is told of: by who reads it, or `verify`.

Never a wrong answer that `verify` does not know of, never a traceback, never more than 512 MB or
30 seconds. `python -m pytest tests/reliability/test_flips.py --long` flips every byte.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reliability import archives

FLIPPING: Final = Path(__file__).with_name("flipping.py")
ALL_MASKS: Final = (0x01, 0x10, 0x80, 0xFF)
STEPS: Final = {".seg": 251, ".toc": 151, ".npz": 101, ".json": 3, ".txt": 7}
"""How far the bytes are apart that are flipped when not all are: what is read quickly, less."""


def plan(index: Path, *, everything: bool) -> Iterator[tuple[str, int, int]]:
    """Yield files, places in them and masks."""
    for path in sorted(index.glob("*_*.*")):
        step = 1 if everything else STEPS[path.suffix]
        for number, place in enumerate(range(0, path.stat().st_size, step)):
            masks = ALL_MASKS if everything else ((0x01, 0x80)[number % 2],)
            yield from ((path.name, place, mask) for mask in masks)


def test_a_flipped_byte_is_harmless_or_told_of(tmp_path: Path, *, long: bool) -> None:
    index = archives.make(tmp_path)
    flips = list(plan(index, everything=long))
    done = subprocess.run(
        [sys.executable, str(FLIPPING), str(index)],
        input="".join(f"{json.dumps(flip)}\n" for flip in flips),
        capture_output=True,
        text=True,
        check=True,
    )
    outcomes = [json.loads(line) for line in done.stdout.splitlines()]
    assert [tuple(outcome[:3]) for outcome in outcomes] == flips
    assert [outcome for outcome in outcomes if outcome[3] == "failed"] == []
    counts = Counter(outcome[3] for outcome in outcomes)
    # Each of them occurs, so that none of it is tested in vain.
    assert set(counts) == {"harmless", "refused", "found", "unread"}, counts
    print(dict(counts))  # noqa: T201 - shown by `pytest -rP`, for docs/reliability.md
