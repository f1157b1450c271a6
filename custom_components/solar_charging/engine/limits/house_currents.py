"""What the house draws on each phase, besides the chargers: of all that a sample allows, the nearest to what was believed.

With currents of the phases, each is judged on its own; what the sun feeds into a phase counts where the meter shows direction.
With a total only, the whole house is taken to lie on one phase, because it may, and the sun on another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..measure.freshness import MISSING, Sensed, Senses
from ..measure.reading import Quality
from .charger_currents import Grid, PhaseCurrents


@dataclass(slots=True)
class HouseState:
    """What each phase is believed to carry besides the chargers, in A; its lists are replaced, never changed.

    `room_a`, `room_since_s`: what each phase has left for chargers, and since when. `over_since_s`: since when a phase has been
    above the fuse.
    """

    currents_a: list[float] = field(default_factory=list)
    room_a: list[float] = field(default_factory=list)
    room_since_s: list[float] = field(default_factory=list)
    over_since_s: float | None = None


def phase_meters(senses: Senses) -> tuple[Sensed, ...]:
    """Return what the currents of the grid connection are taken from: its phases, else its total power, else nothing."""
    if senses.phase_currents:
        return senses.phase_currents
    return () if senses.grid is MISSING else (senses.grid,)


def gently(state: HouseState, room_a: list[float], now_s: float, rise_s: float) -> list[float]:
    """Room shrinks at once; it grows when it has been there for `rise_s`, so that a load that switches is not chased."""
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


def total_current_a(senses: Senses, grid: Grid) -> float:
    """Return the current in A that one phase may carry where only the total is measured.

    On several phases what the sun and a home battery give may come in on another phase than the house draws from.
    """
    power_w = senses.grid.value
    if grid.phases > 1:
        power_w += max(senses.generation.value, 0.0) if senses.generation.quality is Quality.LIVE else 0.0
        power_w += max(-senses.battery.value, 0.0) if senses.battery.quality is Quality.LIVE else 0.0
    return power_w / grid.voltage_v


def believe(state: HouseState, measured_a: Sequence[float], chargers: Sequence[PhaseCurrents]) -> list[float]:
    """Take in a sample of the phases; return what the house draws on each."""
    count = len(measured_a)
    least_a = [sum(charger.least_a[phase] for charger in chargers) for phase in range(count)]
    most_a = [sum(charger.most_a[phase] for charger in chargers) for phase in range(count)]
    lowest_a = [phase_a - most for phase_a, most in zip(measured_a, most_a, strict=True)]
    highest_a = [phase_a - least for phase_a, least in zip(measured_a, least_a, strict=True)]
    believed_a = state.currents_a if len(state.currents_a) == count else highest_a
    state.currents_a = [
        min(max(before, low), high) for before, low, high in zip(believed_a, lowest_a, highest_a, strict=True)
    ]
    return state.currents_a
