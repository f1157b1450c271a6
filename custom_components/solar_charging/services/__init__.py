"""Actions for the home: get the forecast, reset what was learned."""

from datetime import timedelta
from typing import Any, cast

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util

from ..api.running_site import running
from ..const import DOMAIN
from ..control.generation_reading import MOST_KWH, async_record_reading
from ..coordinator import SolarChargingCoordinator
from ..planning.charging_forecast import summary
from ..sensor.forecast import described
from .rights import async_require

GET_FORECAST = "get_forecast"
GET_CHARGING_FORECAST = "get_charging_forecast"
RESET_LEARNED = "reset_learned"
RECORD_READING = "record_generation_reading"
ATTR_DAYS = "days"
ATTR_STEP_MINUTES = "step_minutes"
ATTR_TOTAL_KWH = "total_kwh"

# The table of the sun reaches a week ahead; steps finer than its own add nothing.
_FORECAST_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_DAYS, default=2): vol.All(vol.Coerce(int), vol.Range(1, 7)),
        vol.Optional(ATTR_STEP_MINUTES, default=60): vol.All(vol.Coerce(int), vol.In([15, 30, 60])),
    }
)

_READING_SCHEMA = vol.Schema({vol.Required(ATTR_TOTAL_KWH): vol.All(vol.Coerce(float), vol.Range(0.0, MOST_KWH))})


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all homes, so that automations are checked even while none is loaded."""
    hass.services.async_register(
        DOMAIN, GET_FORECAST, _get_forecast, _FORECAST_SCHEMA, supports_response=SupportsResponse.ONLY
    )
    hass.services.async_register(
        DOMAIN,
        GET_CHARGING_FORECAST,
        _get_charging_forecast,
        vol.Schema({}),
        supports_response=SupportsResponse.ONLY,
    )
    async_register_admin_service(hass, DOMAIN, RESET_LEARNED, _reset_learned, vol.Schema({}))
    hass.services.async_register(DOMAIN, RECORD_READING, _record_reading, _READING_SCHEMA)


def loaded_coordinator(hass: HomeAssistant) -> SolarChargingCoordinator:
    """Return the home that is running; raises ServiceValidationError where none is."""
    if (coordinator := running(hass)) is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="not_loaded")
    return coordinator


async def _get_forecast(call: ServiceCall) -> ServiceResponse:
    coordinator, now = loaded_coordinator(call.hass), dt_util.utcnow()
    await async_require(call, [coordinator.config_entry.entry_id], POLICY_READ)
    estimator = coordinator.estimator
    days, step = call.data[ATTR_DAYS], timedelta(minutes=call.data[ATTR_STEP_MINUTES])
    generation = estimator.forecast(now, days, step)
    surplus = estimator.surplus(now, days, step)
    periods: list[dict[str, Any]] = [
        {**described(part), "surplus_wh": round(left.mean_wh), "surplus_p10_wh": round(left.p10_wh)}
        for part, left in zip(generation, surplus, strict=True)
    ]
    return cast("ServiceResponse", {"source": estimator.source(now).value, "periods": periods})


async def _get_charging_forecast(call: ServiceCall) -> ServiceResponse:
    coordinator = loaded_coordinator(call.hass)
    await async_require(call, [coordinator.config_entry.entry_id], POLICY_READ)
    return cast("ServiceResponse", summary(coordinator.charging_forecast()))


async def _reset_learned(call: ServiceCall) -> None:
    coordinator = loaded_coordinator(call.hass)
    coordinator.estimator.reset()
    coordinator.store.async_state_changed()
    coordinator.async_step()


async def _record_reading(call: ServiceCall) -> None:
    coordinator = loaded_coordinator(call.hass)
    await async_require(call, [coordinator.config_entry.entry_id], POLICY_CONTROL)
    if not async_record_reading(coordinator, call.data[ATTR_TOTAL_KWH]):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="reading_implausible")
