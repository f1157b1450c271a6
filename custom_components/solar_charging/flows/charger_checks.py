"""Errors and warnings about the entities chosen for a charger: the key of an error text for each field."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er

from ..catalogue.charger_config import SetPointConfig
from ..const import (
    CONF_CURRENT_ENTITY,
    CONF_ENERGY_ENTITY,
    CONF_LIMIT_ENTITY,
    CONF_PHASES,
    CONF_PHASES_ENTITY,
    CONF_POWER_ENTITY,
    CONF_SOC_ENTITY,
    CONF_STATUS_ENTITY,
    CONF_STOP_ENTITY,
    CONF_SWITCH_ENTITY,
    CONF_VOLTAGE_V,
    EVSE_CEILING_A,
    EVSE_FLOOR_A,
)
from ..devices.call import BUTTONS, NUMBERS, SELECTS
from ..devices.charger_vehicle import ENERGY
from ..devices.entity_state import CURRENT, PERCENT, POWER, Problem, read_state
from ..devices.grid_voltage import nominal_voltage_v
from ..devices.set_point import set_point_driver, unit_of
from ..engine.measure.reading import Reading
from .charger_fields import COMMANDED, QUESTIONS, VOLTAGE_V
from .checks import entities_error
from .fields import in_range
from .option_roles import draws_now

type Answers = Mapping[str, Any]

# What only one charger can have; a car's state of charge may well be shown at two.
_OWN = (*COMMANDED, CONF_POWER_ENTITY, CONF_STATUS_ENTITY, CONF_ENERGY_ENTITY)
_MEASURED = {
    CONF_POWER_ENTITY: POWER,
    CONF_ENERGY_ENTITY: ENERGY,
    CONF_SOC_ENTITY: PERCENT,
    CONF_LIMIT_ENTITY: PERCENT,
}
# Settings for the fuse, for when the charger is alone, or written once by the installer.
_LIKE_FUSE = re.compile(
    r"circuit|fuse|fail.?safe|fall.?back|offline|\bicp\b|\bmains?\b|installation|\b(grid|import|netz)|load.?balanc"
    r"|max.?charger.?limit|sicherung|hausanschluss|notlauf"
)
# Beyond what an AC charger gives, below what a car that charges draws: then W and kW were mixed up.
_MOST_W, _LEAST_W = 60_000.0, 50.0


def charger_errors(
    hass: HomeAssistant, answers: Answers, known: Answers, actions: Collection[str], taken: Collection[str]
) -> dict[str, str]:
    """Return the errors. `known`: what is stored, `actions`: those among it; `taken`: what other chargers have.

    What is as it was is not questioned, as long as it is there: the catalogue knows of attributes, of units that are not shown.
    """
    chosen = {field: answers[field] for field in QUESTIONS if answers.get(field)}
    changed = changed_in(answers, known)
    errors = (
        dict(_measurements(hass, changed)) | dict(_commanded(hass, answers, changed)) | dict(_pairing(answers, known))
    )
    seen: set[str] = set()
    # What was there before is not the one too many.
    for field in sorted(chosen, key=changed.__contains__):
        entity_id = chosen[field]
        if field in changed and entity_id in seen:
            errors[field] = "chosen_twice"
        seen.add(entity_id)
        if entity_id not in actions and not _is_there(hass, entity_id):
            errors[field] = Problem.NOT_FOUND.value
        if field in _OWN and entity_id in taken:
            errors[field] = "already_used"
    if not answers.get(CONF_CURRENT_ENTITY) and not answers.get(CONF_SWITCH_ENTITY):
        errors["base"] = "nothing_to_control"
    return errors


def changed_in(answers: Answers, known: Answers) -> dict[str, str]:
    """Return the entities that are new at their place."""
    return {field: answers[field] for field in QUESTIONS if answers.get(field) and answers[field] != known.get(field)}


def charger_warnings(hass: HomeAssistant, answers: Answers, known: Answers) -> dict[str, str]:
    """Return what looks wrong but may be right: shown once, then taken."""
    warnings: dict[str, str] = {}
    changed = changed_in(answers, known)
    state = hass.states.get(changed.get(CONF_CURRENT_ENTITY, ""))
    if state and _LIKE_FUSE.search(re.sub(r"[_\-]+", " ", f"{state.object_id} {state.name}").casefold()):
        warnings[CONF_CURRENT_ENTITY] = "looks_like_fuse"
    power = read_state(hass, changed.get(CONF_POWER_ENTITY, ""), POWER)
    if isinstance(power, Reading):
        if power.value > _MOST_W:
            warnings[CONF_POWER_ENTITY] = "power_too_high"
        elif 0.0 < power.value < _LEAST_W and draws_now(hass, answers):
            warnings[CONF_POWER_ENTITY] = "power_too_low"
    return warnings


def _is_there(hass: HomeAssistant, entity_id: str) -> bool:
    # What has just been enabled has no state yet.
    return hass.states.get(entity_id) is not None or er.async_get(hass).async_get(entity_id) is not None


def _measurements(hass: HomeAssistant, changed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field, quantity in _MEASURED.items():
        if field in changed and (error := entities_error(hass, (changed[field],), quantity)):
            yield field, error


def _commanded(hass: HomeAssistant, answers: Answers, changed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return what is wrong with what is to be commanded."""
    for field in COMMANDED:
        state = hass.states.get(changed.get(field, ""))
        if state is None:
            continue
        if state.domain not in QUESTIONS[field].domains:
            yield field, "read_only"
        elif field == CONF_CURRENT_ENTITY and (error := _set_point_error(hass, state, answers)):
            yield field, error
        elif field == CONF_PHASES_ENTITY and state.domain in NUMBERS and not _takes_one_and_three(state):
            yield field, "no_phases"


def _pairing(answers: Answers, known: Answers) -> Iterator[tuple[str, str]]:
    """A button only starts: another one stops. Whatever else starts, stops as well."""
    fields = (CONF_SWITCH_ENTITY, CONF_STOP_ENTITY)
    start, stop = (answers.get(field) for field in fields)
    # What was typed need not be an entity id.
    is_button = start is not None and start.partition(".")[0] in BUTTONS
    if (start, stop) == tuple(known.get(field) for field in fields):
        return
    if is_button and stop is None:
        yield CONF_SWITCH_ENTITY, "which_stops"
    elif stop is not None and not is_button:
        yield CONF_STOP_ENTITY, "starts_nothing"


def _set_point_error(hass: HomeAssistant, state: State, answers: Answers) -> str | None:
    voltage_v = answers.get(CONF_VOLTAGE_V)
    driver = set_point_driver(
        hass,
        SetPointConfig(state.entity_id),
        voltage_v
        if voltage_v is not None and in_range(voltage_v, *VOLTAGE_V)
        else nominal_voltage_v(hass.config.country),
    )
    # A charger that is away is no mistake of the user's.
    if driver is None or state.state == STATE_UNAVAILABLE:
        return None
    unit = unit_of(state)
    if unit and CURRENT.factor(unit) is None and POWER.factor(unit) is None:
        return Problem.WRONG_UNIT.value
    # Where phases can be switched, the least power is that of one.
    limits = driver.range(1 if answers.get(CONF_PHASES_ENTITY) else int(answers.get(CONF_PHASES, 1)))
    if state.domain in SELECTS and (limits is None or limits.max_a <= 0):
        return "no_currents"
    if limits is None:
        return "no_range"
    if limits.max_a > EVSE_CEILING_A and not unit:
        return "unit_missing"
    return Problem.RANGE_EXCLUDES_FLOOR.value if limits.max_a < EVSE_FLOOR_A else None


def _takes_one_and_three(state: State) -> bool:
    least, most = (state.attributes.get(key) for key in ("min", "max"))
    return least is not None and most is not None and least <= 1 and most >= 3
