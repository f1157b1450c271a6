"""The rival's limits: evcc's circuits, restated from its published behaviour (0.31x, defaults).

Every 30 s one load point is looked at, in turn, and at once where its mode is changed; meters report at moments of their own, which
`phase_s` stands for. What a load point asks for above what it takes is cut to what the fullest phase of a circuit's meter, else the
sum of the load points' fullest phases, leaves below the limit, and so on for the circuit around it. What is above the limit is taken
back from the load point whose turn it is. It is not told which phases a load point loads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from custom_components.solar_charging.engine.decision import Command
from custom_components.solar_charging.engine.inputs import ChargerInputs, Circuit, Inputs
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.reasons import ReasonKey, because

from .evcc import POLLS_EVERY_S, LoadPoint


@dataclass(slots=True)
class _Room:
    """A circuit as it is seen at one look: what is left of it in A of the fullest phase, or in W."""

    charger_ids: frozenset[str]
    left_a: float | None = None
    left_w: float | None = None


class EvccCircuits:
    """evcc's load points behind a circuit for the grid connection, and those within it."""

    def __init__(self, phase_s: int = 0) -> None:
        self._phase_s = phase_s
        self._points: dict[str, LoadPoint] = {}
        self._modes: dict[str, SolarMode] = {}
        self._turn = -1

    def decide(self, inputs: Inputs, now: datetime) -> Sequence[Command]:
        """Return the commands for load points whose mode was changed, and for the one whose turn it is."""
        changed = [one for one in inputs.chargers if self._modes.get(one.id, one.mode) is not one.mode]
        self._modes = {one.id: one.mode for one in inputs.chargers}
        second = int(now.timestamp())
        is_due = (second + self._phase_s) % POLLS_EVERY_S == 0
        if not (changed or is_due) or not isinstance(inputs.grid_w, Reading):
            return ()
        if is_due:
            self._turn = (self._turn + 1) % len(inputs.chargers)
            changed.append(inputs.chargers[self._turn])
        for one in inputs.chargers:
            _take_in(one, self._points.setdefault(one.id, _load_point(one)))
        return tuple(self._look(charger, inputs, second) for charger in changed)

    def _look(self, charger: ChargerInputs, inputs: Inputs, second: int) -> Command:
        point = self._points[charger.id]
        rooms = [room for room in self._rooms(inputs) if charger.id in room.charger_ids]
        wanted_a = float(int(self._wanted_a(charger, point, _site_w(inputs), second)))
        if charger.mode is SolarMode.BOOST and point.is_switchable:
            point.phases = 3 if all(_validated(point.min_a, 3, point, room) >= point.min_a for room in rooms) else 1
        current_a = wanted_a
        for room in rooms:
            current_a = _validated(current_a, point.active_phases, point, room)
        current_a = float(int(current_a))
        point.is_enabled = current_a >= point.min_a
        point.offered_a = current_a if point.is_enabled else 0.0
        return Command(charger.id, point.is_enabled, point.offered_a, point.phases, because(ReasonKey.BOOST))

    def _wanted_a(self, charger: ChargerInputs, point: LoadPoint, site_w: float, second: int) -> float:
        if charger.mode is SolarMode.OFF or charger.car is CarState.DISCONNECTED:
            return 0.0
        if charger.mode is SolarMode.BOOST:
            return point.max_a
        target_a = point.target(site_w, second)
        return max(target_a, point.min_a) if charger.mode is SolarMode.SOLAR_AND_GRID else target_a

    def _rooms(self, inputs: Inputs) -> list[_Room]:
        """Return what is left of each circuit, that of the grid connection last."""
        rooms = [self._room(circuit) for circuit in sorted(inputs.circuits, key=lambda one: len(one.charger_ids))]
        fuse_a = inputs.site.main_fuse_a
        currents_a = [one.value for one in inputs.phase_currents_a if isinstance(one, Reading)]
        if fuse_a is not None and currents_a:
            rooms.append(_Room(frozenset(self._points), left_a=fuse_a - max(currents_a)))
        return rooms

    def _room(self, circuit: Circuit) -> _Room:
        behind = [self._points[charger_id] for charger_id in circuit.charger_ids]
        measured_a = [one.value for one in circuit.phase_currents_a if isinstance(one, Reading)]
        used_a = max(measured_a) if measured_a else sum(_present_a(point) for point in behind)
        return _Room(
            circuit.charger_ids,
            left_a=None if circuit.limit_a is None else circuit.limit_a - used_a,
            left_w=None if circuit.limit_w is None else circuit.limit_w - sum(point.charge_w for point in behind),
        )


def _load_point(charger: ChargerInputs) -> LoadPoint:
    limits = charger.limits
    return LoadPoint(
        limits.min_current_a,
        limits.max_current_a,
        limits.voltage_v,
        phases=max(limits.phases),
        is_switchable=len(limits.phases) > 1,
        measured_phases=1 if limits.phases == (1,) else 0,
    )


def _take_in(charger: ChargerInputs, point: LoadPoint) -> None:
    nominal_w = point.offered_a * point.phases * point.voltage_v
    point.charge_w = charger.power_w.value if isinstance(charger.power_w, Reading) else nominal_w
    point.is_charging = point.is_enabled and point.charge_w > 0.0
    point.current_a = None


def _site_w(inputs: Inputs) -> float:
    """Return what is drawn for the house and its load points: what a battery takes is left for them, what it gives is not."""
    grid_w = inputs.grid_w.value if isinstance(inputs.grid_w, Reading) else 0.0
    return grid_w - (inputs.battery_w.value if isinstance(inputs.battery_w, Reading) else 0.0)


def _present_a(point: LoadPoint) -> float:
    """Return the current of its fullest phase: without sensors of its currents what it is offered, while it charges."""
    return point.offered_a if point.is_charging else 0.0


def _validated(current_a: float, phases: int, point: LoadPoint, room: _Room) -> float:
    """Return what a circuit leaves of a current on so many phases."""
    left_a = current_a
    if room.left_a is not None:
        left_a = _within(current_a, _present_a(point), room.left_a)
    if room.left_w is not None:
        per_a_w = phases * point.voltage_v
        left_a = min(left_a, _within(current_a * per_a_w, point.charge_w, room.left_w) / per_a_w)
    return left_a


def _within(wanted: float, present: float, left: float) -> float:
    """Return what is left of a value that is to follow the present one."""
    return min(wanted, max(present + left, 0.0)) if max(wanted - present, 0.0) > left else wanted
