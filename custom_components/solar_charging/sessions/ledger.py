"""Keeps a charger's books: opens and closes its sessions, measures energy, and adds up what the sun gave for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from ..engine.charger.power import IDLE_W
from ..engine.json_state import dump, load
from ..engine.model import CarState
from .baseline import Baseline
from .energy_meter import EnergyMeter, Flowed
from .money import Money, counted_money, difference, sum_of
from .session import Occupant, Session
from .session_change import SessionChange, changed, counted_wh
from .shares import Shares
from .tariff import Tariff
from .totals import Totals

# Nobody looked for this long: Home Assistant was down, or the machine asleep.
GAP_S = 60.0
# A car that charged before a gap and after it charged meanwhile, unless the gap is longer than a night.
LONGEST_GAP_S = 12 * 3600.0
# While it runs, a step is taken every few seconds: where more than this is missing, the clock was set rather than time passed.
LONGEST_STANDSTILL_S = 120.0
# For chargers that don't report a car: after so long without power the car has left, or will have by the next day's sun.
ABSENT_AFTER_S = 6 * 3600.0
# A plug that bounces, or a status that flickers, is no session.
SHORTEST_S = 120.0
# A car that has got something is gone once its plug has been out for this long: some chargers report one "disconnected" in
# mid-charge. Nobody swaps cars faster.
UNPLUGGED_S = 30.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One charger at one moment: its power by source in W, and what the booking needs to know besides.

    `counter_wh`: the charger's own energy counter, None if it has none or says nothing now. `full_speed_w`: what the car would
    draw uncontrolled. `day`: the local date (ISO 8601), which today's and this month's sums follow. `longest_gap_s`: what is booked of
    a time in which nobody looked, at most.
    """

    charger_id: str
    car: CarState
    mode: str
    reason: str
    power_w: Shares
    full_speed_w: float
    day: str
    counter_wh: float | None = None
    tariff: Tariff = field(default_factory=Tariff)
    soc_pct: float | None = None
    occupant: Occupant = field(default_factory=Occupant)
    charger_name: str = ""
    longest_gap_s: float = LONGEST_GAP_S


@dataclass(slots=True)
class Ledger:
    """One charger's books: the session under way, if any, and sums over all."""

    session: Session | None = None
    baseline: Baseline = field(default_factory=Baseline)
    energy_meter: EnergyMeter = field(default_factory=EnergyMeter)
    totals: Totals = field(default_factory=Totals)
    seen_s: float | None = None
    power_w: Shares = field(default_factory=Shares)
    idle_since_s: float | None = None
    # Since when no car has been reported while a session is open.
    unplugged_s: float | None = None

    @property
    def saved(self) -> Money:
        """What charging here saved, that of the session under way included."""
        return sum_of(self.totals.saved, counted_money(self.session, self.session.saved) if self.session else {})

    def observe(self, seen: Sample, now_s: float) -> Session | None:
        """Book what happened since the last call. Returns the session that ended, if one did."""
        self.totals.roll_over_day(seen.day)
        elapsed_s = max(now_s - self.seen_s, 0.0) if self.seen_s is not None else 0.0
        if self.session is None and _has_come(seen):
            self._open(seen, now_s)
            elapsed_s = 0.0
        ended = None
        if self.session is not None:
            self._book(self.session, seen, elapsed_s, now_s)
            if self._has_gone(seen, now_s):
                ended = self._close(self.session, seen.tariff, now_s)
            elif self.unplugged_s is None:
                self.session.part(seen.mode, now_s)
        # A sensor that keeps its last value after the car has gone delivers nothing to it.
        self.seen_s, self.power_w = now_s, Shares() if seen.car is CarState.DISCONNECTED else seen.power_w
        return ended

    def end(self, tariff: Tariff) -> Session | None:
        """End the session under way when it was last looked at: its charger was removed. Returns it if it is to be kept."""
        return self._close(self.session, tariff, self.seen_s or self.session.started_s) if self.session else None

    def _open(self, seen: Sample, now_s: float) -> None:
        self.session = Session(seen.charger_id, now_s)
        self.session.part(seen.mode, now_s)
        self.baseline, self.energy_meter = Baseline(), EnergyMeter()
        self.power_w, self.idle_since_s = Shares(), now_s

    def _book(self, session: Session, seen: Sample, elapsed_s: float, now_s: float) -> None:
        # What was charged since the last look was charged in the mode of then.
        part = session.parts[-1]
        hours = elapsed_s / 3600.0
        is_gap = elapsed_s > GAP_S
        energy_wh = self._unseen_wh(seen, elapsed_s) if is_gap else self.power_w.times(hours)
        if is_gap:
            part.assumed_wh += energy_wh.total
        if energy_wh.total > 0.0:
            session.charging_s += min(elapsed_s, seen.longest_gap_s)
        unseen_wh = seen.full_speed_w * hours if is_gap else 0.0
        flowed = Flowed(energy_wh, seen.power_w.times(hours), unseen_wh)
        booked_wh = self.energy_meter.settle(flowed, seen.counter_wh, now_s)
        session.refused_wh = self.energy_meter.refused_wh
        part.add(booked_wh, seen.tariff)
        part.ended_s = now_s
        self.totals.add(booked_wh)
        self.totals.emit(seen.tariff.carbon_g(booked_wh))
        if seen.car is not CarState.DISCONNECTED:
            self.baseline.charge(seen.full_speed_w, hours, seen.tariff)
        self._count_moves(session, seen, now_s)
        session.charger_name, session.currency = seen.charger_name, seen.tariff.currency
        # After the plug was pulled, who else could be there says nothing of who was.
        if seen.car is not CarState.DISCONNECTED:
            session.know_car(seen.occupant, seen.soc_pct)
            session.read_meter(seen.counter_wh)
        session.compare(self.baseline)

    def _unseen_wh(self, seen: Sample, elapsed_s: float) -> Shares:
        """Return the energy charged during a gap: the lower of the powers before and after, with the present shares."""
        power_w = min(self.power_w.total, seen.power_w.total)
        if power_w <= 0.0:
            return Shares()
        return seen.power_w.times(power_w / seen.power_w.total * min(elapsed_s, seen.longest_gap_s) / 3600.0)

    def _count_moves(self, session: Session, seen: Sample, now_s: float) -> None:
        was_charging, is_charging = self.idle_since_s is None, seen.power_w.total > IDLE_W
        if is_charging and not was_charging:
            session.starts[seen.reason] = session.starts.get(seen.reason, 0.0) + 1.0
            self.idle_since_s = None
        elif was_charging and not is_charging:
            session.stops[seen.reason] = session.stops.get(seen.reason, 0.0) + 1.0
            self.idle_since_s = now_s

    def _has_gone(self, seen: Sample, now_s: float) -> bool:
        if seen.car is not CarState.DISCONNECTED:
            self.unplugged_s = None
            is_quiet = seen.car is CarState.UNKNOWN and self.idle_since_s is not None
            return is_quiet and now_s - (self.idle_since_s or now_s) > ABSENT_AFTER_S
        self.unplugged_s = now_s if self.unplugged_s is None else self.unplugged_s
        has_energy = self.session is not None and self.session.energy_wh > 0.0
        return not has_energy or now_s - self.unplugged_s >= UNPLUGGED_S

    def _close(self, session: Session, tariff: Tariff, now_s: float) -> Session | None:
        rest_wh = self.energy_meter.rest()
        session.parts[-1].add(rest_wh, tariff)
        self.totals.add(rest_wh)
        self.totals.emit(tariff.carbon_g(rest_wh))
        session.compare(self.baseline)
        session.ended_s = now_s if self.unplugged_s is None else self.unplugged_s
        self.unplugged_s = None
        self.session, self.baseline = None, Baseline()
        if session.energy_wh <= 0.0 and now_s - session.started_s < SHORTEST_S:
            return None
        self.totals.close(counted_money(session, session.saved))
        return session

    def change(self, change: SessionChange, at_s: float) -> Session | None:
        """Correct the session under way. Returns it; None: there is none."""
        before = self.session
        if before is None:
            return None
        self.session = changed(before, change, at_s)
        if change.energy_wh is not None:
            # The correction includes what the counter still had to confirm.
            self.energy_meter.rest()
            self.session.compare(self.baseline)
        self.take_correction(before, self.session)
        return self.session

    def take_correction(self, before: Session, after: Session) -> None:
        """Take what a changed session has more, or less, into the sums."""
        self.totals.add(counted_wh(after).plus(counted_wh(before).times(-1.0)))
        if (carbon_g := _counted(after, after.carbon_g)) is not None:
            self.totals.emit(carbon_g - (_counted(before, before.carbon_g) or 0.0))
        if after.ended_s is not None:
            saved = difference(counted_money(after, after.saved), counted_money(before, before.saved))
            self.totals.saved = sum_of(self.totals.saved, saved)
            self.totals.sessions += before.is_deleted - after.is_deleted

    def close_as(self, ended: Session) -> None:
        """Close the session under way as it ended: what happened to it after these books were kept is added to the sums."""
        if self.session:
            self.totals.add(counted_wh(ended).plus(counted_wh(self.session).times(-1.0)))
            if (carbon_g := _counted(ended, ended.carbon_g)) is not None:
                self.totals.emit(carbon_g - (self.session.carbon_g or 0.0))
            if not ended.is_deleted:
                self.totals.close(counted_money(ended, ended.saved))
        self.session, self.baseline, self.energy_meter = None, Baseline(), EnergyMeter()
        self.seen_s, self.power_w = ended.ended_s, Shares()

    def to_dict(self) -> dict[str, Any]:
        """Return the books as plain JSON types."""
        return dict(dump(self))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` returned; broken parts start over."""
        ledger = cls()
        session = data.get("session")
        if isinstance(session, Mapping):
            restored = Session.from_dict(session)
            ledger.session = restored if restored.parts else None
        ledger.baseline = Baseline.from_dict(data.get("baseline"))
        energy_meter = data.get("energy_meter")
        ledger.energy_meter = EnergyMeter(
            _number(_entry(energy_meter, "value_wh")),
            _number(_entry(energy_meter, "moved_s")) or 0.0,
            _shares(_entry(energy_meter, "pending_wh")),
            bool(_entry(energy_meter, "has_ticked")),
            _number(_entry(energy_meter, "unseen_wh")) or 0.0,
            _number(_entry(energy_meter, "refused_wh")) or 0.0,
        )
        ledger.totals = load(Totals, data.get("totals"))
        ledger.power_w = _shares(data.get("power_w"))
        ledger.seen_s = _number(data.get("seen_s"))
        ledger.idle_since_s = _number(data.get("idle_since_s"))
        ledger.unplugged_s = _number(data.get("unplugged_s"))
        return ledger


def _has_come(seen: Sample) -> bool:
    """Whether a car is there or, where that is unknown, power is drawn."""
    if seen.car in (CarState.UNKNOWN, CarState.ERROR):
        return seen.power_w.total > IDLE_W
    return seen.car is not CarState.DISCONNECTED


def _counted(session: Session, value: float | None) -> float | None:
    return 0.0 if session.is_deleted and value is not None else value


def _entry(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, Mapping) else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _shares(data: Any) -> Shares:
    parts = (_number(_entry(data, name)) or 0.0 for name in ("solar", "battery", "grid"))
    return Shares(*parts)
