"""How chargers of each kind are left: as they are, at their minimum, or stopped; never silently at full power."""

from collections.abc import Mapping
from typing import Any

import pytest
from homeassistant.core import HomeAssistant, ServiceCall

from custom_components.solar_charging.catalogue.charger_storage import charger_config
from custom_components.solar_charging.devices.release import release_calls
from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.settings import ChargerSettings, ReleaseBehavior

type Part = Mapping[str, Any]

AMPS = {"min": 6, "max": 16, "step": 1, "unit_of_measurement": "A"}
SWITCH = {"start": {"entity_id": "switch.on", "value": "on"}, "stop": {"entity_id": "switch.on", "value": "off"}}
BUTTONS = {
    "start": {"entity_id": "button.start", "value": "press"},
    "stop": {"entity_id": "button.stop", "value": "press"},
}
ACTIONS = {"start": {"action": "wallbox.start"}, "stop": {"action": "wallbox.stop"}}
STOPPED = ("switch.turn_off", {})
NUMBER_AT = "number.set_value"
# What it consists of; what is called to leave it at its minimum, and to stop it.
KINDS: Mapping[str, tuple[Part, Any, Any]] = {
    "a number in A and a switch": (
        {"set_point": {"entity_id": "number.amps"}, "start_stop": SWITCH}, (NUMBER_AT, {"value": 6}), STOPPED
    ),
    "a number in kW and a switch": (
        {"set_point": {"entity_id": "number.kilowatts", "unit": "kW"}, "start_stop": SWITCH}, (NUMBER_AT, {"value": 1.4}), STOPPED
    ),
    "a select and buttons": (
        {"set_point": {"entity_id": "select.amps"}, "start_stop": BUTTONS},
        ("select.select_option", {"option": "6 A"}), ("button.press", {}),
    ),
    "actions": (
        {"set_point": {"action": "wallbox.limit", "data": {"amps": "{current}"}}, "start_stop": ACTIONS},
        ("wallbox.limit", {"amps": 6}), ("wallbox.stop", {}),
    ),
    # Its switch would end the transaction, after which some want to be plugged in again.
    "a charging profile": (
        {"set_point": {"entity_id": "number.profile", "pauses_at_zero": True, "prefers_zero": True}, "start_stop": SWITCH},
        (NUMBER_AT, {"value": 6}), (NUMBER_AT, {"value": 0}),
    ),
    "a number that 0 pauses": (
        {"set_point": {"entity_id": "number.profile", "pauses_at_zero": True}}, (NUMBER_AT, {"value": 6}), (NUMBER_AT, {"value": 0})
    ),
    "a switch alone": ({"start_stop": SWITCH}, STOPPED, STOPPED),
    "buttons alone": ({"start_stop": BUTTONS}, ("button.press", {}), ("button.press", {})),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _charging(hass: HomeAssistant) -> None:
    """Let all of them charge with 11 A."""

    async def take(_call: ServiceCall) -> None:
        """Take it."""

    for name in ("limit", "start", "stop"):
        hass.services.async_register("wallbox", name, take)
    hass.states.async_set("number.amps", "11", AMPS)
    hass.states.async_set("number.profile", "11", {**AMPS, "min": 0})
    hass.states.async_set("number.kilowatts", "2.5", {"min": 1.4, "max": 11, "step": 0.1, "unit_of_measurement": "kW"})
    hass.states.async_set("select.amps", "10 A", {"options": ["6 A", "10 A", "16 A"]})
    for entity_id in ("switch.on", "button.start", "button.stop"):
        hass.states.async_set(entity_id, "on")
    hass.states.async_set("sensor.status", "charging")


def left(
    hass: HomeAssistant, parts: Part, release_behavior: ReleaseBehavior, mode: SolarMode = SolarMode.SOLAR_ONLY
) -> list[Any]:
    data = {**parts, "phases": 1, "readings": {"status": {"entity_id": "sensor.status"}}}
    settings = ChargerSettings(mode=mode, release_behavior=release_behavior)
    calls = release_calls(hass, charger_config("id", "Garage", data), settings)
    return [(f"{call.domain}.{call.name}", dict(call.data)) for call in calls]


@pytest.mark.parametrize(("parts", "minimum", "stop"), KINDS.values(), ids=KINDS)
async def test_each_kind_is_left_as_the_user_chose(hass: HomeAssistant, parts: Part, minimum: Any, stop: Any) -> None:
    assert left(hass, parts, ReleaseBehavior.MINIMUM) == [minimum]
    assert left(hass, parts, ReleaseBehavior.STOP) == [stop]
    assert left(hass, parts, ReleaseBehavior.KEEP) == []
    assert left(hass, parts, ReleaseBehavior.STOP, SolarMode.BOOST) == []


async def test_what_is_paused_or_lower_is_not_raised(hass: HomeAssistant) -> None:
    parts, _, _ = KINDS["a number in A and a switch"]
    hass.states.async_set("switch.on", "off")
    hass.states.async_set("sensor.status", "connected")
    assert left(hass, parts, ReleaseBehavior.STOP) == []
    hass.states.async_set("number.amps", "6", AMPS)
    assert left(hass, parts, ReleaseBehavior.MINIMUM) == []


async def test_who_chose_nothing_is_lowered_by_a_restart_and_stopped_by_a_removal(hass: HomeAssistant) -> None:
    parts, minimum, stop = KINDS["a number in A and a switch"]
    settings = ChargerSettings()
    config = charger_config("id", "Garage", {**parts, "phases": "1", "readings": {}})
    for is_for_good, expected in ((False, minimum), (True, stop)):
        (call,) = release_calls(hass, config, settings, is_for_good=is_for_good)
        assert (f"{call.domain}.{call.name}", dict(call.data)) == expected
