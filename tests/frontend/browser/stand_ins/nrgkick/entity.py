"""What its entities have in common: ids and translation keys as the integration itself gives them."""

from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity


class NrgkickEntity(Entity):
    """An entity of the one charger."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: ConfigEntry[Any], key: str, name: str) -> None:
        """Belong to the charger."""
        self.simulation = entry.runtime_data
        self._attr_unique_id = f"10203040_{key}"
        self._attr_translation_key = key
        self._attr_name = name
        self._attr_device_info = DeviceInfo(
            identifiers={("nrgkick", "10203040")}, name="NRGkick", manufacturer="DiniTech", model="NRGkick Gen2"
        )

    @override
    async def async_added_to_hass(self) -> None:
        self.async_on_remove(self.simulation.listen(self.async_write_ha_state))
