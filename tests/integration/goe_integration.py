"""An integration for go-e chargers as the one that people use was seen to behave, which no package index holds.

It asks each 5 s. Once the charger has not answered it asks nothing for two minutes: entities are unavailable until the next poll, then
show what was known before, and what is written meanwhile is dropped without a word.
"""

import logging
from datetime import timedelta
from time import time
from typing import Any, ClassVar, Protocol, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.number import NumberEntity
from homeassistant.components.select import SelectEntity
from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator, UpdateFailed

from . import mocked

DOMAIN = "goecharger_api2"
_LOGGER = logging.getLogger(__name__)
POLL_S, BLIND_S = 5, 120
STATES = {1: "Idle", 2: "Charging", 3: "Wait for car", 4: "Complete"}
UNITS = {"nrg_11": ("W", "power"), "wh": ("kWh", "energy")}

type Values = dict[str, Any]


class Box(Protocol):
    """The charger: answers, or raises where it is away."""

    def read(self) -> Values: ...
    def write(self, key: str, value: int) -> None: ...


class Bridge(DataUpdateCoordinator[Values]):
    """Asks the box, and writes to it."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, box: Box) -> None:
        super().__init__(hass, _LOGGER, config_entry=entry, name=DOMAIN, update_interval=timedelta(seconds=POLL_S))
        self._box = box
        self._unanswered_s = 0.0

    @property
    def _is_blind(self) -> bool:
        return time() < self._unanswered_s + BLIND_S

    @override
    async def _async_update_data(self) -> Values:
        if self._is_blind:
            return self.data
        try:
            return self._box.read()
        except TimeoutError as error:
            self._unanswered_s = time()
            raise UpdateFailed("no answer") from error

    def write(self, key: str, value: int) -> None:
        """Write a value, and show it at once; a loss is only noted."""
        if self._is_blind:
            return
        try:
            self._box.write(key, value)
        except TimeoutError:
            self._unanswered_s = time()
        else:
            self.async_set_updated_data({**self.data, key: value})


class _OfBox(CoordinatorEntity[Bridge]):
    _attr_has_entity_name = True

    def __init__(self, bridge: Bridge, key: str) -> None:
        super().__init__(bridge)
        self._key = key
        self._attr_name = key
        self._attr_unique_id = f"{DOMAIN}.go_echarger_123456_{key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, "123456")}, name="go-eCharger", manufacturer="go-e", model="CORE 11kW"
        )


class Amperes(_OfBox, NumberEntity):
    """The current."""

    _attr_native_min_value, _attr_native_max_value, _attr_native_step = 6, 32, 1
    _attr_native_unit_of_measurement = "A"

    @property
    @override
    def native_value(self) -> float:
        return float(self.coordinator.data["amp"])

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.coordinator.write("amp", int(value))


class Force(_OfBox, SelectEntity):
    """Whether it charges: as it likes, never, or always."""

    _attr_options: ClassVar[list[str]] = ["0", "1", "2"]  # type: ignore[misc]  # of the class, in Home Assistant of the instance

    @property
    @override
    def current_option(self) -> str:
        return str(self.coordinator.data["frc"])

    @override
    async def async_select_option(self, option: str) -> None:
        self.coordinator.write("frc", int(option))


class Plugged(_OfBox, BinarySensorEntity):
    """Whether there is a car."""

    _attr_device_class = "plug"  # type: ignore[assignment]

    @property
    @override
    def is_on(self) -> bool:
        return bool(self.coordinator.data["car"] != 1)


class Shown(_OfBox, SensorEntity):
    """One of the values that the box shows."""

    def __init__(self, bridge: Bridge, key: str) -> None:
        super().__init__(bridge, key)
        self._attr_native_unit_of_measurement, self._attr_device_class = UNITS.get(key, (None, None))  # type: ignore[assignment]

    @property
    @override
    def native_value(self) -> Any:
        data = self.coordinator.data
        return STATES[data["car"]] if self._key == "car_value" else data[self._key]


class GoeFlow(ConfigFlow, domain=DOMAIN):
    """Asks nothing; without one, Home Assistant sets nothing up."""


def register(hass: HomeAssistant, box: Box) -> None:
    """Make the integration known to Home Assistant, with this box behind it."""

    async def set_up(hass: HomeAssistant, entry: ConfigEntry[Bridge]) -> bool:
        entry.runtime_data = Bridge(hass, entry, box)
        await entry.runtime_data.async_config_entry_first_refresh()
        return True

    async def unload(_: HomeAssistant, entry: ConfigEntry[Bridge]) -> bool:
        return True

    platforms: dict[str, mocked.Made] = {
        "number": lambda bridge: [Amperes(bridge, "amp")],
        "select": lambda bridge: [Force(bridge, "frc")],
        "binary_sensor": lambda bridge: [Plugged(bridge, "car_0")],
        "sensor": lambda bridge: [Shown(bridge, key) for key in ("car_value", "nrg_11", "wh")],
    }
    mocked.register(hass, DOMAIN, set_up, unload, platforms)
