"""What a sensor counts in or leaves out, set right before the engine looks: the car, or the home battery."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from ..engine.measure.reading import Reading, Source, Unavailable


class MeterCorrection(StrEnum):
    """How a site's sensors differ from what the engine takes them for."""

    # The chargers have a connection of their own: the grid meter does not see them.
    GRID_WITHOUT_CHARGERS = "grid_without_chargers"
    # What an inverter calls the house's load is all that is drawn behind its meter, the car included.
    LOAD_WITH_CHARGERS = "load_with_chargers"
    # A hybrid's output: by night it is what the battery gives.
    PV_WITH_BATTERY = "pv_with_battery"


def corrected_grid(grid: Source, chargers: Sequence[Source], corrections: Collection[MeterCorrection]) -> Source:
    """Return what flows through the connection with the chargers counted in."""
    return _plus(grid, chargers, 1.0) if MeterCorrection.GRID_WITHOUT_CHARGERS in corrections else grid


def corrected_load(load: Source, chargers: Sequence[Source], corrections: Collection[MeterCorrection]) -> Source:
    """Return the house's load without the chargers."""
    return _at_least_zero(_plus(load, chargers, -1.0)) if MeterCorrection.LOAD_WITH_CHARGERS in corrections else load


def corrected_generation(generation: Source, battery: Source, corrections: Collection[MeterCorrection]) -> Source:
    """Return what the sun gives: a hybrid's output plus what goes into its battery, less what comes out of it."""
    if MeterCorrection.PV_WITH_BATTERY not in corrections:
        return generation
    return _at_least_zero(_plus(generation, (battery,), 1.0))


def _plus(base: Source, others: Sequence[Source], sign: float) -> Source:
    """Add what is known; a part that has fallen silent makes the sum silent, one that never was there is 0."""
    if not isinstance(base, Reading):
        return base
    total = base.value
    for other in others:
        if isinstance(other, Unavailable):
            return other
        total += sign * other.value if other else 0.0
    return Reading(total, base.reported_at, base.interval_s)


def _at_least_zero(source: Source) -> Source:
    return (
        Reading(max(0.0, source.value), source.reported_at, source.interval_s)
        if isinstance(source, Reading)
        else source
    )
