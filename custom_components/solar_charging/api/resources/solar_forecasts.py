"""The forecast of the home's place: watts for each kilowatt of panels, by the half hour."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.util import dt as dt_util

from ...solar.forecast import Period
from ..errors import not_found
from ..ids import stable_id
from ..operation import ApiCall, Operation, Resource
from ..running_site import entry_of, required_running
from ..schemas import integer, link, number, record, text, timestamp
from ..times import STARTED_AT, is_within, read, written

# The reference API's forecasts have half-hour steps ...
_STEP = timedelta(minutes=30)
# ... for today and tomorrow.
_DAYS = 2

SCHEMAS = {
    "SolarForecast": record(
        "The forecast for the home's location.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "location": record(
                "Location.",
                {
                    "latitude": number("Degrees, north positive.", -90, 90),
                    "longitude": number("Degrees, east positive.", -180, 180),
                },
            ),
            "forecast_logs": link("Half-hourly values."),
        },
    ),
    "SolarForecastLog": record(
        "Expected generation in an interval of today or tomorrow, including past intervals.",
        {
            "url": link("URL of this object."),
            "started_at": timestamp("Start of the interval."),
            "sampled_at": timestamp("Time of the forecast."),
            "interval_seconds": integer("Length of the interval.", 1, 86_400),
            "forecast_watts_per_kilowatt": integer("Average power per kilowatt of panels.", 0),
            "forecast_watts": integer("Average power of the whole array.", 0),
            "forecast_watts_p10": integer("10th percentile: exceeded in nine of ten such intervals.", 0),
            "forecast_watts_p90": integer("90th percentile: exceeded in one of ten such intervals.", 0),
            "solar_forecast": link("The forecast."),
        },
    ),
}


def _forecast_id(call: ApiCall) -> str | None:
    entry = entry_of(call.hass)
    return stable_id("solf", entry.entry_id) if entry else None


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    return [_representation(call, id_)] if (id_ := _forecast_id(call)) else []


async def _retrieve(call: ApiCall) -> Mapping[str, Any]:
    return _representation(call, _known_id(call))


def _known_id(call: ApiCall) -> str:
    id_ = _forecast_id(call)
    if id_ is None or id_ != call.path["id"]:
        raise not_found("solar forecast")
    return id_


def _representation(call: ApiCall, id_: str) -> Mapping[str, Any]:
    array = required_running(call.hass).site.array
    return {
        "id": id_,
        "url": call.url("solar_forecasts", id_),
        "location": {"latitude": array.latitude, "longitude": array.longitude},
        "forecast_logs": call.url("solar_forecasts", id_, "forecast_logs"),
    }


async def _list_logs(call: ApiCall) -> list[Mapping[str, Any]]:
    id_ = _known_id(call)
    coordinator = required_running(call.hass)
    now = dt_util.utcnow()
    kilowatts = coordinator.site.array.capacity_w / 1000
    return [
        _log(call, id_, written(now), kilowatts, period)
        for period in coordinator.estimator.forecast(now, _DAYS, _STEP)
        if is_within(period.start, call.query)
    ]


async def _retrieve_log(call: ApiCall) -> Mapping[str, Any]:
    wanted = written(read(call.path["valid_period_start"], "valid_period_start"))
    for log in await _list_logs(call):
        if log["started_at"] == wanted:
            return log
    raise not_found("forecast log")


def _log(call: ApiCall, id_: str, now: str | None, kilowatts: float, period: Period) -> Mapping[str, Any]:
    start = written(period.start)
    return {
        "url": call.url("solar_forecasts", id_, "forecast_logs", str(start)),
        "started_at": start,
        "sampled_at": now,
        "interval_seconds": round(period.hours * 3600),
        "forecast_watts_per_kilowatt": round(period.mean_wh / period.hours / kilowatts),
        "forecast_watts": round(period.mean_wh / period.hours),
        "forecast_watts_p10": round(period.p10_wh / period.hours),
        "forecast_watts_p90": round(period.p90_wh / period.hours),
        "solar_forecast": call.url("solar_forecasts", id_),
    }


RESOURCE = Resource(
    title="Solar forecasts",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/solar_forecasts",
            name="list_solar_forecasts",
            summary="List forecasts (none or one).",
            answer="SolarForecast",
            handle=_list,
            is_list=True,
        ),
        Operation(
            method="get",
            path="/solar_forecasts/{id}",
            name="retrieve_solar_forecast",
            summary="Retrieve the forecast.",
            answer="SolarForecast",
            handle=_retrieve,
        ),
        Operation(
            method="get",
            path="/solar_forecasts/{id}/forecast_logs",
            name="list_solar_forecast_logs",
            summary="List the half-hourly values of the forecast.",
            answer="SolarForecastLog",
            handle=_list_logs,
            is_list=True,
            parameters=STARTED_AT,
        ),
        Operation(
            method="get",
            path="/solar_forecasts/{id}/forecast_logs/{valid_period_start}",
            name="retrieve_solar_forecast_log",
            summary="Retrieve a half-hourly value of the forecast.",
            answer="SolarForecastLog",
            handle=_retrieve_log,
        ),
    ),
)
