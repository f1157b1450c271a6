"""An entity has one role in one place: what the home uses already, and what can never be used, by name.

What is controlled or read as a charger is no sensor of the home, what measures the home is no car's, and what Solar Charging itself
provides would be measured in a circle.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, valid_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations

from ..const import (
    CONF_GRID_SIGNAL,
    CONF_LIMIT_ENTITY,
    CONF_LOCATION_ENTITY,
    CONF_PHASE_BILLING,
    CONF_PHASE_CURRENTS,
    CONF_PHASE_POWERS,
    CONF_PLUG_ENTITY,
    CONF_SIGNAL_ACTIVE,
    CONF_SIGNAL_ENTITY,
    CONF_SOC_ENTITY,
    CONF_SOURCES,
    CONF_WEATHER,
    DOMAIN,
)
from .user_language import user_language

# What a car and the charger it is at may both be described by: it is the same thing of the same car.
OF_THE_CAR = frozenset({CONF_SOC_ENTITY, CONF_LIMIT_ENTITY, CONF_PLUG_ENTITY, CONF_LOCATION_ENTITY})
_READ_OF_THE_CAR = frozenset({"vehicle_soc", "charge_limit", "plugged", "location", "vehicle"})
_LABELS = f"component.{DOMAIN}.selector.role.options."


@dataclass(frozen=True, slots=True)
class Use:
    """What an entity is used for, in words, and whether that is a property of a car."""

    name: str
    is_of_car: bool = False


@dataclass(frozen=True, slots=True)
class UseErrors:
    """Errors by field, and the names their sentences show; one at a time, since all share these names."""

    errors: Mapping[str, str]
    placeholders: Mapping[str, str]


NO_USE_ERRORS = UseErrors({}, {"entity": "", "use": ""})


async def async_uses(
    hass: HomeAssistant, entry: ConfigEntry[Any], home: Mapping[str, Any], without: str | None = None
) -> Mapping[str, Use]:
    """Return what the home's entities are used for, by entity id.

    `home`: the home's own data, less what is about to be changed; `without`: the subentry that is about to be changed.
    """
    words = await async_get_translations(hass, user_language(hass), "selector", [DOMAIN])
    uses: dict[str, Use] = {}
    for subentry in entry.subentries.values():
        if subentry.subentry_id != without:
            uses |= {one: Use(subentry.title, is_of_car) for one, is_of_car in used_in(subentry.data)}
    return uses | {one: Use(words.get(f"{_LABELS}{key}", key)) for one, key in _of_home(home)}


def use_errors(hass: HomeAssistant, chosen: Iterable[tuple[str, str]], uses: Mapping[str, Use]) -> UseErrors:
    """Return the first choice that cannot be: `chosen` are pairs of a field and an entity id."""
    seen: set[str] = set()
    for field, entity_id in chosen:
        error, use = _error(hass, field, entity_id, uses)
        if error is None and entity_id in seen:
            error = "chosen_twice"
        if error:
            state = hass.states.get(entity_id)
            return UseErrors({field: error}, {"entity": state.name if state else entity_id, "use": use})
        seen.add(entity_id)
    return NO_USE_ERRORS


async def async_own_use_errors(hass: HomeAssistant, entry: ConfigEntry[Any], data: Mapping[str, Any]) -> UseErrors:
    """Return whether an entity of a new charger is used elsewhere already, as an error of the whole form."""
    uses = await async_uses(hass, entry, entry.data)
    alone = dict.fromkeys(entity_id for entity_id, is_of_car in used_in(data) if not is_of_car)
    return use_errors(hass, [("base", entity_id) for entity_id in alone], uses)


def used_in(data: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Return the entities in a part's data, each with whether it is about the car."""
    for key, value in data.items():
        is_of_car = key in OF_THE_CAR or key in _READ_OF_THE_CAR
        for entity_id in _entity_ids(value):
            yield entity_id, is_of_car
        if isinstance(value, Mapping):
            yield from used_in(value)


def is_ours(hass: HomeAssistant, entity_id: str) -> bool:
    """Whether Solar Charging itself provides an entity."""
    known = er.async_get(hass).async_get(entity_id)
    return known is not None and known.platform == DOMAIN


def _error(hass: HomeAssistant, field: str, entity_id: str, uses: Mapping[str, Use]) -> tuple[str | None, str]:
    if is_ours(hass, entity_id):
        return "own_entity", ""
    use = uses.get(entity_id)
    if use is None or (use.is_of_car and field in OF_THE_CAR):
        return None, ""
    return "entity_in_use", use.name


def _of_home(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for role, entity_ids in data.get(CONF_SOURCES, {}).items():
        yield from ((entity_id, str(role)) for entity_id in entity_ids)
    for number, entity_id in enumerate(data.get(CONF_PHASE_CURRENTS, ()), start=1):
        yield entity_id, f"phase_{number}"
    for entity_id in data.get(CONF_PHASE_BILLING, {}).get(CONF_PHASE_POWERS, ()):
        yield entity_id, CONF_PHASE_POWERS
    for key in (CONF_SIGNAL_ENTITY, CONF_SIGNAL_ACTIVE):
        if entity_id := data.get(CONF_GRID_SIGNAL, {}).get(key):
            yield entity_id, key
    if weather := data.get(CONF_WEATHER):
        yield weather, "weather"


def _entity_ids(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if valid_entity_id(value):
            yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _entity_ids(one)
