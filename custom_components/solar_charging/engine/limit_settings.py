"""What the user and the devices allow: limits of the home as a whole, and of each charger. SI units in names."""

from dataclasses import dataclass
from datetime import datetime

from .model import NOMINAL_V


@dataclass(frozen=True, slots=True)
class SiteLimits:
    """What the user set for the home as a whole. None: no such limit."""

    main_fuse_a: float | None = None
    phases: int = 3
    # Between a phase and neutral. None: the chargers' own.
    voltage_v: float | None = None
    export_limit_w: float | None = None
    # Surplus kept back, so that a meter's error or a kettle does not buy: "never buy" > 0, "use it all" < 0.
    surplus_reserve_w: float = 0.0
    # The home battery is filled first up to `battery_priority_level_pct`; above `battery_buffer_level_pct` it may bridge clouds.
    battery_priority_level_pct: float = 0.0
    battery_buffer_level_pct: float = 100.0
    use_home_battery: bool = False
    # What the phases may differ by, as far as chargers load them unevenly.
    unbalance_a: float | None = None
    # What an inverter with a battery behind it delivers on its AC side, from sun and battery together.
    ac_limit_w: float | None = None


@dataclass(frozen=True, slots=True)
class ChargerLimits:
    """The commands a charger accepts: from its live entities, restricted by the user's own limits.

    `phases`: the phase counts it can be switched between; one: it cannot be switched. `min_current_a`: the least current that charges
    (6 A by IEC 61851-1 unless the charger says more). `car_phases`: how many the car that is here uses at most; None: as many as it
    is offered, as far as anybody knows. `accepted_a`: the only currents that can be told, rising, where they are not evenly spaced (a
    select); empty: all steps. `first_phase`: the index of the grid's phase that its first conductor hangs on, as the user gave it;
    None: to be learned.
    """

    min_current_a: float = 6.0
    max_current_a: float = 16.0
    step_a: float = 1.0
    phases: tuple[int, ...] = (1,)
    voltage_v: float = NOMINAL_V
    has_current: bool = True
    can_pause: bool = True
    accepted_a: tuple[float, ...] = ()
    car_phases: int | None = None
    first_phase: int | None = None

    def used_phases(self, phases: int) -> int:
        """Return how many of so many phases the car uses."""
        return phases if self.car_phases is None else min(phases, self.car_phases)

    def nominal_w_per_a(self, phases: int) -> float:
        """Return what an ampere on that many phases should mean, in W."""
        return self.used_phases(phases) * self.voltage_v

    @property
    def least_w(self) -> float:
        """The least power that charges."""
        return self.min_current_a * self.nominal_w_per_a(min(self.phases))

    @property
    def most_w(self) -> float:
        """The power of full speed."""
        return self.max_current_a * self.nominal_w_per_a(max(self.phases))


@dataclass(frozen=True, slots=True)
class CurrentCap:
    """A charger that stays at `current_a` although more was commanded; a higher current is tried again from `until`."""

    current_a: float
    until: datetime
