"""What all tests share."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import settings

import custom_components  # noqa: F401  first: the test package carries a package of this name that would hide ours

# The same examples every time: a change is judged by what it changed.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Give each Home Assistant a folder of its own: what is written beside Home Assistant's storage is written for real."""
    return str(tmp_path)


@pytest.fixture(autouse=True)
async def enable_event_loop_debug(request: pytest.FixtureRequest) -> None:
    """Let asyncio note where each callback comes from: a sixth of the time of all tests, so not where coverage is measured, too.

    The tests that run on the release before, and any that are run by hand, find what touches the loop from another thread.
    """
    asyncio.get_running_loop().set_debug(not request.config.getoption("cov_source", None))


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant find this integration, in tests that run Home Assistant at all."""
    if "hass" in request.fixturenames:
        if "recorder_mock" in request.fixturenames:
            request.getfixturevalue("recorder_mock")  # it has to come before hass
        request.getfixturevalue("enable_custom_integrations")
