"""Sessions that are over, kept for years: one file of Home Assistant's storage for each month, so that only the present one is rewritten."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from ..sessions.session import Session

VERSION = 1


class SessionArchive:
    """Keeps one home's sessions. Months are read when they are asked for."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self._entry_id = entry_id
        self._index: Store[dict[str, Any]] = self._store("index")
        self._months: list[str] = []
        self._loaded: dict[str, list[dict[str, Any]]] = {}

    async def async_load(self) -> None:
        """Read which months there are."""
        self._months = list((await self._index.async_load() or {}).get("months", []))

    @property
    def first_month(self) -> str | None:
        """The first month that has sessions, as "2026-11" (UTC); None before there is one."""
        return self._months[0] if self._months else None

    async def async_add(self, session: Session) -> None:
        """Keep a session that ended."""
        month = _month(session.ended_s or session.started_s)
        entries = await self._entries(month)
        entries.append(session.to_dict())
        await self._store(month).async_save({"sessions": entries})
        if month not in self._months:
            self._months = sorted([*self._months, month])
            await self._index.async_save({"months": self._months})

    async def async_sessions(
        self, start: datetime | None = None, end: datetime | None = None, charger_ids: Iterable[str] | None = None
    ) -> list[Session]:
        """Return sessions that ended from `start` until before `end`, oldest first; all of them, or of some chargers."""
        wanted = None if charger_ids is None else set(charger_ids)
        first, last = (at.timestamp() if at else None for at in (start, end))
        found = []
        for month in self._months:
            if (start and month < _month(start.timestamp())) or (end and month > _month(end.timestamp())):
                continue
            for entry in await self._entries(month):
                session = Session.from_dict(entry)
                ended_s = session.ended_s or session.started_s
                is_in_time = (first is None or ended_s >= first) and (last is None or ended_s < last)
                if is_in_time and (wanted is None or session.charger_id in wanted):
                    found.append(session)
        return sorted(found, key=lambda session: session.started_s)

    async def async_remove(self) -> None:
        """Forget everything."""
        await self.async_load()
        for month in self._months:
            await self._store(month).async_remove()
        await self._index.async_remove()

    async def _entries(self, month: str) -> list[dict[str, Any]]:
        if month not in self._loaded:
            stored = await self._store(month).async_load() or {}
            self._loaded[month] = [entry for entry in stored.get("sessions", []) if isinstance(entry, dict)]
        return self._loaded[month]

    def _store(self, name: str) -> Store[dict[str, Any]]:
        return Store(self._hass, VERSION, f"{DOMAIN}.{self._entry_id}.sessions.{name}")


def _month(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m")
