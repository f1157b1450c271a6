"""Custom integrations that no package index holds, as far as their manners matter: made known to Home Assistant with their entities."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from pytest_homeassistant_custom_component.common import MockModule, MockPlatform, mock_integration, mock_platform

type SetUp = Callable[[HomeAssistant, ConfigEntry[Any]], Coroutine[Any, Any, bool]]
type Made = Callable[[Any], list[Entity]]


def register(hass: HomeAssistant, domain: str, set_up: SetUp, unload: SetUp, platforms: Mapping[str, Made]) -> None:
    """Make an integration known: `set_up` gives the entry its `runtime_data`, of which the platforms make their entities."""

    async def set_up_all(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
        assert await set_up(hass, entry)
        await hass.config_entries.async_forward_entry_setups(entry, list(platforms))
        return True

    async def unload_all(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
        assert await unload(hass, entry)
        return await hass.config_entries.async_unload_platforms(entry, list(platforms))

    def platform(make: Made) -> MockPlatform:
        async def add(_: HomeAssistant, entry: ConfigEntry[Any], add: AddConfigEntryEntitiesCallback) -> None:
            add(make(entry.runtime_data))

        return MockPlatform(async_setup_entry=add)

    module = MockModule(domain, async_setup_entry=set_up_all, async_unload_entry=unload_all)
    mock_integration(hass, module, built_in=False)
    mock_platform(hass, f"{domain}.config_flow", built_in=False)
    for name, make in platforms.items():
        mock_platform(hass, f"{domain}.{name}", platform(make), built_in=False)
