"""The air to assume where the weather is not known."""

import math

# A fit by eye to climate normals of Singapore, Cairo, Rome, Berlin, Oslo and Tromsø: within 3 K, which is 1 % of power.
_EQUATOR_C = 28.0
# As above: by the square of the latitude.
_COOLING_C_PER_DEG2 = 0.0068
# As above: the amplitude over the year, by latitude.
_SEASON_C_PER_DEG = 0.19
_LAPSE_C_PER_M = 0.0065  # the standard atmosphere
_WARMEST_DAY = 202  # a month after midsummer: 21 July in the north
# Half a year.
_SOUTHERN_SHIFT_DAYS = 182.6
# The Julian year.
_YEAR_DAYS = 365.25


def air_temperature_c(latitude: float, elevation_m: float, day_of_year: int) -> float:
    """Return the usual temperature by day at a place and season, in °C."""
    mean = _EQUATOR_C - _COOLING_C_PER_DEG2 * latitude**2 - _LAPSE_C_PER_M * elevation_m
    warmest = _WARMEST_DAY if latitude >= 0 else _WARMEST_DAY - _SOUTHERN_SHIFT_DAYS
    season = math.cos(2 * math.pi * (day_of_year - warmest) / _YEAR_DAYS)
    return mean + _SEASON_C_PER_DEG * abs(latitude) * season
