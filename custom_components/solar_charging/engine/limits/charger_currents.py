"""What a charger may have taken on each phase when a meter's sample was taken.

A charger takes no more than it was commanded: what its own power sensor shows beyond that is the sensor's error, and must not
hide the house behind it. Without a sensor it may have taken nothing at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from ..charger.charger_state import ChargerState, PowerLevel
from ..charger.late_reports import shown_s
from ..charger.power import (
    ONE_PHASE_PART,
    levels_under_way,
    possible_levels,
    possibly_taken_w,
    power_range_w,
    recent_levels,
    surely_taken_w,
)
from ..inputs import ChargerInputs, Inputs
from ..measure.reading import Reading
from ..model import NOMINAL_V
from ..policy import Policy
from .connection import loaded_phases


@dataclass(frozen=True, slots=True)
class PhaseCurrents:
    """The least and the most a charger may have taken on each phase, in A.

    `shown_a`: the most by what its own sensor shows now, which is late by up to `shows_after_s`; `shown_total_a`: on all phases together.
    """

    least_a: tuple[float, ...]
    most_a: tuple[float, ...]
    shown_a: tuple[float, ...]
    shown_total_a: float = 0.0
    shows_after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class GridConnection:
    """The grid connection: how many phases, and the voltage of each to neutral.

    `is_trusted`: False while measurements contradict what is believed of the chargers' phases.
    """

    phases: int
    voltage_v: float
    is_trusted: bool = True


def grid_of(inputs: Inputs) -> GridConnection:
    """Return the grid connection: a phase for each current that is measured, else as given."""
    site = inputs.site
    voltage_v = site.voltage_v or min((charger.limits.voltage_v for charger in inputs.chargers), default=NOMINAL_V)
    return GridConnection(len(inputs.phase_currents_a) or site.phases, voltage_v)


def may_load(charger: ChargerInputs, charger_state: ChargerState, phases: int, grid: GridConnection) -> frozenset[int]:
    """Return the indices of the grid's phases that the charger may load when it charges on so many."""
    # All phases that are offered may be used; of those of a known car, no more than it has.
    return phases_of(charger, charger_state, charger.limits.used_phases(phases), grid)


def phases_of(charger: ChargerInputs, charger_state: ChargerState, used: int, grid: GridConnection) -> frozenset[int]:
    """Return the indices of the grid's phases that the charger may load with so many of its conductors."""
    return loaded_phases(_first_phase(charger, charger_state, grid), range(used, used + 1), grid.phases).possible


def _first_phase(charger: ChargerInputs, charger_state: ChargerState, grid: GridConnection) -> int | None:
    """Return the index of the phase of its first conductor, as given or learned."""
    if not grid.is_trusted:
        return None
    given, connection = charger.limits.first_phase, charger_state.connection
    return connection.learned_phase if given is None or given == connection.disproved_phase else given


def most_phases(levels: Sequence[PowerLevel]) -> int:
    """Return the most phases of some levels."""
    return max((level.phases for level in levels), default=1)


def taken(
    charger: ChargerInputs, charger_state: ChargerState, sampled_s: float, grid: GridConnection, policy: Policy
) -> PhaseCurrents:
    """Return what the charger may have taken when a sample was taken."""
    levels, _ = possible_levels(charger_state, sampled_s, policy)
    least_w, most_w = power_range_w(charger_state, sampled_s, policy)
    commanded_a = max((level.current_a for level in levels), default=0.0)
    surely_a = min((level.current_a for level in levels), default=0.0)
    is_measured = charger.power_w is not None
    if is_measured and charger_state.seen_w > ONE_PHASE_PART * commanded_a * most_phases(levels) * grid.voltage_v:
        # It seems to take more than was commanded: it may not have followed yet.
        levels = recent_levels(charger_state.levels, sampled_s)
        commanded_a = max((level.current_a for level in levels), default=0.0)
        most_w = max(most_w, charger_state.seen_w)
    most_w = possibly_taken_w(charger_state, most_w, sampled_s, policy)
    least_w = surely_taken_w(charger_state, least_w, sampled_s, policy) if is_measured else 0.0
    if commanded_a <= 0.0 or most_w <= 0.0:
        none_a = (0.0,) * grid.phases
        return PhaseCurrents(none_a, none_a, none_a)
    most = charger.limits.used_phases(most_phases(levels))
    fewest = _fewest_phases(charger, least_w, commanded_a, most, grid)
    loaded = loaded_phases(_first_phase(charger, charger_state, grid), range(fewest, most + 1), grid.phases)
    most_a = min(commanded_a, most_w / (grid.voltage_v * fewest)) if is_measured else commanded_a
    least_a = min(surely_a, least_w / (grid.voltage_v * most))
    has_sensor = _shows(charger, charger_state, sampled_s)
    shown_a = min(most_a, charger_state.seen_w / (grid.voltage_v * fewest)) if has_sensor else most_a
    return PhaseCurrents(
        tuple(least_a if phase in loaded.certain else 0.0 for phase in range(grid.phases)),
        tuple(most_a if phase in loaded.possible else 0.0 for phase in range(grid.phases)),
        tuple(shown_a if phase in loaded.possible else 0.0 for phase in range(grid.phases)),
        shown_a * min(most, grid.phases),
        _shows_after_s(charger, charger_state, policy) if has_sensor else 0.0,
    )


def may_yet_take(
    charger: ChargerInputs, charger_state: ChargerState, sampled_s: float, grid: GridConnection, policy: Policy
) -> tuple[float, ...]:
    """Return what the charger may take on each phase until its last command is in force: commands under way come first."""
    most_a = list(taken(charger, charger_state, sampled_s, grid, policy).most_a)
    for level in levels_under_way(charger_state, sampled_s, policy):
        for phase in may_load(charger, charger_state, level.phases, grid):
            most_a[phase] = max(most_a[phase], level.current_a)
    return tuple(most_a)


def _shows(charger: ChargerInputs, charger_state: ChargerState, sampled_s: float) -> bool:
    """Return whether its own sensor shows now what it took when a sample was taken: not once a command has changed that."""
    return charger.power_w is not None and charger_state.has_meter and charger_state.commanded_s < sampled_s


def _shows_after_s(charger: ChargerInputs, charger_state: ChargerState, policy: Policy) -> float:
    """Return how late its own sensor shows what a charger takes."""
    interval_s = charger.power_w.interval_s if isinstance(charger.power_w, Reading) else None
    return shown_s(charger_state, policy) + (interval_s or 0.0)


def _fewest_phases(charger: ChargerInputs, least_w: float, commanded_a: float, most: int, grid: GridConnection) -> int:
    """Return on how many phases it must be to take so much at a current it does not exceed."""
    if not grid.is_trusted:
        return 1
    if charger.limits.car_phases is not None:
        return most
    return min(max(ceil(least_w / (ONE_PHASE_PART * commanded_a * grid.voltage_v) - 1e-9), 1), most)


def taken_in_total(
    charger: ChargerInputs, charger_state: ChargerState, sampled_s: float, grid: GridConnection, policy: Policy
) -> PhaseCurrents:
    """Return the same as one current: all its phases added up."""
    levels, _ = possible_levels(charger_state, sampled_s, policy)
    commanded_w = max((level.current_a * level.phases for level in levels), default=0.0) * grid.voltage_v
    least_w, most_w = power_range_w(charger_state, sampled_s, policy)
    if charger.power_w is None:
        # What an ampere of this car means may have been learned from the meter's answers; it may take nothing, whatever is expected.
        least_w, most_w = 0.0, commanded_w if charger_state.takes_none else most_w
    least_w = surely_taken_w(charger_state, least_w, sampled_s, policy)
    most_w = possibly_taken_w(charger_state, most_w, sampled_s, policy)
    least_a, most_a = min(least_w, commanded_w) / grid.voltage_v, min(most_w, commanded_w) / grid.voltage_v
    if not _shows(charger, charger_state, sampled_s):
        return PhaseCurrents((least_a,), (most_a,), (most_a,), most_a)
    shown_a = min(most_a, charger_state.seen_w / grid.voltage_v)
    return PhaseCurrents((least_a,), (most_a,), (shown_a,), shown_a, _shows_after_s(charger, charger_state, policy))
