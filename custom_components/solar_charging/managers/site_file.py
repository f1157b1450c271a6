"""A file of a home in Home Assistant's storage: with a version, and kept as it is where it cannot be read."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, override

import orjson
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError, UnsupportedStorageVersionError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER

# Of every stored file; raised together with a step in `MIGRATIONS`.
VERSION = 1
# What turns the data of a version into those of the next one, by the version it begins with. There has been one version so far.
MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
# Home Assistant indents what it stores: lists of numbers take a third of the room as one string. Flash memory is spared.
_COMPACT = "json"


def key_of(entry_id: str, name: str = "") -> str:
    """Return the key by which Home Assistant's storage knows a file of this home."""
    return ".".join(part for part in (DOMAIN, entry_id, name) if part)


class SiteFile(Store[dict[str, Any]]):
    """One file. It is private: it reveals where the home is, and when people are there."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, name: str = "", *, is_compact: bool = False, is_computed: bool = False
    ) -> None:
        super().__init__(hass, VERSION, key_of(entry_id, name), private=True, atomic_writes=True)
        self._is_compact = is_compact
        # Its content can be computed again: no reason not to start.
        self._is_computed = is_computed
        self._written: bytes | None = None

    async def async_read(self) -> Mapping[str, Any] | None:
        """Return what the file holds; None: there is none, or none that can be read, which is set aside.

        Raises ConfigEntryError, and leaves the file as it is, if a newer version wrote it; what is computed anew is set aside instead.
        """
        stored: Any = None
        try:
            stored = await self.async_load()
            data = orjson.loads(stored[_COMPACT]) if self._is_compact and stored is not None else stored
        except UnsupportedStorageVersionError as error:
            if self._is_computed:
                await self.hass.async_add_executor_job(_move_aside, Path(self.path))
                return None
            raise ConfigEntryError(
                translation_domain=DOMAIN, translation_key="newer_file", translation_placeholders={"file": self.path}
            ) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            LOGGER.warning("Could not read %s: %r", self.path, error)
            data = []
        if data is None or isinstance(data, Mapping):
            return data
        await self.async_set_aside(stored)
        return None

    async def async_write(self, data: Mapping[str, Any]) -> None:
        """Write now, unless this is what was written last."""
        packed = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS)
        if packed != self._written:
            await self.async_save({_COMPACT: packed.decode()} if self._is_compact else dict(data))

    async def async_set_aside(self, data: Any) -> None:
        """Keep a copy of what could not be read beside the file, before anything is written over it."""
        moment = dt_util.utcnow().strftime("%Y%m%dT%H%M%S%f")
        aside = Store[dict[str, Any]](self.hass, VERSION, f"{self.key}.set_aside.{moment}", private=True)
        await aside.async_save({"data": data})

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, Any]
    ) -> dict[str, Any]:
        """Bring data of an older version up to date."""
        if old_minor_version > self.minor_version:
            raise UnsupportedStorageVersionError(self.key, old_major_version, self.version)
        for version in range(old_major_version, self.version):
            old_data = MIGRATIONS[version](old_data)
        return old_data

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        """Note what got to the disk: where that is full, the same is tried again the next time."""
        packed = data["data"][_COMPACT].encode() if self._is_compact else orjson.dumps(data["data"])
        await super()._async_write_data(data)
        self._written = packed


def _move_aside(path: Path) -> None:
    moment = dt_util.utcnow().strftime("%Y%m%dT%H%M%S%f")
    with suppress(FileNotFoundError):
        path.rename(path.with_name(f"{path.name}.set_aside.{moment}"))
