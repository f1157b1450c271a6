"""A charger as it is stored in its subentry, read into values.

The drivers are spelt out, so that the catalogue is not asked again and an entity that is renamed is found and replaced wherever its
id stands.
"""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON

from ..const import (
    CONF_CURRENT_ENTITY,
    CONF_PHASES,
    CONF_PHASES_ENTITY,
    CONF_POWER_ENTITY,
    CONF_STATUS_ENTITY,
    CONF_SWITCH_ENTITY,
    CONF_VOLTAGE_V,
)
from .charger_config import (
    DEFAULT_VOLTAGE_V,
    ChargerConfig,
    ConflictingSettingConfig,
    EntityAction,
    ReadingConfig,
    SetPointConfig,
    StartStopActions,
)

type Part = Mapping[str, Any]

_ONCE_BY_HAND = frozenset(
    {CONF_CURRENT_ENTITY, CONF_SWITCH_ENTITY, CONF_POWER_ENTITY, CONF_STATUS_ENTITY, CONF_PHASES_ENTITY}
)


def charger_config(charger_id: str, name: str, data: Part) -> ChargerConfig:
    """Read a charger. What is missing, because the user chose to do without an entity, is left out."""
    data = spelt_out(data)
    return ChargerConfig(
        id=charger_id,
        name=name,
        set_point=_set_point(data),
        on_off=_pair(data.get("on_off"), "start", "stop"),
        phase_switch=_phase_switch(data.get("phase_switch", {})),
        readings=_readings(data),
        conflicting_settings=tuple(
            _conflicting_setting(part) for part in data.get("conflicting_settings", ()) if part.get("entity")
        ),
        phases=int(data.get(CONF_PHASES, 1)),
        voltage_v=float(data.get(CONF_VOLTAGE_V, DEFAULT_VOLTAGE_V)),
        interval_s=data.get("interval_s"),
        min_interval_s=float(data.get("min_interval_s") or 0.0),
        refresh_s=data.get("refresh_s"),
        forgets_on=tuple(data.get("forgets_on", ())),
        device_id=data.get("device_id"),
    )


def spelt_out(data: Part) -> dict[str, Any]:
    """Return a charger's data with every entity where it belongs: those chosen by hand once stood under keys of their own."""
    told: dict[str, Any] = {}
    if entity := data.get(CONF_CURRENT_ENTITY):
        told["set_point"] = {"entity": entity, "pauses_at_zero": True}
    if entity := data.get(CONF_SWITCH_ENTITY):
        told["on_off"] = {
            "start": {"entity": entity, "value": STATE_ON},
            "stop": {"entity": entity, "value": STATE_OFF},
        }
    if entity := data.get(CONF_PHASES_ENTITY):
        told["phase_switch"] = {"entity": entity}
    read = {"power": data.get(CONF_POWER_ENTITY), "status": data.get(CONF_STATUS_ENTITY)}
    readings = {name: {"entity": entity} for name, entity in read.items() if entity}
    rest = {key: value for key, value in data.items() if key not in _ONCE_BY_HAND}
    return {**rest, **told, "readings": {**data.get("readings", {}), **readings}}


def named_in(part: Part | None) -> str | None:
    """Return the entity, or else the action, that a part of a charger's data names."""
    return (part.get("entity") or part.get("action")) if part else None


def _set_point(data: Part) -> SetPointConfig | None:
    part = data.get("set_point")
    if not part or named_in(part) is None:
        return None
    return SetPointConfig(
        entity_id=part.get("entity"),
        action=part.get("action"),
        data=part.get("data", {}),
        unit=part.get("unit", "A"),
        least=part.get("least"),
        step=part.get("step"),
        max=part.get("max"),
        pauses_at_zero=part.get("pauses_at_zero", False),
        prefers_zero=part.get("prefers_zero", False),
    )


def _phase_switch(part: Part) -> StartStopActions | str | None:
    return _pair(part, "one", "three") or part.get("entity")


def _pair(part: Part | None, first: str, second: str) -> StartStopActions | None:
    orders = [_order(part.get(half)) for half in (first, second)] if part else []
    return StartStopActions(*orders) if orders and None not in orders else None  # type: ignore[arg-type]  # none of them is None


def _order(part: Part | None) -> EntityAction | None:
    if not part or named_in(part) is None:
        return None
    return EntityAction(part.get("entity"), part.get("value"), part.get("action"), part.get("data", {}))


def _readings(data: Part) -> Mapping[str, ReadingConfig]:
    return {
        name: ReadingConfig(part["entity"], part.get("states", {}), part.get("attribute"), part.get("step_w"))
        for name, part in data.get("readings", {}).items()
        if part.get("entity")
    }


def _conflicting_setting(part: Part) -> ConflictingSettingConfig:
    return ConflictingSettingConfig(part["entity"], tuple(part.get("wanted", ())), bool(part.get("may_set")))
