"""The sun on the roof: what the panels could give, from a cloudless sky by pvlib and the clouds before it, or from a trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from .clouds import Clouds

# Below this the trace of a cloudless day is taken as straight between two points: a minute of sun is no curve.
TRACE_STEP_S = 60.0


@dataclass(frozen=True, slots=True)
class Roof:
    """A solar array and where it stands. Azimuth clockwise from north, 180 is south; tilt 0 lies flat; losses before the inverter."""

    latitude: float = 52.52
    longitude: float = 13.405
    altitude_m: float = 40.0
    capacity_w: float = 8000.0
    tilt_deg: float = 30.0
    azimuth_deg: float = 180.0
    losses_pct: float = 10.0
    air_temp_c: float = 20.0
    # Linke turbidity at air mass 2: 3 is ordinary continental air.
    turbidity: float = 3.0


@dataclass(frozen=True, slots=True)
class WeatherTrace:
    """Equally spaced values from `start` (aware UTC), straight between them, held at both ends. `values_w` in W."""

    start: datetime
    step_s: float
    values_w: Sequence[float]

    def at(self, now: datetime) -> float:
        """Return the value at `now`."""
        position = (now - self.start).total_seconds() / self.step_s
        index = int(position)
        if position <= 0.0:
            return self.values_w[0]
        if index >= len(self.values_w) - 1:
            return self.values_w[-1]
        before = self.values_w[index]
        return before + (self.values_w[index + 1] - before) * (position - index)


class SunSource(Protocol):
    """What the panels could deliver, as DC power."""

    def step(self, dt_s: float, now: datetime) -> float:
        """Go on by `dt_s` seconds to `now` and return the available DC power in W."""


class CloudySun:
    """A cloudless day with clouds before it."""

    def __init__(self, cloudless: WeatherTrace, clouds: Clouds) -> None:
        self.cloudless = cloudless
        self.clouds = clouds

    def step(self, dt_s: float, now: datetime) -> float:
        """Go on by `dt_s` seconds to `now` and return the available DC power in W."""
        return self.cloudless.at(now) * self.clouds.step(dt_s)


class MeasuredSun:
    """Power taken from a trace, measured or made elsewhere."""

    def __init__(self, trace: WeatherTrace) -> None:
        self.trace = trace

    def step(self, dt_s: float, now: datetime) -> float:
        """Return the trace's power in W at `now`; `dt_s` does not matter."""
        del dt_s
        return self.trace.at(now)


def cloudless_trace(roof: Roof, start: datetime, hours: float = 24.0) -> WeatherTrace:
    """Return the DC power in W of a cloudless sky on this roof, minute by minute.

    Ineichen clear sky and Hay-Davies transposition by pvlib, Ross cell temperature (0.03 K per W/m²: a ventilated roof) and
    PVWatts DC (-0.4 %/K). `start` aware. Slow at first (pvlib's import): not for an event loop.
    """
    import pandas as pd  # noqa: PLC0415 - the physics without a sky of its own stays free of pandas
    import pvlib  # noqa: PLC0415

    begin = start.astimezone(UTC)
    times = pd.date_range(begin, begin + timedelta(hours=hours), freq=f"{TRACE_STEP_S:.0f}s")
    location = pvlib.location.Location(roof.latitude, roof.longitude, altitude=roof.altitude_m)
    position = location.get_solarposition(times)
    sky = location.get_clearsky(times, model="ineichen", solar_position=position, linke_turbidity=roof.turbidity)
    plane = pvlib.irradiance.get_total_irradiance(
        roof.tilt_deg,
        roof.azimuth_deg,
        position["apparent_zenith"],
        position["azimuth"],
        sky["dni"],
        sky["ghi"],
        sky["dhi"],
        dni_extra=pvlib.irradiance.get_extra_radiation(times),
        model="haydavies",
    )["poa_global"].fillna(0.0)
    cell_temp_c = roof.air_temp_c + 0.03 * plane
    power = pvlib.pvsystem.pvwatts_dc(plane, cell_temp_c, roof.capacity_w, gamma_pdc=-0.004)
    power *= 1.0 - roof.losses_pct / 100.0
    return WeatherTrace(begin, TRACE_STEP_S, [max(0.0, value) for value in power.tolist()])
