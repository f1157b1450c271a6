"""A charger that announced itself over MQTT: found, added, and led by the sun."""

from typing import Any

import pytest
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .bridge import Bridge
from .home import StateHome
from .sunshine import Sun, add_found


async def test_a_charger_on_the_broker_is_found_added_and_led_by_the_sun(
    hass: HomeAssistant,
    mqtt_mock: Any,
    home: StateHome,
    entry: ConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bridge = Bridge()
    await bridge.set_up(hass, monkeypatch)
    await add_found(hass, entry)
    sun = Sun(home, bridge, freezer)
    await sun.shines(2700, 15)
    assert 2000 < bridge.power_w < 2700, bridge.calls
    await sun.shines(0, 15)
    assert not bridge.is_on
    assert len(bridge.calls) < 15
