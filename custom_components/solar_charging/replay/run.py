"""Runs the engine over days gone by, step by step, with modelled chargers: what would have come of it."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..engine.inputs import Inputs
from ..engine.measure.reading import Reading
from ..engine.model import NOMINAL_V, CarState
from ..engine.state import EngineState
from ..engine.step import step
from .charged import ChargedFigures
from .charger_model import ModelledCharger
from .days import ReplayHome
from .modelled_battery import ModelledBattery
from .past_charger import PastCharger
from .recorded import DRAWN_S
from .stay_plan import StayPlanner

# The coordinator steps at least this often. While nothing charges, or nothing has changed, the next reading is soon enough.
TICK_S, CALM_TICK_S = 5.0, 15.0
# No regulator answers to less; and what changed has been answered to by then, by a meter and a charger that are slow, too.
CHANGE_W, CALM_AFTER_S = 40.0, 30.0
# What the engine is let see before a car comes, as it would have: the past it reckons with is half an hour.
SEEN_BEFORE_S = 1800.0
# By night, and with a car that is full, nothing happens to one that follows the sun alone: a step a minute keeps the engine going.
DARK_W, DARK_TICK_S = 20.0, 60.0


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What came of it: by the charger's id, and for how many hours of the stays there was no reading to go by.

    `drawn_w`: what all of them drew, in means of quarters of an hour by their starts (UTC s); zeros are left out.
    """

    chargers: dict[str, ChargedFigures]
    unknown_h: float
    drawn_w: dict[float, float] = field(default_factory=dict)

    @property
    def total(self) -> ChargedFigures:
        """All chargers together."""
        return ChargedFigures.total(self.chargers.values())


def replay(home: ReplayHome, on_progress: Callable[[float], None] | None = None) -> ReplayResult:
    """Replay a home's stays. `on_progress` is told at least every hour of them how much is done, from 0 to 1."""
    chargers = [
        PastCharger(one, ModelledCharger(set_a=one.limits.min_current_a, phases=max(one.limits.phases)))
        for one in home.chargers
    ]
    model = home.battery
    run = _Run(home, chargers, ModelledBattery(model, model.capacity_wh * model.soc_pct / 100.0) if model else None)
    spans, done_s = list(_spans(home)), 0.0
    total_s = sum(until_s - from_s for from_s, until_s in spans)
    state = EngineState()
    for from_s, until_s in spans:
        run.begin(from_s)
        for to_s in (*_hours(from_s, until_s), until_s):
            state = run.through(to_s, state)
            if on_progress:
                on_progress((done_s + to_s - from_s) / total_s)
        done_s += until_s - from_s
    drawn_w = {start_s: energy_wh * 3600.0 / DRAWN_S for start_s, energy_wh in run.drawn_wh.items()}
    return ReplayResult({one.config.id: one.figures for one in chargers}, run.unknown_s / 3600.0, drawn_w)


def _spans(home: ReplayHome) -> Iterator[tuple[float, float]]:
    """Return when any car is there, and half an hour before."""
    found = sorted((stay.from_s - SEEN_BEFORE_S, stay.until_s) for one in home.chargers for stay in one.stays)
    while found:
        from_s, until_s = found.pop(0)
        while found and found[0][0] <= until_s:
            until_s = max(until_s, found.pop(0)[1])
        yield from_s, until_s


def _hours(from_s: float, until_s: float) -> Iterator[float]:
    while (from_s := from_s + 3600.0) < until_s:
        yield from_s


class _Run:
    def __init__(self, home: ReplayHome, chargers: list[PastCharger], battery: ModelledBattery | None) -> None:
        self._home, self._chargers, self._battery, self._now_s = home, chargers, battery, 0.0
        self._planner = StayPlanner(home)
        self._grid_w: list[Reading] = []
        self._shown: Reading | None = None
        self._measured_s = self._calm_w = self._changed_s = 0.0
        self.unknown_s = 0.0
        self.drawn_wh: dict[float, float] = defaultdict(float)

    def begin(self, from_s: float) -> None:
        """Go on at another time: what was measured before is over."""
        self._now_s, self._measured_s = from_s, 0.0
        self._grid_w, self._shown = [], None
        if self._battery:
            self._battery.begin(from_s)

    def through(self, until_s: float, state: EngineState) -> EngineState:
        """Go on until a time; returns what the engine remembers."""
        while self._now_s < until_s:
            generation_w, load_w = self._home.generation.at(self._now_s), self._home.house_load.at(self._now_s)
            elapsed_s = self._tick_s(generation_w)
            self._now_s += elapsed_s
            if generation_w is None or load_w is None:
                self.unknown_s += elapsed_s
                continue
            self._go_on(generation_w, load_w, elapsed_s)
            now = datetime.fromtimestamp(self._now_s, UTC)
            state, decision = step(state, self._inputs(generation_w, load_w, now), now)
            for charger, command in zip(self._chargers, decision.commands, strict=True):
                charger.modelled.send(command, charger.config.model, self._now_s)
        return state

    def _tick_s(self, generation_w: float | None) -> float:
        if any(one.is_active for one in self._chargers):
            # A battery moves by itself.
            is_calm = self._battery is None and self._now_s - self._changed_s > CALM_AFTER_S
            return CALM_TICK_S if is_calm and not any(one.is_moving for one in self._chargers) else TICK_S
        is_dark = generation_w is not None and generation_w < DARK_W
        cars = {one.car for one in self._chargers}
        is_over = CarState.COMPLETE in cars and cars <= {CarState.COMPLETE, CarState.DISCONNECTED}
        return DARK_TICK_S if is_dark or is_over else CALM_TICK_S

    def _go_on(self, generation_w: float, load_w: float, elapsed_s: float) -> None:
        home_w = load_w - generation_w
        if abs(home_w - self._calm_w) > CHANGE_W:
            self._calm_w, self._changed_s = home_w, self._now_s
        for charger in self._chargers:
            charger.advance(self._now_s, elapsed_s)
        drawn_w = sum(one.modelled.power_w for one in self._chargers)
        if drawn_w:
            self.drawn_wh[self._now_s // DRAWN_S * DRAWN_S] += drawn_w * elapsed_s / 3600.0
        if self._battery:
            self._battery.advance(home_w + drawn_w, elapsed_s)
        battery_w = self._battery.power_w if self._battery else 0.0
        grid_w = home_w + drawn_w + battery_w
        # What is bought or taken from the battery beyond what the house itself needs is for the cars.
        bought_w = max(min(grid_w, drawn_w), 0.0)
        given_w = max(min(-battery_w, drawn_w - bought_w), 0.0)
        price = (self._home.prices.bought.at(self._now_s) if self._home.prices else None) or 0.0
        for charger in self._chargers:
            part = charger.modelled.power_w / drawn_w if drawn_w else 0.0
            charger.figures.see(charger.modelled.power_w, charger.modelled.phases)
            charger.figures.add((drawn_w - bought_w - given_w) * part, elapsed_s, given_w * part, price)
        if self._now_s - self._measured_s >= self._home.meter_s:
            self._measured_s = self._now_s
            self._grid_w.append(Reading(grid_w, datetime.fromtimestamp(self._now_s + self._home.late_s, UTC)))
        while self._grid_w and self._grid_w[0].reported_at.timestamp() <= self._now_s:
            self._shown = self._grid_w.pop(0)

    def _inputs(self, generation_w: float, load_w: float, now: datetime) -> Inputs:
        battery, home = self._battery, self._home
        return Inputs(
            grid_w=self._shown,
            generation_w=Reading(generation_w, now),
            battery_w=Reading(battery.power_w, now) if battery else None,
            battery_soc_pct=Reading(battery.soc_pct, now) if battery else None,
            phase_currents_a=self._phase_currents(load_w - generation_w, now) if home.has_phase_meters else (),
            site=home.site,
            chargers=tuple(one.inputs(self._planner, home.prices, now) for one in self._chargers),
            circuits=home.circuits,
        )

    def _phase_currents(self, house_w: float, now: datetime) -> tuple[Reading, ...]:
        """Return what meters of the phases would show: the house spread evenly, chargers on the first ones."""
        site, battery_w = self._home.site, self._battery.power_w if self._battery else 0.0
        volts = site.voltage_v or NOMINAL_V
        currents_a = [(house_w + battery_w) / volts / site.phases] * site.phases
        for charger in self._chargers:
            used = min(charger.config.limits.used_phases(charger.modelled.phases), site.phases)
            for phase in range(used):
                currents_a[phase] += charger.modelled.power_w / volts / used
        return tuple(Reading(current_a, now) for current_a in currents_a)
