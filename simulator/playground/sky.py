"""A day's sun without pvlib: a cloudless midsummer day by the sun's height alone, with the simulated home's clouds before it."""

import math
from datetime import datetime

from simulator.clouds import Clouds

# Potsdam in June: declination at the solstice, and where many of this project's measured days come from.
LATITUDE_RAD = math.radians(52.4)
DECLINATION_RAD = math.radians(23.4)
# What an array gives of its rating with the sun overhead: temperature, cables and dust take the rest.
BEST_PART = 0.85


class PlaygroundSun:
    """An array of `capacity_w` that lies flat; hours are the sun's."""

    def __init__(self, capacity_w: float, clouds: Clouds) -> None:
        self.capacity_w = capacity_w
        self.clouds = clouds

    def step(self, dt_s: float, now: datetime) -> float:
        """Go on by `dt_s` seconds to `now` and return the available DC power in W."""
        return self.cloudless_w(now) * self.clouds.step(dt_s)

    def cloudless_w(self, now: datetime) -> float:
        """Return the power under a cloudless sky in W: the sine of the sun's height, by the hour angle."""
        hour_angle = math.radians(15.0 * (now.hour + now.minute / 60.0 + now.second / 3600.0 - 12.0))
        height = math.sin(LATITUDE_RAD) * math.sin(DECLINATION_RAD)
        height += math.cos(LATITUDE_RAD) * math.cos(DECLINATION_RAD) * math.cos(hour_angle)
        return self.capacity_w * BEST_PART * max(height, 0.0)
