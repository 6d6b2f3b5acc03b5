"""What the tests of reliability share: whether to try everything, and how much was tried."""

from collections import Counter

import pytest
from _pytest.terminal import TerminalReporter


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="try everything, which takes long")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Say whether to try everything. Not asked where this folder is not named to pytest."""
    return bool(request.config.getoption("--long", default=False))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what tests have tried, by `record_property`: the figures of docs/reliability.md."""
    tried = Counter[str]()
    for report in terminalreporter.stats.get("passed", ()):
        tried.update(dict(report.user_properties))
    if tried:
        terminalreporter.section("tried")
        for what, count in sorted(tried.items()):
            terminalreporter.line(f"{count:>9,} {what}")
