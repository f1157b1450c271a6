"""The ladder of surplus: grid meter, else generation less load, else generation less a usual load, else an estimate.

Surplus is what the sun leaves for the managed chargers: what they take now plus what is exported, less what is imported.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from .draw import power_range_w
from .freshness import MISSING, Sensed, sense
from .model import Inputs, Outlook, SurplusSource
from .policy import Policy
from .reading import Quality, Silent
from .state import EngineState, SourceState

# Darker than this, an inverter sleeps: its silence, or its unchanged zero, is no fault.
DARK_W = 20.0


@dataclass(frozen=True, slots=True)
class Senses:
    """All sources of the site, judged."""

    grid: Sensed
    generation: Sensed
    load: Sensed
    battery: Sensed
    battery_soc: Sensed


@dataclass(frozen=True, slots=True)
class Surplus:
    """Surplus in W with its rung and quality; `value_w` is None when there is nothing to tell it from."""

    value_w: float | None
    source: SurplusSource
    quality: Quality
    age_s: float
    house_load_w: float | None
    generation_w: float | None


def sense_site(inputs: Inputs, state: EngineState, now_s: float, policy: Policy) -> Senses:
    """Judge every source of the site; the state remembers what they said."""

    def judged(name: str, source: object) -> Sensed:
        if source is None:
            return MISSING
        memory = state.sources.get(name)
        if memory is None:
            memory = state.sources[name] = SourceState()
        return sense(source, memory, now_s, policy)  # type: ignore[arg-type]  # a Source by contract

    generation = judged("generation", inputs.generation_w)
    if generation.quality is not Quality.LIVE and _is_dark(inputs, generation, now_s):
        generation = Sensed(0.0, now_s, 0.0, Quality.LIVE)
    return Senses(
        judged("grid", inputs.grid_w), generation, judged("load", inputs.load_w),
        judged("battery", inputs.battery_w), judged("battery_soc", inputs.battery_soc_pct),
    )  # fmt: skip


def outlook_w(outlook: Outlook, series: tuple[float, ...], now_s: float) -> float:
    """Return the value of one of the outlook's series at `now_s`, its nearest end outside of it."""
    index = int((now_s - outlook.start.timestamp()) // outlook.step_s)
    return series[max(0, min(index, len(series) - 1))] if series else 0.0


def assess(inputs: Inputs, senses: Senses, state: EngineState, now_s: float, policy: Policy) -> Surplus:
    """Return surplus from the best rung that can be trusted now."""
    rung, quality = _rung(inputs, senses, state, now_s, policy)
    house_load_w = inputs.outlook.house_load_w if inputs.outlook else policy.unknown_house_load_w
    battery_w = _battery_w(inputs, senses)
    if rung is None:
        return Surplus(None, SurplusSource.ESTIMATE, Quality.MISSING, 0.0, None, None)
    if rung is SurplusSource.GRID_METER:
        _compensate(state, senses.grid, battery_w)
        value_w, age_s = state.surplus_w, senses.grid.age_s
    elif rung is SurplusSource.GENERATION_AND_LOAD:
        value_w, age_s = senses.generation.value - senses.load.value - policy.estimate_margin_w, senses.generation.age_s
        house_load_w = senses.load.value
    elif rung is SurplusSource.GENERATION_AND_PROFILE:
        value_w, age_s = senses.generation.value - house_load_w - policy.estimate_margin_w, senses.generation.age_s
    else:
        assert inputs.outlook is not None  # noqa: S101  # the rung exists only with an outlook
        generation_w = outlook_w(inputs.outlook, inputs.outlook.low_w, now_s)
        return Surplus(
            generation_w - house_load_w - policy.estimate_margin_w, rung, quality, 0.0, house_load_w, generation_w
        )
    generation_known = senses.generation.value if senses.generation is not MISSING else None
    if value_w is not None and rung is SurplusSource.GRID_METER:
        house_load_w = generation_known - value_w if generation_known is not None else house_load_w
    return Surplus(value_w, rung, quality, age_s, house_load_w, generation_known)


def _compensate(state: EngineState, grid: Sensed, battery_w: float) -> None:
    """Of all surpluses that a new grid sample allows, believe the one nearest to what was believed before."""
    if state.surplus_w is not None and grid.reported_s <= state.surplus_sampled_s:
        return
    low = high = battery_w - grid.value
    for memory in state.chargers.values():
        least_w, most_w = power_range_w(memory, grid.reported_s)
        low, high = low + least_w, high + most_w
    believed = state.surplus_w if state.surplus_w is not None else low
    state.surplus_w = min(max(believed, low), high)
    state.surplus_sampled_s = grid.reported_s


def _battery_w(inputs: Inputs, senses: Senses) -> float:
    """Return how much of the battery's power counts as surplus: its charging, once it has had its own share first."""
    if senses.battery is MISSING:
        return 0.0
    is_first = senses.battery_soc is not MISSING and senses.battery_soc.value < inputs.site.battery_priority_pct
    if is_first or (inputs.site.battery_may_discharge and senses.battery.value < 0):
        return min(senses.battery.value, 0.0) if is_first else 0.0
    return senses.battery.value


def _rung(
    inputs: Inputs, senses: Senses, state: EngineState, now_s: float, policy: Policy
) -> tuple[SurplusSource | None, Quality]:
    """Return the best usable rung; a better one than the last must have been live for a while first."""
    best = _best_rung(inputs, senses)
    order = list(SurplusSource)
    if best is None:
        state.rung = ""
        return None, Quality.MISSING
    if state.rung and order.index(best[0]) < order.index(SurplusSource(state.rung)):
        since_s = state.better_since_s if state.better_since_s is not None else now_s
        state.better_since_s = since_s
        lower = _rung_at(SurplusSource(state.rung), inputs, senses)
        if now_s - since_s < policy.recovery_s and lower is not None:
            return lower
    state.better_since_s = None
    state.rung = best[0].value
    return best


def _best_rung(inputs: Inputs, senses: Senses) -> tuple[SurplusSource, Quality] | None:
    usable = [found for rung in SurplusSource if (found := _rung_at(rung, inputs, senses)) is not None]
    trusted = [found for found in usable if found[1] is not Quality.STALE]
    return next(iter(trusted or usable), None)


def _rung_at(rung: SurplusSource, inputs: Inputs, senses: Senses) -> tuple[SurplusSource, Quality] | None:
    if rung is SurplusSource.GRID_METER:
        quality = senses.grid.quality
    elif rung is SurplusSource.GENERATION_AND_LOAD:
        qualities = {senses.generation.quality, senses.load.quality}
        quality = Quality.MISSING if Quality.MISSING in qualities else max(qualities, key=list(Quality).index)
    elif rung is SurplusSource.GENERATION_AND_PROFILE:
        quality = senses.generation.quality
    else:
        quality = Quality.MISSING if inputs.outlook is None else Quality.ESTIMATED
    return None if quality is Quality.MISSING else (rung, quality)


def _is_dark(inputs: Inputs, generation: Sensed, now_s: float) -> bool:
    if inputs.generation_w is None:
        return False
    if inputs.outlook is not None:
        return outlook_w(inputs.outlook, inputs.outlook.clear_sky_w, now_s) <= DARK_W
    return not isinstance(inputs.generation_w, Silent) and generation.value <= DARK_W


def at(now_s: float) -> datetime:
    """Return seconds since the epoch as an aware UTC time."""
    return datetime.fromtimestamp(now_s, UTC)
