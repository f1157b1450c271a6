"""What the actions on chargers have in common: which chargers are meant, times, energies and errors."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import voluptuous as vol
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import ServiceCall
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from .rights import async_require

CHARGERS = {vol.Required(ATTR_DEVICE_ID): vol.All(cv.ensure_list, [cv.string])}
# No car takes more in one go; a slip of a unit does.
MOST_ENERGY_KWH = 300.0


def moment(value: Any) -> datetime:
    """Return a time within the calendar, whatever the zone it is seen from."""
    found = cv.datetime(value)
    try:
        dt_util.as_utc(found).timestamp()
    except (OverflowError, ValueError) as error:
        raise vol.Invalid(f"{value} is out of range") from error
    return found


async def async_charger_ids(
    call: ServiceCall, coordinator: SolarChargingCoordinator, policy: str, cars: Collection[str] = ()
) -> list[str]:
    """Return, for a caller who has this permission on them, the chargers behind the devices that were named: ours, or those of their own integrations.

    `cars`: devices among them that are cars.
    """
    registry, chargers = dr.async_get(call.hass), coordinator.site.chargers
    found = []
    for device_id in cv.ensure_list(call.data[ATTR_DEVICE_ID]):
        device = registry.async_get(device_id)
        own = {key for domain, key in device.identifiers if domain == DOMAIN} if device else set()
        # The device of the charger's own integration means the same charger.
        ids = {charger.id for charger in chargers if charger.id in own or charger.device_id == device_id}
        if not ids and device_id not in cars:
            raise invalid("no_charger", device=device.name or device_id if device else device_id)
        found += sorted(ids)
    await async_require(call, found, policy)
    return found


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error with this text, to be raised."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders or None
    )


def utc(given: datetime | None) -> datetime | None:
    """Return a time that may have been left out in UTC."""
    return None if given is None else dt_util.as_utc(given)


def wh(energy_kwh: float | None) -> float | None:
    """Return an energy that may have been left out in Wh."""
    return None if energy_kwh is None else energy_kwh * 1000.0
