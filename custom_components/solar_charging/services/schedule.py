"""The action through which another program sets a charging schedule."""

from typing import Any

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..control.charger import async_schedule
from ..planning.outside_schedule import MOST_SLOTS, OutsideSchedule, ScheduleSlot
from . import loaded_coordinator
from .charger_calls import CHARGERS, async_charger_ids, moment

SET_CHARGING_SCHEDULE = "set_charging_schedule"
_POWER_KW = vol.All(vol.Coerce(float), vol.Range(0.0, 100.0))


def _slot(value: Any) -> ScheduleSlot:
    """Validate one slot; raises vol.Invalid."""
    fields = _SLOT(value)
    start, end = (dt_util.as_utc(fields[name]).timestamp() for name in ("start", "end"))
    if end <= start:
        raise vol.Invalid("expected an end after the start")
    charge_kw, limit_kw = fields.get("charge_kw"), fields.get("limit_kw")
    return ScheduleSlot(start, end, _watts(charge_kw), _watts(limit_kw))


def _watts(power_kw: float | None) -> float | None:
    return None if power_kw is None else power_kw * 1000.0


_SLOT = vol.All(
    vol.Schema(
        {
            vol.Required("start"): moment,
            vol.Required("end"): moment,
            vol.Exclusive("charge_kw", "power"): _POWER_KW,
            vol.Exclusive("limit_kw", "power"): _POWER_KW,
        }
    ),
    cv.has_at_least_one_key("charge_kw", "limit_kw"),
)
_SCHEMA = vol.Schema(
    {
        **CHARGERS,
        vol.Required("source"): vol.All(cv.string, vol.Length(1, 50)),
        vol.Required("slots"): vol.All(cv.ensure_list, vol.Length(max=MOST_SLOTS), [_slot]),
    }
)


@callback
def async_setup_schedule_service(hass: HomeAssistant) -> None:
    """Register the action, once for all homes."""
    hass.services.async_register(DOMAIN, SET_CHARGING_SCHEDULE, _set_charging_schedule, _SCHEMA)


async def _set_charging_schedule(call: ServiceCall) -> None:
    coordinator = loaded_coordinator(call.hass)
    slots = sorted(call.data["slots"], key=lambda slot: slot.start_s)
    schedule = OutsideSchedule(call.data["source"], tuple(slots))
    for charger_id in await async_charger_ids(call, coordinator, POLICY_CONTROL):
        async_schedule(coordinator, charger_id, schedule)
