"""What a user can enter about the car at a charger: shared by entities and the API."""

from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator


@callback
def async_choose_car(coordinator: SolarChargingCoordinator, charger_id: str, car_id: str | None) -> None:
    """Say which car is at a charger until it leaves: one of those described, `GUEST`, or None to have it found out."""
    if not coordinator.cars.choose(charger_id, car_id):
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_car_here")
    coordinator.async_user_changed()


@callback
def async_enter_soc(coordinator: SolarChargingCoordinator, charger_id: str, pct: float) -> None:
    """Set how full the car at a charger is now, as the user entered it."""
    car = coordinator.cars.here(charger_id).car
    if car is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="car_unknown")
    coordinator.cars.enter_soc(car.id, pct)
    coordinator.async_user_changed()
