"""Surplus, what the sun leaves for the managed chargers: what they take now plus what is exported, less what is imported.

Taken from the best source there is: grid meter, else generation less load, else generation less a usual load, else an estimate.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from ..inputs import Inputs
from ..model import SurplusSource
from ..policy import Policy
from .battery import counted_range_w, counted_w, judge_level
from .freshness import MISSING, CheckedReading, CheckedReadings
from .measure_state import MeasureState
from .reading import Quality
from .source_tier import choose_tier
from .surplus_limits import EXPORTS_W, deliverable_w, generated_at_most_w
from .unseen_battery import NEAR_ZERO_W, UnseenBatteryState, look_for_battery


class ChargersPower(Protocol):
    """What all managed chargers take together."""

    def range_w(self, sampled_s: float) -> tuple[float, float]:
        """Return the least and the most in W that they may have taken when a meter's sample of that time (UTC s) was taken."""

    def confirmed_w(self, surplus_w: float, generation: CheckedReading, sampled_s: float) -> float:
        """Return a surplus in W without what cars may be doing by themselves, unseen as yet."""


@dataclass(frozen=True, slots=True)
class Surplus:
    """Surplus in W with its source and quality; `value_w` is None when there is nothing to take it from."""

    value_w: float | None
    source: SurplusSource
    quality: Quality
    age_s: float
    house_load_w: float | None
    generation_w: float | None
    # The house load where it is measured, by a sensor of its own or as the difference; None: only assumed.
    measured_load_w: float | None = None
    # What the sun leaves besides `value_w`: kept by a battery that goes first; negative what a bridging one adds to it.
    uncounted_w: float = 0.0
    # As people see it: not above generation either while sensors are out of step.
    shown_w: float | None = None
    # Whether the inverter's AC limit keeps surplus from chargers.
    is_ac_limited: bool = False
    is_stuck: bool = False
    # Whether a try was just not followed: what it started stops at once.
    is_disproved: bool = False
    # Whether it holds what is only tried to be there: an inverter is held back.
    is_supposed: bool = False
    # Whether a home battery is at work that no sensor shows.
    has_unseen_battery: bool = False
    # Where each phase is billed by itself: whether it is what each phase has, or no sensors show which one exports.
    is_by_phase: bool = False
    lacks_phases: bool = False


def assess(
    inputs: Inputs, readings: CheckedReadings, state: MeasureState, chargers: ChargersPower, policy: Policy
) -> Surplus:
    """Return surplus from the best source that can be trusted now."""
    tier = choose_tier(inputs, readings, state.tier, policy)
    judge_level(readings.battery, readings.battery_soc, inputs.site, state.battery)
    # Power reserved for the battery, whatever the source; negative: power that a bridging battery adds.
    uncounted_w = readings.battery.value - counted_w(readings.battery.value, state.battery)
    assumed_load_w = inputs.outlook.house_load_w if inputs.outlook else policy.unknown_house_load_w
    if tier is None:
        return Surplus(None, SurplusSource.ESTIMATE, Quality.MISSING, 0.0, None, None)
    if tier.source is SurplusSource.GRID_METER:
        if inputs.site.export_limit_w is not None:
            # There the inverter may be what holds the grid where it is.
            state.unseen_battery = UnseenBatteryState()
        surplus = _at_the_grid_meter(readings, state, chargers, assumed_load_w, uncounted_w)
        if state.unseen_battery.is_found(readings.now_s) and readings.generation.quality is Quality.LIVE:
            surplus = _beside_unseen_battery(surplus, readings, assumed_load_w, state.unseen_battery, policy)
    elif tier.source is SurplusSource.ESTIMATE:
        assert inputs.outlook is not None  # noqa: S101  # the source exists only with an outlook
        generation_w = inputs.outlook.at(inputs.outlook.low_w, readings.now_s)
        value_w = generation_w - assumed_load_w - policy.estimate_margin_w - uncounted_w
        value_w = _at_least_worthwhile(value_w, inputs.outlook.break_even_w - uncounted_w, inputs)
        return Surplus(
            value_w, tier.source, tier.quality, 0.0, assumed_load_w, generation_w,
            uncounted_w=uncounted_w, shown_w=value_w,
        )  # fmt: skip
    else:
        load_w = readings.load.value if tier.source is SurplusSource.GENERATION_AND_LOAD else assumed_load_w
        surplus = _of_generation(readings, load_w, uncounted_w, tier.source, policy)
    return _delivered(surplus, tier.quality, readings, inputs.site.ac_limit_w)


def _at_least_worthwhile(value_w: float, break_even_w: float, inputs: Inputs) -> float:
    """Return a cautious surplus, raised to the least that a charger takes where that is worth it on the whole: a car cannot charge with less."""
    least_w = min((charger.limits.least_w for charger in inputs.chargers), default=0.0)
    return least_w if value_w < least_w <= break_even_w else value_w


def _at_the_grid_meter(
    readings: CheckedReadings, state: MeasureState, chargers: ChargersPower, assumed_load_w: float, uncounted_w: float
) -> Surplus:
    battery = state.battery
    _believe(state, readings, chargers)
    shown_w = value_w = _since_sample(state, readings) or 0.0
    if not battery.bridges:
        is_proof = readings.battery is not MISSING or readings.grid.value < -EXPORTS_W
        shown_w = generated_at_most_w(value_w, readings.generation, state.excess, readings.now_s, is_proof=is_proof)
    # A battery moves faster than it is read: there, more than is generated would be its doing. Where none is read, once it lasts.
    is_battery = readings.battery is not MISSING or state.excess.is_contradiction(readings.now_s)
    value_w = shown_w if is_battery else value_w
    generation_w = _known_generation_w(readings)
    load_w = assumed_load_w if generation_w is None else generation_w - value_w - uncounted_w
    return Surplus(
        value_w,
        SurplusSource.GRID_METER,
        Quality.LIVE,
        readings.grid.age_s,
        load_w,
        generation_w,
        load_w if readings.generation.quality is Quality.LIVE else None,
        uncounted_w,
        shown_w,
        is_stuck=state.stuck_meter.stuck_since_s is not None,
    )


def _of_generation(
    readings: CheckedReadings, load_w: float, uncounted_w: float, source: SurplusSource, policy: Policy
) -> Surplus:
    """Return generation less a load and what the battery keeps."""
    value_w = readings.generation.value - load_w - policy.estimate_margin_w - uncounted_w
    age_s, generation_w = readings.generation.age_s, _known_generation_w(readings)
    return Surplus(value_w, source, Quality.LIVE, age_s, load_w, generation_w, uncounted_w=uncounted_w, shown_w=value_w)


def _beside_unseen_battery(
    measured: Surplus, readings: CheckedReadings, assumed_load_w: float, battery: UnseenBatteryState, policy: Policy
) -> Surplus:
    """Return what the sun leaves by generation and load; the grid meter shows only what the battery does not make up for."""
    has_load = readings.load.quality is Quality.LIVE
    source = SurplusSource.GENERATION_AND_LOAD if has_load else SurplusSource.GENERATION_AND_PROFILE
    surplus = _of_generation(readings, readings.load.value if has_load else assumed_load_w, 0.0, source, policy)
    value_w, measured_w = surplus.value_w or 0.0, measured.value_w or 0.0
    if battery.takes_no_more:  # it is full, or takes all it can
        # More than is generated would be its doing.
        value_w = max(value_w, min(measured_w, surplus.generation_w or 0.0))
    elif readings.grid.value > NEAR_ZERO_W:  # it is empty, or gives all it can
        value_w = min(value_w, measured_w)
    return replace(surplus, value_w=value_w, shown_w=value_w, has_unseen_battery=True)


def _delivered(surplus: Surplus, quality: Quality, readings: CheckedReadings, ac_limit_w: float | None) -> Surplus:
    """Cut a surplus of this quality to what the inverter delivers; a load sensor outweighs what follows from other meters."""
    value_w, shown_w = surplus.value_w or 0.0, surplus.shown_w or 0.0
    charging_w = readings.battery.value - surplus.uncounted_w
    delivered_w = deliverable_w(value_w, charging_w, surplus.house_load_w or 0.0, ac_limit_w)
    load_w = readings.load.value if readings.load.quality is Quality.LIVE else surplus.measured_load_w
    return replace(
        surplus,
        quality=quality,
        value_w=delivered_w,
        shown_w=min(shown_w, delivered_w),
        measured_load_w=load_w,
        is_ac_limited=delivered_w < value_w,
    )


def _known_generation_w(readings: CheckedReadings) -> float | None:
    return None if readings.generation is MISSING else readings.generation.value


def _believe(state: MeasureState, readings: CheckedReadings, chargers: ChargersPower) -> None:
    """Of all surpluses that a new grid sample allows, believe the one nearest to what was believed before."""
    grid, believed = readings.grid, state.surplus
    if believed.power_w is not None and grid.reported_s <= believed.sampled_s:
        return
    chargers_w = chargers.range_w(grid.reported_s)
    look_for_battery(state.unseen_battery, readings, chargers_w[1])
    low, high = (
        battery_w - grid.value + charger_w
        for battery_w, charger_w in zip(counted_range_w(readings.battery, grid, state.battery), chargers_w, strict=True)
    )
    before_w = _since_sample(state, readings)
    power_w = min(max(low if before_w is None else before_w, low), high)
    believed.power_w = chargers.confirmed_w(power_w, readings.generation, grid.reported_s)
    believed.sampled_s = grid.reported_s
    believed.generation_w = readings.generation.value if _is_quicker(state, readings) else None


def _since_sample(state: MeasureState, readings: CheckedReadings) -> float | None:
    """Return surplus carried on from the last grid sample by what a quicker inverter has reported since."""
    believed = state.surplus
    if believed.power_w is None or believed.generation_w is None or not _is_quicker(state, readings):
        return believed.power_w
    return believed.power_w + readings.generation.value - believed.generation_w


def _is_quicker(state: MeasureState, readings: CheckedReadings) -> bool:
    """Return whether the inverter reports at least twice as often as the grid meter."""
    if readings.generation.quality is not Quality.LIVE or "generation" not in state.sources:
        return False
    return 0.0 < 2.0 * state.sources["generation"].interval_s <= state.sources["grid"].interval_s
