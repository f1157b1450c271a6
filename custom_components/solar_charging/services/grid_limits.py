"""The action that returns the periods in which grid import was limited from outside."""

import csv
import io
from collections.abc import Sequence
from typing import Any, cast

import voluptuous as vol
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..control.limit_report import described
from ..engine.limits.outside_state import LimitPeriod
from . import loaded_coordinator
from .charger_calls import moment

GET_GRID_LIMIT_PERIODS = "get_grid_limit_periods"
_SCHEMA = vol.Schema(
    {
        vol.Optional("start"): moment,
        vol.Optional("end"): moment,
        vol.Optional("format", default="json"): vol.In(["csv", "json"]),
    }
)


@callback
def async_setup_grid_limit_services(hass: HomeAssistant) -> None:
    """Register the action, once for all homes."""
    hass.services.async_register(
        DOMAIN, GET_GRID_LIMIT_PERIODS, _get_periods, _SCHEMA, supports_response=SupportsResponse.ONLY
    )


async def _get_periods(call: ServiceCall) -> ServiceResponse:
    start, end = (dt_util.as_utc(at) if (at := call.data.get(key)) else None for key in ("start", "end"))
    rows = [described(period) for period in loaded_coordinator(call.hass).limit_log.periods(start, end)]
    if call.data["format"] == "csv":
        return {"format": "csv", "content": _csv(rows)}
    return cast("ServiceResponse", {"periods": rows})


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    """Return rows as CSV with a header (RFC 4180)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(described(LimitPeriod(0.0))))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
