"""What all tests share."""

import asyncio
from pathlib import Path

import pytest
from homeassistant.util.executor import InterruptibleThreadPoolExecutor
from hypothesis import settings

import custom_components  # noqa: F401  first: the test package carries a package of this name that would hide ours

_join = InterruptibleThreadPoolExecutor.join_threads_or_timeout


def _wake_and_join(executor: InterruptibleThreadPoolExecutor) -> None:
    """Wake each thread by itself when an executor ends.

    Python lets each thread wake the next, and Home Assistant ends one that had no turn within its part of a second, as happens on a
    busy machine: then the next is never woken, and the test that ends just then is blamed for what is left.
    """
    for _ in executor._threads:
        executor._work_queue.put(None)  # type: ignore[arg-type]
    _join(executor)


InterruptibleThreadPoolExecutor.join_threads_or_timeout = _wake_and_join  # type: ignore[method-assign]

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
