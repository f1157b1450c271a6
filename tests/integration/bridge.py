"""A charger on the broker: a bridge between it and MQTT that announces its entities by discovery."""

import json
from typing import Any, cast, override
from unittest.mock import MagicMock

import pytest
from homeassistant.components.mqtt import DATA_MQTT
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_mqtt_message

from .evses import Evse

_DEVICE = {"identifiers": ["wb-1"], "name": "Wallbox", "manufacturer": "Wallbox", "model": "Pulsar Plus"}
_ENTITIES: dict[tuple[str, str], dict[str, Any]] = {
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
    """A bridge between a charger and the broker. Needs pytest's mqtt_mock."""

    domain = "mqtt"
    _drew_w = 0.0

    @override
    async def set_up(self, hass: HomeAssistant, patch: pytest.MonkeyPatch) -> None:
        cast("MagicMock", hass.data[DATA_MQTT].client).async_publish.side_effect = self._hear
        for (platform, key), config in _ENTITIES.items():
            about = {"name": key, "unique_id": f"wb-1_{key}", "device": _DEVICE}
            topics = {"state_topic": f"wb/{key}", "availability_topic": "wb/availability"}
            self._announce(hass, platform, key, json.dumps({**about, **topics, **config}))
        await hass.async_block_till_done()
        await self.refresh(hass)
        await hass.async_block_till_done()

    @override
    async def refresh(self, hass: HomeAssistant) -> None:
        if self.is_away:
            async_fire_mqtt_message(hass, "wb/availability", "offline")
            return
        # A car takes a moment: what it draws is told a step later.
        drew_w, self._drew_w = self._drew_w, self.power_w
        status = "Charging" if drew_w else "Paused"
        for key, value in {
            "availability": "online", "max_charging_current": self.current_a, "charging_enable": int(self.is_on),
            "status": status, "charging_power": drew_w,
        }.items():  # fmt: skip
            async_fire_mqtt_message(hass, f"wb/{key}", str(value))

    @override
    async def remove(self, hass: HomeAssistant) -> None:
        for platform, key in _ENTITIES:
            self._announce(hass, platform, key, "")
        await hass.async_block_till_done()

    def _announce(self, hass: HomeAssistant, platform: str, key: str, config: str) -> None:
        """Publish what Home Assistant makes an entity of, or takes one away for."""
        async_fire_mqtt_message(hass, f"homeassistant/{platform}/wb1/{key}/config", config)

    async def _hear(self, topic: str, payload: str, *_: Any, **__: Any) -> None:
        """Take what was published."""
        if topic == "wb/current/set":
            self.take("current", float(payload))
        elif topic == "wb/enable/set":
            self.take("on" if payload == "1" else "off")
