"""What fails at every step is logged once, however its numbers change and however often it works in between."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory

from custom_components.solar_charging.managers.fault_log import QUIET_S, FaultLog


def fails(what: object) -> Callable[[], str]:
    """Return a piece of work that fails."""

    def fail() -> str:
        raise LookupError(f"no {what} at {object()}")

    return fail


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged since it was last asked about."""
    found = [record.levelname for record in caplog.records]
    caplog.clear()
    return found


def test_a_fault_whose_numbers_change_with_each_step_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    log = FaultLog("Planning", "")
    for number in range(100):
        assert log.attempt(fails(number), lambda: "otherwise") == "otherwise"
        assert (log.failure or "").startswith(f"LookupError: no {number} at")
    assert lines(caplog) == ["ERROR"]
    log.attempt(fails("another part"), lambda: "otherwise")
    assert lines(caplog) == ["ERROR"]
    assert log.attempt(lambda: "done", lambda: "otherwise") == "done"
    assert log.failure is None
    assert lines(caplog) == ["INFO"]


def test_a_fault_that_comes_and_goes_is_logged_once_an_hour(
    caplog: pytest.LogCaptureFixture, freezer: FrozenDateTimeFactory
) -> None:
    log = FaultLog("Planning", "")
    for hour in range(3):
        for number in range(100):
            log.attempt(fails(number), lambda: "otherwise")
            log.attempt(lambda: "done", lambda: "otherwise")
        assert lines(caplog) == ["ERROR", "INFO"], hour
        freezer.tick(timedelta(seconds=QUIET_S + 1))


def test_a_fault_that_came_to_stay_is_logged_all_the_same(
    caplog: pytest.LogCaptureFixture, freezer: FrozenDateTimeFactory
) -> None:
    log = FaultLog("Planning", "")
    log.attempt(fails(1), lambda: "otherwise")
    log.attempt(lambda: "done", lambda: "otherwise")
    log.attempt(fails(2), lambda: "otherwise")
    assert lines(caplog) == ["ERROR", "INFO"]
    freezer.tick(timedelta(seconds=QUIET_S + 1))
    log.attempt(fails(3), lambda: "otherwise")
    assert lines(caplog) == ["ERROR"]
