"""What the house draws on each phase, besides the chargers: of all that a sample allows, the nearest to what was believed.

With currents of the phases, each is judged on its own; what the sun feeds into a phase counts where the meter shows direction.
With a total only, the whole house is taken to lie on one phase, because it may, and the sun on another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..measure.freshness import MISSING, CheckedReading, CheckedReadings
from ..measure.reading import Quality
from .charger_currents import GridConnection, PhaseCurrents
from .moved_value import MovedValue, last_moved

# More than this that no charger shows is not the error of their sensors.
HIDDEN_A = 0.5


@dataclass(slots=True)
class HouseState:
    """What each phase is believed to carry besides the chargers, in A; its lists are replaced, never changed.

    `room_a`, `room_since_s`: what each phase has left for chargers, and since when. `hidden_since_s`: since when a phase has carried
    more than the house is believed to draw and chargers show, None where it does not. `over_since_s`: since when a phase has been
    above the fuse. `unsure_a`: how much more than is believed the house may draw, where chargers take less than they may. `moved`: when
    the meter of each phase moved last.
    """

    currents_a: list[float] = field(default_factory=list)
    room_a: list[float] = field(default_factory=list)
    room_since_s: list[float] = field(default_factory=list)
    hidden_since_s: list[float | None] = field(default_factory=list)
    over_since_s: float | None = None
    unsure_a: list[float] = field(default_factory=list)
    moved: list[MovedValue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SampledChargers:
    """What chargers may have taken when a sample was taken, and when that was."""

    chargers: Sequence[PhaseCurrents]
    sampled_s: float


def phase_meters(readings: CheckedReadings) -> tuple[CheckedReading, ...]:
    """Return what the currents of the grid connection are taken from: its phases, else its total power, else nothing."""
    if readings.phase_currents:
        return readings.phase_currents
    return () if readings.grid is MISSING else (readings.grid,)


def rising_slowly(state: HouseState, room_a: list[float], now_s: float, rise_s: float) -> list[float]:
    """Return the room that counts: it shrinks at once, and grows when it has been there for `rise_s`, so that a load that switches is not chased."""
    if len(state.room_a) != len(room_a):
        state.room_a, state.room_since_s = room_a, [now_s] * len(room_a)
        return room_a
    since = list(zip(state.room_a, state.room_since_s, strict=True))
    is_taken = [
        now_a <= before_a or now_s - since_s >= rise_s for now_a, (before_a, since_s) in zip(room_a, since, strict=True)
    ]
    state.room_a = [
        now_a if taken else before_a for now_a, taken, (before_a, _) in zip(room_a, is_taken, since, strict=True)
    ]
    state.room_since_s = [now_s if taken else since_s for taken, (_, since_s) in zip(is_taken, since, strict=True)]
    return state.room_a


def total_current_a(readings: CheckedReadings, grid: GridConnection) -> float:
    """Return the current in A that one phase may carry where only the total is measured.

    On several phases what the sun and a home battery give may come in on another phase than the house draws from.
    """
    power_w = readings.grid.value
    if grid.phases > 1:
        power_w += max(readings.generation.value, 0.0) if readings.generation.quality is Quality.LIVE else 0.0
        power_w += max(-readings.battery.value, 0.0) if readings.battery.quality is Quality.LIVE else 0.0
    return power_w / grid.voltage_v


def believe(state: HouseState, measured_a: Sequence[float], seen: SampledChargers) -> list[float]:
    """Take in a sample of the phases; return what the house draws on each."""
    chargers = seen.chargers
    count = len(measured_a)
    least_a = [sum(charger.least_a[phase] for charger in chargers) for phase in range(count)]
    most_a = [sum(charger.most_a[phase] for charger in chargers) for phase in range(count)]
    lowest_a = [phase_a - most for phase_a, most in zip(measured_a, most_a, strict=True)]
    before: list[MovedValue | None] = [*state.moved] if len(state.moved) == count else [None] * count
    state.moved = [
        last_moved(one, MovedValue(phase_a, seen.sampled_s, least))
        for one, phase_a, least in zip(before, measured_a, least_a, strict=True)
    ]
    highest_a = [
        phase_a - min(least, moved.least)
        for phase_a, least, moved in zip(measured_a, least_a, state.moved, strict=True)
    ]
    believed_a = state.currents_a if len(state.currents_a) == count else highest_a
    state.currents_a = [
        min(max(before, low), high) for before, low, high in zip(believed_a, lowest_a, highest_a, strict=True)
    ]
    _unhide(state, measured_a, highest_a, seen)
    state.unsure_a = [high - before for high, before in zip(highest_a, state.currents_a, strict=True)]
    return state.currents_a


def _unhide(state: HouseState, measured_a: Sequence[float], highest_a: Sequence[float], seen: SampledChargers) -> None:
    """Count as the house's what chargers were taken to draw, once their sensors should have shown it and do not.

    A charger whose phase is not known may hide a load on any of them, but not on all at once: what is too much in all may be on each.
    """
    chargers, sampled_s = seen.chargers, seen.sampled_s
    count = len(measured_a)
    shown_a = [sum(charger.shown_a[phase] for charger in chargers) for phase in range(count)]
    hidden_a = [
        phase_a - shown - before for phase_a, shown, before in zip(measured_a, shown_a, state.currents_a, strict=True)
    ]
    total_a = sum(measured_a) - sum(state.currents_a) - sum(charger.shown_total_a for charger in chargers)
    if total_a > count * HIDDEN_A:
        hidden_a = [max(one_a, total_a) for one_a in hidden_a]
    since_s = state.hidden_since_s if len(state.hidden_since_s) == count else [None] * count
    state.hidden_since_s = [
        None if one_a <= HIDDEN_A else (sampled_s if since is None else since)
        for one_a, since in zip(hidden_a, since_s, strict=True)
    ]
    patience_s = max((charger.shows_after_s for charger in chargers), default=0.0)
    state.currents_a = [
        before if since is None or sampled_s - since < patience_s else min(before + one_a, high)
        for before, one_a, since, high in zip(state.currents_a, hidden_a, state.hidden_since_s, highest_a, strict=True)
    ]
