"""What outlives a restart, in files of their own by how often they change: settings, the books, what was learned, the sun's table.

Settings are written when they change, the books as often as `SessionRecorder` asks. The others are written each quarter of an hour
and at the end, each only if it changed: a crash loses at most so much of what was learned, and flash memory is spared. The sun's
model, which is the largest and learns from days rather than minutes, takes its turn each two hours.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.storage import STORAGE_DIR

from ..settings import Settings
from .settings_file import LAST_GOOD, SETTINGS, SettingsFile
from .site_file import SiteFile, key_of

# A quarter of an hour of learning may be lost in a power cut: 100 writes a day instead of 17 000 spare flash memory.
STATE_DELAY_S = 900.0
# The largest file, which changes with the sun: two hours of learning may be lost.
SUN_MODEL_INTERVAL_S = 7200.0
# Entries outside of the settings, such as which car is here, are written soon, but several of them together.
SOON_S = 5.0
# The state changes at every step, the sun's model by day, its table once a day.
STATE, BOOKS, SUN_MODEL, SUN_TABLE, LIMIT_LOG = "", "books", "sun_model", "sun_table", "limit_log"
# What batteries are held at: written by who holds them, before they are told.
BATTERIES = "batteries"
LEARNED = (STATE, BOOKS, SUN_MODEL, SUN_TABLE, LIMIT_LOG)


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept of a home: the settings, and by file what was learned. `lost`: names of what could not be read, whole files among them."""

    settings: Settings = field(default_factory=Settings)
    learned: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What returns what is to be kept, when it is to be written; `learned` by file."""

    settings: Callable[[], Settings]
    learned: Mapping[str, Callable[[], Mapping[str, Any]]]


class SiteStore:
    """Keeps one home's data."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self._settings = SettingsFile(hass, entry_id)
        self._learned = {
            name: SiteFile(hass, entry_id, name, is_packed=True, is_computed=name == SUN_TABLE) for name in LEARNED
        }
        self._sources: Sources | None = None
        self._end_wait: CALLBACK_TYPE | None = None
        self._is_soon = False
        self._model_at_s = -math.inf

    async def async_load(self) -> Stored:
        """Return what was kept; raises ConfigEntryError for files of a newer version, which are left as they are."""
        settings, lost = await self._settings.async_load()
        found = {name: await file.async_read() for name, file in self._learned.items()}
        files = [name or "state" for name, file in self._learned.items() if file.is_lost]
        return Stored(settings, {name: data or {} for name, data in found.items()}, (*lost, *files))

    @callback
    def async_keep(self, sources: Sources) -> CALLBACK_TYPE:
        """Write from now on what these return. Returns what ends it."""
        self._sources = sources
        end = self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, self._async_final_write)

        @callback
        def stop() -> None:
            end()
            self._forget_wait()

        return stop

    @callback
    def async_settings_changed(self) -> None:
        """Write the settings at once, and other entries soon."""
        self._hass.async_create_task(self._async_write_settings(), "solar_charging settings")
        self.async_write_soon()

    @callback
    def async_write_soon(self) -> None:
        """Write everything within seconds."""
        if not self._is_soon:
            self._forget_wait()
            self._is_soon = True
            self._end_wait = async_call_later(self._hass, SOON_S, self._async_due)

    @callback
    def async_state_changed(self) -> None:
        """Write within a quarter of an hour. Calls in between cost nothing, and do not put it off."""
        if self._end_wait is None and not self._hass.is_stopping:
            self._end_wait = async_call_later(self._hass, STATE_DELAY_S, self._async_due)

    @callback
    def async_write_books(self) -> None:
        """Write the books now, and nothing else: they are small."""
        self._hass.async_create_task(self._async_write(BOOKS), "solar_charging books")

    async def async_save(self) -> None:
        """Write now what changed."""
        await self._async_save(LEARNED)

    async def _async_save(self, names: Iterable[str]) -> None:
        self._forget_wait()
        await self._async_write_settings()
        for name in names:
            await self._async_write(name)

    async def async_set_file_aside(self, name: str, data: Mapping[str, Any]) -> None:
        """Keep a copy of a file of which parts could not be read."""
        await self._learned[name].async_set_aside(data)

    async def _async_write(self, name: str) -> None:
        if self._sources:
            await self._learned[name].async_write(self._sources.learned[name]())

    async def _async_write_settings(self) -> None:
        if self._sources:
            await self._settings.async_write(self._sources.settings())

    async def _async_due(self, now: datetime) -> None:
        # In either direction: a clock that was set back must not keep anything waiting.
        is_model_due = abs(now.timestamp() - self._model_at_s) >= SUN_MODEL_INTERVAL_S
        if is_model_due:
            self._model_at_s = now.timestamp()
        await self._async_save(name for name in LEARNED if name != SUN_MODEL or is_model_due)

    async def _async_final_write(self, _event: Event) -> None:
        await self.async_save()

    @callback
    def _forget_wait(self) -> None:
        if self._end_wait:
            self._end_wait()
        self._end_wait, self._is_soon = None, False


async def async_remove_files(hass: HomeAssistant, entry_id: str) -> None:
    """Forget a home: all of its files, also those that were set aside."""
    for name in (SETTINGS, LAST_GOOD, BATTERIES, *LEARNED):
        await SiteFile(hass, entry_id, name).async_remove()
    await hass.async_add_executor_job(_remove, Path(hass.config.path(STORAGE_DIR)), key_of(entry_id))


def _remove(folder: Path, key: str) -> None:
    for found in folder.glob(f"{key}*"):
        if found.is_dir():
            rmtree(found, ignore_errors=True)
        else:
            found.unlink(missing_ok=True)
