"""What a car uses on the road: what was charged, here and elsewhere, over what its odometer counted meanwhile."""

from dataclasses import dataclass, field

# Reports are whole percents of a battery: over shorter distances rounding dominates.
_LEAST_KM = 100.0
# How far apart marks are ...
_MARK_EVERY_KM = 500.0
# ... and how many are kept: the figures are of the last 1000 to 1500 km.
_MARKS = 3
# More no car goes between two reports of an odometer: it was replaced, or shows another unit.
_JUMP_KM = 3000.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A car at a moment: its odometer, all it has charged until then (from the wall, in Wh), what that cost, and how full it is."""

    km: float = 0.0
    charged_wh: float = 0.0
    cost: float | None = None
    stored_wh: float | None = None
    # Of the cost (ISO 4217).
    currency: str = ""


@dataclass(slots=True)
class Consumption:
    """One car's, from its odometer. None: not known yet."""

    marks: list[Mark] = field(default_factory=list)
    km: float | None = None
    kwh_per_100_km: float | None = None
    cost_per_100_km: float | None = None

    def drive(self, now: Mark) -> None:
        """Take what the odometer shows; to be called when that has changed."""
        is_new = self.km is None or not 0.0 <= now.km - self.km <= _JUMP_KM
        self.km = now.km
        if is_new or not self.marks:
            self.marks, self.kwh_per_100_km, self.cost_per_100_km = [now], None, None
            return
        self._reckon(self.marks[0], now)
        if now.km - self.marks[-1].km >= _MARK_EVERY_KM:
            self.marks = [*self.marks, now][-_MARKS:]

    def _reckon(self, first: Mark, now: Mark) -> None:
        km, charged_wh = now.km - first.km, now.charged_wh - first.charged_wh
        if km < _LEAST_KM or first.stored_wh is None or now.stored_wh is None:
            return
        used_wh = charged_wh + first.stored_wh - now.stored_wh
        if used_wh <= 0.0:
            return
        self.kwh_per_100_km = used_wh / 10.0 / km
        if now.currency != first.currency:
            self.cost_per_100_km = None
        elif now.cost is not None and charged_wh > 0.0:
            # What is still in the battery was paid, and is not used yet.
            spent = (now.cost - (first.cost or 0.0)) * used_wh / charged_wh
            self.cost_per_100_km = spent / km * 100.0
