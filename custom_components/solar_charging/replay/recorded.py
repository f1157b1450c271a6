"""Days as a recorder kept them, made ready for a replay: what the sun gave, what the house took, and when a car was there."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

from ..engine.charger.power import IDLE_W
from .days import PlugInTime, PowerSeries

# As fine as a replay looks, and as coarse as keeps a week of two sensors within a megabyte.
GRID_S = 15.0
# Where nobody knows when a car came and went: draws this near to each other are of one stay.
SAME_STAY_S = 3.0 * 3600.0
# A draw shorter than this is a car that looks whether there is power.
LEAST_STAY_WH = 200.0
# A day is drawn in quarters of an hour.
DRAWN_S = 900.0

# The lowest and the highest power in W that the sun gave within an hour.
type SunRange = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RecordedHome:
    """Powers in W on a common grid of times; NaN where one of them was not known. Signs are the engine's.

    `soc_pct`: the home battery's; all NaN where there is none, or it does not show. `hourly_s`: starts of hours (UTC s) known by
    their means alone, `sun_ranges_w`: what more is known of them, by their starts; `reading_s`: how far apart readings of power were
    while a car charged.
    """

    times_s: Sequence[float]
    generation_w: Sequence[float]
    grid_w: Sequence[float]
    battery_w: Sequence[float]
    charger_w: Sequence[float]
    soc_pct: Sequence[float] = ()
    hourly_s: frozenset[float] = frozenset()
    reading_s: float | None = None
    sun_ranges_w: Mapping[float, SunRange] = field(default_factory=dict)

    def generation(self, factor: float = 1.0) -> PowerSeries:
        """Return what the sun gave, times a factor; of fewer panels than there are, nothing."""
        factor = max(factor, 0.0)
        return _series(self.times_s, (max(value, 0.0) * factor for value in self.generation_w))

    def house_load(self) -> PowerSeries:
        """Return what the house took, without chargers and the battery."""
        return _series(self.times_s, map(self.house_w, range(len(self.times_s))))

    def house_w(self, row: int) -> float:
        """Return what the house took at a row of the grid; NaN if a part of the sum is not known."""
        house_w = self.generation_w[row] + self.grid_w[row] - self.battery_w[row] - self.charger_w[row]
        return house_w if isnan(house_w) else max(house_w, 0.0)


def _series(times_s: Sequence[float], values: Iterable[float]) -> PowerSeries:
    known_s, known = array("d"), array("d")
    for at_s, value in zip(times_s, values, strict=True):
        if not isnan(value):
            known_s.append(at_s)
            known.append(value)
    return PowerSeries(known_s, known, 4 * GRID_S)


def stays_in(times_s: Sequence[float], powers_w: Sequence[float]) -> tuple[PlugInTime, ...]:
    """Return when a car was there, told by what was drawn alone, each with the energy it took."""
    stays: list[PlugInTime] = []
    from_s = last_s = energy_wh = 0.0
    for at_s, power_w in zip(times_s, powers_w, strict=True):
        if isnan(power_w) or power_w <= IDLE_W:
            continue
        if energy_wh and at_s - last_s > SAME_STAY_S:
            stays.append(PlugInTime(from_s, last_s + GRID_S, energy_wh))
            energy_wh = 0.0
        from_s = from_s if energy_wh else at_s
        energy_wh += power_w * GRID_S / 3600.0
        last_s = at_s
    if energy_wh:
        stays.append(PlugInTime(from_s, last_s + GRID_S, energy_wh))
    return tuple(stay for stay in stays if stay.energy_wh >= LEAST_STAY_WH)


@dataclass(frozen=True, slots=True)
class RealEnergy:
    """What cars took and, of it, what was bought and what a home battery gave, in Wh, and what was bought cost."""

    taken_wh: float
    bought_wh: float
    cost: float = 0.0
    battery_wh: float = 0.0

    @property
    def solar_wh(self) -> float:
        """What came from the sun."""
        return self.taken_wh - self.bought_wh - self.battery_wh


def really(home: RecordedHome, price: PowerSeries | None = None) -> RealEnergy:
    """Return what really happened. `price`: of a bought kWh."""
    taken_wh = bought_wh = given_wh = cost = 0.0
    for at_s, grid_w, battery_w, charger_w in zip(
        home.times_s, home.grid_w, home.battery_w, home.charger_w, strict=True
    ):
        # An unknown power compares as neither more nor less.
        if charger_w > IDLE_W:
            bought_w = max(min(0.0 if isnan(grid_w) else grid_w, charger_w), 0.0)
            taken_wh += charger_w * GRID_S / 3600.0
            bought_wh += bought_w * GRID_S / 3600.0
            given_wh += max(min(0.0 if isnan(battery_w) else -battery_w, charger_w - bought_w), 0.0) * GRID_S / 3600.0
            cost += bought_w * GRID_S / 3600.0 / 1000.0 * ((price.at(at_s) if price else None) or 0.0)
    return RealEnergy(taken_wh, bought_wh, cost, given_wh)


def quarters(times_s: Sequence[float], values_w: Sequence[float]) -> dict[float, float]:
    """Return means of quarters of an hour by their starts; where nothing was known, there is none."""
    sums: dict[float, tuple[float, int]] = {}
    for at_s, value in zip(times_s, values_w, strict=True):
        if not isnan(value):
            start_s = at_s // DRAWN_S * DRAWN_S
            total, count = sums.get(start_s, (0.0, 0))
            sums[start_s] = (total + value, count + 1)
    return {start_s: total / count for start_s, (total, count) in sums.items()}
