"""Made-up tariffs: expensive mornings and evenings, cheap nights, noons the cheaper the sunnier the country, now and then negative."""

from dataclasses import dataclass

import numpy as np

from .year import QUARTERS_PER_DAY, Floats, Year

# What a household pays on top of the market, and earns for what it feeds in, per kWh.
ON_TOP = 0.16
FEED_IN = 0.08
# The market follows the sun of the whole country. If days' clouds are alike over some 500 km, one roof's clearness correlates
# with the mean of a country of Germany's size by about this, and that mean swings by so much of what the roof's does.
ROOF_AND_COUNTRY = 0.8
COUNTRY_SWING = 0.7


@dataclass(frozen=True)
class Market:
    """Prices per kWh by day and quarter hour; shape: days, 96. `is_published`: day by day, else they are known for good."""

    prices: Floats
    is_published: bool = True

    def known_until(self, now: int, until: int) -> int:
        """Return the quarter hour (from the year's start) until which prices are known, `until` at most."""
        return min(known_until(now), until) if self.is_published else until


def household_prices(year: Year, seed: int = 1) -> Floats:
    """Return prices per kWh by day and quarter hour (equal within an hour); shape: days, 96."""
    rng = np.random.default_rng(seed)
    days = year.pv_w.shape[0]
    hours = np.arange(24)
    peaks = 0.05 * np.exp(-(((hours - 8) / 2.0) ** 2)) + 0.08 * np.exp(-(((hours - 19) / 2.5) ** 2))
    noon = np.exp(-(((hours - 13) / 3.0) ** 2))
    cloudless_wh = np.asarray(year.cloudless_w.sum(axis=1))
    level = np.full(days, 0.09) + 0.03 * rng.standard_normal(days)
    noise = 0.008 * rng.standard_normal((days, 24))
    strength = cloudless_wh / cloudless_wh.max() * _clearness_of_the_country(year, rng)
    market = level[:, None] + peaks - 0.10 * strength[:, None] * noon + noise
    return np.repeat(market + ON_TOP, QUARTERS_PER_DAY // 24, axis=1)


def _clearness_of_the_country(year: Year, rng: np.random.Generator) -> Floats:
    usual, elsewhere = year.clearness.mean(), year.clearness.std() * rng.standard_normal(year.clearness.size)
    swing = ROOF_AND_COUNTRY * (year.clearness - usual) + (1.0 - ROOF_AND_COUNTRY**2) ** 0.5 * elsewhere
    return np.asarray(np.clip(usual + COUNTRY_SWING * swing, 0.0, 1.0))


def two_rates(year: Year) -> Floats:
    """Return a fixed tariff with a cheap night from 22 to 6 o'clock; shape: days, 96."""
    hours = np.arange(QUARTERS_PER_DAY) // 4
    day = np.where((hours < 6) | (hours >= 22), 0.22, 0.32)
    return np.tile(day, (year.pv_w.shape[0], 1))


def known_until(now: int) -> int:
    """Return the quarter hour (from the year's start) until which prices are published: tomorrow's come at 13:00."""
    day, time = divmod(now, QUARTERS_PER_DAY)
    return (day + (2 if time >= 13 * 4 else 1)) * QUARTERS_PER_DAY
