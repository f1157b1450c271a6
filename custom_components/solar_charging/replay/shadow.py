"""A charger that is watched, and what it would have done if it had been controlled: both side by side, day by day.

The home is measured as it is, whatever controls the charger. What it leaves for the charger is offered to an engine of its own, that
commands a model of the charger and its car.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ..engine.charger.power import IDLE_W
from ..engine.decision import Command, Decision, SiteDecision
from ..engine.inputs import ChargerInputs, Inputs
from ..engine.measure.reading import Reading, Source
from ..engine.model import CarState, SurplusSource
from ..engine.state import EngineState
from .charged import ChargedFigures
from .charger_model import ModelledCharger
from .model_learning import ChargerSight, ModelLearning

# As long as the notice after a week looks back, twice.
KEPT_DAYS = 14
# A day on which less was charged tells nothing.
LEAST_DAY_WH = 200.0
NOT_HERE = frozenset({CarState.DISCONNECTED, CarState.ERROR})


@dataclass(slots=True)
class ComparedDay:
    """One day of a charger: what really happened, and what would have."""

    date: str = ""
    real: ChargedFigures = field(default_factory=ChargedFigures)
    shadow: ChargedFigures = field(default_factory=ChargedFigures)

    @property
    def is_significant(self) -> bool:
        """Whether a car charged on that day."""
        return max(self.real.energy_wh, self.shadow.energy_wh) >= LEAST_DAY_WH


@dataclass(slots=True)
class ShadowCharger:
    """A charger in shadow mode. `real_wh`, `shadow_wh`: what its car has got since it came, really and in the model."""

    learning: ModelLearning = field(default_factory=ModelLearning)
    modelled: ModelledCharger = field(default_factory=ModelledCharger)
    today: ComparedDay = field(default_factory=ComparedDay)
    days: list[ComparedDay] = field(default_factory=list)
    real_wh: float = 0.0
    shadow_wh: float = 0.0
    is_new: bool = True

    def begin_as(self, charger: ChargerInputs, power_w: float) -> None:
        """Begin as the real one stands."""
        offered, modelled = charger.offered_current_a, self.modelled
        self.is_new = False
        modelled.phases = charger.active_phases or max(charger.limits.phases)
        modelled.is_enabled = power_w > IDLE_W
        modelled.set_a = offered.value if isinstance(offered, Reading) else charger.limits.min_current_a
        modelled.offered_a = modelled.set_a if modelled.is_enabled else 0.0
        modelled.power_w = power_w if modelled.is_enabled else 0.0

    def turn_to(self, date: str) -> None:
        """Close the day, if this is another one."""
        if self.today.date == date:
            return
        if self.today.is_significant:
            self.days = [*self.days, self.today][-KEPT_DAYS:]
        self.today = ComparedDay(date, self.today.real.anew(), self.today.shadow.anew())

    def car(self, real: CarState) -> CarState:
        """Return how the modelled car shows: it is full once it has what the real one had when it was."""
        if real in NOT_HERE or (real is CarState.COMPLETE and self.shadow_wh >= self.real_wh):
            return real
        return CarState.CHARGING if self.modelled.is_charging else CarState.AWAITING


@dataclass(slots=True)
class ShadowState:
    """What is remembered of all chargers in shadow mode: the engine that decides for them, and each by its id."""

    engine: EngineState = field(default_factory=EngineState)
    chargers: dict[str, ShadowCharger] = field(default_factory=dict)
    stepped_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RealStep:
    """What was seen: the home's inputs, what was made of them, what each charger draws in W, by its id, and the local date."""

    inputs: Inputs
    decision: Decision
    powers_w: Mapping[str, float]
    date: str

    @property
    def watched(self) -> tuple[ChargerInputs, ...]:
        """The chargers in shadow mode."""
        return tuple(charger for charger in self.inputs.chargers if charger.is_observed)

    @property
    def left_w(self) -> float | None:
        """What the sun leaves for chargers in shadow mode, in W, after those that are controlled. None: nobody knows."""
        surplus_w = self.decision.site.surplus_w
        if surplus_w is None:
            return None
        return surplus_w - sum(self.powers_w[one.id] for one in self.inputs.chargers if not one.is_observed)


def advance(state: ShadowState, step: RealStep, now: datetime) -> Inputs:
    """Let the modelled chargers go on to now, add up both sides, and return what the engine of the shadow is to be told."""
    now_s = now.timestamp()
    elapsed_s = min(max(now_s - state.stepped_s, 0.0), 60.0) if state.stepped_s else 0.0
    state.stepped_s = now_s
    real_left_w = shadow_left_w = max(step.left_w or 0.0, 0.0)
    for charger in sorted(step.watched, key=lambda one: -one.priority):
        shadow, power_w = state.chargers.setdefault(charger.id, ShadowCharger()), step.powers_w[charger.id]
        if shadow.is_new:
            shadow.begin_as(charger, power_w)
        shadow.today.real.add(real_left_w, elapsed_s)
        shadow.today.shadow.add(shadow_left_w, elapsed_s)
        real_left_w = max(real_left_w - shadow.today.real.power_w, 0.0)
        shadow_left_w = max(shadow_left_w - shadow.today.shadow.power_w, 0.0)
        _go_on(shadow, charger, power_w, now_s, elapsed_s)
        shadow.turn_to(step.date)
    return _inputs(state, step, now)


def _go_on(shadow: ShadowCharger, charger: ChargerInputs, power_w: float, now_s: float, elapsed_s: float) -> None:
    modelled, offered = shadow.modelled, charger.offered_current_a
    phases = charger.active_phases or max(charger.limits.phases)
    current_a = offered.value if isinstance(offered, Reading) else None
    shadow.learning.watch(ChargerSight(now_s, charger.is_enabled, current_a, phases, power_w))
    if charger.car is CarState.DISCONNECTED:
        shadow.real_wh = shadow.shadow_wh = 0.0
    shadow.real_wh += power_w * elapsed_s / 3600.0
    shadow.shadow_wh += modelled.power_w * elapsed_s / 3600.0
    modelled.advance(shadow.learning.model, charger.limits, now_s, elapsed_s)
    if shadow.car(charger.car) in NOT_HERE | {CarState.COMPLETE}:
        modelled.stop()
    shadow.today.real.see(power_w, phases)
    shadow.today.shadow.see(modelled.power_w, modelled.phases)


def _inputs(state: ShadowState, step: RealStep, now: datetime) -> Inputs:
    """Return the home as it would be with the modelled chargers in the place of the real ones, in their eyes alone."""
    watched = {charger.id for charger in step.watched}
    drawn_w = sum(state.chargers[charger_id].modelled.power_w for charger_id in watched)
    more_w = drawn_w - sum(step.powers_w[charger_id] for charger_id in watched)
    grid_w = None if step.left_w is None else Reading(drawn_w - step.left_w, _measured_at(step, now))
    return replace(
        step.inputs,
        grid_w=grid_w,
        generation_w=step.inputs.generation_w,
        load_w=None,
        # What it takes, or must not be emptied for, is in the surplus already.
        battery_w=None,
        battery_soc_pct=None,
        phase_currents_a=tuple(_shifted(one, more_w, step.inputs) for one in step.inputs.phase_currents_a),
        # What it could have is in the surplus already.
        phase_powers_w=None,
        chargers=tuple(_charger(one, state.chargers[one.id], now) for one in step.watched),
        circuits=tuple(
            replace(one, charger_ids=one.charger_ids & watched, power_w=None, phase_currents_a=())
            for one in step.inputs.circuits
            if one.charger_ids & watched
        ),
    )


def _measured_at(step: RealStep, now: datetime) -> datetime:
    grid_w = step.inputs.grid_w
    is_measured = step.decision.site.source is SurplusSource.GRID_METER and isinstance(grid_w, Reading)
    return grid_w.reported_at if is_measured and isinstance(grid_w, Reading) else now


def _shifted(current: Source, more_w: float, inputs: Inputs) -> Source:
    """Return a phase's current as it would be, the worst case: what is more is all on this phase, what is less is spread."""
    if not isinstance(current, Reading):
        return current
    volts = inputs.site.voltage_v or 230.0
    phases = len(inputs.phase_currents_a) if more_w < 0.0 else 1
    return replace(current, value=max(current.value + more_w / volts / phases, 0.0))


def _charger(charger: ChargerInputs, shadow: ShadowCharger, now: datetime) -> ChargerInputs:
    modelled = shadow.modelled
    return replace(
        charger,
        is_observed=False,
        car=shadow.car(charger.car),
        power_w=Reading(modelled.power_w, now),
        offered_current_a=Reading(modelled.set_a, now),
        is_enabled=modelled.is_enabled,
        active_phases=modelled.phases,
        is_reachable=True,
        is_set_by_person=False,
        unanswered_since=None,
        resent_at=None,
        current_cap=None,
    )


def carry_out(state: ShadowState, commands: Iterable[Command], now: datetime) -> None:
    """Let the modelled chargers take what their engine commands."""
    for command in commands:
        shadow = state.chargers[command.charger_id]
        shadow.modelled.send(command, shadow.learning.model, now.timestamp())


def merged(step: RealStep, commands: Iterable[Command]) -> Decision:
    """Return the home's decision with what would be commanded to chargers in shadow mode. What they draw is what it is."""
    real: SiteDecision = step.decision.site
    would = {command.charger_id: command for command in commands}
    return Decision(
        real,
        tuple(
            replace(would[one.charger_id], solar_power_w=one.solar_power_w) if one.charger_id in would else one
            for one in step.decision.commands
        ),
    )
