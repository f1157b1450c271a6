"""The fallback chain: which source of surplus to use now. Short gaps are held through; a better source must prove itself first."""

from dataclasses import dataclass

from ..inputs import Inputs
from ..model import SurplusSource
from ..policy import Policy
from .freshness import CheckedReadings
from .reading import Quality

# Best first.
SOURCE_TIERS = list(SurplusSource)


@dataclass(slots=True)
class TierState:
    """The source that is used; since when a better one has been live, or this one has not."""

    source: str = ""
    better_since_s: float | None = None
    worse_since_s: float | None = None


@dataclass(frozen=True, slots=True)
class SourceTier:
    """A source that can be used, and how far it may be trusted."""

    source: SurplusSource
    quality: Quality


def choose_tier(inputs: Inputs, readings: CheckedReadings, state: TierState, policy: Policy) -> SourceTier | None:
    """Return the source to use, None if there is none."""
    best, now_s = _best_tier(inputs, readings), readings.now_s
    if best is None:
        state.source = ""
        return None
    held = _tier_at(SurplusSource(state.source), inputs, readings) if state.source in SOURCE_TIERS else None
    if held is None or held.source is best.source:
        state.better_since_s = state.worse_since_s = None
    elif SOURCE_TIERS.index(best.source) < SOURCE_TIERS.index(held.source):
        state.better_since_s = now_s if state.better_since_s is None else state.better_since_s
        if now_s - state.better_since_s < policy.recovery_s:
            return held
    else:
        state.worse_since_s = now_s if state.worse_since_s is None else state.worse_since_s
        if now_s - state.worse_since_s < policy.fall_after_s:
            return held
    state.source = best.source.value
    return best


def _best_tier(inputs: Inputs, readings: CheckedReadings) -> SourceTier | None:
    """Return the first source that is not stale, else the first that is usable at all."""
    stale: SourceTier | None = None
    for source in SOURCE_TIERS:
        found = _tier_at(source, inputs, readings)
        if found is not None:
            if found.quality is not Quality.STALE:
                return found
            stale = stale or found
    return stale


def _tier_at(source: SurplusSource, inputs: Inputs, readings: CheckedReadings) -> SourceTier | None:
    if source is SurplusSource.GRID_METER:
        quality = readings.grid.quality
    elif source is SurplusSource.GENERATION_AND_LOAD:
        qualities = {readings.generation.quality, readings.load.quality}
        quality = Quality.MISSING if Quality.MISSING in qualities else max(qualities, key=list(Quality).index)
    elif source is SurplusSource.GENERATION_AND_PROFILE:
        quality = readings.generation.quality
    else:
        quality = Quality.MISSING if inputs.outlook is None else Quality.ESTIMATED
    return None if quality is Quality.MISSING else SourceTier(source, quality)
