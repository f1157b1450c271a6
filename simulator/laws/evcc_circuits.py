"""The rival's limits: evcc's circuits, restated from its published behaviour (0.31x, defaults).

Every 30 s one load point is looked at, in turn. What it asks for above what it takes is cut to what the fullest phase of a circuit's
meter, else the sum of the load points' fullest phases, leaves below the limit, and so on for the circuit around it. What is above
the limit is taken back from the load point whose turn it is. It is not told which phases a load point loads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import (
    CarState,
    ChargerInputs,
    Circuit,
    Command,
    Inputs,
    SolarMode,
)
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

    def __init__(self) -> None:
        self._points: dict[str, LoadPoint] = {}
        self._turn = -1

    def decide(self, inputs: Inputs, now: datetime) -> Sequence[Command]:
        """Return the command for the load point whose turn it is."""
        second = int(now.timestamp())
        if second % POLLS_EVERY_S or not isinstance(inputs.grid_w, Reading):
            return ()
        self._turn = (self._turn + 1) % len(inputs.chargers)
        charger = inputs.chargers[self._turn]
        for one in inputs.chargers:
            _take_in(one, self._points.setdefault(one.id, _load_point(one)))
        point = self._points[charger.id]
        current_a = self._wanted_a(charger, point, inputs.grid_w.value, second)
        for room in self._rooms(inputs):
            if charger.id in room.charger_ids:
                current_a = _cut(current_a, point, room)
        current_a = float(int(current_a))
        point.is_enabled = current_a >= point.min_a
        point.offered_a = current_a if point.is_enabled else 0.0
        return (Command(charger.id, point.is_enabled, point.offered_a, point.phases, because(ReasonKey.BOOST)),)

    def _wanted_a(self, charger: ChargerInputs, point: LoadPoint, grid_w: float, second: int) -> float:
        if charger.mode is SolarMode.OFF or charger.car is CarState.DISCONNECTED:
            return 0.0
        if charger.mode is SolarMode.BOOST:
            return point.max_a
        target_a = point.target(grid_w, second)
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
    point.current_a = _present_a(point) if point.is_charging else None


def _present_a(point: LoadPoint) -> float:
    """Return the current of its fullest phase: by its power, on the phases it is believed to use, at most what is offered."""
    return min(point.charge_w / (point.active_phases * point.voltage_v), point.offered_a)


def _cut(current_a: float, point: LoadPoint, room: _Room) -> float:
    """Return what a circuit leaves of a current."""
    if room.left_a is not None:
        present_a = _present_a(point)
        if max(current_a - present_a, 0.0) > room.left_a:
            current_a = max(present_a + room.left_a, 0.0)
    if room.left_w is not None:
        per_a_w = point.active_phases * point.voltage_v
        if max(current_a * per_a_w - point.charge_w, 0.0) > room.left_w:
            current_a = max(point.charge_w + room.left_w, 0.0) / per_a_w
    return current_a
