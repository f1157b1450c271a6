"""Chargers, their cars, and their ids in the API."""

from collections.abc import Callable

from ..catalogue.charger_config import ChargerConfig
from ..coordinator import SolarChargingCoordinator
from .errors import not_found
from .ids import stable_id
from .operation import ApiCall
from .running_site import required_running


def evse_id(charger: ChargerConfig) -> str:
    """Return the id of a charger."""
    return stable_id("evse", charger.id)


def settings_id(charger: ChargerConfig) -> str:
    """Return the id of a charger's settings."""
    return stable_id("cset", charger.id)


def schedule_id(charger: ChargerConfig) -> str:
    """Return the id of what another program plans for a charger."""
    return stable_id("csch", charger.id)


def vehicle_id(car_id: str) -> str:
    """Return the id of a car."""
    return stable_id("vhcl", car_id)


def seen_chargers(call: ApiCall, coordinator: SolarChargingCoordinator) -> list[ChargerConfig]:
    """Return the chargers that the one who asks may see."""
    return [charger for charger in coordinator.decided_chargers if call.may_read(charger.id)]


def charger_by_id(call: ApiCall, id_of: Callable[[ChargerConfig], str], wanted: str, what: str) -> ChargerConfig:
    """Return the charger with this id; raises ProblemError where there is none, or none that may be seen."""
    for charger in seen_chargers(call, required_running(call.hass)):
        if id_of(charger) == wanted:
            return charger
    raise not_found(what)
