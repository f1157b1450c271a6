"""The action that answers with a month's statement: of a car, of a person, or of everybody."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr

from ..const import CONF_PRICE_PER_KWH, CONF_PRICE_RULE, DOMAIN
from ..control.rights import may
from ..control.statements import (
    FORMATS,
    LANGUAGE,
    MONTH,
    StatementFilter,
    async_month,
    async_written,
    last_month,
    month_statement,
    person_id,
)
from ..coordinator import SolarChargingCoordinator
from ..sessions.price_rule import PriceRule, lacks_price, pricing
from . import loaded_coordinator
from .rights import async_caller

CREATE_STATEMENT = "create_statement"
_SCHEMA = vol.Schema(
    {
        vol.Optional("month"): vol.All(str, vol.Match(MONTH)),
        vol.Exclusive(ATTR_DEVICE_ID, "whose"): cv.string,
        vol.Exclusive("person", "whose"): cv.entity_domain("person"),
        vol.Optional("format", default="json"): vol.In(FORMATS),
        vol.Optional(CONF_PRICE_RULE): vol.In(list(PriceRule)),
        vol.Optional(CONF_PRICE_PER_KWH): vol.All(vol.Coerce(float), vol.Range(0.0, 100_000.0)),
        vol.Optional("language"): vol.All(str, vol.Match(LANGUAGE)),
    }
)


@callback
def async_setup_statement_services(hass: HomeAssistant) -> None:
    """Register the action, once for all homes."""
    hass.services.async_register(
        DOMAIN, CREATE_STATEMENT, _create_statement, _SCHEMA, supports_response=SupportsResponse.ONLY
    )


async def _create_statement(call: ServiceCall) -> ServiceResponse:
    coordinator, data = loaded_coordinator(call.hass), call.data
    whose = _whose(call.hass, coordinator, data)
    sees = partial(_sees, call.hass, await async_caller(call))
    month = data.get("month") or last_month()
    sessions = await async_month(coordinator, month, sees)
    agreed = None
    if lacks_price(data.get(CONF_PRICE_RULE), data.get(CONF_PRICE_PER_KWH)):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="price_required")
    if CONF_PRICE_RULE in data or CONF_PRICE_PER_KWH in data:
        agreed = pricing(data.get(CONF_PRICE_RULE, PriceRule.FIXED), data.get(CONF_PRICE_PER_KWH))
    found = month_statement(coordinator, month, sessions, whose, agreed)
    return cast("ServiceResponse", await async_written(call.hass, found, data["format"], data.get("language")))


def _sees(hass: HomeAssistant, user: Any, charger_id: str) -> bool:
    return may(hass, user, charger_id, POLICY_READ)


def _whose(hass: HomeAssistant, coordinator: SolarChargingCoordinator, data: Mapping[str, Any]) -> StatementFilter:
    if ATTR_DEVICE_ID in data:
        return StatementFilter(car_id=car_of(hass, coordinator, data[ATTR_DEVICE_ID]))
    return StatementFilter(person_id=person_of(hass, data["person"])[0]) if "person" in data else StatementFilter()


def car_of(hass: HomeAssistant, coordinator: SolarChargingCoordinator, device_id: str) -> str:
    """Return the car behind a device of ours; raises ServiceValidationError for any other device."""
    device = dr.async_get(hass).async_get(device_id)
    own = {key for domain, key in device.identifiers if domain == DOMAIN} if device else set()
    found = next((car_id for car_id in coordinator.cars.cars if car_id in own), None)
    if found is None:
        name = (device.name if device else None) or device_id
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_car_device", translation_placeholders={"device": name}
        )
    return found


def person_of(hass: HomeAssistant, entity_id: str) -> tuple[str, str]:
    """Return the id and the name of a person; raises ServiceValidationError where there is none."""
    person = hass.states.get(entity_id)
    if person is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_person", translation_placeholders={"person": entity_id}
        )
    return person_id(person), person.name
