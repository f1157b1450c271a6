"""Actions on the device of a car: they change what it asks for itself, wherever it is plugged in."""

from collections.abc import Collection, Mapping
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import ServiceCall
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN
from ..control.charger import async_update_car
from ..coordinator import SolarChargingCoordinator
from .rights import async_require

_OF_CAR = frozenset(
    {"ready_by_time", "ready_by_weekdays", "ready_by_soc_pct", "charge_limit_pct", "minimum_charge_pct"}
)


def named_cars(call: ServiceCall, coordinator: SolarChargingCoordinator) -> Mapping[str, str]:
    """Return the cars that were named, by their devices."""
    found: dict[str, str] = {}
    for device_id in cv.ensure_list(call.data[ATTR_DEVICE_ID]):
        device = dr.async_get(call.hass).async_get(device_id)
        own = {key for domain, key in device.identifiers if domain == DOMAIN} if device else set()
        for car_id in own & coordinator.cars.cars.keys():
            found[device_id] = car_id
    return found


async def async_update_cars(
    call: ServiceCall, coordinator: SolarChargingCoordinator, car_ids: Collection[str], changes: Mapping[str, Any]
) -> None:
    """Change what cars ask for themselves; raises for what only a charger can be asked, or by whom it may not be."""
    if not car_ids:
        return
    await async_require(call, car_ids, POLICY_CONTROL)
    if any(value for name, value in changes.items() if name not in _OF_CAR):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="only_at_charger")
    for car_id in car_ids:
        async_update_car(coordinator, car_id, **{name: value for name, value in changes.items() if name in _OF_CAR})
