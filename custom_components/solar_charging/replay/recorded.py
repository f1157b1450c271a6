"""Days as a recorder kept them, made ready for a replay: what the sun gave, what the house took, and when a car was there."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..engine.charger.power import IDLE_W
from .days import PlugInTime, PowerSeries

# As fine as a replay looks, and as coarse as keeps a week of two sensors within a megabyte.
GRID_S = 15.0
# Where nobody knows when a car came and went: draws this near to each other are of one stay.
SAME_STAY_S = 3.0 * 3600.0
# A draw shorter than this is a car that looks whether there is power.
LEAST_STAY_WH = 200.0


@dataclass(frozen=True, slots=True)
class RecordedHome:
    """Powers in W on a common grid of times; None where one of them was not known. Signs are the engine's."""

    times_s: Sequence[float]
    generation_w: Sequence[float | None]
    grid_w: Sequence[float | None]
    battery_w: Sequence[float | None]
    charger_w: Sequence[float | None]

    def generation(self, factor: float = 1.0) -> PowerSeries:
        """Return what the sun gave, times a factor."""
        known = [
            (at, max(value, 0.0) * factor)
            for at, value in zip(self.times_s, self.generation_w, strict=True)
            if value is not None
        ]
        return PowerSeries(tuple(at for at, _ in known), tuple(value for _, value in known), 4 * GRID_S)

    def house_load(self) -> PowerSeries:
        """Return what the house took, without chargers and the battery."""
        rows = zip(self.times_s, self.generation_w, self.grid_w, self.battery_w, self.charger_w, strict=True)
        known = [
            (at, max(sun + grid - battery - charger, 0.0))
            for at, sun, grid, battery, charger in rows
            if sun is not None and grid is not None and battery is not None and charger is not None
        ]
        return PowerSeries(tuple(at for at, _ in known), tuple(value for _, value in known), 4 * GRID_S)


def stays_in(times_s: Sequence[float], powers_w: Sequence[float | None]) -> tuple[PlugInTime, ...]:
    """Return when a car was there, told by what was drawn alone, each with the energy it took."""
    stays: list[PlugInTime] = []
    from_s = last_s = energy_wh = 0.0
    for at_s, power_w in zip(times_s, powers_w, strict=True):
        if power_w is None or power_w <= IDLE_W:
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
    """What cars took and, of it, what was bought, in Wh, and what that cost."""

    taken_wh: float
    bought_wh: float
    cost: float = 0.0


def really(home: RecordedHome, price: PowerSeries | None = None) -> RealEnergy:
    """Return what really happened. `price`: of a bought kWh."""
    taken_wh = bought_wh = cost = 0.0
    for at_s, grid_w, charger_w in zip(home.times_s, home.grid_w, home.charger_w, strict=True):
        if charger_w is not None and charger_w > IDLE_W:
            part_wh = max(min(grid_w or 0.0, charger_w), 0.0) * GRID_S / 3600.0
            taken_wh += charger_w * GRID_S / 3600.0
            bought_wh += part_wh
            cost += part_wh / 1000.0 * ((price.at(at_s) if price else None) or 0.0)
    return RealEnergy(taken_wh, bought_wh, cost)
