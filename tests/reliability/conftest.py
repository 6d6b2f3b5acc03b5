"""What the tests of reliability share: whether to try everything."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="try everything, which takes long")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Say whether to try everything. Not asked where this folder is not named to pytest."""
    return bool(request.config.getoption("--long", default=False))
