"""What the program loads: a one-shot command pays for what it imports."""

import subprocess
import sys

import pytest

from cli.running import Run

SCRIPT = """
import sys
from cstosearch.cli import main
code = main(sys.argv[1:])
sys.stderr.write("\\n" + " ".join(sys.modules))
sys.exit(code)
"""


def loaded(*args: str) -> set[str]:
    """Return the modules that a run of the program has loaded."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args], capture_output=True, check=True, text=True
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["search", "--help"]])
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    """Neither the engine nor a single library that it stands on."""
    modules = loaded(*args)
    assert not modules & {"whoosh", "numpy", "dateutil", "Stemmer"}
    assert not modules & {"cstosearch.local", "cstosearch.query", "cstosearch.corpus"}


def test_a_command_loads_no_other_command(indexed: Run) -> None:
    """Nor what only those need: a search does not read source files."""
    assert indexed("stats").code == 0
    modules = loaded("search", "border")
    assert "cstosearch.cli.search" in modules
    assert not modules & {"cstosearch.cli.index", "cstosearch.cli.show", "cstosearch.cli.stats"}
    assert not modules & {"cstosearch.corpus", "cstosearch.indexing", "trafilatura"}
