"""Sessions that are over, kept for years: a file for each month, with a line for each session that is only ever appended.

A session that was corrected has another line, and the last one counts. A crash can tear the last line, no other: its session is still open in the state then, and ends again. One that was appended
before the state was written is known by its charger and start, so that nothing is kept twice.
"""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR

from ..const import LOGGER
from ..sessions.session import Session
from .site_file import key_of

# Of a line in the archive; raised with a migration when its meaning changes.
LINE_VERSION = 1

type SessionKey = tuple[str, float]


def key(session: Session) -> SessionKey:
    """Return the key of a session: no charger begins two at once."""
    return session.charger_id, session.started_s


def ended_between(session: Session, start: datetime | None, end: datetime | None) -> bool:
    """Whether a session ended from `start` until before `end`; None: at any time."""
    ended_s = session.ended_s or session.started_s
    return (start is None or ended_s >= start.timestamp()) and (end is None or ended_s < end.timestamp())


class SessionArchive:
    """Keeps one home's sessions. Months are read when they are asked for."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self._folder = Path(hass.config.path(STORAGE_DIR, key_of(entry_id, "sessions")))
        self._months: list[str] = []
        self._loaded: dict[str, dict[SessionKey, Session]] = {}

    async def async_load(self) -> None:
        """Look which months there are."""
        self._months = await self._hass.async_add_executor_job(_months, self._folder)

    @property
    def first_month(self) -> str | None:
        """The first month that has sessions, as "2026-11" (UTC); None before there is one."""
        return self._months[0] if self._months else None

    async def async_add(self, session: Session) -> None:
        """Keep a session that ended; raises OSError while it cannot be written."""
        month = _month(session.ended_s or session.started_s)
        found = await self._async_month(month)
        if key(session) not in found:
            await self._async_append(month, session)

    async def async_replace(self, session: Session) -> None:
        """Keep a session in place of what was kept of it, whose line stays; raises OSError while it cannot be written."""
        await self._async_append(_month(session.ended_s or session.started_s), session)

    async def _async_append(self, month: str, session: Session) -> None:
        found = await self._async_month(month)
        data = session.to_dict()
        line = json.dumps({"version": LINE_VERSION, **data}, separators=(",", ":"))
        await self._hass.async_add_executor_job(_append, self._folder / _file(month), line)
        # As it is read after a restart: what was billed is billed again to the cent.
        kept = Session.from_dict(data)
        found[key(kept)] = kept
        if month not in self._months:
            self._months = sorted([*self._months, month])

    async def async_find(self, wanted: SessionKey) -> Session | None:
        """Return a session that was kept."""
        for month in self._months:
            if month >= _month(wanted[1]) and (found := (await self._async_month(month)).get(wanted)):
                return found
        return None

    async def async_sessions(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger_ids: Iterable[str] | None = None,
        *,
        with_deleted: bool = False,
    ) -> list[Session]:
        """Return sessions that ended from `start` until before `end`, oldest first; all of them, or of some chargers."""
        wanted = None if charger_ids is None else set(charger_ids)
        found = []
        for month in self._months:
            if (start and month < _month(start.timestamp())) or (end and month > _month(end.timestamp())):
                continue
            for session in (await self._async_month(month)).values():
                is_asked_for = with_deleted or not session.is_deleted
                if (
                    is_asked_for
                    and ended_between(session, start, end)
                    and (wanted is None or session.charger_id in wanted)
                ):
                    found.append(session)
        return sorted(found, key=lambda session: session.started_s)

    async def _async_month(self, month: str) -> dict[SessionKey, Session]:
        if month not in self._loaded:
            lines = await self._hass.async_add_executor_job(_lines, self._folder / _file(month))
            found = [session for line in lines if (session := _session(line)) is not None]
            if len(found) < len(lines):
                LOGGER.warning(
                    "Could not read %s of %s charging sessions of %s", len(lines) - len(found), len(lines), month
                )
            self._loaded[month] = {key(session): session for session in found}
        return self._loaded[month]


def _month(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m")


def _file(month: str) -> str:
    return f"{month}.jsonl"


def _months(folder: Path) -> list[str]:
    return sorted(found.stem for found in folder.glob("[0-9][0-9][0-9][0-9]-[01][0-9].jsonl"))


def _lines(path: Path) -> list[bytes]:
    try:
        return [line for line in path.read_bytes().split(b"\n") if line.strip()]
    except FileNotFoundError:
        return []


def _append(path: Path, line: str) -> None:
    """Append a line that is on the disk when this returns; one that was torn before ends here."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+b") as file:
        before = file.tell()
        is_torn = before > 0 and (file.seek(before - 1), file.read(1))[1] != b"\n"
        try:
            file.write((b"\n" if is_torn else b"") + line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # A full disk takes half of a line.
            file.truncate(before)
            raise


def _session(line: bytes) -> Session | None:
    """Return the session of a line; None: it is torn, broken, or of a newer version. The line stays as it is."""
    try:
        data: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(data, Mapping) or data.get("version") != LINE_VERSION:
        return None
    session = Session.from_dict(data)
    return session if session.charger_id and session.parts else None
