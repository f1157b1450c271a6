"""One broken part stops no other: deciding fails, a charger cannot be read or commanded. What was learned stays."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.solar_charging.engine import safe_state
from custom_components.solar_charging.managers import safe_decision

from .home import StateHome
from .test_charging import NOON, choose, drawn_w, surplus_of


def fail(*_arguments: Any, **_more: Any) -> None:
    """Fail as nobody foresaw."""
    raise ZeroDivisionError("nothing is left")


@pytest.fixture
async def running(hass: HomeAssistant, home: StateHome, freezer: FrozenDateTimeFactory) -> Any:
    """Return a home whose car charges on the sun."""
    freezer.move_to(NOON)
    await home.plug_in_devices()
    entry = await home.set_up()
    await surplus_of(home, freezer, 4000, 300)
    assert drawn_w(home) > 0
    return entry.runtime_data


@pytest.mark.parametrize("is_afresh_broken", [False, True], ids=["once", "whatever is tried"])
async def test_when_deciding_fails_nothing_is_bought_and_what_was_learned_is_kept(
    hass: HomeAssistant,
    home: StateHome,
    running: Any,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    is_afresh_broken: bool,
) -> None:
    (charger_state,) = running.engine_state.chargers.values()
    charger_state.watts_per_amp = {"1": 217.0}
    monkeypatch.setattr(safe_decision, "step", fail)
    if is_afresh_broken:
        monkeypatch.setattr(safe_state, "step", fail)
    await surplus_of(home, freezer, 0, 600)
    assert drawn_w(home) == 0
    (charger_state,) = running.engine_state.chargers.values()
    assert charger_state.watts_per_amp["1"] == pytest.approx(217.0, rel=0.1)
    assert caplog.text.count("The controller failed") == 1
    assert [key for domain, key in ir.async_get(hass).issues if domain == "solar_charging"] == ["control_fails"]


@pytest.mark.parametrize("part", ["reading", "commanding"])
async def test_off_is_off_though_the_charger_cannot_be_understood(
    home: StateHome,
    running: Any,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    part: str,
) -> None:
    (reader,), (commander,) = running.home.readers.values(), running.home.commanders.values()
    monkeypatch.setattr(*((reader, "inputs") if part == "reading" else (commander._planner, "steps")), fail)
    await surplus_of(home, freezer, 4000, 60)
    await choose(home, "off")
    await surplus_of(home, freezer, 4000, 30)
    assert drawn_w(home) == 0
    assert caplog.text.count("Traceback") <= 2
