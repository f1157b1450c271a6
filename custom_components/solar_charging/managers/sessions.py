"""Keeps the books of all chargers: tells the ledgers what the engine saw, puts away sessions that ended."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..engine.charger.power import NOT_TAKING, expected_w, has_answered
from ..engine.measure.reading import Quality, Reading
from ..engine.model import CarState, ChargerInputs, Command, Decision, Inputs
from ..engine.state import EngineState
from ..sessions.ledger import CHARGING_W, Ledger, Sample
from ..sessions.session import Session
from ..sessions.shares import Shares, believed_shares, measured_shares
from ..sessions.tariff import Tariff
from .session_archive import SessionArchive

_NEVER_SEEN = Ledger()


class SessionRecorder:
    """One ledger for each charger, and the archive."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self.archive = SessionArchive(hass, entry_id)
        self._ledgers: dict[str, Ledger] = {}
        # What calls itself when a session ends.
        self.on_ended: list[Callable[[Session], None]] = []
        # One after the other: each rewrites the month's file.
        self._lock = asyncio.Lock()

    async def async_load(self, saved: Mapping[str, Any]) -> None:
        """Take over the books as they were kept; `saved` is what `as_dict` returned."""
        self._ledgers = {str(key): Ledger.from_dict(data) for key, data in saved.items() if isinstance(data, Mapping)}
        await self.archive.async_load()

    def as_dict(self) -> dict[str, Any]:
        """Return open sessions and sums as plain JSON types."""
        return {key: ledger.to_dict() for key, ledger in self._ledgers.items()}

    def ledger(self, charger_id: str) -> Ledger:
        """Return a charger's books, empty ones if it is new."""
        return self._ledgers.get(charger_id, _NEVER_SEEN)

    def session_wh(self, charger_id: str) -> float:
        """Return what the car has got since it was plugged in; 0 if there is none."""
        session = self.ledger(charger_id).session
        return session.energy_wh if session else 0.0

    @callback
    def observe(
        self,
        inputs: Inputs,
        decision: Decision,
        state: EngineState,
        now: datetime,
        *,
        tariff: Tariff,
        counters_wh: Mapping[str, float | None],
        socs_pct: Mapping[str, float | None],
        vehicles: Mapping[str, str],
    ) -> None:
        """Book one step of the engine."""
        day = dt_util.as_local(now).date().isoformat()
        powers_w = {charger.id: _power_w(charger, state) for charger in inputs.chargers}
        commands = {command.charger_id: command for command in decision.commands}
        for charger in inputs.chargers:
            command = commands[charger.id]
            seen = Sample(
                charger_id=charger.id,
                car=charger.car,
                mode=charger.mode.value,
                reason=command.reason.key,
                power_w=_shares(inputs, decision, command, powers_w[charger.id], sum(powers_w.values())),
                full_speed_w=full_speed_w(charger, state),
                day=day,
                surplus_w=decision.site.surplus_w,
                counter_wh=counters_wh.get(charger.id),
                tariff=tariff,
                soc_pct=socs_pct.get(charger.id),
                vehicle=vehicles.get(charger.id, ""),
            )
            ended = self._ledgers.setdefault(charger.id, Ledger()).observe(seen, now.timestamp())
            if ended:
                self._hass.async_create_task(self._async_put_away(ended), "solar_charging session")

    async def async_sessions(
        self, start: datetime | None = None, end: datetime | None = None, charger_ids: Iterable[str] | None = None
    ) -> list[Session]:
        """Return sessions that ended in a time, oldest first, and those under way unless `end` is over."""
        wanted = None if charger_ids is None else set(charger_ids)
        found = await self.archive.async_sessions(start, end, wanted)
        if end is None or end > dt_util.utcnow():
            open_ones = [ledger.session for ledger in self._ledgers.values() if ledger.session]
            found += [session for session in open_ones if wanted is None or session.charger_id in wanted]
        return found

    async def async_settle(self) -> None:
        """Return when all that ended is put away."""
        async with self._lock:
            return

    async def _async_put_away(self, session: Session) -> None:
        for call in self.on_ended:
            call(session)
        async with self._lock:
            await self.archive.async_add(session)


def _power_w(charger: ChargerInputs, state: EngineState) -> float:
    """Return what a charger draws: measured, or else what it was told, where its car may be taking it."""
    memory, power = state.chargers[charger.id], charger.power_w
    if isinstance(power, Reading) and has_answered(power, memory, state.stepped_s or 0.0):
        return power.value if power.value > CHARGING_W else 0.0
    is_off = not memory.is_enabled or charger.car in NOT_TAKING - {CarState.CONNECTED, CarState.AWAITING}
    return 0.0 if is_off else expected_w(memory)


def _shares(inputs: Inputs, decision: Decision, command: Command, power_w: float, all_chargers_w: float) -> Shares:
    battery_w = inputs.battery_w.value if isinstance(inputs.battery_w, Reading) else None
    is_measured = decision.site.qualities.get("grid_w") is Quality.LIVE
    if is_measured and isinstance(inputs.grid_w, Reading):
        return measured_shares(power_w, all_chargers_w, inputs.grid_w.value, battery_w)
    return believed_shares(power_w, command.solar_power_w, battery_w)


def full_speed_w(charger: ChargerInputs, state: EngineState) -> float:
    """Return what a car takes here at full speed, in W: as learnt, else by the charger's limits."""
    nominal_w = charger.limits.most_w
    memory = state.chargers.get(charger.id)
    most_w = memory.takes_at_most_w if memory else None
    return nominal_w if most_w is None else min(nominal_w, most_w)
