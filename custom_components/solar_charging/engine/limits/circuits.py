"""Circuits: sub-distributions behind the grid connection, each with a limit for the sum of what hangs on it, other circuits included."""

from collections.abc import Sequence

from ..charger.learning import watts_per_amp
from ..measure.freshness import MISSING, Sensed, SourceState, sense
from ..measure.reading import Quality, Source
from ..model import Circuit
from ..step_context import StepContext
from .charger_currents import Grid, PhaseCurrents, taken, taken_in_total
from .constraint import Constraint, Limit, LimitKind
from .house_currents import HouseState, Seen, believe, gently
from .limited_charger import LimitedCharger, on_phase


def circuit_constraints(chargers: Sequence[LimitedCharger], grid: Grid, context: StepContext) -> list[Constraint]:
    """Return what each circuit leaves for its chargers: in A on each phase, or in W on all."""
    found: list[Constraint] = []
    for circuit in context.inputs.circuits:
        behind = [one for one in chargers if one.charger.id in circuit.charger_ids]
        if circuit.limit_a is not None:
            found += _on_phases(circuit, circuit.limit_a, behind, grid, context)
        if circuit.limit_w is not None:
            found.append(_in_total(circuit, circuit.limit_w, behind, grid, context))
    return found


def _on_phases(
    circuit: Circuit, limit_a: float, chargers: Sequence[LimitedCharger], grid: Grid, context: StepContext
) -> list[Constraint]:
    meters = _sensed(circuit, circuit.phase_currents_a, "current", context)
    loads = _Loads(circuit, chargers, grid, context)
    others_a, silent_s = [0.0] * grid.phases, 0.0
    if len(meters) == grid.phases:
        others_a, silent_s = loads.beside(meters, "current")
    elif power := _sensed(circuit, (circuit.power_w,), "power", context):
        # All of it may be on one phase.
        total_w, silent_s = loads.beside(power, "power")
        others_a = [max(total_w[0], 0.0) / grid.voltage_v] * grid.phases
    reserve_a = context.policy.fuse_reserve_a if meters or circuit.power_w is not None else 0.0
    rooms_a = loads.gently([limit_a - reserve_a - other_a for other_a in others_a])
    limit = Limit(LimitKind.CIRCUIT, limit_a, circuit.name)
    return [
        Constraint(limit, room_a, on_phase(chargers, phase), silent_s, phase) for phase, room_a in enumerate(rooms_a)
    ]


def _in_total(
    circuit: Circuit, limit_w: float, chargers: Sequence[LimitedCharger], grid: Grid, context: StepContext
) -> Constraint:
    others_w, silent_s = 0.0, 0.0
    if power := _sensed(circuit, (circuit.power_w,), "power", context):
        (others_w,), silent_s = _Loads(circuit, chargers, grid, context).beside(power, "power")
    weights = {one.charger.id: _per_amp_w(one) for one in chargers}
    return Constraint(
        Limit(LimitKind.CIRCUIT, limit_w, circuit.name, is_power=True), limit_w - others_w, weights, silent_s
    )


class _Loads:
    """What else than chargers draws on a circuit, by its own meters."""

    def __init__(self, circuit: Circuit, chargers: Sequence[LimitedCharger], grid: Grid, context: StepContext) -> None:
        self._circuit, self._chargers, self._grid, self._context = circuit, chargers, grid, context

    def beside(self, meters: Sequence[Sensed], what: str) -> tuple[list[float], float]:
        """Return it for each meter (A, or W of a single one for the power), and for how long they have been silent."""
        state = self._state(what)
        if any(meter.quality is not Quality.LIVE for meter in meters):
            known = max((*state.currents_a, 0.0))
            return [known] * len(meters), max(meter.age_s for meter in meters)
        sampled_s = min(meter.reported_s for meter in meters)
        taken_a = [self._taken(one, sampled_s, what) for one in self._chargers]
        return believe(state, [meter.value for meter in meters], Seen(taken_a, sampled_s)), 0.0

    def gently(self, rooms_a: list[float]) -> list[float]:
        """Return rooms that have been there for a while."""
        return gently(self._state("room"), rooms_a, self._context.now_s, self._context.policy.fuse_rise_s)

    def _state(self, what: str) -> HouseState:
        return self._context.state.circuits.setdefault(f"{self._circuit.id}.{what}", HouseState())

    def _taken(self, one: LimitedCharger, sampled_s: float, what: str) -> PhaseCurrents:
        policy, grid = self._context.policy, self._grid
        if what == "current":
            return taken(one.charger, one.charger_state, sampled_s, grid, policy)
        total = taken_in_total(one.charger, one.charger_state, sampled_s, grid, policy)
        least_w, most_w, shown_w = (
            tuple(a * grid.voltage_v for a in one) for one in (total.least_a, total.most_a, total.shown_a)
        )
        return PhaseCurrents(least_w, most_w, shown_w, total.shown_total_a * grid.voltage_v, total.shows_after_s)


def _sensed(circuit: Circuit, sources: Sequence[Source], what: str, context: StepContext) -> list[Sensed]:
    known, found = context.state.measure.sources, []
    for number, source in enumerate(sources):
        if source is not None:
            state = known.setdefault(f"circuit.{circuit.id}.{what}_{number}", SourceState())
            found.append(sense(source, state, context.now_s, context.policy))
    return [one for one in found if one is not MISSING]


def _per_amp_w(one: LimitedCharger) -> float:
    """Return what an ampere of a charger counts in W; of one that is off, what it would."""
    return one.option.per_amp_w or watts_per_amp(one.charger, one.charger_state, min(one.charger.limits.phases))
