"""Runs the engine over days gone by, step by step, with modelled chargers: what would have come of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..engine.measure.reading import Reading
from ..engine.model import CarState, ChargerInputs, Inputs
from ..engine.state import EngineState
from ..engine.step import step
from .charged import ChargedFigures
from .charger_model import ModelledCharger
from .days import BatteryModel, ReplayCharger, ReplayHome

# The coordinator steps at least this often.
TICK_S = 5.0
# What the engine is let see before a car comes, as it would have: the past it reckons with is half an hour.
SEEN_BEFORE_S = 1800.0
# By night nothing happens to one that follows the sun alone: a step a minute keeps the engine going.
DARK_W, DARK_TICK_S = 20.0, 60.0


@dataclass(slots=True)
class _Battery:
    model: BatteryModel
    stored_wh: float
    power_w: float = 0.0

    def advance(self, without_w: float, elapsed_s: float) -> None:
        """Take or give what the home has too much or too little without it (W, + import)."""
        model, hours = self.model, elapsed_s / 3600.0
        room_w = (model.capacity_wh - self.stored_wh) / model.efficiency / hours
        left_w = self.stored_wh * model.efficiency / hours
        self.power_w = max(-min(model.most_w, left_w), min(-without_w, model.most_w, room_w))
        flow = model.efficiency if self.power_w > 0.0 else 1.0 / model.efficiency
        self.stored_wh += self.power_w * flow * hours

    @property
    def soc_pct(self) -> float:
        return 100.0 * self.stored_wh / self.model.capacity_wh


@dataclass(slots=True)
class _Charger:
    config: ReplayCharger
    modelled: ModelledCharger
    figures: ChargedFigures = field(default_factory=ChargedFigures)
    left_wh: float = 0.0
    stay_from_s: float = 0.0
    car: CarState = CarState.DISCONNECTED

    def advance(self, now_s: float, elapsed_s: float) -> None:
        config, stay = self.config, self.config.stay_at(now_s)
        if stay is None:
            self.car = CarState.DISCONNECTED
            self.modelled.stop()
            return
        if stay.from_s != self.stay_from_s:
            self.stay_from_s, self.left_wh = stay.from_s, stay.energy_wh
        self.left_wh -= self.modelled.power_w * elapsed_s / 3600.0
        self.modelled.advance(config.model, config.limits, now_s, elapsed_s)
        if self.left_wh <= 0.0:
            self.car = CarState.COMPLETE
            self.modelled.stop()
        else:
            self.car = CarState.CHARGING if self.modelled.is_charging else CarState.AWAITING

    def inputs(self, now: datetime) -> ChargerInputs:
        config, modelled = self.config, self.modelled
        return ChargerInputs(
            id=config.id,
            mode=config.mode,
            limits=config.limits,
            priority=config.priority,
            car=self.car,
            power_w=Reading(modelled.power_w, now),
            offered_current_a=Reading(modelled.set_a, now),
            is_enabled=modelled.is_enabled,
            active_phases=modelled.phases,
            switching_preference=config.switching_preference,
        )


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What came of it: by the charger's id, and for how many hours of the stays there was no reading to go by."""

    chargers: dict[str, ChargedFigures]
    unknown_h: float

    @property
    def total(self) -> ChargedFigures:
        """All chargers together."""
        return ChargedFigures.total(self.chargers.values())


def replay(home: ReplayHome, on_progress: Callable[[float], None] | None = None) -> ReplayResult:
    """Replay a home's stays. `on_progress` is told at least every hour of them how much is done, from 0 to 1."""
    chargers = [
        _Charger(one, ModelledCharger(set_a=one.limits.min_current_a, phases=max(one.limits.phases)))
        for one in home.chargers
    ]
    state, unknown_s = EngineState(), 0.0
    battery = _Battery(home.battery, home.battery.capacity_wh * home.battery.soc_pct / 100.0) if home.battery else None
    spans, done_s = list(_spans(home)), 0.0
    total_s = sum(until_s - from_s for from_s, until_s in spans)
    for from_s, until_s in spans:
        run = _Span(home, chargers, battery, from_s)
        for to_s in (*_hours(from_s, until_s), until_s):
            state = run.through(to_s, state)
            if on_progress:
                on_progress((done_s + to_s - from_s) / total_s)
        done_s += until_s - from_s
        unknown_s += run.unknown_s
    return ReplayResult({one.config.id: one.figures for one in chargers}, unknown_s / 3600.0)


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


class _Span:
    def __init__(self, home: ReplayHome, chargers: list[_Charger], battery: _Battery | None, from_s: float) -> None:
        self._home, self._chargers, self._battery, self._now_s = home, chargers, battery, from_s
        self._grid_w: list[Reading] = []
        self._shown: Reading | None = None
        self._measured_s = 0.0
        self.unknown_s = 0.0

    def through(self, until_s: float, state: EngineState) -> EngineState:
        """Go on until a time; returns what the engine remembers."""
        while self._now_s < until_s:
            generation_w, load_w = self._home.generation.at(self._now_s), self._home.house_load.at(self._now_s)
            is_dark = generation_w is not None and generation_w < DARK_W
            elapsed_s = DARK_TICK_S if is_dark and not self._is_charging() else TICK_S
            self._now_s += elapsed_s
            if generation_w is None or load_w is None:
                self.unknown_s += elapsed_s
                continue
            self._go_on(generation_w, load_w, elapsed_s)
            now = datetime.fromtimestamp(self._now_s, UTC)
            state, decision = step(state, self._inputs(generation_w, now), now)
            for charger, command in zip(self._chargers, decision.commands, strict=True):
                charger.modelled.send(command, charger.config.model, self._now_s)
        return state

    def _is_charging(self) -> bool:
        return any(one.modelled.is_enabled or one.modelled.sent for one in self._chargers)

    def _go_on(self, generation_w: float, load_w: float, elapsed_s: float) -> None:
        home_w = load_w - generation_w
        for charger in self._chargers:
            charger.advance(self._now_s, elapsed_s)
        drawn_w = sum(one.modelled.power_w for one in self._chargers)
        if self._battery:
            self._battery.advance(home_w + drawn_w, elapsed_s)
        battery_w = self._battery.power_w if self._battery else 0.0
        grid_w = home_w + drawn_w + battery_w
        # What is bought or taken from the battery beyond what the house itself needs is for the cars.
        bought_w = max(min(grid_w, drawn_w), 0.0)
        given_w = max(min(-battery_w, drawn_w - bought_w), 0.0)
        price = (self._home.price.at(self._now_s) if self._home.price else None) or 0.0
        for charger in self._chargers:
            part = charger.modelled.power_w / drawn_w if drawn_w else 0.0
            charger.figures.see(charger.modelled.power_w, charger.modelled.phases)
            charger.figures.add((drawn_w - bought_w - given_w) * part, elapsed_s, given_w * part, price)
        if self._now_s - self._measured_s >= self._home.meter_s:
            self._measured_s = self._now_s
            self._grid_w.append(Reading(grid_w, datetime.fromtimestamp(self._now_s + self._home.late_s, UTC)))
        while self._grid_w and self._grid_w[0].reported_at.timestamp() <= self._now_s:
            self._shown = self._grid_w.pop(0)

    def _inputs(self, generation_w: float, now: datetime) -> Inputs:
        battery = self._battery
        return Inputs(
            grid_w=self._shown,
            generation_w=Reading(generation_w, now),
            battery_w=Reading(battery.power_w, now) if battery else None,
            battery_soc_pct=Reading(battery.soc_pct, now) if battery else None,
            site=self._home.site,
            chargers=tuple(one.inputs(now) for one in self._chargers),
        )
