"""Actions on what was charged: sessions to look at, to keep as a file, and to correct."""

from typing import Any, cast

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service

from ..const import DOMAIN
from ..control.books import async_change_session
from ..control.rights import may
from ..coordinator import SolarChargingCoordinator
from ..sessions.accounts import GUEST
from ..sessions.session import Occupant
from ..sessions.session_change import SessionChange
from ..sessions.session_export import detailed, to_csv, to_json
from . import loaded_coordinator
from .charger_calls import MOST_ENERGY_KWH, async_charger_ids, invalid, moment, utc, wh
from .rights import async_caller
from .statements import car_of, person_of

# Of a session that was booked wrongly; nothing at all may have flowed.
_CORRECTION = {
    vol.Required(ATTR_DEVICE_ID): cv.string,
    vol.Optional("start"): moment,
    vol.Optional("energy_kwh"): vol.All(vol.Coerce(float), vol.Range(0.0, MOST_ENERGY_KWH)),
    vol.Exclusive("car", "whose"): cv.string,
    vol.Exclusive("guest", "whose"): cv.boolean,
    vol.Optional("person"): cv.entity_domain("person"),
    vol.Optional("note"): vol.All(str, vol.Length(max=255)),
    vol.Optional("delete"): cv.boolean,
}
_SESSIONS = {vol.Optional("start"): moment, vol.Optional("end"): moment}


@callback
def async_setup_session_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all homes."""
    hass.services.async_register(
        DOMAIN, "get_sessions", _get_sessions, vol.Schema(_SESSIONS), supports_response=SupportsResponse.ONLY
    )
    hass.services.async_register(DOMAIN, "correct_session", _correct_session, vol.Schema(_CORRECTION))
    async_register_admin_service(
        hass,
        DOMAIN,
        "export_sessions",
        _export_sessions,
        vol.Schema({**_SESSIONS, vol.Required("format"): vol.In(["csv", "json"])}),
        SupportsResponse.ONLY,
    )


async def _get_sessions(call: ServiceCall) -> ServiceResponse:
    return cast("ServiceResponse", {"sessions": await _rows(call)})


async def _export_sessions(call: ServiceCall) -> ServiceResponse:
    rows = await _rows(call)
    kind = call.data["format"]
    return {"format": kind, "content": to_csv(rows) if kind == "csv" else to_json(rows)}


async def _correct_session(call: ServiceCall) -> None:
    """Let a session have been what the user knows it was: how much, whose, or none at all."""
    coordinator, data = loaded_coordinator(call.hass), call.data
    start = utc(data.get("start"))
    driver = person_of(call.hass, data["person"]) if "person" in data else None
    change = SessionChange(
        energy_wh=wh(data.get("energy_kwh")),
        occupant=_occupant(call, coordinator),
        driver=Occupant(person_id=driver[0], person=driver[1]) if driver else None,
        note=data.get("note"),
        is_deleted=data.get("delete"),
    )
    if change == SessionChange():
        raise invalid("correction_required")
    for charger_id in await async_charger_ids(call, coordinator, POLICY_CONTROL):
        if not await async_change_session(coordinator, charger_id, change, start):
            raise invalid("no_session")


def _occupant(call: ServiceCall, coordinator: SolarChargingCoordinator) -> Occupant | None:
    """Return whose a session is to be; None: as it is."""
    if "car" in call.data:
        return coordinator.cars.occupant_of(car_of(call.hass, coordinator, call.data["car"]))
    return Occupant(GUEST) if call.data.get("guest") else None


async def _rows(call: ServiceCall) -> list[dict[str, Any]]:
    coordinator = loaded_coordinator(call.hass)
    found = await coordinator.sessions.async_sessions(utc(call.data.get("start")), utc(call.data.get("end")))
    user = await async_caller(call)
    found = [session for session in found if may(call.hass, user, session.charger_id, POLICY_READ)]
    currency = call.hass.config.currency
    return [
        detailed(session, coordinator.charger_name(session.charger_id, session.charger_name), currency)
        for session in found
    ]
