"""What flows in the home now."""

from collections.abc import Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ...engine.model import IntegrationType
from ..errors import SOLAR_ARRAY_REQUIRED
from ..live_power import WAYS, live_power
from ..operation import ApiCall, Operation, Resource
from ..running_site import required_running
from ..schemas import choice, integer, nullable, number, record, timestamp

_POWERS = {
    "generation_watts": "Generation of the array, measured or estimated.",
    "consumption_watts": "Consumption of the home including chargers.",
    "home_watts": "Consumption of the home without chargers.",
    "evse_watts": "Consumption of the chargers.",
    "import_watts": "Grid import.",
    "export_watts": "Grid export.",
    "charge_watts": "Charging power of the home battery.",
    "discharge_watts": "Discharging power of the home battery.",
    **{f"{way}_watts": f"Power from {way.replace('_to_', ' to ')}." for way in WAYS},
}

SCHEMAS = {
    "LivePower": record(
        "Current power flows in W. Null: not known. Solar power is assigned to the home first, then cars, then the battery.",
        {
            "sampled_at": timestamp("Time of this entry."),
            "integration_type": choice(
                "Whether surplus is measured (HARDWARE) or estimated (SOFTWARE).",
                [kind.value.upper() for kind in IntegrationType],
            ),
            **{name: nullable(integer(description, 0)) for name, description in _POWERS.items()},
            "excess_watts": nullable(integer("Power available for cars.")),
            "battery_state_of_charge_percentage": nullable(number("State of charge of the home battery.", 0, 100)),
        },
    )
}


async def _retrieve(call: ApiCall) -> Mapping[str, Any]:
    return live_power(required_running(call.hass).data, dt_util.utcnow())


RESOURCE = Resource(
    title="Live power",
    schemas=SCHEMAS,
    operations=(
        Operation(
            method="get",
            path="/live_power",
            name="retrieve_live_power",
            summary="Retrieve the current power flows.",
            answer="LivePower",
            handle=_retrieve,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
