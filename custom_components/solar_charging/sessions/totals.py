"""Sums of energy for good, for the day and for the month: a charger's, or a car's."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from .money import Money, sum_of
from .shares import Shares

# Europe's cars drive some 35 km a day, at 0.17 kWh each; most are not plugged in daily.
FIRST_SESSION_WH = 12_000.0


@dataclass(slots=True)
class Totals:
    """Energies in Wh; `saved` is money by its currency, over all sessions that ended. `day` is the local date (ISO 8601) that counts as today."""

    solar_wh: float = 0.0
    battery_wh: float = 0.0
    grid_wh: float = 0.0
    saved: dict[str, float] = field(default_factory=dict)
    sessions: int = 0
    day: str = ""
    day_solar_wh: float = 0.0
    day_battery_wh: float = 0.0
    month_solar_wh: float = 0.0
    month_energy_wh: float = 0.0
    # Carbon dioxide of what was bought, in g; None: never known.
    carbon_g: float | None = None
    # What was counted too much, as a person found: sums never go back, but stand still until that has been charged again.
    owed_solar_wh: float = 0.0
    owed_battery_wh: float = 0.0
    owed_grid_wh: float = 0.0
    owed_carbon_g: float = 0.0

    @property
    def energy_wh(self) -> float:
        """All of it."""
        return self.solar_wh + self.battery_wh + self.grid_wh

    @property
    def booked_wh(self) -> Shares:
        """What was really booked: the sums without what they stand still for."""
        return Shares(
            self.solar_wh - self.owed_solar_wh,
            self.battery_wh - self.owed_battery_wh,
            self.grid_wh - self.owed_grid_wh,
        )

    @property
    def usual_wh(self) -> float:
        """What a session usually takes; what most drive in two days while none has ended."""
        return self.energy_wh / self.sessions if self.sessions else FIRST_SESSION_WH

    def roll_over_day(self, day: str) -> None:
        """Begin a new day, and a new month with its first. A day that comes again, as a clock or a time zone was set, goes on."""
        if self.day in (day, _after(day)):
            return
        self.day_solar_wh = self.day_battery_wh = 0.0
        if day[:7] != self.day[:7]:
            self.month_solar_wh = self.month_energy_wh = 0.0
        self.day = day

    def add(self, energy_wh: Shares) -> None:
        """Add energy that is certain, or take back what was not (below 0). Sums never go back."""
        solar_wh, self.owed_solar_wh = _paid(energy_wh.solar, self.owed_solar_wh)
        battery_wh, self.owed_battery_wh = _paid(energy_wh.battery, self.owed_battery_wh)
        grid_wh, self.owed_grid_wh = _paid(energy_wh.grid, self.owed_grid_wh)
        self.solar_wh += solar_wh
        self.battery_wh += battery_wh
        self.grid_wh += grid_wh
        self.day_solar_wh += solar_wh
        self.day_battery_wh += battery_wh
        self.month_solar_wh += solar_wh
        self.month_energy_wh += solar_wh + battery_wh + grid_wh

    def emit(self, carbon_g: float | None) -> None:
        """Add carbon dioxide, or take it back, where it is known."""
        if carbon_g is not None:
            more_g, self.owed_carbon_g = _paid(carbon_g, self.owed_carbon_g)
            self.carbon_g = (self.carbon_g or 0.0) + more_g

    def close(self, saved: Money) -> None:
        """Count a session that ended."""
        self.sessions += 1
        self.saved = sum_of(self.saved, saved)

    @property
    def month_solar_pct(self) -> float | None:
        """The sun's share this month; None of nothing."""
        return 100.0 * self.month_solar_wh / self.month_energy_wh if self.month_energy_wh > 0.0 else None


@lru_cache(maxsize=4)
def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _paid(more: float, owed: float) -> tuple[float, float]:
    """Return what of an amount is left once what is owed is paid, and what is owed still; both at least 0."""
    return max(more - owed, 0.0), max(owed - more, 0.0)
