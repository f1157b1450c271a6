"""Checks of a form's answers: each error is the key of its text."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.components.weather import DOMAIN as WEATHER_DOMAIN
from homeassistant.core import HomeAssistant, split_entity_id

from ..catalogue.entry import Role
from ..const import (
    CONF_AC_LIMIT_W,
    CONF_AZIMUTH_DEG,
    CONF_CAPACITY_W,
    CONF_LOSSES_PCT,
    CONF_TILT_DEG,
    CONF_WEATHER,
)
from ..devices.counter_power import read_site_entity
from ..devices.entity_state import Problem, Quantity
from ..devices.source import quantity_of
from ..setup.site_config import MAX_CAPACITY_W, MIN_CAPACITY_W
from .fields import in_range

# The range of each of an array's numbers, and the error that names it.
RANGES = {
    CONF_CAPACITY_W: (MIN_CAPACITY_W, MAX_CAPACITY_W, "capacity_out_of_range"),
    CONF_TILT_DEG: (0.0, 90.0, "tilt_out_of_range"),
    CONF_AZIMUTH_DEG: (0.0, 360.0, "azimuth_out_of_range"),
    CONF_AC_LIMIT_W: (MIN_CAPACITY_W, MAX_CAPACITY_W, "ac_limit_out_of_range"),
    CONF_LOSSES_PCT: (0.0, 99.0, "losses_out_of_range"),
}

# The point the onboarding map starts at; Home Assistant's own met integration takes it for "no home" as well.
ONBOARDING_DEFAULT = (52.3731339, 4.8903147)
# Not a home: the value before onboarding, and of forms that were never filled in.
NULL_ISLAND = (0.0, 0.0)


def is_home(latitude: float, longitude: float) -> bool:
    """Whether a location is a real home rather than a default value."""
    return (latitude, longitude) not in (ONBOARDING_DEFAULT, NULL_ISLAND)


def location_error(location: Any) -> str | None:
    """Check the answer of a map."""
    if not location:
        return "location_required"
    if not isinstance(location, Mapping):
        return "location_invalid"
    latitude, longitude = (location.get(name, math.nan) for name in ("latitude", "longitude"))
    if not in_range(latitude, -90, 90) or not in_range(longitude, -180, 180):
        return "location_invalid"
    return None if is_home(latitude, longitude) else "location_required"


def array_errors(answers: Mapping[str, Any], shown: Iterable[str]) -> dict[str, str]:
    """Check an array's numbers. Those folded away in a section are named by the form's own error line."""
    wrong = [
        (field, error)
        for field, (least, most, error) in RANGES.items()
        if answers.get(field) is not None and not in_range(answers[field], least, most)
    ]
    errors = {field if field in shown else "base": error for field, error in wrong}
    return errors if answers.get(CONF_CAPACITY_W) is not None else {**errors, CONF_CAPACITY_W: "capacity_required"}


def source_errors(hass: HomeAssistant, chosen: Mapping[Role, tuple[str, ...]]) -> dict[str, str]:
    """Check the entities chosen for the site's roles."""
    errors = {
        role.value: error for role, ids in chosen.items() if (error := entities_error(hass, ids, quantity_of(role)))
    }
    if Role.GRID_POWER in chosen and {Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER} & chosen.keys():
        errors.setdefault(Role.GRID_POWER.value, "grid_twice")
    if Role.BATTERY_POWER in chosen and {Role.BATTERY_CHARGE_POWER, Role.BATTERY_DISCHARGE_POWER} & chosen.keys():
        errors.setdefault(Role.BATTERY_POWER.value, "battery_twice")
    return errors


def weather_errors(hass: HomeAssistant, answers: Mapping[str, Any]) -> dict[str, str]:
    """Check the weather forecast that was chosen, if one was."""
    if not (entity_id := answers.get(CONF_WEATHER)):
        return {}
    if hass.states.get(entity_id) is None:
        return {CONF_WEATHER: "entity_not_found"}
    return {} if split_entity_id(entity_id)[0] == WEATHER_DOMAIN else {CONF_WEATHER: "not_weather"}


def entities_error(hass: HomeAssistant, entity_ids: Iterable[str], quantity: Quantity) -> str | None:
    """Return what keeps one of these entities from being read."""
    # Unavailable is no mistake of the user's: an inverter sleeps at night.
    states = (read_site_entity(hass, entity_id, quantity) for entity_id in entity_ids)
    return next(
        (state.value for state in states if isinstance(state, Problem) and state is not Problem.UNAVAILABLE), None
    )
