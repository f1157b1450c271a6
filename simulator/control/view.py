"""All that a control law may know of a home, as last reported, and what it may order."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FastCommand:
    """What a controller wants of one station. None leaves that part as it is."""

    station: int
    is_enabled: bool | None = None
    current_a: float | None = None
    phases: int | None = None


@dataclass(slots=True)
class StationView:
    """What a station shows, and when its last report arrived. `has_set_point`: what it has set is its own report."""

    phases: int
    current_a: float
    is_enabled: bool = False
    power_w: float = 0.0
    is_charging: bool = False
    is_connected: bool = True
    is_full: bool = False
    at_s: int = 0
    has_set_point: bool = False


@dataclass(slots=True)
class View:
    """Values, and the seconds they arrived at. `grid_w` None: unavailable; `battery_w` None: not read."""

    stations: list[StationView] = field(default_factory=list)
    grid_w: float | None = None
    grid_at_s: int = -1
    # Of each phase, reported with their sum; empty: not measured.
    phase_powers_w: tuple[float, ...] = ()
    # The inverter and the battery report every five seconds.
    generation_w: float = 0.0
    battery_w: float | None = None
    soc_pct: float = 0.0
    inverter_at_s: int = 0
    # True in the second in which something was reported.
    is_new: bool = False


class Controller(Protocol):
    """A control law in the loop."""

    def decide(self, now_s: int, view: View) -> list[FastCommand]:
        """Return what is to change; called every second."""
