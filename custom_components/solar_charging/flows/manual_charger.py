"""A charger put together by hand: from answers to the model, and back.

A part of a charger whose entity the user leaves as it is stays as it is, with all that the catalogue knew of it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from homeassistant.const import CONF_NAME

from ..catalogue.charger_config import (
    ChargerConfig,
    EntityAction,
    PhaseSwitchConfig,
    ReadingConfig,
    SetPointConfig,
    StartStopActions,
)
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
)
from .discovered_charger import CONF_MAY_SET_CONFLICTING
from .option_roles import OptionRoles

READING_OF = {
    CONF_POWER_ENTITY: "power",
    CONF_STATUS_ENTITY: "status",
    CONF_ENERGY_ENTITY: "session_energy",
    CONF_PLUG_ENTITY: "plugged",
    CONF_SOC_ENTITY: "vehicle_soc",
    CONF_LIMIT_ENTITY: "charge_limit",
    CONF_LOCATION_ENTITY: "location",
}
_PRESS = "press"

type Answers = Mapping[str, Any]


def answers_of(config: ChargerConfig) -> dict[str, Any]:
    """Return the answers that lead to a charger."""
    pair, phases, point = config.start_stop, config.phase_switch, config.set_point
    start, stop = (operated(pair.start), operated(pair.stop)) if pair else (None, None)
    settings = config.conflicting_settings
    answers = {
        CONF_NAME: config.name,
        CONF_CURRENT_ENTITY: operated(point),
        CONF_SWITCH_ENTITY: start,
        CONF_STOP_ENTITY: stop if stop != start else None,
        CONF_PHASES_ENTITY: (phases.entity_id or operated(phases.one)) if phases else None,
        CONF_PHASES: str(config.phases),
        CONF_VOLTAGE_V: config.voltage_v,
        CONF_MAX_CURRENT_A: point.max if point else None,
        CONF_MAY_SET_CONFLICTING: any(setting.may_set for setting in settings) if settings else None,
        **{field: config.readings[name].entity_id for field, name in READING_OF.items() if name in config.readings},
    }
    return {field: answer for field, answer in answers.items() if answer is not None}


def operated(part: SetPointConfig | EntityAction | None) -> str | None:
    """Return the entity, or else the action, that a part of a charger operates."""
    return (part.entity_id or part.action) if part else None


def actions_of(config: ChargerConfig) -> frozenset[str]:
    """Return the actions that a charger of the catalogue is commanded by: no entities, but to be kept as if they were."""
    parts = (config.set_point, *config.actions)
    return frozenset(part.action for part in parts if part and part.action and not part.entity_id)


def with_entities(answers: Answers, before: ChargerConfig, found: Mapping[str, OptionRoles]) -> ChargerConfig:
    """Return the charger that is meant. `before`: what it was; `found`: by part, which options of its entity do what."""
    may_set = answers.get(CONF_MAY_SET_CONFLICTING)
    return replace(
        before,
        set_point=_set_point(answers, before.set_point),
        start_stop=_start_stop(answers, before.start_stop, found.get("start_stop")),
        phase_switch=_phase_switch(answers, before.phase_switch, found.get("phase_switch")),
        readings=_readings(answers, before.readings),
        conflicting_settings=tuple(
            setting if may_set is None else replace(setting, may_set=setting.is_settable and may_set)
            for setting in before.conflicting_settings
        ),
        phases=int(answers.get(CONF_PHASES, 1)),
        voltage_v=float(answers[CONF_VOLTAGE_V]) if answers.get(CONF_VOLTAGE_V) else None,
        starts_in_shadow=bool(answers.get(CONF_SHADOW_MODE, before.starts_in_shadow)),
    )


def _set_point(answers: Answers, before: SetPointConfig | None) -> SetPointConfig | None:
    chosen = answers.get(CONF_CURRENT_ENTITY)
    if chosen is None:
        return None
    if before and chosen == operated(before):
        return replace(before, max=float(answers.get(CONF_MAX_CURRENT_A) or before.max or 0.0) or None)
    # By hand: where it goes down to 0, 0 is a pause.
    return SetPointConfig(chosen, pauses_at_zero=True)


def _start_stop(
    answers: Answers, before: StartStopActions | None, found: OptionRoles | None
) -> StartStopActions | None:
    start, stop = answers.get(CONF_SWITCH_ENTITY), answers.get(CONF_STOP_ENTITY)
    if start is None:
        return None
    if stop is None and found:
        return StartStopActions(*_both(found))
    if before and (start, stop or start) == (operated(before.start), operated(before.stop)):
        return before
    return StartStopActions(EntityAction(start, _PRESS), EntityAction(stop, _PRESS))


def _phase_switch(
    answers: Answers, before: PhaseSwitchConfig | None, found: OptionRoles | None
) -> PhaseSwitchConfig | None:
    chosen = answers.get(CONF_PHASES_ENTITY)
    if chosen is None:
        return None
    if found and not found.is_sure:
        one, three = _both(found)
        return PhaseSwitchConfig(one=one, three=three)
    # What shows by itself which is one phase and which three, the driver understands.
    return before if before and chosen == operated(before.one) else PhaseSwitchConfig(chosen)


def _both(found: OptionRoles) -> tuple[EntityAction, EntityAction]:
    return EntityAction(found.entity_id, found.first), EntityAction(found.entity_id, found.second)


def _readings(answers: Answers, before: Mapping[str, ReadingConfig]) -> dict[str, ReadingConfig]:
    asked = {name: answers[field] for field, name in READING_OF.items() if answers.get(field)}
    # What the form does not ask for is kept.
    kept = {name: reading for name, reading in before.items() if name not in READING_OF.values()}
    known = {name: reading for name, reading in before.items() if reading.entity_id == asked.get(name)}
    return {**kept, **{name: ReadingConfig(entity_id) for name, entity_id in asked.items()}, **known}
