"""Batteries of real integrations against fake devices: a number, a select and an action of Home Assistant's MQTT."""

import json
from typing import Any, cast
from unittest.mock import MagicMock

import pytest
from homeassistant.components.mqtt import DATA_MQTT
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_mqtt_message

from custom_components.solar_charging.catalogue.battery_control import BatteryControl
from custom_components.solar_charging.catalogue.charger_config import EntityAction
from custom_components.solar_charging.catalogue.entry import ControlKind
from custom_components.solar_charging.devices.battery_driver import AGAIN_S, BatteryDriver
from custom_components.solar_charging.devices.stored_hold import SHOWN_WITHIN_S
from custom_components.solar_charging.engine.decide.battery_hold import BatteryCommand, BatteryUse
from custom_components.solar_charging.engine.model import Reason
from custom_components.solar_charging.setup.discovery import async_discover

HELD = BatteryCommand(BatteryUse.HELD, Reason("battery_held", {"power_w": 7000.0}), 600.0)
FREE = BatteryCommand(BatteryUse.FREE, Reason("battery_free", {}))
# As the add-ons announce them: Sunsynk's discharge current, GivTCP's pause mode.
SUNSYNK = (
    "number",
    "1234_battery_max_discharge_current",
    "Sunsynk",
    {"min": 0, "max": 240, "unit_of_measurement": "A"},
)
GIVTCP = (
    "select",
    "GivTCP_SN1_Battery_pause_mode",
    "GivEnergy",
    {"options": ["Disabled", "PauseCharge", "PauseDischarge"]},
)


class Box:
    """A battery on the broker that shows what it is set to."""

    def __init__(self, hass: HomeAssistant, kind: tuple[str, str, str, dict[str, Any]], value: str) -> None:
        self.hass = hass
        self.value = value
        self.heard: list[str] = []
        self.ignores = False
        self.platform, self.unique_id, self.maker, self.config = kind

    async def announce(self) -> None:
        cast("MagicMock", self.hass.data[DATA_MQTT].client).async_publish.side_effect = self._hear
        config = {
            "name": self.unique_id,
            "unique_id": self.unique_id,
            "state_topic": "box/state",
            "command_topic": "box/set",
            "availability_topic": "box/here",
            "device": {"identifiers": [self.maker], "name": "Battery", "manufacturer": self.maker},
            **self.config,
        }
        async_fire_mqtt_message(self.hass, f"homeassistant/{self.platform}/box/one/config", json.dumps(config))
        await self.hass.async_block_till_done()
        await self.is_here(here=True)

    async def is_here(self, *, here: bool) -> None:
        async_fire_mqtt_message(self.hass, "box/here", "online" if here else "offline")
        await self.shows(self.value)

    async def shows(self, value: str) -> None:
        self.value = value
        async_fire_mqtt_message(self.hass, "box/state", value)
        await self.hass.async_block_till_done()

    async def _hear(self, topic: str, payload: str, *_: Any, **__: Any) -> None:
        self.heard.append(f"{topic} {payload}")
        if topic == "box/set" and not self.ignores:
            self.value = payload
            async_fire_mqtt_message(self.hass, "box/state", payload)


class Driven:
    """The battery as discovery finds it, with its driver."""

    def __init__(self, hass: HomeAssistant, box: Box, control: BatteryControl) -> None:
        self.box = box
        self.now_s = 1_000_000.0
        self.driver = BatteryDriver(hass, "Battery", control, self._store)

    async def _store(self) -> None:
        return

    async def asked(self, command: BatteryCommand, later_s: float = 5.0) -> str:
        self.now_s += later_s
        await self.driver.async_follow(command, 60.0, self.now_s)
        await self.box.hass.async_block_till_done()
        return self.box.value


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow MQTT's own timer, which outlives its mock."""
    return True


@pytest.fixture(params=[(SUNSYNK, "120", "0"), (GIVTCP, "Disabled", "PauseDischarge")], ids=["number", "select"])
async def found(hass: HomeAssistant, mqtt_mock: Any, request: pytest.FixtureRequest) -> tuple[Driven, str, str]:
    kind, before, held = request.param
    box = Box(hass, kind, before)
    await box.announce()
    [battery] = (await async_discover(hass)).batteries
    assert (battery.name, battery.control.hold.value) == ("Battery", held)
    return Driven(hass, box, battery.control), before, held


async def test_it_is_found_held_and_released(found: tuple[Driven, str, str]) -> None:
    driven, before, held = found
    assert await driven.asked(HELD) == held
    assert await driven.asked(HELD) == held
    assert await driven.asked(FREE) == before
    assert len(driven.box.heard) == 2


async def test_whatever_goes_wrong_it_is_never_left_held(found: tuple[Driven, str, str]) -> None:
    driven, before, held = found
    box = driven.box
    # It forgets once, and is told again.
    await driven.asked(HELD)
    await driven.asked(HELD)
    await box.shows(before)
    assert await driven.asked(HELD) == held
    # It is away when it is to be released.
    await box.is_here(here=False)
    await driven.asked(FREE)
    await box.is_here(here=True)
    assert await driven.asked(FREE, AGAIN_S) == before
    # It ignores what it is told.
    box.ignores = True
    for _ in range(8):
        assert await driven.asked(HELD, SHOWN_WITHIN_S + AGAIN_S) == before
    assert driven.driver.reason.key == "battery_not_answering"
    box.ignores = False
    await driven.asked(FREE, AGAIN_S)
    # Somebody sets it meanwhile.
    await driven.asked(HELD, AGAIN_S)
    await driven.asked(HELD)
    other = "80" if held == "0" else "PauseCharge"
    await box.shows(other)
    assert await driven.asked(HELD) == other
    assert driven.driver.reason.key == "battery_set_by_another"
    assert await driven.asked(FREE) == other


async def test_a_battery_that_is_held_by_an_action(hass: HomeAssistant, mqtt_mock: Any) -> None:
    box = Box(hass, SUNSYNK, "120")
    await box.announce()
    control = BatteryControl(
        ControlKind.ACTION,
        EntityAction(action="mqtt.publish", data={"topic": "box/limit", "payload": "{limit_w}"}),
        EntityAction(action="mqtt.publish", data={"topic": "box/limit", "payload": "none"}),
        renew_s=600.0,
    )
    driven = Driven(hass, box, control)
    await driven.asked(HELD)
    await driven.asked(HELD)
    await driven.asked(HELD, 300.0)
    await driven.asked(FREE)
    assert box.heard == ["box/limit 0", "box/limit 0", "box/limit none"]
    # The broker is gone: what is not taken is tried again, and released in any case.
    hass.services.async_remove("mqtt", "publish")
    for _ in range(6):
        await driven.asked(HELD, AGAIN_S)
    assert driven.driver.reason.key == "battery_not_answering"
