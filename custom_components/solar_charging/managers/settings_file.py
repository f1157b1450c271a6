"""The user's settings on disk: written at once, and twice, so that the last good ones outlive a file that breaks."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import HomeAssistant

from ..settings import Settings
from .site_file import SiteFile
from .typed_fields import Lost, read_fields

SETTINGS = "settings"
LAST_GOOD = "settings_last_good"


class SettingsFile:
    """The settings of one home."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._file = SiteFile(hass, entry_id, SETTINGS)
        self._last_good = SiteFile(hass, entry_id, LAST_GOOD)

    async def async_load(self) -> tuple[Settings, Lost]:
        """Return the settings, and the names of those that fell to their defaults; raises ConfigEntryError for newer files."""
        good, stored = await self._last_good.async_read(), await self._file.async_read()
        lost_before: Lost = []
        before = _settings(Settings(), good or {}, lost_before)
        if stored is None:
            # New, or gone: then what was good last counts.
            is_lost = good is None and (self._file.is_lost or self._last_good.is_lost)
            return before, [SETTINGS] if is_lost else lost_before
        lost: Lost = []
        settings = _settings(before, stored, lost)
        if lost:
            await self._file.async_set_aside(stored)
        # A field that cannot be read is as it was last, where that is known.
        return settings, [name for name in lost if good is None or name in lost_before or not _has(good, name)]

    async def async_write(self, settings: Settings) -> None:
        """Write now: one file after the other, so that one of them is whole whenever the power fails."""
        data = settings.to_dict()
        await self._file.async_write(data)
        await self._last_good.async_write(data)


def _settings(default: Settings, data: Mapping[str, Any], lost: Lost) -> Settings:
    site = read_fields(default.site, data.get("site", {}), lost, "site")
    chargers = _each(default.charger, data.get("chargers", {}), lost, "chargers")
    cars = _each(default.car, data.get("cars", {}), lost, "cars")
    if lost:
        return Settings(site, {**default.chargers, **chargers}, {**default.cars, **cars})
    return Settings(site, chargers, cars)


def _each[T](default: Callable[[str], T], data: Any, lost: Lost, name: str) -> dict[str, T]:
    """Read what is kept for each charger, or each car, by its id."""
    if not isinstance(data, Mapping):
        lost.append(name)
        return {}
    return {str(key): read_fields(default(str(key)), value, lost, f"{name}.{key}") for key, value in data.items()}


def _has(data: Any, name: str) -> bool:
    """Whether a dotted name is found in stored data."""
    for part in name.split("."):
        if not isinstance(data, Mapping) or part not in data:
            return False
        data = data[part]
    return True
