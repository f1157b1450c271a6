"""What the engine says of a charger that would alarm a stranger, and whether the simulated home makes it true.

Reasons and the site's answers are looked at: what entities show, and what repair issues are raised from.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from custom_components.solar_charging.engine.reasons import ReasonKey
from simulator.laws import Case
from simulator.laws.solar_charging import SolarCharging
from simulator.scenarios import Scenario

from .equipment import Equipment
from .fast_home import FastHome, simulate
from .station import Station
from .traces import Trace
from .view import FastCommand, View

BY_HAND, IGNORES, FULL, UNSEEN_BATTERY = "by hand", "does not follow", "full", "battery not read"
ALARMS = {
    ReasonKey.MANUAL_OVERRIDE.value: BY_HAND,
    ReasonKey.CHARGER_IGNORES_COMMAND.value: IGNORES,
    ReasonKey.COMPLETE.value: FULL,
    ReasonKey.CAR_NOT_DRAWING.value: FULL,
}
# What a repair issue is raised from once it has lasted for `watchers.repair_issues.PATIENCE`.
REPAIRS, REPAIR_AFTER_S = {IGNORES: "does not follow: repair", UNSEEN_BATTERY: "battery not read: repair"}, 120
# What was true may still be said for so long: reports are late, and the engine is patient.
STILL_TRUE_S = 120
KINDS = (BY_HAND, IGNORES, FULL, UNSEEN_BATTERY, *REPAIRS.values())


@dataclass(slots=True)
class Alarms:
    """By kind: how often one was raised that the home does not make true, for how many seconds, and those of true ones."""

    false: Counter[str] = field(default_factory=Counter)
    false_s: Counter[str] = field(default_factory=Counter)
    true_s: Counter[str] = field(default_factory=Counter)

    def add(self, other: Alarms) -> None:
        """Add those of another run."""
        for name in ("false", "false_s", "true_s"):
            getattr(self, name).update(getattr(other, name))


@dataclass(slots=True)
class _Watched:
    """What one charger is said to do: since when, what of it was counted as false; and when the home made it true last."""

    since_s: dict[str, int] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    true_at_s: dict[str, int] = field(default_factory=dict)


class AlarmWatch:
    """Our law in the loop; each second its alarms are compared with what the home does."""

    def __init__(self, law: SolarCharging, equipment: Equipment) -> None:
        self.alarms = Alarms()
        self._law = law
        self._chargers = [_Watched() for _ in equipment.stations]
        self._has_unseen_battery = equipment.battery_wh > 0.0 and not equipment.is_battery_read

    def look(self, now_s: int, stations: Iterable[Station]) -> None:
        """Note what is true of each station now."""
        for watched, station in zip(self._chargers, stations, strict=True):
            truths = {FULL: declines(station), IGNORES: station.has_changed_itself}
            watched.true_at_s |= {kind: now_s for kind, is_true in truths.items() if is_true}

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Return what the law decides, and count what it says."""
        commands = self._law.decide(now_s, view)
        decision = self._law.decision
        if decision is None:
            return commands
        shown = [{ALARMS[one.reason.key]} if one.reason.key in ALARMS else set() for one in decision.commands]
        shown[0] |= {UNSEEN_BATTERY} if decision.site.has_unseen_battery else set()
        for watched, kinds in zip(self._chargers, shown, strict=True):
            self._count(watched, kinds, now_s)
        return commands

    def _count(self, watched: _Watched, kinds: set[str], now_s: int) -> None:
        watched.since_s = {kind: watched.since_s.get(kind, now_s) for kind in kinds}
        lasting = {REPAIRS[kind] for kind in kinds & REPAIRS.keys() if now_s - watched.since_s[kind] >= REPAIR_AFTER_S}
        truths = {kind for kind, at_s in watched.true_at_s.items() if now_s - at_s <= STILL_TRUE_S}
        truths |= {UNSEEN_BATTERY} if self._has_unseen_battery else set()
        truths |= {REPAIRS[kind] for kind in truths & REPAIRS.keys()}
        false = (kinds | lasting) - truths
        self.alarms.true_s.update((kinds | lasting) & truths)
        self.alarms.false_s.update(false)
        self.alarms.false.update(false - watched.counted)
        watched.counted = false


def declines(station: Station) -> bool:
    """Return whether the car takes next to nothing of what it is offered, by its own will."""
    is_offered = station.enabled and station.closed and not station.wake_s
    least_w = station.spec.min_current_a * station.spec.voltage_v
    return station.is_full or (is_offered and station.power_w < least_w / 2.0)


def alarms_on(trace: Trace, scenario: Scenario, seed: int, outlook: str = "shipped") -> Alarms:
    """Return the alarms of one day."""
    day, setting = scenario.day(trace), scenario.setting(seed)
    watch = AlarmWatch(SolarCharging(Case(day, scenario.equipment, 0, outlook)), scenario.equipment)

    def happen(now_s: int, home: FastHome) -> None:
        scenario.incident(now_s, home)
        watch.look(now_s, home.stations)

    simulate(day, replace(setting, incident=happen), watch)
    return watch.alarms
