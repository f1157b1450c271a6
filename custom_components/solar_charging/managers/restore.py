"""Restores stored data part by part: an unreadable part is set aside, replaced by defaults, and named in a repair issue."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from ..const import DATA_LOST, DOMAIN, LOGGER
from ..settings import Settings
from ..setup.docs_links import repair_url
from .storage import STATE, SiteStore, Stored


class Restored:
    """What was kept of a home, handed out once."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._lost = list(stored.lost)
        # Files of which a part could not be read.
        self._damaged: set[str] = set()

    @property
    def settings(self) -> Settings:
        """What the user set."""
        return self._stored.settings

    def file(self, name: str) -> Mapping[str, Any]:
        """Return what a file of its own held; empty if there is none."""
        return self._stored.learned.get(name, {})

    def part[T](self, name: str, read: Callable[[Any], T], default: T, file: str = STATE) -> T:
        """Return a part of a file as `read` makes it of what was kept; the default if there is none, or none that can be read."""
        data = self.file(file).get(name)
        if data is None:
            return default
        try:
            return read({**data})
        except Exception as error:  # noqa: BLE001  whatever a broken file holds, chargers go on with everything else
            LOGGER.warning("Could not read stored data, using defaults for %s: %r", name, error)
            self.note(name, is_lost=True)
            self._damaged.add(file)
            return default

    def note(self, name: str, *, is_lost: bool) -> None:
        """Remember that something could not be read."""
        if is_lost:
            self._lost.append(name)

    async def async_report(self, hass: HomeAssistant, entry: ConfigEntry[Any], store: SiteStore) -> None:
        """Set aside what could not be read and create a repair issue that names it."""
        if not self._lost:
            return
        for name in sorted(self._damaged):
            await store.async_set_file_aside(name, self.file(name))
        lost = "\n".join(f"- `{name}`" for name in self._lost)
        ir.async_create_issue(
            hass,
            DOMAIN,
            DATA_LOST,
            is_fixable=True,
            is_persistent=True,
            learn_more_url=repair_url(hass, DATA_LOST),
            severity=ir.IssueSeverity.ERROR,
            translation_key=DATA_LOST,
            translation_placeholders={"lost": lost},
            data={"entry_id": entry.entry_id, "lost": lost},
        )
