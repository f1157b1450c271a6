"""A file of a home in Home Assistant's storage: with a version, and kept as it is where it cannot be read."""

import zlib
from base64 import b64decode, b64encode
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
# What is written all day is packed: a third of the room, of tables a fourteenth. Flash memory is spared: script/bench host_day.
PACKED = "zlib_base64_json"


def key_of(entry_id: str, name: str = "") -> str:
    """Return the key by which Home Assistant's storage knows a file of this home."""
    return ".".join(part for part in (DOMAIN, entry_id, name) if part)


def pack(data: Any) -> str:
    """Return data as a packed file holds them."""
    return b64encode(zlib.compress(orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS))).decode()


def unpack(packed: str) -> Any:
    """Return what was packed. Raises TypeError, ValueError or zlib.error for anything else."""
    return orjson.loads(zlib.decompress(b64decode(packed, validate=True)))


class SiteFile(Store[dict[str, Any]]):
    """One file. It is private: it reveals where the home is, and when people are there."""

    def __init__(
        self, hass: HomeAssistant, entry_id: str, name: str = "", *, is_packed: bool = False, is_computed: bool = False
    ) -> None:
        super().__init__(hass, VERSION, key_of(entry_id, name), private=True, atomic_writes=True)
        self._is_packed = is_packed
        # Its content can be computed again: no reason not to start.
        self._is_computed = is_computed
        self._written: bytes | None = None
        # There was a file, and nothing of it could be read.
        self.is_lost = False

    async def async_read(self) -> Mapping[str, Any] | None:
        """Return what the file holds; None: there is none, or none that can be read, which is set aside.

        Raises ConfigEntryError, and leaves the file as it is, if a newer version wrote it; what is computed anew is set aside instead.
        """
        stored: Any = None
        try:
            stored = await self.async_load()
            data = unpack(stored[PACKED]) if self._is_packed and stored is not None else stored
        except UnsupportedStorageVersionError as error:
            if self._is_computed:
                await self._async_move_aside()
                return None
            raise ConfigEntryError(
                translation_domain=DOMAIN, translation_key="newer_file", translation_placeholders={"file": self.path}
            ) from error
        except (KeyError, TypeError, ValueError, AttributeError, zlib.error) as error:
            LOGGER.warning("Could not read %s: %r", self.path, error)
            data = []
        if data is None or isinstance(data, Mapping):
            return data
        self.is_lost = not self._is_computed
        if stored is None:
            # Not even Home Assistant's frame around it can be read: what it holds cannot be copied.
            await self._async_move_aside()
        else:
            await self.async_set_aside(stored)
        return None

    async def async_write(self, data: Mapping[str, Any]) -> None:
        """Write now, unless this is what was written last."""
        kept = {PACKED: pack(data)} if self._is_packed else dict(data)
        if orjson.dumps(kept, option=orjson.OPT_NON_STR_KEYS) != self._written:
            await self.async_save(kept)

    async def async_set_aside(self, data: Any) -> None:
        """Keep a copy of what could not be read beside the file, before anything is written over it."""
        moment = dt_util.utcnow().strftime("%Y%m%dT%H%M%S%f")
        aside = Store[dict[str, Any]](self.hass, VERSION, f"{self.key}.set_aside.{moment}", private=True)
        await aside.async_save({"data": data})

    async def _async_move_aside(self) -> None:
        await self.hass.async_add_executor_job(_move_aside, Path(self.path))

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
        written = orjson.dumps(data["data"], option=orjson.OPT_NON_STR_KEYS)
        await super()._async_write_data(data)
        self._written = written


def _move_aside(path: Path) -> None:
    moment = dt_util.utcnow().strftime("%Y%m%dT%H%M%S%f")
    with suppress(FileNotFoundError):
        path.rename(path.with_name(f"{path.name}.set_aside.{moment}"))
