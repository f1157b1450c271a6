"""Irradiance by Open-Meteo, for who opts in: one small question for all planes, transposed here by our own table.

Weather data by Open-Meteo.com (CC BY 4.0): `ATTRIBUTION` goes with whatever shows it. Free for non-commercial use.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util import dt as dt_util

from ..solar.array import SolarArray
from ..solar.sky_sources import SkySeries, from_irradiance
from ..solar.table import GenerationTable
from .feed import FeedError

ATTRIBUTION = "Weather data by Open-Meteo.com"

_URL = "https://api.open-meteo.com/v1/forecast"
_TIMEOUT_S = 20.0
_STEP_S = 900.0
_FORECAST_DAYS = 3
MAX_PAST_DAYS = 92  # as far as the forecast API goes back


async def irradiance(
    hass: HomeAssistant, array: SolarArray, table: GenerationTable, *, past_days: int = 1
) -> SkySeries:
    """Return the global irradiance of the past days to the day after tomorrow by the quarter hour; raises FeedError.

    `table` has to cover them; the service keeps `MAX_PAST_DAYS`.
    """
    answer = await _get(
        hass,
        {
            # Two decimals are a kilometre, finer than any weather model; the home's exact place stays here.
            "latitude": f"{array.latitude:.2f}",
            "longitude": f"{array.longitude:.2f}",
            "minutely_15": "shortwave_radiation",
            "forecast_days": str(_FORECAST_DAYS),
            "past_days": str(past_days),
            "timeformat": "unixtime",
            "timezone": "GMT",
        },
    )
    stamps, values = _columns(answer)
    # Open-Meteo's radiation is the mean of the interval before its stamp.
    start = datetime.fromtimestamp(stamps[0] - _STEP_S, UTC)
    return from_irradiance(table, dt_util.utcnow(), start, _STEP_S, values)


async def _get(hass: HomeAssistant, query: dict[str, str]) -> Any:
    session = async_get_clientsession(hass)
    try:
        async with asyncio.timeout(_TIMEOUT_S), session.get(_URL, params=query) as response:
            response.raise_for_status()
            return await response.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise FeedError(f"Open-Meteo: {error!r}") from error


def _columns(answer: Any) -> tuple[list[int], list[float]]:
    try:
        stamps = [int(stamp) for stamp in answer["minutely_15"]["time"]]
        values = [float(value or 0.0) for value in answer["minutely_15"]["shortwave_radiation"]]
    except (KeyError, TypeError, ValueError) as error:
        raise FeedError(f"Open-Meteo answered something else: {str(answer)[:200]}") from error
    if len(stamps) < 2 or len(stamps) != len(values):
        raise FeedError("Open-Meteo answered nothing")
    return stamps, values
