"""The limit, in a file."""

from pathlib import Path
from typing import override

from homeassistant.components.number import NumberEntity
from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddEntitiesCallback
from homeassistant.helpers.typing import ConfigType, DiscoveryInfoType


class KeptLimit(NumberEntity):
    """A limit in W; 5,000 to begin with."""

    _attr_name = "Battery discharge limit"
    _attr_unique_id = "kept_limit"
    _attr_native_min_value = 0
    _attr_native_max_value = 5000
    _attr_native_unit_of_measurement = UnitOfPower.WATT

    def __init__(self, kept: Path) -> None:
        """`kept`: where it is kept."""
        self._kept = kept
        self._attr_native_value = 5000.0

    async def async_update(self) -> None:
        """Read it, as others may have set it."""
        if await self.hass.async_add_executor_job(self._kept.exists):
            self._attr_native_value = float(await self.hass.async_add_executor_job(self._kept.read_text))

    @override
    async def async_set_native_value(self, value: float) -> None:
        await self.hass.async_add_executor_job(self._kept.write_text, str(value))
        await self.async_update()


async def async_setup_platform(
    hass: HomeAssistant,
    config: ConfigType,
    async_add_entities: AddEntitiesCallback,
    info: DiscoveryInfoType | None = None,
) -> None:
    """Add it."""
    async_add_entities([KeptLimit(Path(hass.config.path("kept_limit.txt")))], update_before_add=True)
