"""Every part of a step may fail: the others do their work, a person is obeyed, and it is shown once."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.solar_charging.coordinator import SolarChargingCoordinator
from custom_components.solar_charging.managers.step_faults import StepFaults

from .home import StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of

# What a step does outside of any part: it makes values, or guards itself.
MAY_BE_BARE = {"attempt", "decide", "unread", "partial", "StepResult", "SiteData", "StepFaults"}


def fail(*_arguments: Any, **_more: Any) -> None:
    """Fail as nobody foresaw."""
    raise ZeroDivisionError("nothing is left")


def step_parts() -> list[str]:
    """Return the names of all parts of a step; fails where something is called in none."""
    source = textwrap.dedent(inspect.getsource(SolarChargingCoordinator._step))
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    parts = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "attempt"]
    guarded = {id(inner) for part in parts for argument in part.args for inner in ast.walk(argument)}
    bare = {ast.unparse(call.func).rpartition(".")[2] for call in calls if id(call) not in guarded}
    assert bare <= MAY_BE_BARE, bare
    return [str(ast.literal_eval(part.args[0])) for part in parts]


async def test_whichever_part_of_a_step_fails_the_step_is_done_and_off_is_obeyed(
    home: StateHome, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    coordinator = (await home.set_up()).runtime_data
    await surplus_of(home, freezer, 4000, 300)
    works = StepFaults.attempt
    parts = step_parts()
    assert len(parts) >= 12
    for part in parts:
        assert drawn_w(home) > 0

        def breaks[T](self: StepFaults, name: str, call: Callable[[], T], otherwise: T, broken: str = part) -> T:
            return works(self, name, fail if name == broken else call, otherwise)  # type: ignore[arg-type]

        caplog.clear()
        before = coordinator.data
        monkeypatch.setattr(StepFaults, "attempt", breaks)
        await surplus_of(home, freezer, 4000, 10)
        assert coordinator.data is not before, part
        assert coordinator.failures[1].startswith(part)
        assert caplog.text.count("Traceback") == 1, part
        if part != "Commanding":
            await choose(home, "off")
            assert drawn_w(home) == 0, part
        monkeypatch.setattr(StepFaults, "attempt", works)
        await choose(home, "solar_and_grid")
        await surplus_of(home, freezer, 4000, 30)
        assert coordinator.failures == (None, None)


async def test_an_entity_that_cannot_show_a_step_keeps_it_from_no_other_and_a_repair_tells_what_fails(
    hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    freezer.move_to(NOON)
    await home.plug_in_devices()
    coordinator = (await home.set_up()).runtime_data
    shown = []
    coordinator.async_add_listener(fail)
    coordinator.async_add_listener(lambda: shown.append(coordinator.data))
    monkeypatch.setattr(coordinator.estimator, "outlook", fail)
    await surplus_of(home, freezer, 4000, 240)
    assert len(shown) > 10
    (issue,) = [issue for (domain, _), issue in ir.async_get(hass).issues.items() if domain == "solar_charging"]
    assert issue.translation_key == "part_fails"
    assert issue.translation_placeholders == {"error": "Estimating the sun: ZeroDivisionError: nothing is left"}
