"""The recorder's hourly statistics: the array's and the load's before this integration was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.recorder import DOMAIN as RECORDER_DOMAIN
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.const import UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant

from ..solar.array import SolarArray
from ..solar.history import HistoryReport, learn_history
from ..solar.intervals import Interval
from ..solar.orientation_report import OrientationReport
from ..solar.sky_sources import SkySeries
from ..solar.solar_model import SolarModel
from ..solar.table import GenerationTable
from ..solar.worker import TableRequest, WorkerError, compute_orientation, compute_tables
from .feed import FeedError
from .open_meteo import MAX_PAST_DAYS, irradiance
from .pvlib_package import async_ensure_pvlib

# Older seasons are forgotten by the model anyway.
_LOOK_BACK = timedelta(days=120)
# Rows in the middle of each hour, which is where it is asked: no more than needed, for four months are many.
_TABLE_STEP_S = 3600.0


@dataclass(frozen=True, slots=True)
class HistorySources:
    """Entities whose statistics add up to generation (W or Wh), to the home's load without its chargers, and to what chargers take.

    `is_load_unknown`: nothing measures the load, not the grid either. `are_chargers_metered`: what chargers take is all of it.
    """

    generation: tuple[str, ...] = ()
    house_load: tuple[str, ...] = ()
    chargers: tuple[str, ...] = ()
    is_load_unknown: bool = False
    are_chargers_metered: bool = True


async def counters(hass: HomeAssistant, kind: str, field: str) -> list[str]:
    """Return the statistics that the Energy dashboard counts in this field of all sources of a kind, those of utilities (with a colon) included."""
    if "energy" not in hass.config.components:
        return []
    data = (await async_get_manager(hass)).data
    sources: list[Any] = [one for one in (data["energy_sources"] if data else ()) if one["type"] == kind]
    # Until 2026.2 a grid had lists of flows.
    older = f"flow_{field.removeprefix('stat_energy_')}"
    flows = [flow for source in sources for flow in (source, *(source.get(older) or ()))]
    return list(dict.fromkeys(flow[field] for flow in flows if flow.get(field)))


async def read_hours(hass: HomeAssistant, entity_ids: Sequence[str], now: datetime) -> list[Interval]:
    """Return the summed hourly means of these entities, in W; an hour that one of them lacks is left out."""
    if RECORDER_DOMAIN not in hass.config.components or not entity_ids:
        return []
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        now - _LOOK_BACK,
        now,
        set(entity_ids),
        "hour",
        {"power": UnitOfPower.WATT, "energy": UnitOfEnergy.WATT_HOUR},
        {"mean", "change"},
    )
    hours: dict[float, list[float]] = {}
    for rows in found.values():
        for row in rows:
            # A power sensor has means in W, an energy meter changes in Wh: over an hour the same number.
            value = row.get("mean") if row.get("mean") is not None else row.get("change")
            if value is not None:
                hours.setdefault(row["start"], []).append(value)
    return [
        Interval(datetime.fromtimestamp(start, UTC), sum(values))
        for start, values in sorted(hours.items())
        if len(values) == len(set(entity_ids))
    ]


async def taught_model(
    hass: HomeAssistant, array: SolarArray, hours: Sequence[Interval], *, use_open_meteo: bool
) -> tuple[SolarModel, HistoryReport]:
    """Return a model that has learned from these hours, beside the irradiance of then where it may be asked for.

    Raises WorkerError.
    """
    start = hours[0].start - timedelta(hours=3) + timedelta(seconds=_TABLE_STEP_S / 2)
    count = int((hours[-1].start - start + timedelta(hours=6)).total_seconds() / _TABLE_STEP_S)
    await async_ensure_pvlib(hass)
    [table] = await compute_tables(array, [TableRequest(start, _TABLE_STEP_S, count)])
    past_sky = await _past_sky(hass, array, table) if use_open_meteo else None
    return await hass.async_add_executor_job(learn_history, array, table, hours, past_sky)


async def _past_sky(hass: HomeAssistant, array: SolarArray, table: GenerationTable) -> SkySeries | None:
    try:
        return await irradiance(hass, array, table, past_days=MAX_PAST_DAYS)
    except FeedError:
        return None


async def find_orientation_in(array: SolarArray, report: HistoryReport) -> OrientationReport | None:
    """Return the plane that a learned history's clear days show; None if they do not fix one."""
    try:
        return await compute_orientation(array, report.clear_hours) if report.clear_hours else None
    except WorkerError:
        return None
