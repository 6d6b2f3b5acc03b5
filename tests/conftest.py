"""What all tests share: golden files, the option that writes them anew, no deadlines."""

import pytest
from golden import Golden
from hypothesis import HealthCheck, settings

# No test looks at a clock: what is slow is so on a machine that is busy, too.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


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
