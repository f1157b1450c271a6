"""A charger that announced itself over MQTT: found, added, and led by the sun."""

import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_mqtt_message

from .evses import Evse
from .home import StateHome
from .sunshine import Sun, add_found

DEVICE = {"identifiers": ["wb-1"], "name": "Wallbox", "manufacturer": "Wallbox", "model": "Pulsar Plus"}
ENTITIES: dict[tuple[str, str], dict[str, Any]] = {
    ("number", "max_charging_current"): {
        "min": 6,
        "max": 32,
        "unit_of_measurement": "A",
        "command_topic": "wb/current/set",
    },
    ("switch", "charging_enable"): {"command_topic": "wb/enable/set", "payload_on": "1", "payload_off": "0"},
    ("sensor", "status"): {},
    ("sensor", "charging_power"): {"unit_of_measurement": "W", "device_class": "power"},
}


class Bridge(Evse):
    """A bridge between a charger and the broker."""

    def announce(self, hass: HomeAssistant) -> None:
        """Publish what Home Assistant makes entities of."""
        for (platform, key), config in ENTITIES.items():
            payload = {"name": key, "unique_id": f"wb-1_{key}", "state_topic": f"wb/{key}", "device": DEVICE, **config}
            async_fire_mqtt_message(hass, f"homeassistant/{platform}/wb1/{key}/config", json.dumps(payload))

    async def refresh(self, hass: HomeAssistant) -> None:
        status = "Charging" if self.power_w else "Paused"
        for key, value in {
            "max_charging_current": self.current_a, "charging_enable": int(self.is_on), "status": status,
            "charging_power": self.power_w,
        }.items():  # fmt: skip
            async_fire_mqtt_message(hass, f"wb/{key}", str(value))

    def hear(self, topic: str, payload: str, *_: Any, **__: Any) -> None:
        """Take what was published."""
        if topic == "wb/current/set":
            self.take("current", float(payload))
            self.current_a = float(payload)
        elif topic == "wb/enable/set":
            self.take("on" if payload == "1" else "off")
            self.is_on = payload == "1"


async def test_a_charger_on_the_broker_is_found_added_and_led_by_the_sun(
    hass: HomeAssistant, mqtt_mock: Any, home: StateHome, entry: ConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    bridge = Bridge()
    mqtt_mock.async_publish.side_effect = bridge.hear
    bridge.announce(hass)
    await hass.async_block_till_done()
    await bridge.refresh(hass)
    await hass.async_block_till_done()
    await add_found(hass, entry)
    sun = Sun(home, bridge, freezer)
    await sun.shines(2700, 15)
    assert 2000 < bridge.power_w < 2700, bridge.calls
    await sun.shines(0, 15)
    assert not bridge.is_on
    assert len(bridge.calls) < 15
