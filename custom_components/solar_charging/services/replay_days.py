"""The action that answers what would have come of the last days."""

from typing import Any, cast

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv

from ..const import DOMAIN
from ..control.replay_answer import async_replay
from ..control.replay_question import MOST_DAYS, STARTS_AT_KW, ReplayQuestion
from ..replay.replay_worker import ReplayError
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
    charger_ids = await async_charger_ids(call, coordinator, POLICY_READ)
    names = {charger_id: coordinator.charger_name(charger_id) for charger_id in charger_ids}
    try:
        found: dict[str, Any] = {
            name: await async_replay(coordinator, charger_id, question) for charger_id, name in names.items()
        }
    except ReplayError as error:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="replay_failed", translation_placeholders={"error": str(error)}
        ) from error
    return cast("ServiceResponse", {"chargers": found})
