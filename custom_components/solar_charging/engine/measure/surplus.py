"""The fallback chain of surplus sources: grid meter, else generation less load, else generation less a usual load, else an estimate.

Surplus is what the sun leaves for the managed chargers: what they take now plus what is exported, less what is imported.
"""

from dataclasses import dataclass

from ..charger.power import power_range_w
from ..decide.outlook import series_w
from ..model import Inputs, SurplusSource
from ..policy import Policy
from ..state import EngineState, SourceState
from .battery import counted_range_w, counted_w, judge_level
from .freshness import MISSING, Sensed, sense
from .reading import Quality, Unavailable
from .stuck_meter import check_stuck
from .surplus_limits import deliverable_w, generated_at_most_w

# Darker than this, an inverter sleeps: its silence, or its unchanged zero, is no fault.
DARK_W = 20.0
SOURCE_TIERS = list(SurplusSource)


@dataclass(frozen=True, slots=True)
class Senses:
    """All sources of the site, judged."""

    grid: Sensed
    generation: Sensed
    load: Sensed
    battery: Sensed
    battery_soc: Sensed
    phase_currents: tuple[Sensed, ...] = ()


@dataclass(frozen=True, slots=True)
class Surplus:
    """Surplus in W with its tier and quality; `value_w` is None when there is nothing to tell it from."""

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


def sense_site(inputs: Inputs, state: EngineState, now_s: float, policy: Policy) -> Senses:
    """Judge every source of the site; the state remembers what they said."""

    def judged(name: str, source: object) -> Sensed:
        if source is None:
            return MISSING
        charger_state = state.sources.get(name)
        if charger_state is None:
            charger_state = state.sources[name] = SourceState()
        return sense(source, charger_state, now_s, policy)  # type: ignore[arg-type]  # a Source by contract

    generation = judged("generation", inputs.generation_w)
    if generation.quality is not Quality.LIVE and _is_dark(inputs, generation, now_s):
        generation = Sensed(0.0, now_s, 0.0, Quality.LIVE)
    grid = judged("grid", inputs.grid_w)
    if grid is not MISSING:
        grid = check_stuck(grid, state.sources["grid"], state, now_s, policy)
    phases = tuple(judged(f"phase_{number}", source) for number, source in enumerate(inputs.phase_currents_a, 1))
    return Senses(
        grid, generation, judged("load", inputs.load_w),
        judged("battery", inputs.battery_w), judged("battery_soc", inputs.battery_soc_pct), phases,
    )  # fmt: skip


def assess(inputs: Inputs, senses: Senses, state: EngineState, now_s: float, policy: Policy) -> Surplus:
    """Return surplus from the best tier that can be trusted now."""
    tier, quality = _source_tier(inputs, senses, state, now_s, policy)
    house_load_w = inputs.outlook.house_load_w if inputs.outlook else policy.unknown_house_load_w
    uncounted_w = 0.0
    if tier is None:
        return Surplus(None, SurplusSource.ESTIMATE, Quality.MISSING, 0.0, None, None)
    if tier is SurplusSource.GRID_METER:
        judge_level(senses.battery, senses.battery_soc, inputs.site, state)
        uncounted_w = senses.battery.value - counted_w(senses.battery.value, state)
        _compensate(state, senses, policy)
        value_w, age_s = _since_sample(state, senses), senses.grid.age_s
    elif tier is SurplusSource.GENERATION_AND_LOAD:
        value_w, age_s = senses.generation.value - senses.load.value - policy.estimate_margin_w, senses.generation.age_s
        house_load_w = senses.load.value
    elif tier is SurplusSource.GENERATION_AND_PROFILE:
        value_w, age_s = senses.generation.value - house_load_w - policy.estimate_margin_w, senses.generation.age_s
    else:
        assert inputs.outlook is not None  # noqa: S101  # the tier exists only with an outlook
        generation_w = series_w(inputs.outlook, inputs.outlook.low_w, now_s)
        value_w = generation_w - house_load_w - policy.estimate_margin_w
        return Surplus(value_w, tier, quality, 0.0, house_load_w, generation_w, shown_w=value_w)
    generation_known = senses.generation.value if senses.generation is not MISSING else None
    assert value_w is not None  # noqa: S101  # every tier tells one
    shown_w = value_w
    if tier is SurplusSource.GRID_METER:
        if not state.battery_bridges:
            shown_w = generated_at_most_w(value_w, senses.generation, state, now_s)
        # A battery moves faster than it is read: there, more than is generated would be its doing.
        value_w = value_w if senses.battery is MISSING else shown_w
        if generation_known is not None:
            house_load_w = generation_known - value_w - uncounted_w
    charging_w = senses.battery.value - uncounted_w
    delivered_w = deliverable_w(value_w, charging_w, house_load_w, inputs.site.ac_limit_w)
    is_stuck = state.stuck_since_s is not None and tier is SurplusSource.GRID_METER
    measured_w = None
    if senses.load.quality is Quality.LIVE:
        measured_w = senses.load.value
    elif tier is SurplusSource.GRID_METER and senses.generation.quality is Quality.LIVE:
        measured_w = house_load_w
    return Surplus(
        delivered_w,
        tier,
        quality,
        age_s,
        house_load_w,
        generation_known,
        measured_w,
        uncounted_w,
        min(shown_w, delivered_w),
        is_ac_limited=delivered_w < value_w,
        is_stuck=is_stuck,
    )


def _compensate(state: EngineState, senses: Senses, policy: Policy) -> None:
    """Of all surpluses that a new grid sample allows, believe the one nearest to what was believed before."""
    grid = senses.grid
    if state.surplus_w is not None and grid.reported_s <= state.surplus_sampled_s:
        return
    low, high = (battery_w - grid.value for battery_w in counted_range_w(senses.battery, grid, state))
    for charger_state in state.chargers.values():
        least_w, most_w = power_range_w(charger_state, grid.reported_s, policy)
        low, high = low + least_w, high + most_w
    believed = _since_sample(state, senses)
    state.surplus_w = min(max(low if believed is None else believed, low), high)
    state.surplus_sampled_s = grid.reported_s
    state.sampled_generation_w = senses.generation.value if _is_quicker(state, senses) else None


def _since_sample(state: EngineState, senses: Senses) -> float | None:
    """Return surplus carried on from the last grid sample by what a quicker inverter has reported since."""
    if state.surplus_w is None or state.sampled_generation_w is None or not _is_quicker(state, senses):
        return state.surplus_w
    return state.surplus_w + senses.generation.value - state.sampled_generation_w


def _is_quicker(state: EngineState, senses: Senses) -> bool:
    """Return whether the inverter reports at least twice as often as the grid meter."""
    if senses.generation.quality is not Quality.LIVE or "generation" not in state.sources:
        return False
    return 0.0 < 2.0 * state.sources["generation"].interval_s <= state.sources["grid"].interval_s


def _source_tier(
    inputs: Inputs, senses: Senses, state: EngineState, now_s: float, policy: Policy
) -> tuple[SurplusSource | None, Quality]:
    """Return the tier to use: short gaps are held through, and a better tier must have been live for a while."""
    best = _best_tier(inputs, senses)
    if best is None:
        state.tier = ""
        return None, Quality.MISSING
    held = _tier_at(SurplusSource(state.tier), inputs, senses) if state.tier in SOURCE_TIERS else None
    if held is None or held[0] is best[0]:
        state.better_since_s = state.worse_since_s = None
    elif SOURCE_TIERS.index(best[0]) < SOURCE_TIERS.index(held[0]):
        state.better_since_s = now_s if state.better_since_s is None else state.better_since_s
        if now_s - state.better_since_s < policy.recovery_s:
            return held
    else:
        state.worse_since_s = now_s if state.worse_since_s is None else state.worse_since_s
        if now_s - state.worse_since_s < policy.fall_after_s:
            return held
    state.tier = best[0].value
    return best


def _best_tier(inputs: Inputs, senses: Senses) -> tuple[SurplusSource, Quality] | None:
    """Return the first tier that is not stale, else the first that is usable at all."""
    stale: tuple[SurplusSource, Quality] | None = None
    for tier in SOURCE_TIERS:
        found = _tier_at(tier, inputs, senses)
        if found is not None:
            if found[1] is not Quality.STALE:
                return found
            stale = stale or found
    return stale


def _tier_at(tier: SurplusSource, inputs: Inputs, senses: Senses) -> tuple[SurplusSource, Quality] | None:
    if tier is SurplusSource.GRID_METER:
        quality = senses.grid.quality
    elif tier is SurplusSource.GENERATION_AND_LOAD:
        qualities = {senses.generation.quality, senses.load.quality}
        quality = Quality.MISSING if Quality.MISSING in qualities else max(qualities, key=list(Quality).index)
    elif tier is SurplusSource.GENERATION_AND_PROFILE:
        quality = senses.generation.quality
    else:
        quality = Quality.MISSING if inputs.outlook is None else Quality.ESTIMATED
    return None if quality is Quality.MISSING else (tier, quality)


def _is_dark(inputs: Inputs, generation: Sensed, now_s: float) -> bool:
    if inputs.generation_w is None:
        return False
    if inputs.outlook is not None:
        return series_w(inputs.outlook, inputs.outlook.clear_sky_w, now_s) <= DARK_W
    return not isinstance(inputs.generation_w, Unavailable) and generation.value <= DARK_W
