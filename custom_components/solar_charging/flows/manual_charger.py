"""A charger put together by hand: from answers to what a subentry stores, and back.

A part of a charger whose entity the user leaves as it is stays as it is, with all that the catalogue knew of it.
"""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_NAME

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
    CONF_SOC_ENTITY,
    CONF_STATUS_ENTITY,
    CONF_STOP_ENTITY,
    CONF_SWITCH_ENTITY,
    CONF_VOLTAGE_V,
)
from ..devices.charger_config import DEFAULT_VOLTAGE_V
from ..devices.charger_storage import named_in, spelt_out
from .discovered_charger import CONF_MAY_SET_CONFLICTING
from .option_roles import PARTS, OptionRoles

READINGS = {
    CONF_POWER_ENTITY: "power",
    CONF_STATUS_ENTITY: "status",
    CONF_ENERGY_ENTITY: "session_energy",
    CONF_PLUG_ENTITY: "plugged",
    CONF_SOC_ENTITY: "vehicle_soc",
    CONF_LIMIT_ENTITY: "charge_limit",
    CONF_LOCATION_ENTITY: "location",
}
_PRESS = "press"

type Part = Mapping[str, Any]


def answers_of(title: str, data: Part) -> dict[str, Any]:
    """Return the answers that lead to what is stored."""
    data = spelt_out(data)
    on_off, phases = data.get("on_off", {}), data.get("phase_switch", {})
    start, stop = named_in(on_off.get("start")), named_in(on_off.get("stop"))
    settings, point = data.get("conflicting_settings", ()), data.get("set_point", {})
    answers = {
        CONF_NAME: title,
        CONF_CURRENT_ENTITY: named_in(point),
        CONF_SWITCH_ENTITY: start,
        CONF_STOP_ENTITY: stop if stop != start else None,
        CONF_PHASES_ENTITY: named_in(phases) or named_in(phases.get("one")),
        CONF_PHASES: str(data.get(CONF_PHASES, 1)),
        CONF_VOLTAGE_V: data.get(CONF_VOLTAGE_V, DEFAULT_VOLTAGE_V),
        CONF_MAX_CURRENT_A: point.get("max"),
        CONF_MAY_SET_CONFLICTING: any(setting.get("may_set") for setting in settings) if settings else None,
        **{field: named_in(data["readings"].get(name)) for field, name in READINGS.items()},
    }
    return {field: answer for field, answer in answers.items() if answer is not None}


def actions_of(data: Part) -> frozenset[str]:
    """Return the actions that a charger of the catalogue is commanded by: no entities, but to be kept as if they were."""
    pairs = [data.get(part, {}) for part in PARTS]
    parts = [
        data.get("set_point", {}),
        *(half for pair in pairs for half in pair.values() if isinstance(half, Mapping)),
    ]
    return frozenset(part["action"] for part in parts if part.get("action") and not part.get("entity"))


def data_of(answers: Part, before: Part, found: Mapping[str, OptionRoles]) -> dict[str, Any]:
    """Return what is stored. `before`: what was; `found`: by part, which positions of its entity do what."""
    before = spelt_out(before)
    data = {
        **before,
        "set_point": _set_point(answers, before.get("set_point", {})),
        "on_off": _on_off(answers, before.get("on_off", {}), found.get("on_off")),
        "phase_switch": _phase_switch(answers, before.get("phase_switch", {}), found.get("phase_switch")),
        "readings": _readings(answers, before["readings"]),
        "conflicting_settings": [
            {**setting, "may_set": answers.get(CONF_MAY_SET_CONFLICTING, setting.get("may_set", False))}
            for setting in before.get("conflicting_settings", ())
        ],
        CONF_PHASES: answers.get(CONF_PHASES, "1"),
        CONF_VOLTAGE_V: answers.get(CONF_VOLTAGE_V, DEFAULT_VOLTAGE_V),
    }
    return {key: value for key, value in data.items() if value not in (None, {}, [])}


def _set_point(answers: Part, before: Part) -> dict[str, Any]:
    chosen = answers.get(CONF_CURRENT_ENTITY)
    if chosen is None:
        return {}
    if chosen == named_in(before):
        return {**before, **({"max": answers[CONF_MAX_CURRENT_A]} if answers.get(CONF_MAX_CURRENT_A) else {})}
    # By hand: where it goes down to 0, 0 is a pause.
    return {"entity": chosen, "pauses_at_zero": True}


def _on_off(answers: Part, before: Part, found: OptionRoles | None) -> dict[str, Any]:
    start, stop = answers.get(CONF_SWITCH_ENTITY), answers.get(CONF_STOP_ENTITY)
    if start is None:
        return {}
    if stop is None and found:
        return _pair(found, "on_off")
    if (start, stop or start) == (named_in(before.get("start")), named_in(before.get("stop"))):
        return dict(before)
    return {"start": {"entity": start, "value": _PRESS}, "stop": {"entity": stop, "value": _PRESS}}


def _phase_switch(answers: Part, before: Part, found: OptionRoles | None) -> dict[str, Any]:
    chosen = answers.get(CONF_PHASES_ENTITY)
    if chosen is None:
        return {}
    if found and not found.is_sure:
        return _pair(found, "phase_switch")
    # What says by itself which is one phase and which three, the driver understands.
    return dict(before) if chosen == named_in(before.get("one")) else {"entity": chosen}


def _pair(found: OptionRoles, part: str) -> dict[str, Any]:
    _, first, second = PARTS[part]
    return {
        first: {"entity": found.entity_id, "value": found.first},
        second: {"entity": found.entity_id, "value": found.second},
    }


def _readings(answers: Part, before: Part) -> dict[str, Any]:
    asked = {name: answers[field] for field, name in READINGS.items() if answers.get(field)}
    # What the form does not ask for is kept.
    kept = {name: part for name, part in before.items() if name not in READINGS.values()}
    known = {name: part for name, part in before.items() if named_in(part) == asked.get(name)}
    return {**kept, **{name: {"entity": entity} for name, entity in asked.items()}, **known}
