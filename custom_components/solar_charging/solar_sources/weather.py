"""Clouds from the weather entity that the home has anyway: its forecast by the hour, its cover now, its condition."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.weather import (
    ATTR_FORECAST_CLOUD_COVERAGE,
    ATTR_FORECAST_CONDITION,
    ATTR_FORECAST_TIME,
    ATTR_WEATHER_CLOUD_COVERAGE,
    SERVICE_GET_FORECASTS,
    WeatherEntityFeature,
)
from homeassistant.components.weather import (
    DOMAIN as WEATHER_DOMAIN,
)
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..devices.entity_state import known_state
from ..solar.clouds import COVER_OF_CONDITION
from ..solar.history import HOUR
from ..solar.sky_sources import SkySeries, SourceKind, from_cover
from .feed import FeedError

# A sky seen now is assumed to last this long.
_COVER_LASTS = timedelta(hours=3)


def cover_now(hass: HomeAssistant, entity_id: str, now: datetime) -> SkySeries | None:
    """Return the next hours under the clouds of now; None if the entity has none."""
    state = hass.states.get(entity_id)
    cover = _cover_of_state(state) if state else None
    if cover is None:
        return None
    return from_cover(now, now - HOUR, (_COVER_LASTS + HOUR).total_seconds(), [cover], SourceKind.CLOUD_COVER)


async def cover_forecast(hass: HomeAssistant, entity_id: str) -> SkySeries:
    """Return the entity's hourly forecast of clouds; raises FeedError."""
    state = hass.states.get(entity_id)
    if state is None or not state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) & WeatherEntityFeature.FORECAST_HOURLY:
        raise FeedError(f"{entity_id} has no hourly forecast")
    try:
        answer = await hass.services.async_call(
            WEATHER_DOMAIN,
            SERVICE_GET_FORECASTS,
            {ATTR_ENTITY_ID: entity_id, "type": "hourly"},
            blocking=True,
            return_response=True,
        )
    except (HomeAssistantError, ValueError) as error:
        raise FeedError(str(error)) from error
    hours = _hours(answer.get(entity_id) if isinstance(answer, dict) else None)
    if len(hours) < 2:
        raise FeedError(f"{entity_id} forecasts no clouds")
    start = min(hours)
    count = int((max(hours) - start) / HOUR) + 1
    # A missing hour is as the one before it.
    covers: list[float] = []
    for index in range(count):
        cover = hours.get(start + HOUR * index)
        covers.append(covers[-1] if cover is None else cover)
    return from_cover(dt_util.utcnow(), start, HOUR.total_seconds(), covers, SourceKind.CLOUD_FORECAST)


def _hours(answer: Any) -> dict[datetime, float]:
    found: dict[datetime, float] = {}
    forecast = answer.get("forecast") if isinstance(answer, Mapping) else None
    for hour in forecast or []:
        at = dt_util.parse_datetime(str(hour.get(ATTR_FORECAST_TIME)))
        cover = _cover(hour.get(ATTR_FORECAST_CLOUD_COVERAGE), hour.get(ATTR_FORECAST_CONDITION))
        if at is not None and cover is not None:
            found[dt_util.as_utc(at).replace(minute=0, second=0, microsecond=0)] = cover
    return found


def _cover_of_state(state: State) -> float | None:
    if known_state(state) is None:
        return None
    return _cover(state.attributes.get(ATTR_WEATHER_CLOUD_COVERAGE), state.state)


def _cover(cover_pct: Any, condition: str | None) -> float | None:
    """Return cover in %: what is reported of it, else what the condition stands for."""
    if isinstance(cover_pct, int | float) and 0 <= cover_pct <= 100:
        return float(cover_pct)
    return COVER_OF_CONDITION.get(condition or "")
