"""A generation table from school formulae: for the first seconds, and where pvlib cannot be had. Within a sixth of it.

Standard library only, so nothing can keep it from working.
"""

import math
from datetime import datetime, timedelta

from .array import INVERTER_EFFICIENCY, Plane, SolarArray
from .climate import air_temperature_c
from .table import CLEAR_SKY_INDICES, GenerationTable, SunPosition, TableStep

# WMO: mean irradiance outside the atmosphere.
_SOLAR_CONSTANT_W_M2 = 1361.0
# PVWatts' losses leave out reflection at the glass: 3 % over a year at usual tilts.
_REFLECTION = 0.97
# Irradiance warms modules by 32 K at 1000 W/m² in a light wind (Faiman 2008: 25 + 6.84 x 1 m/s).
_WARMING_K_PER_W_M2 = 0.032
# Grass and soil; pvlib's default is 0.25.
_ALBEDO = 0.2
# Against pvlib's table at most a sixth of a clear day's energy, at five places of the earth (tests/solar/test_tabulate.py); more under
# clouds.
_ERROR_SHARE = 0.2


def sun_position(at: datetime, latitude: float, longitude: float) -> SunPosition:
    """Return the sun within 0.5° (Spencer 1971's series for declination and equation of time)."""
    day = at.timetuple().tm_yday - 1 + at.hour / 24
    year = 2 * math.pi * day / 365
    declination = (
        0.006918
        - 0.399912 * math.cos(year)
        + 0.070257 * math.sin(year)
        - 0.006758 * math.cos(2 * year)
        + 0.000907 * math.sin(2 * year)
        - 0.002697 * math.cos(3 * year)
        + 0.00148 * math.sin(3 * year)
    )
    equation_min = 229.18 * (
        0.000075
        + 0.001868 * math.cos(year)
        - 0.032077 * math.sin(year)
        - 0.014615 * math.cos(2 * year)
        - 0.040849 * math.sin(2 * year)
    )
    clock_min = at.hour * 60 + at.minute + at.second / 60
    hour_angle = math.radians((clock_min + equation_min) / 4 + longitude - 180)
    phi = math.radians(latitude)
    up = math.sin(phi) * math.sin(declination) + math.cos(phi) * math.cos(declination) * math.cos(hour_angle)
    south = math.sin(phi) * math.cos(declination) * math.cos(hour_angle) - math.cos(phi) * math.sin(declination)
    west = math.cos(declination) * math.sin(hour_angle)
    return SunPosition(
        math.degrees(math.asin(max(-1.0, min(1.0, up)))), (math.degrees(math.atan2(west, south)) + 180) % 360
    )


def approximate_table(
    array: SolarArray, start: datetime, *, hours: int = 36, step_s: float = 1800.0
) -> GenerationTable:
    """Return a table from `start` (aware UTC): a few milliseconds of work for the default day and a half."""
    count = int(hours * 3600 / step_s) + 1
    rows = tuple(_row(array, start + timedelta(seconds=step_s * index)) for index in range(count))
    return GenerationTable(start, step_s, rows, error_share=_ERROR_SHARE)


def _row(array: SolarArray, at: datetime) -> TableStep:
    sun = sun_position(at, array.latitude, array.longitude)
    up = math.sin(math.radians(sun.elevation_deg))
    if up <= 0:
        return TableStep(*sun, 0.0, (0.0,) * len(CLEAR_SKY_INDICES))
    clear_ghi = 1098.0 * up * math.exp(-0.057 / up)  # Haurwitz 1945
    day = at.timetuple().tm_yday
    extra = _SOLAR_CONSTANT_W_M2 * (1 + 0.033 * math.cos(2 * math.pi * day / 365))
    air_c = air_temperature_c(array.latitude, array.elevation_m, day)
    powers = []
    for index in CLEAR_SKY_INDICES:
        ghi = clear_ghi * index
        diffuse = ghi * _diffuse_fraction(min(ghi / (extra * up), 1.0))
        if index == 1.0:
            diffuse = max(clear_ghi - extra * 0.7 ** ((1 / up) ** 0.678) * up, 0.1 * clear_ghi)  # Meinel 1976
        beam = min((ghi - diffuse) / max(up, 0.05), extra)
        dc_w = sum(_dc_power(array, plane, sun, (ghi, beam, diffuse), air_c) for plane in array.planes)
        powers.append(min(dc_w * INVERTER_EFFICIENCY, array.max_power_w))
    return TableStep(*sun, clear_ghi, tuple(powers))


def _dc_power(
    array: SolarArray, plane: Plane, sun: SunPosition, irradiance: tuple[float, float, float], air_c: float
) -> float:
    ghi, beam, diffuse = irradiance
    tilt, elevation = math.radians(plane.tilt_deg), math.radians(sun.elevation_deg)
    turn = math.radians(sun.azimuth_deg - plane.azimuth_deg)
    incidence = math.sin(elevation) * math.cos(tilt) + math.cos(elevation) * math.sin(tilt) * math.cos(turn)
    poa = (
        beam * max(incidence, 0.0) + diffuse * (1 + math.cos(tilt)) / 2 + ghi * _ALBEDO * (1 - math.cos(tilt)) / 2
    ) * _REFLECTION
    gamma = array.temperature_coefficient_pct_per_k / 100
    warmth = 1 + gamma * (air_c + _WARMING_K_PER_W_M2 * poa - 25)
    return plane.capacity_w * poa / 1000 * warmth * (1 - array.losses_pct / 100)


def _diffuse_fraction(clearness: float) -> float:
    """Return the diffuse share of global irradiance at this share of the extraterrestrial (Erbs et al. 1982)."""
    if clearness <= 0.22:
        return 1.0 - 0.09 * clearness
    if clearness <= 0.8:
        kt = clearness
        return 0.9511 - 0.1604 * kt + 4.388 * kt**2 - 16.638 * kt**3 + 12.336 * kt**4
    return 0.165
