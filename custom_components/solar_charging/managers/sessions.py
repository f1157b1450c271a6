"""Records charging sessions: feeds the ledgers with the results of each step and archives sessions that ended."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..engine.charger.learning import watts_per_amp
from ..engine.clock import moved
from ..engine.decision import Command
from ..engine.inputs import ChargerInputs
from ..engine.measure.reading import Quality, Reading
from ..engine.model import CarState
from ..engine.state import EngineState
from ..sessions.accounts import CarAccounts
from ..sessions.ledger import LONGEST_GAP_S, LONGEST_STANDSTILL_S, Ledger, Sample
from ..sessions.session import Occupant, Session
from ..sessions.session_change import SessionChange, changed
from ..sessions.shares import Shares, believed_shares, measured_shares
from ..sessions.tariff import Tariff
from .books_writer import BooksWriter
from .restore import Restored
from .session_archive import SessionArchive, ended_between
from .session_archive import key as session_key
from .step_result import StepResult
from .storage import BOOKS

_NEVER_SEEN = Ledger()
_NO_OCCUPANT = Occupant()


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """What the books need to know beside a step: what energy costs now, and by the charger's id its name, its counter, its car's state of charge and who it is."""

    tariff: Tariff
    # Of all chargers that there are.
    names: Mapping[str, str]
    counters_wh: Mapping[str, float | None]
    socs_pct: Mapping[str, float | None]
    occupants: Mapping[str, Occupant]


@dataclass(frozen=True, slots=True)
class Books:
    """What is kept between restarts: a ledger for each charger, an account for each car."""

    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    accounts: CarAccounts = field(default_factory=CarAccounts)


class SessionRecorder:
    """One ledger for each charger, an account for each car, and the archive. `write`: what writes the books."""

    def __init__(self, hass: HomeAssistant, entry_id: str, books: Books, write: Callable[[], None]) -> None:
        self._hass = hass
        self.archive = SessionArchive(hass, entry_id)
        self._ledgers = dict(books.ledgers)
        self.accounts = books.accounts
        self._writer = BooksWriter(write)
        # Called with a charger's id when its car has left, also where it stayed too briefly for a session to be kept.
        self.on_left: list[Callable[[str], None]] = []
        # Chargers that were looked at since the start: until then, Home Assistant was down.
        self._looked_at: set[str] = set()
        # Sessions that ended and are not on the disk yet, the first one first.
        self._unsaved: list[Session] = []
        self._is_disk_failing = False
        # One after the other: each is appended to the month's file.
        self._lock = asyncio.Lock()

    async def async_load(self) -> None:
        """Look what is archived."""
        await self.archive.async_load()
        for ledger in self._ledgers.values():
            # Home Assistant ended before it could note that this one had ended.
            if ledger.session and (ended := await self.archive.async_find(session_key(ledger.session))):
                ledger.close_as(ended)
                self.accounts.take(ended, _today())
                self.accounts.close(ended.charger_id)

    def as_dict(self) -> dict[str, Any]:
        """Return open sessions, sums and accounts as plain JSON types, by the part of the file."""
        ledgers = {key: ledger.to_dict() for key, ledger in self._ledgers.items()}
        return {"sessions": ledgers, "accounts": self.accounts.to_dict()}

    def ledger(self, charger_id: str) -> Ledger:
        """Return a charger's books, empty ones if it is new."""
        return self._ledgers.get(charger_id, _NEVER_SEEN)

    def session_wh(self, charger_id: str) -> float:
        """Return what the car has got since it was plugged in; 0 if there is none."""
        session = self.ledger(charger_id).session
        return session.energy_wh if session else 0.0

    @callback
    def observe(self, result: StepResult, facts: BookingFacts) -> None:
        """Book one step of the engine."""
        inputs, decision, state, now = result.inputs, result.decision, result.state, result.now
        day = dt_util.as_local(now).date().isoformat()
        powers_w = result.drawn_w
        self.accounts.roll_over_day(day)
        commands = {command.charger_id: command for command in decision.commands}
        for charger in inputs.chargers:
            command = commands[charger.id]
            seen = Sample(
                charger_id=charger.id,
                # The books wait for themselves, and count nothing meanwhile.
                car=CarState.DISCONNECTED if charger.is_unplug_unconfirmed else charger.car,
                mode=charger.mode.value,
                reason=command.reason.key,
                power_w=_shares(result, command, powers_w),
                full_speed_w=full_speed_w(charger, state),
                day=day,
                counter_wh=facts.counters_wh.get(charger.id),
                tariff=facts.tariff,
                soc_pct=facts.socs_pct.get(charger.id),
                occupant=facts.occupants.get(charger.id, _NO_OCCUPANT),
                charger_name=facts.names.get(charger.id, ""),
                longest_gap_s=LONGEST_STANDSTILL_S if charger.id in self._looked_at else LONGEST_GAP_S,
            )
            self._looked_at.add(charger.id)
            ledger = self._ledgers.setdefault(charger.id, Ledger())
            was_here = ledger.session is not None
            ended = ledger.observe(seen, now.timestamp())
            if session := ended or ledger.session:
                self.accounts.take(session, day)
            if ended:
                self._unsaved.append(ended)
            if was_here and ledger.session is None:
                self.accounts.close(charger.id)
                for call in self.on_left:
                    call(charger.id)
        self._end_of_removed(facts, day)
        self._writer.look(self._ledgers, now.timestamp())
        if self._unsaved and not self._lock.locked():
            self._hass.async_create_task(self.async_settle(), "solar_charging sessions")

    def _end_of_removed(self, facts: BookingFacts, day: str) -> None:
        """End what is under way at chargers that are there no longer."""
        for charger_id, ledger in self._ledgers.items():
            if ledger.session and charger_id not in facts.names:
                if ended := ledger.end(facts.tariff):
                    self.accounts.take(ended, day)
                    self._unsaved.append(ended)
                self.accounts.close(charger_id)

    async def async_sessions(
        self, start: datetime | None = None, end: datetime | None = None, charger_ids: Iterable[str] | None = None
    ) -> list[Session]:
        """Return sessions that ended in a time, oldest first, and those under way unless `end` is over."""
        wanted = None if charger_ids is None else set(charger_ids)
        found = await self.archive.async_sessions(start, end, wanted)
        others = [one for one in self._unsaved if ended_between(one, start, end)]
        if end is None or end > dt_util.utcnow():
            others += [ledger.session for ledger in self._ledgers.values() if ledger.session]
        return found + [one for one in others if wanted is None or one.charger_id in wanted]

    async def async_change(
        self, charger_id: str, change: SessionChange, started_s: float | None = None
    ) -> Session | None:
        """Correct a session: the one that began at that time (to the second), or else the charger's latest one.

        Returns it as it is now; None: there is none. Raises OSError while it cannot be written.
        """
        ledger, now_s = self._ledgers.setdefault(charger_id, Ledger()), dt_util.utcnow().timestamp()
        if ledger.session and _began(ledger.session, started_s):
            if session := ledger.change(change, now_s):
                self.accounts.take(session, _today())
            self._writer.write()
            return session
        await self.async_settle()
        async with self._lock:
            found = await self.archive.async_sessions(charger_ids=[charger_id], with_deleted=True)
            before = next((one for one in reversed(found) if _began(one, started_s)), None)
            if before is None:
                return None
            after = changed(before, change, now_s)
            await self.archive.async_replace(after)
        ledger.take_correction(before, after)
        self.accounts.move(before, after, _today())
        self._writer.write()
        return after

    def shift_timestamps(self, by_s: float) -> None:
        """Let the books follow a clock that was set. When a session began stays what the clock showed then."""
        self._writer.shift_timestamps(by_s)
        for charger_id, ledger in self._ledgers.items():
            self._ledgers[charger_id] = replace(moved(ledger, by_s), session=ledger.session)

    async def async_settle(self) -> None:
        """Archive all sessions that ended. What can't be written, for example because the disk is full, is retried with the next step."""
        async with self._lock:
            while self._unsaved:
                try:
                    await self.archive.async_add(self._unsaved[0])
                except OSError as error:
                    if not self._is_disk_failing:
                        LOGGER.error("Could not write a charging session, will retry: %s", error)
                    self._is_disk_failing = True
                    return
                self._is_disk_failing = False
                del self._unsaved[0]


def _began(session: Session, started_s: float | None) -> bool:
    # Shown to the second.
    return started_s is None or abs(session.started_s - started_s) < 1.0


def _today() -> str:
    return dt_util.as_local(dt_util.utcnow()).date().isoformat()


def kept_books(kept: Restored) -> Books:
    """Return the books as `as_dict` returned them."""

    def read(saved: Mapping[str, Any]) -> dict[str, Ledger]:
        return {str(key): Ledger.from_dict(data) for key, data in saved.items()}

    accounts = kept.part("accounts", CarAccounts.from_dict, CarAccounts(), BOOKS)
    return Books(kept.part("sessions", read, {}, BOOKS), accounts)


def _shares(result: StepResult, command: Command, powers_w: Mapping[str, float]) -> Shares:
    inputs, power_w = result.inputs, powers_w[command.charger_id]
    battery_w = inputs.battery_w.value if isinstance(inputs.battery_w, Reading) else None
    is_measured = result.decision.site.qualities.get("grid_w") is Quality.LIVE
    if is_measured and isinstance(inputs.grid_w, Reading):
        return measured_shares(power_w, sum(powers_w.values()), inputs.grid_w.value, battery_w)
    return believed_shares(power_w, command.solar_power_w, battery_w)


def full_speed_w(charger: ChargerInputs, state: EngineState) -> float:
    """Return what a car takes here at full speed, in W: as learned, else by the charger's limits."""
    charger_state, limits = state.chargers.get(charger.id), charger.limits
    if charger_state is None:
        return limits.most_w
    full_w = limits.max_current_a * watts_per_amp(charger, charger_state, max(limits.phases))
    most_w = charger_state.takes_at_most_w
    return full_w if most_w is None else min(full_w, most_w)
