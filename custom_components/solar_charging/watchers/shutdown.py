"""Releases chargers to the state the user chose when control ends: at shutdown or removal, not at a reload."""

import asyncio
from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError

from ..catalogue.charger_config import ChargerConfig
from ..coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from ..devices.release import async_release
from ..managers.fault_log import FaultLog
from ..managers.settings_file import SettingsFile
from ..settings import Settings
from ..setup.site_config import charger_configs


@callback
def async_release_on_stop(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> CALLBACK_TYPE:
    """Leave the chargers when Home Assistant stops. Returns what ends it."""

    async def stopping(_event: Event) -> None:
        entry.runtime_data.async_end_control()
        await asyncio.gather(*(stop(charger) for charger in entry.runtime_data.site.chargers))

    async def stop(charger: ChargerConfig) -> None:
        coordinator = entry.runtime_data
        await coordinator.home.commanders[charger.id].async_stop()
        settings = _settings_in_force(coordinator).charger(charger.id)
        await async_release(hass, charger, settings, is_for_good=False)

    return hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, stopping)


async def async_release_removed_chargers(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> None:
    """Leave the chargers that will not come back after the unloading: those that were removed, all of a disabled home."""
    chargers = entry.runtime_data.site.chargers
    removed = [charger for charger in chargers if entry.disabled_by or charger.id not in entry.subentries]
    coordinator = entry.runtime_data
    await async_release_chargers(hass, removed, _settings_in_force(coordinator))


def _settings_in_force(coordinator: SolarChargingCoordinator) -> Settings:
    """Return the settings with what is requested; where that fails, as they are: chargers are released all the same."""
    log = FaultLog("Choosing modes", ", chargers are released by their settings")
    return log.attempt(lambda: coordinator.requests.in_force(coordinator.settings), lambda: coordinator.settings)


async def async_release_all(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Leave the chargers of a home that is being removed: its settings are still stored, it itself is no longer loaded."""
    try:
        settings, _ = await SettingsFile(hass, entry.entry_id).async_load()
    except ConfigEntryError:
        # A newer version wrote them: the defaults are gentle to chargers.
        settings = Settings()
    await async_release_chargers(hass, charger_configs(entry), settings)


async def async_release_chargers(hass: HomeAssistant, chargers: Iterable[ChargerConfig], settings: Settings) -> None:
    """Leave chargers for good. Side by side: Home Assistant waits for all of them together, and one that hangs keeps no other."""
    await asyncio.gather(*(async_release(hass, one, settings.charger(one.id), is_for_good=True) for one in chargers))
