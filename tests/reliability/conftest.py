"""What the tests of reliability share: whether to try everything."""

import sys
from collections.abc import Callable

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="try everything, which takes long")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Say whether to try everything. Not asked where this folder is not named to pytest."""
    return bool(request.config.getoption("--long", default=False))


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """Note how many of something a test has tried; `-rP` and `--junitxml` show it."""

    def note(what: str, count: int) -> None:
        request.node.user_properties.append((what, count))
        sys.stdout.write(f"{count:,} {what}\n")

    return note
