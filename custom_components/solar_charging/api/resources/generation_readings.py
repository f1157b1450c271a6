"""What the inverter's display shows of all energy generated: where nothing else measures the array, it teaches the estimate."""

from collections.abc import Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ...control.generation_reading import MOST_KWH, async_record_reading
from ..errors import SOLAR_ARRAY_REQUIRED, invalid
from ..operation import Access, ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import number, record, timestamp
from ..times import written

_TOTAL = number("All energy ever generated, as the inverter's display shows it.", 0, MOST_KWH * 1000.0)

SCHEMAS = {
    "GenerationReading": record(
        "A reading of the inverter's display.",
        {"recorded_at": timestamp("When it was recorded."), "total_watt_hours": _TOTAL},
    ),
    "NewGenerationReading": record(
        "What the inverter's display shows now.", {"total_watt_hours": _TOTAL}, required=["total_watt_hours"]
    ),
}


async def _record(call: ApiCall) -> Mapping[str, Any]:
    total_wh = float(call.body["total_watt_hours"])
    if not async_record_reading(required_running(call.hass), total_wh / 1000.0):
        raise invalid({"total_watt_hours": ["The array can't have generated this since the last reading."]})
    return {"recorded_at": written(dt_util.utcnow()), "total_watt_hours": total_wh}


RESOURCE = Resource(
    title="Generation readings",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="post",
            path="/generation_readings",
            name="record_generation_reading",
            summary="Record what the inverter's display shows. The estimate adapts from the second reading on.",
            body="NewGenerationReading",
            answer="GenerationReading",
            handle=_record,
            access=Access.ADMINISTRATOR,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
