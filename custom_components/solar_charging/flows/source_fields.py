"""The form of the home's sensors: two questions in sight, the rest in sections that are open where something is in them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import voluptuous as vol
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section

from ..catalogue.entry import Role
from ..const import CONF_WEATHER
from ..devices.source import SITE_ROLES
from ..plausibility.behaviour import Behaviour
from . import candidates
from .fields import picker_field, unfolded

# A signed sensor of the grid is the usual answer; import and export apart are the other one.
VISIBLE = (Role.PV_POWER, Role.GRID_POWER)
FOLDED: Mapping[str, tuple[str, ...]] = {
    "import_export": (Role.GRID_IMPORT_POWER, Role.GRID_EXPORT_POWER),
    "battery": (
        Role.BATTERY_POWER,
        Role.BATTERY_SOC,
        Role.BATTERY_CHARGE_POWER,
        Role.BATTERY_DISCHARGE_POWER,
    ),
    "more": (Role.LOAD_POWER, CONF_WEATHER),
}
BATTERY = "battery"


async def async_sources_schema(
    hass: HomeAssistant, known: Mapping[str, Any], opened: Collection[str], behaviours: Mapping[str, Behaviour]
) -> vol.Schema:
    """Return the form.

    `known`: answers so far, by field; `opened`: sections to open though nothing is in them; `behaviours`: of power sensors.
    """
    fields: dict[vol.Marker, Any] = {
        vol.Optional(role.value): await _async_picker(hass, role.value, known, behaviours) for role in VISIBLE
    }
    for name, held in FOLDED.items():
        # The weather is found by itself: it opens nothing.
        is_open = name in opened or any(known.get(field) for field in held if field != CONF_WEATHER)
        pickers = {vol.Optional(str(field)): await _async_picker(hass, field, known, behaviours) for field in held}
        fields[vol.Optional(name)] = section(vol.Schema(pickers), {"collapsed": not is_open})
    return vol.Schema(fields)


def unfold_sources(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was answered, without the form's sections."""
    return unfolded(user_input, *FOLDED)


def fold_sources(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as the form holds them."""
    return {**answers, **dict.fromkeys(FOLDED, answers)}


def chosen_in(answers: Mapping[str, Any]) -> dict[Role, tuple[str, ...]]:
    """Return the entities that were chosen, by role."""
    return {role: _listed(answers[role]) for role in SITE_ROLES if answers.get(role)}


def is_several(role: str, entity_ids: Iterable[str]) -> bool:
    """Several inverters are common, several meters are not."""
    return role == Role.PV_POWER or len(tuple(entity_ids)) > 1


async def _async_picker(
    hass: HomeAssistant, field: str, known: Mapping[str, Any], behaviours: Mapping[str, Behaviour]
) -> Any:
    if field == CONF_WEATHER:
        return picker_field(await candidates.async_options(hass, candidates.WEATHER))
    ids = _listed(known.get(field) or ())
    options = await candidates.async_options(hass, candidates.of_role(Role(field), behaviours), ids)
    return picker_field(options, multiple=is_several(field, ids))


def _listed(answer: str | Iterable[str]) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else tuple(answer)
