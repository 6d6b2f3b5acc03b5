"""Which are the oldest versions that pyproject.toml allows?

    python tools/lowest.py >lowest.txt
    pip install -c lowest.txt '.[html,test]'

`.ci/run` tests with those. Needs nothing but Python.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_BOUND: Final = re.compile(r"([\w.-]+)(?:>=|==)([\w.]+)")
_PROJECT: Final = Path(__file__).resolve().parent.parent / "pyproject.toml"


def lowest(requirements: list[str]) -> Iterator[str]:
    """Yield a constraint for each requirement with a lower bound."""
    for requirement in requirements:
        if found := _BOUND.match(requirement):
            yield f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    project = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]
    for needed in (project["dependencies"], *project["optional-dependencies"].values()):
        sys.stdout.writelines(f"{line}\n" for line in lowest(needed))
