"""The form of a charger that is put together by hand: its questions, and where in the form they stand."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import voluptuous as vol
from homeassistant.const import CONF_NAME, UnitOfElectricCurrent, UnitOfElectricPotential
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector, TextSelector

from ..const import (
    CONF_CURRENT_ENTITY,
    CONF_ENERGY_ENTITY,
    CONF_LIMIT_ENTITY,
    CONF_LOCATION_ENTITY,
    CONF_MAX_CURRENT_A,
    CONF_PHASES,
    CONF_PHASES_ENTITY,
    CONF_PLUG_ENTITY,
    CONF_POWER_ENTITY,
    CONF_SHADOW_MODE,
    CONF_SOC_ENTITY,
    CONF_STATUS_ENTITY,
    CONF_STOP_ENTITY,
    CONF_SWITCH_ENTITY,
    CONF_VOLTAGE_V,
    EVSE_CEILING_A,
    EVSE_FLOOR_A,
)
from . import candidates
from .candidates import Question
from .discovered_charger import CONF_MAY_SET_CONFLICTING
from .fields import choice_field, in_range, number_field, picker_field, unfolded

MORE = "more"
CAR = "car"

QUESTIONS: Mapping[str, Question] = {
    CONF_CURRENT_ENTITY: candidates.SET_POINT,
    CONF_SWITCH_ENTITY: candidates.ON_OFF,
    CONF_POWER_ENTITY: candidates.CHARGER_POWER,
    CONF_STATUS_ENTITY: candidates.CHARGER_STATUS,
    CONF_STOP_ENTITY: candidates.STOP_BUTTON,
    CONF_PHASES_ENTITY: candidates.CHARGER_PHASES,
    CONF_ENERGY_ENTITY: candidates.CHARGER_ENERGY,
    CONF_PLUG_ENTITY: candidates.CAR_PLUG,
    CONF_SOC_ENTITY: candidates.CAR_SOC,
    CONF_LIMIT_ENTITY: candidates.CAR_LIMIT,
    CONF_LOCATION_ENTITY: candidates.CAR_LOCATION,
}
# What is commanded; the others are only read.
COMMANDED = (CONF_CURRENT_ENTITY, CONF_SWITCH_ENTITY, CONF_STOP_ENTITY, CONF_PHASES_ENTITY)
# What few chargers need is folded away.
FOLDED: Mapping[str, tuple[str, ...]] = {
    MORE: (CONF_STOP_ENTITY, CONF_PHASES_ENTITY, CONF_ENERGY_ENTITY, CONF_VOLTAGE_V),
    CAR: (CONF_PLUG_ENTITY, CONF_SOC_ENTITY, CONF_LIMIT_ENTITY, CONF_LOCATION_ENTITY),
}
_SHOWN = (CONF_CURRENT_ENTITY, CONF_SWITCH_ENTITY, CONF_POWER_ENTITY, CONF_STATUS_ENTITY)
# From the 100 V of Japan to the 277 V of North American commercial supplies.
VOLTAGE_V = (90.0, 300.0)


def voltage_field() -> dict[vol.Marker, Any]:
    """Return the question for a voltage that is not the grid connection's."""
    least, most = VOLTAGE_V
    field = number_field(UnitOfElectricPotential.VOLT, least=least, most=most)
    return {vol.Optional(CONF_VOLTAGE_V): field}


def phases_field(default: str = "1") -> dict[vol.Marker, Any]:
    """Return the question for the number of phases."""
    return {vol.Required(CONF_PHASES, default=default): choice_field(["1", "2", "3"], CONF_PHASES)}


def maximum_field() -> dict[vol.Marker, Any]:
    """Return the question for what an action takes at most, which no entity shows."""
    field = number_field(UnitOfElectricCurrent.AMPERE, least=EVSE_FLOOR_A, most=EVSE_CEILING_A)
    return {vol.Required(CONF_MAX_CURRENT_A, default=16): field}


def conflicting_settings_field() -> dict[vol.Marker, Any]:
    """Return the question whether the charger's own control may be set."""
    return {vol.Required(CONF_MAY_SET_CONFLICTING, default=True): BooleanSelector()}


def shadow_field() -> dict[vol.Marker, Any]:
    """Return the question whether a new charger is only watched at first."""
    return {vol.Required(CONF_SHADOW_MODE, default=False): BooleanSelector()}


def few_errors(answers: Mapping[str, Any]) -> dict[str, str]:
    """Check what is asked about every charger."""
    errors: dict[str, str] = {}
    if CONF_VOLTAGE_V in answers and not in_range(answers[CONF_VOLTAGE_V], *VOLTAGE_V):
        errors[CONF_VOLTAGE_V] = "voltage_out_of_range"
    if not in_range(answers.get(CONF_MAX_CURRENT_A, EVSE_FLOOR_A), EVSE_FLOOR_A, EVSE_CEILING_A):
        errors[CONF_MAX_CURRENT_A] = "current_out_of_range"
    if not answers[CONF_NAME].strip():
        errors[CONF_NAME] = "name_required"
    return errors


async def async_by_hand_schema(
    hass: HomeAssistant, known: Mapping[str, Any], extra: Mapping[vol.Marker, Any], unfolded: Collection[str] = ()
) -> vol.Schema:
    """Return the form. `known`: answers so far, whose devices are offered first; `extra`: fields beside; `unfolded`: open sections."""
    devices = candidates.devices_of(hass, (known[field] for field in QUESTIONS if known.get(field)))
    chosen = {field: [known[field]] if known.get(field) else [] for field in QUESTIONS}
    pickers = {
        field: picker_field(await candidates.async_options(hass, question, chosen[field], devices))
        for field, question in QUESTIONS.items()
    }

    def fields(names: Iterable[str]) -> dict[vol.Marker, Any]:
        return {vol.Optional(name): pickers[name] for name in names if name in QUESTIONS}

    more = section(vol.Schema({**fields(FOLDED[MORE]), **voltage_field()}), {"collapsed": MORE not in unfolded})
    car = section(vol.Schema(fields(FOLDED[CAR])), {"collapsed": CAR not in unfolded})
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            **fields(_SHOWN),
            **phases_field(),
            **extra,
            vol.Optional(MORE): more,
            vol.Optional(CAR): car,
        }
    )


def unfold(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was answered, without the form's sections."""
    return unfolded(user_input, *FOLDED)


def fold(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as the form holds them."""
    return {**answers, **dict.fromkeys(FOLDED, answers)}


def sections_of(fields: Iterable[str]) -> set[str]:
    """Return the sections in which these fields stand."""
    wanted = set(fields)
    return {name for name, held in FOLDED.items() if wanted & set(held)}
