"""What flows in the home now."""

from collections.abc import Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ...engine.model import IntegrationType
from ..errors import SOLAR_ARRAY_REQUIRED
from ..live_power import WAYS, live_power
from ..operation import ApiCall, Operation, Resource
from ..running_home import required_running
from ..schemas import choice, integer, nullable, number, record, timestamp

_POWERS = {
    "generation_watts": "What the array generates, measured or estimated.",
    "consumption_watts": "What the home and its chargers draw.",
    "home_watts": "What the home draws without its chargers.",
    "evse_watts": "What the chargers draw.",
    "import_watts": "What comes from the grid.",
    "export_watts": "What goes to the grid.",
    "charge_watts": "What goes into the home battery.",
    "discharge_watts": "What comes from the home battery.",
    **{f"{way}_watts": f"What goes from {way.replace('_to_', ' to ')}." for way in WAYS},
}

SCHEMAS = {
    "LivePower": record(
        "What flows in the home now, in W. Null: not known. The sun serves the home first, then the cars, then the battery.",
        {
            "sampled_at": timestamp("When it was looked at."),
            "integration_type": choice(
                "Whether surplus is measured (HARDWARE) or estimated (SOFTWARE).",
                [kind.value.upper() for kind in IntegrationType],
            ),
            **{name: nullable(integer(description, 0)) for name, description in _POWERS.items()},
            "excess_watts": nullable(integer("What is left for cars.")),
            "battery_state_of_charge_percentage": nullable(number("Of the home battery.", 0, 100)),
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
            summary="Retrieve what flows in the home now.",
            answer="LivePower",
            handle=_retrieve,
            problems=(SOLAR_ARRAY_REQUIRED,),
        ),
    ),
)
