"""What the cars are expected to draw in the coming 24 hours, by the quarter of an hour, and the surplus they draw from."""

from collections.abc import Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ...planning.charging_forecast import ForecastSlot
from ..errors import SOLAR_ARRAY_REQUIRED
from ..ids import stable_id
from ..operation import ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import integer, record, text, timestamp
from ..times import STARTED_AT, is_within, written, written_s

_SURPLUS = "Power the house leaves of the sun, before the cars"

SCHEMAS = {
    "ChargingForecastLog": record(
        "What the cars are expected to draw in a quarter of an hour.",
        {
            "id": text("ID."),
            "started_at": timestamp("Start of the interval."),
            "sampled_at": timestamp("Time of the forecast."),
            "interval_seconds": integer("Length of the interval.", 1, 900),
            "solar_watts": integer("Average power of the cars from surplus.", 0),
            "grid_watts": integer("Average power of the cars from the grid.", 0),
            "house_load_watts": integer("Average power of the house without the cars.", 0),
            "surplus_watts_p10": integer(f"{_SURPLUS}: exceeded in nine of ten such intervals."),
            "surplus_watts_p50": integer(f"{_SURPLUS}: exceeded in every other one."),
            "surplus_watts_p90": integer(f"{_SURPLUS}: exceeded in one of ten."),
        },
    ),
}


def _log(slot: ForecastSlot, now: str | None) -> Mapping[str, Any]:
    surplus = slot.surplus
    return {
        "id": stable_id("cfcl", str(round(surplus.end_s))),
        "started_at": written_s(surplus.start_s),
        "sampled_at": now,
        "interval_seconds": max(round(surplus.end_s - surplus.start_s), 1),
        "solar_watts": round(slot.solar_w),
        "grid_watts": round(slot.grid_w),
        "house_load_watts": max(round(surplus.house_load_w), 0),
        "surplus_watts_p10": round(surplus.p10_w),
        "surplus_watts_p50": round(surplus.p50_w),
        "surplus_watts_p90": round(surplus.p90_w),
    }


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    now = written(dt_util.utcnow())
    return [
        _log(slot, now)
        for slot in required_running(call.hass).charging_forecast()
        if is_within(dt_util.utc_from_timestamp(slot.surplus.start_s), call.query)
    ]


RESOURCE = Resource(
    title="Charging forecast",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/charging_forecast_logs",
            name="list_charging_forecast_logs",
            summary="List what the cars are expected to draw in the next 24 hours, by quarter hour.",
            answer="ChargingForecastLog",
            handle=_list,
            is_list=True,
            parameters=STARTED_AT,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
