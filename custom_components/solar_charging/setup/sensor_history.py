"""How the home's power sensors have behaved, from the recorder's hourly statistics."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import cache, partial
from typing import Any

from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..plausibility.behaviour import Behaviour, Hour, behaviour
from ..plausibility.daylight import light_at
from ..plausibility.findings import Light

# Enough nights and noons to see a pattern, and quick to read while the user waits: 96 rows per sensor.
_LOOK_BACK = timedelta(days=4)
# A home has a dozen; one that measures each plug has a hundred.
_MOST_SENSORS = 200


async def async_behaviours(
    hass: HomeAssistant, entity_ids: Collection[str], place: tuple[float, float]
) -> Mapping[str, Behaviour]:
    """Return how these power sensors behaved, those that have statistics and did something. `place`: latitude, longitude."""
    if RECORDER_DOMAIN not in hass.config.components or not entity_ids:
        return {}
    now = dt_util.utcnow()
    wanted = set(list(entity_ids)[:_MOST_SENSORS])
    rows = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        now - _LOOK_BACK,
        now,
        wanted,
        "hour",
        {"power": UnitOfPower.WATT},
        {"mean", "min", "max"},
    )
    return await hass.async_add_executor_job(_described, rows, place)


def _described(rows: Mapping[str, Sequence[Any]], place: tuple[float, float]) -> dict[str, Behaviour]:
    light = cache(partial(_light, place))
    found = {entity_id: behaviour(_hours(one), light) for entity_id, one in rows.items()}
    return {entity_id: one for entity_id, one in found.items() if one is not None}


def _light(place: tuple[float, float], start_s: float) -> Light:
    return light_at(dt_util.utc_from_timestamp(start_s) + timedelta(minutes=30), *place)


def _hours(rows: Sequence[Any]) -> list[Hour]:
    return [
        Hour(row["start"], row["mean"], row["min"], row["max"])
        for row in rows
        if None not in (row.get("mean"), row.get("min"), row.get("max"))
    ]
