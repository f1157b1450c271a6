"""The action that answers what would have come of the last days."""

from typing import Any, cast

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv

from ..const import DOMAIN
from ..control.replay_answer import async_replay
from ..control.replay_question import MOST_DAYS, STARTS_AT_KW, ReplayQuestion
from . import loaded_coordinator
from .charger_calls import CHARGERS, async_charger_ids

REPLAY = "replay"
_SCHEMA = vol.Schema(
    {
        **CHARGERS,
        vol.Optional("days", default=7): vol.All(vol.Coerce(int), vol.Range(1, MOST_DAYS)),
        vol.Optional("extra_kwp", default=0.0): vol.All(vol.Coerce(float), vol.Range(-50.0, 50.0)),
        vol.Optional("starts_at_kw"): vol.All(vol.Coerce(float), vol.Range(*STARTS_AT_KW)),
        vol.Optional("ready_by"): cv.time,
    }
)


@callback
def async_setup_replay_service(hass: HomeAssistant) -> None:
    """Register the action, once for all homes."""
    hass.services.async_register(DOMAIN, REPLAY, _replay, _SCHEMA, supports_response=SupportsResponse.ONLY)


async def _replay(call: ServiceCall) -> ServiceResponse:
    coordinator, data = loaded_coordinator(call.hass), call.data
    question = ReplayQuestion(data["days"], data["extra_kwp"], data.get("starts_at_kw"), data.get("ready_by"))
    found: dict[str, Any] = {
        coordinator.charger_name(charger_id): await async_replay(coordinator, charger_id, question)
        for charger_id in await async_charger_ids(call, coordinator, POLICY_READ)
    }
    return cast("ServiceResponse", {"chargers": found})
