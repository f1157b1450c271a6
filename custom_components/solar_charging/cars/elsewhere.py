"""What a car charges anywhere but at the home's chargers: seen by its state of charge, which rises while it is at none of them."""

from dataclasses import dataclass

# Going downhill a car gets a percent or two back, and what is carried on from the last charge is off by as much.
_SIGNIFICANT_PCT = 3.0


@dataclass(slots=True)
class ChargedElsewhere:
    """One car's. `energy_wh`: into its battery, for good; `floor_pct`: from where the present rise began, `counted_pct` of it is in."""

    energy_wh: float = 0.0
    floor_pct: float | None = None
    counted_pct: float = 0.0

    def arrive(self) -> None:
        """It is, or may be, at a charger of the home: what rises is counted there."""
        self.floor_pct, self.counted_pct = None, 0.0

    def report(self, pct: float, before_pct: float | None, battery_wh: float) -> None:
        """Take a new state of charge of a car that is away; `before_pct`: as it was known until now."""
        if self.floor_pct is None:
            self.floor_pct = before_pct
        if self.floor_pct is None or pct < self.floor_pct + self.counted_pct:
            # It drove: the next rise begins here.
            self.floor_pct, self.counted_pct = pct, 0.0
            return
        rise_pct = pct - self.floor_pct
        if rise_pct >= _SIGNIFICANT_PCT:
            self.energy_wh += (rise_pct - self.counted_pct) / 100.0 * battery_wh
            self.counted_pct = rise_pct
