"""What outlives a restart: settings, the engine's state, the sun's tables. One file per home in Home Assistant's storage."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN

VERSION = 1
# A crash loses at most this much of learned values; a settings change is written sooner. Spares flash memory.
STATE_DELAY_S = 300.0
SETTINGS_DELAY_S = 1.0

type Saved = Mapping[str, Any]


class SiteStore:
    """Keeps one home's data."""

    def __init__(self, hass: HomeAssistant, entry_id: str, collect: Callable[[], dict[str, Any]]) -> None:
        """`collect` returns what is to be written, when it is to be written."""
        self._store: Store[dict[str, Any]] = Store(hass, VERSION, f"{DOMAIN}.{entry_id}")
        self._collect = collect
        self._is_due = False

    async def async_load(self) -> Saved:
        """Return what was kept, empty at first. A damaged file is set aside by Home Assistant and counts as none."""
        return await self._store.async_load() or {}

    @callback
    def async_settings_changed(self) -> None:
        """Write soon: the user changed something."""
        self._is_due = True
        self._store.async_delay_save(self._collected, SETTINGS_DELAY_S)

    @callback
    def async_state_changed(self) -> None:
        """Write within minutes, or when Home Assistant stops. Calls in between cost nothing, and do not put it off."""
        if not self._is_due:
            self._is_due = True
            self._store.async_delay_save(self._collected, STATE_DELAY_S)

    async def async_save(self) -> None:
        """Write now."""
        await self._store.async_save(self._collect())

    async def async_remove(self) -> None:
        """Forget everything."""
        await self._store.async_remove()

    def _collected(self) -> dict[str, Any]:
        self._is_due = False
        return self._collect()
