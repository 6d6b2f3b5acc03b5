"""What the tests of reliability share: whether to try everything, and how much was tried."""

from collections import Counter
from collections.abc import Callable

import pytest
from _pytest.terminal import TerminalReporter

_TRIED = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="try everything, which takes long")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Say whether to try everything. Not asked where this folder is not named to pytest."""
    return bool(request.config.getoption("--long", default=False))


@pytest.fixture
def counted(pytestconfig: pytest.Config) -> Callable[[str, int], None]:
    """Note how many of something a test has tried, for the figures of docs/reliability.md."""

    def note(what: str, count: int) -> None:
        pytestconfig.stash.setdefault(_TRIED, Counter())[what] += count

    return note


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what has been tried."""
    if tried := terminalreporter.config.stash.get(_TRIED, None):
        terminalreporter.section("tried")
        for what, count in tried.items():
            terminalreporter.line(f"{count:>9,} {what}")
