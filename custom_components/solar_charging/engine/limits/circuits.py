"""Circuits: sub-distributions behind the grid connection, each with a limit for the sum of what hangs on it, other circuits included."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..charger.learning import watts_per_amp
from ..inputs import Circuit
from ..measure.freshness import CheckedReading, SourceState, check_reading
from ..measure.reading import Quality, Source
from ..step_context import StepContext
from .charger_currents import GridConnection, PhaseCurrents, taken, taken_in_total
from .constraint import Constraint, Limit, LimitKind
from .house_currents import HouseState, SampledChargers, believe, rising_slowly
from .limited_charger import LimitedCharger, on_phase


def circuit_constraints(
    chargers: Sequence[LimitedCharger], grid: GridConnection, context: StepContext
) -> list[Constraint]:
    """Return what each circuit leaves for its chargers: in A on each phase, or in W on all."""
    found: list[Constraint] = []
    for circuit in context.inputs.circuits:
        if not circuit.charger_ids:
            continue
        loads = _Loads(circuit, chargers, grid, context)
        if circuit.limit_a is not None:
            found += _on_phases(circuit, circuit.limit_a, loads)
        if circuit.limit_w is not None:
            found.append(_in_total(circuit, circuit.limit_w, loads))
    return found


def _on_phases(circuit: Circuit, limit_a: float, loads: _Loads) -> list[Constraint]:
    others = loads.on_phases()
    reserve_a = loads.reserve_a if others.is_measured else 0.0
    rooms_a = loads.rising_slowly([limit_a - reserve_a - other_a for other_a in others.values])
    limit = Limit(LimitKind.CIRCUIT, limit_a, circuit.name)
    unsure_a = others.unsure_a or (0.0,) * len(rooms_a)
    return [
        Constraint(limit, room_a, on_phase(loads.behind, phase), others.silent_s, phase, more_a)
        for phase, (room_a, more_a) in enumerate(zip(rooms_a, unsure_a, strict=True))
    ]


def _in_total(circuit: Circuit, limit_w: float, loads: _Loads) -> Constraint:
    others = loads.in_total()
    weights = {one.charger.id: _per_amp_w(one) for one in loads.behind}
    limit = Limit(LimitKind.CIRCUIT, limit_w, circuit.name, is_power=True)
    return Constraint(limit, limit_w - others.values[0], weights, others.silent_s)


@dataclass(frozen=True, slots=True)
class _Others:
    """What else than chargers draws on a circuit, on each phase in A or in all in W; for how long its meters have been silent.

    `unsure_a`: how much more it may be on each phase; empty: no more.
    """

    values: tuple[float, ...]
    silent_s: float = 0.0
    is_measured: bool = True
    unsure_a: tuple[float, ...] = ()


def _together(found: Sequence[_Others], count: int) -> _Others:
    values = tuple(sum(one.values[index] for one in found) for index in range(count))
    silent_s = max((one.silent_s for one in found), default=0.0)
    unsure = [one.unsure_a for one in found if len(one.unsure_a) == count]
    unsure_a = tuple(sum(one[index] for one in unsure) for index in range(count))
    return _Others(values, silent_s, any(one.is_measured for one in found), unsure_a)


class _Loads:
    """What else than chargers draws on a circuit, by its own meters, else by those of the circuits on it."""

    def __init__(
        self,
        circuit: Circuit,
        chargers: Sequence[LimitedCharger],
        grid: GridConnection,
        context: StepContext,
        depth: int = 0,
    ) -> None:
        self._circuit, self._chargers, self._grid, self._context = circuit, chargers, grid, context
        self.behind = [one for one in chargers if one.charger.id in circuit.charger_ids]
        self.reserve_a = context.policy.fuse_reserve_a
        self._depth = depth

    def on_phases(self) -> _Others:
        """Return it on each phase."""
        phases = self._grid.phases
        meters = self._readings(self._circuit.phase_currents_a, "current")
        if len(meters) == phases:
            return self._beside(meters, "current")
        if power := self._readings((self._circuit.power_w,), "power"):
            # All of it may be on one phase.
            total = self._beside(power, "power")
            return _Others((max(total.values[0], 0.0) / self._grid.voltage_v,) * phases, total.silent_s)
        if meters:
            # A circuit of fewer phases, or a meter of some: any phase may be the fullest that it sees.
            return self._beside([max(meters, key=_fullness)] * phases, "current")
        return _together([one.on_phases() for one in self._within()], phases)

    def in_total(self) -> _Others:
        """Return it in all."""
        if power := self._readings((self._circuit.power_w,), "power"):
            return self._beside(power, "power")
        if self._circuit.phase_currents_a:
            others = self.on_phases()
            return _Others((sum(others.values) * self._grid.voltage_v,), others.silent_s)
        return _together([one.in_total() for one in self._within()], 1)

    def _within(self) -> list[_Loads]:
        """Return the circuits on it; a ring of circuits has an end here."""
        circuits = self._context.inputs.circuits
        if self._depth >= len(circuits):
            return []
        return [
            _Loads(one, self._chargers, self._grid, self._context, self._depth + 1)
            for one in circuits
            if one.parent_id == self._circuit.id
        ]

    def _beside(self, meters: Sequence[CheckedReading], what: str) -> _Others:
        """Return what its meters leave besides chargers: A for each, or W of a single one for the power."""
        state = self._state(what)
        if any(meter.quality is not Quality.LIVE for meter in meters):
            known = max((*state.currents_a, 0.0))
            return _Others((known,) * len(meters), max(meter.age_s for meter in meters))
        sampled_s = min(meter.reported_s for meter in meters)
        taken_a = [self._taken(one, sampled_s, what) for one in self.behind]
        if len(meters) > 1 and meters[0] is meters[-1]:
            # One meter stands for all phases: what a charger takes is in it once for each that it may load.
            taken_a = [replace(one, shown_total_a=sum(one.shown_a)) for one in taken_a]
        values = believe(state, [meter.value for meter in meters], SampledChargers(taken_a, sampled_s))
        return _Others(tuple(values), unsure_a=tuple(state.unsure_a) if what == "current" else ())

    def rising_slowly(self, rooms_a: list[float]) -> list[float]:
        """Return rooms that have been there for a while."""
        return rising_slowly(self._state("room"), rooms_a, self._context.now_s, self._context.policy.fuse_rise_s)

    def _readings(self, sources: Sequence[Source], what: str) -> list[CheckedReading]:
        known, found = self._context.state.measure.sources, []
        for number, source in enumerate(sources):
            if source is not None:
                state = known.setdefault(f"circuit.{self._circuit.id}.{what}_{number}", SourceState())
                found.append(check_reading(source, state, self._context.now_s, self._context.policy))
        return found

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


def _fullness(meter: CheckedReading) -> tuple[bool, float]:
    """Return what counts first among meters: one that is silent, then the one that shows most."""
    return meter.quality is not Quality.LIVE, meter.value


def _per_amp_w(one: LimitedCharger) -> float:
    """Return what an ampere of a charger counts in W; of one that is off, what it would."""
    return one.option.per_amp_w or watts_per_amp(one.charger, one.charger_state, min(one.charger.limits.phases))
