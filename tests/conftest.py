"""What all tests share: golden files, and the option that writes them anew."""

import pytest
from golden import Golden


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regen",
        action="store_true",
        help="write the files of tests/golden/, and what pages say that commands print, anew",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with a golden file."""
    return Golden(regen=request.config.getoption("--regen"))
