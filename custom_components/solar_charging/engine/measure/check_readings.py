"""Checks all readings of the site: which values may be used now?"""

from collections.abc import Iterable

from ..inputs import Inputs
from ..policy import Policy
from .freshness import MISSING, UNREAD, CheckedReading, CheckedReadings, SourceState, check_reading
from .measure_state import MeasureState
from .reading import Quality, Source, Unavailable
from .stuck_meter import ChargerActivity, check_stuck

# With less clear-sky power than this (W), an inverter may sleep: no report, or an unchanged zero, is no fault.
DARK_W = 20.0


def check_readings(
    inputs: Inputs, state: MeasureState, chargers: Iterable[ChargerActivity], now_s: float, policy: Policy
) -> CheckedReadings:
    """Return every reading of the site with its quality; the state keeps the last values."""

    def judged(name: str, source: Source) -> CheckedReading:
        if source is None:
            return MISSING
        source_state = state.sources.get(name)
        if source_state is None:
            source_state = state.sources[name] = SourceState()
        return check_reading(source, source_state, now_s, policy)

    generation = judged("generation", inputs.generation_w)
    if generation.quality is not Quality.LIVE and _is_dark(inputs, generation, now_s):
        generation = CheckedReading(0.0, now_s, 0.0, Quality.LIVE)
    grid = judged("grid", inputs.grid_w)
    if grid is MISSING and inputs.grid_w is not None:
        grid = UNREAD
    elif grid is not MISSING:
        grid = check_stuck(grid, state.sources["grid"], state.stuck_meter, chargers, policy)
    phases = tuple(judged(f"phase_{number}", source) for number, source in enumerate(inputs.phase_currents_a, 1))
    powers = tuple(
        judged(f"phase_power_{number}", source) for number, source in enumerate(inputs.phase_powers_w or (), 1)
    )
    return CheckedReadings(
        now_s, grid, generation, judged("load", inputs.load_w),
        judged("battery", inputs.battery_w), judged("battery_soc", inputs.battery_soc_pct), phases, powers,
    )  # fmt: skip


def _is_dark(inputs: Inputs, generation: CheckedReading, now_s: float) -> bool:
    if inputs.generation_w is None:
        return False
    if inputs.outlook is not None:
        return inputs.outlook.at(inputs.outlook.clear_sky_w, now_s) <= DARK_W
    return not isinstance(inputs.generation_w, Unavailable) and generation.value <= DARK_W
