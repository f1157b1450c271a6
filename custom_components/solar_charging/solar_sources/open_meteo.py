"""Irradiance by Open-Meteo, for who opts in: small questions for all planes, transposed here by our own table.

Weather data by Open-Meteo.com (CC BY 4.0): `attribution` goes with whatever shows it. Free for non-commercial use.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util

from ..engine.finite import finite
from ..solar.array import SolarArray
from ..solar.satellite import SatelliteImages, is_light
from ..solar.sky_sources import SkySeries, SourceKind, from_irradiance
from ..solar.table import GenerationTable
from .feed import FeedError

_ATTRIBUTION = "Weather data by Open-Meteo.com"
_FROM_HERE = {SourceKind.SATELLITE, SourceKind.IRRADIANCE}

_FORECAST_URL = "https://api.open-meteo.com/v1/forecast"
_SATELLITE_URL = "https://satellite-api.open-meteo.com/v1/archive"
# An answer takes less than a second; a slow line may take its time.
_TIMEOUT_S = 20.0
# Open-Meteo's finest step.
_FORECAST_STEP_S = 900.0
# As far as plans and sensors look.
FORECAST_DAYS = 3
# Of the satellites' images: yesterday's last ones belong to the sky of the last hours where the sun rises at 22:00 UTC.
_SEEN_DAYS = 1
# Satellites look each 5 to 30 minutes, depending on the region.
_SHORTEST_S, _LONGEST_S = 300, 1800
# What the sun gives outside of the atmosphere in January: nobody sees more for minutes on end, nor less than nothing.
_MOST_GHI_W_M2 = 1410.0
# About 2 km: the grid of the weather models is no finer, and the home stays private.
_ROUNDED_DEG = 0.02
MAX_PAST_DAYS = 92  # as far as the forecast API goes back


def attribution(kind: SourceKind) -> str | None:
    """Return what the licence asks to be shown beside what is made from clouds of this source."""
    return _ATTRIBUTION if kind in _FROM_HERE else None


async def irradiance_by_day(hass: HomeAssistant, array: SolarArray, table: GenerationTable) -> SkySeries | None:
    """Return `irradiance`; by night None, and nobody is asked: what was forecast at sunset serves until dawn."""
    return await irradiance(hass, array, table) if is_light(table, dt_util.utcnow()) else None


async def irradiance(
    hass: HomeAssistant, array: SolarArray, table: GenerationTable, *, past_days: int = 1
) -> SkySeries:
    """Return the global irradiance of the past days to the day after tomorrow by the quarter hour; raises FeedError.

    `table` has to cover them; the service keeps `MAX_PAST_DAYS`.
    """
    question = {"minutely_15": "shortwave_radiation", "forecast_days": str(FORECAST_DAYS), "past_days": str(past_days)}
    answer = await _get(hass, _FORECAST_URL, array, question)
    series = _series(answer, "minutely_15")
    if series.step_s != _FORECAST_STEP_S:
        raise FeedError("Open-Meteo answered in other steps")
    known = max(index for index, value in enumerate(series.ghi_w_m2) if value is not None) + 1
    return from_irradiance(table, dt_util.utcnow(), series.start, series.step_s, series.ghi_w_m2[:known])


async def satellite_images(hass: HomeAssistant, array: SolarArray, table: GenerationTable) -> SatelliteImages | None:
    """Return what satellites saw over the home since yesterday, each as often as its region's does; raises FeedError.

    By night there is nothing to see: None, and nobody is asked.

    https://open-meteo.com/en/docs/satellite-radiation-api: free for private use, 20 to 40 minutes late, nothing over the Americas yet.
    """
    now = dt_util.utcnow()
    if not is_light(table, now):
        return None
    question = {
        "hourly": "shortwave_radiation",
        "models": "satellite_radiation_seamless",
        "temporal_resolution": "native",
        "start_date": (now - timedelta(days=_SEEN_DAYS)).date().isoformat(),
        "end_date": now.date().isoformat(),
    }
    series = _series(await _get(hass, _SATELLITE_URL, array, question), "hourly")
    if not _SHORTEST_S <= series.step_s <= _LONGEST_S:
        raise FeedError("Open-Meteo: no satellite sees this place as often as is needed")
    # What is still to come nobody has seen, whatever stands there.
    passed = max(int((now - series.start).total_seconds() / series.step_s), 0)
    return SatelliteImages(now, series.start, series.step_s, series.ghi_w_m2[:passed])


async def _get(hass: HomeAssistant, url: str, array: SolarArray, question: Mapping[str, str]) -> Any:
    query = {
        # To 0.02 degrees, about 2 km: as fine as a satellite sees; the home's exact place stays here.
        "latitude": f"{_rounded(array.latitude):.2f}",
        "longitude": f"{_rounded(array.longitude):.2f}",
        **question,
        "timeformat": "unixtime",
        "timezone": "GMT",
    }
    session = async_get_clientsession(hass)
    try:
        async with asyncio.timeout(_TIMEOUT_S), session.get(url, params=query) as response:
            response.raise_for_status()
            return await response.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise FeedError(f"Open-Meteo: {error!r}") from error


def _rounded(degrees: float) -> float:
    return round(degrees / _ROUNDED_DEG) * _ROUNDED_DEG


class _Series(NamedTuple):
    """Global irradiance (W/m²) in equal intervals from `start`; None: not known."""

    start: datetime
    step_s: float
    ghi_w_m2: tuple[float | None, ...]


def _series(answer: Any, interval: str) -> _Series:
    """Read an answer of which something is known; raises FeedError."""
    try:
        stamps = [int(stamp) for stamp in answer[interval]["time"]]
        values = [finite(value, 0.0, _MOST_GHI_W_M2) for value in answer[interval]["shortwave_radiation"]]
        (step_s,) = {after - before for before, after in pairwise(stamps)}
        # Open-Meteo's radiation is the mean of the interval before its stamp.
        start = datetime.fromtimestamp(stamps[0] - step_s, UTC)
    except (KeyError, OSError, OverflowError, TypeError, ValueError) as error:
        raise FeedError(f"Open-Meteo answered something else: {str(answer)[:200]}") from error
    if len(stamps) != len(values) or all(value is None for value in values):
        raise FeedError(f"Open-Meteo answered something else: {str(answer)[:200]}")
    return _Series(start, float(step_s), tuple(values))
