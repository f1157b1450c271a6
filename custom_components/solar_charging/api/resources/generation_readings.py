"""What the inverter's display shows of all energy generated: where nothing else measures the array, it teaches the estimate."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ...control.generation_reading import MOST_KWH, async_record_reading, async_remove_reading
from ...solar.reading_calibration import GenerationReading
from ..errors import SOLAR_ARRAY_REQUIRED, invalid, not_found
from ..ids import stable_id
from ..operation import Access, ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import link, number, record, text, timestamp
from ..times import written

_TOTAL = number("All energy ever generated, as the inverter's display shows it.", 0, MOST_KWH * 1000.0)

SCHEMAS = {
    "GenerationReading": record(
        "A reading of the inverter's display.",
        {
            "id": text("ID."),
            "url": link("URL of this object."),
            "recorded_at": timestamp("When it was recorded."),
            "total_watt_hours": _TOTAL,
        },
    ),
    "NewGenerationReading": record(
        "What the inverter's display shows now.", {"total_watt_hours": _TOTAL}, required=["total_watt_hours"]
    ),
}


async def _list(call: ApiCall) -> list[Mapping[str, Any]]:
    return [_described(call, one) for one in reversed(required_running(call.hass).estimator.generation_readings)]


async def _record(call: ApiCall) -> Mapping[str, Any]:
    total_wh, coordinator = float(call.body["total_watt_hours"]), required_running(call.hass)
    if not async_record_reading(coordinator, total_wh / 1000.0):
        raise invalid({"total_watt_hours": ["The array can't have generated this since the last reading."]})
    return _described(call, coordinator.estimator.generation_readings[-1])


async def _get(call: ApiCall) -> Mapping[str, Any]:
    return _described(call, _reading(call))


async def _delete(call: ApiCall) -> Mapping[str, Any]:
    reading = _reading(call)
    async_remove_reading(required_running(call.hass), reading.at)
    return _described(call, reading)


def _reading(call: ApiCall) -> GenerationReading:
    readings = required_running(call.hass).estimator.generation_readings
    if found := next((one for one in readings if _id(one) == call.path["id"]), None):
        return found
    raise not_found("generation reading")


def _id(reading: GenerationReading) -> str:
    return stable_id("genr", reading.at.isoformat())


def _described(call: ApiCall, reading: GenerationReading) -> Mapping[str, Any]:
    return {
        "id": _id(reading),
        "url": call.url("generation_readings", _id(reading)),
        "recorded_at": written(reading.at),
        "total_watt_hours": reading.total_wh,
    }


RESOURCE = Resource(
    title="Generation readings",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/generation_readings",
            name="list_generation_readings",
            summary="What was recorded of the inverter's display, the newest first.",
            answer="GenerationReading",
            is_list=True,
            handle=_list,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="post",
            path="/generation_readings",
            name="record_generation_reading",
            summary="Record what the inverter's display shows. The estimate adapts from the second reading on.",
            body="NewGenerationReading",
            answer="GenerationReading",
            handle=_record,
            access=Access.ADMINISTRATOR,
            status=HTTPStatus.CREATED,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="get",
            path="/generation_readings/{id}",
            name="get_generation_reading",
            summary="One reading of the inverter's display.",
            answer="GenerationReading",
            handle=_get,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
        Operation(
            method="delete",
            path="/generation_readings/{id}",
            name="delete_generation_reading",
            summary="Take back a wrong reading. What the other readings teach is learned anew.",
            answer="GenerationReading",
            handle=_delete,
            access=Access.ADMINISTRATOR,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
