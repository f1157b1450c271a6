"""Turns a charger's catalogue file into values."""

from .entry import (
    Action,
    ActionRule,
    ChargerEntry,
    ConflictingSettingRule,
    PhaseSwitchRule,
    ReadingRule,
    SetPointRule,
    StartStopRule,
)
from .parse import Part, about, device_pattern, find, names_an_entity, texts
from .readings import READINGS

# The default platform of an entity, by the kind of driver.
_PLATFORM_OF_DRIVER = {"inverted_switch": "switch", "buttons": "button", "profile": "number", "mixed": "switch"}
# The default values of one entity to start and to stop.
_START_STOP = {"switch": ("on", "off"), "inverted_switch": ("off", "on"), "buttons": ("press", "press")}
# Every peer's single-phase switch is named "force single phase": on means one phase.
_ONE_THREE = {"switch": ("on", "off"), "number": ("1", "3"), "buttons": ("press", "press")}


def charger(part: Part) -> ChargerEntry:
    """Return an entry of a charger, or of a car that is commanded itself."""
    return ChargerEntry(
        about=about(part),
        set_point=_set_point(part.get("set_point", {"kind": "none"})),
        start_stop=_start_stop(part.get("start_stop", {"kind": "none"})),
        phase_switch=_phase_switch(part.get("phase_switch", {"kind": "none"})),
        readings={name: tuple(_reading(name, one) for one in part[name]) for name in READINGS if name in part},
        conflicting_settings=tuple(_conflicting_setting(one) for one in part.get("conflicting_settings", ())),
        never_use=tuple(find(one, "number") for one in part.get("never_use", ())),
        device=device_pattern(part.get("device")),
        is_per_device=part.get("scope", "device") == "device",
        requires=texts(part.get("requires")),
        min_interval_s=part.get("min_interval_s"),
        calls_per_command=part.get("calls_per_command"),
        refresh_s=part.get("refresh_s"),
        forgets_on=texts(part.get("forgets_on")),
        restart_states=texts(part.get("restart_states")),
    )


def _set_point(part: Part) -> SetPointRule:
    kind: str = part["kind"]
    return SetPointRule(
        kind=kind,
        finds=(find(part, _PLATFORM_OF_DRIVER.get(kind, kind)),) if names_an_entity(part) else (),
        action=_action(part),
        unit=part.get("unit", "A"),
        least=part.get("least"),
        step=part.get("step"),
        max=part.get("max"),
        pauses_at_zero=part.get("pauses_at_zero", False),
    )


def _start_stop(part: Part) -> StartStopRule:
    kind: str = part["kind"]
    if kind in {"none", "pauses_at_zero"}:
        return StartStopRule(kind)
    start, stop = _START_STOP.get(kind, (None, None))
    return StartStopRule(
        kind=kind,
        start=_action_rule(part, "start", kind, start),
        stop=_action_rule(part, "stop", kind, stop),
    )


def _phase_switch(part: Part) -> PhaseSwitchRule:
    kind: str = part["kind"]
    if kind in {"none", "profile"}:
        return PhaseSwitchRule(kind)
    one, three = _ONE_THREE.get(kind, (None, None))
    return PhaseSwitchRule(
        kind=kind, one=_action_rule(part, "one", kind, one), three=_action_rule(part, "three", kind, three)
    )


def _action_rule(part: Part, half: str, kind: str, value: str | None) -> ActionRule:
    """Return one half of a driver: a text is the value for the shared entity, a mapping is complete in itself."""
    given = part.get(half, {})
    own = {} if isinstance(given, str) else given
    place = own if names_an_entity(own) else part
    return ActionRule(
        finds=(find(place, _PLATFORM_OF_DRIVER.get(kind, kind)),)
        if names_an_entity(place) and "action" not in own
        else (),
        action=_action(own),
        value=given
        if isinstance(given, str)
        else own.get("value", "press" if place.get("platform") == "button" else value),
    )


def _action(part: Part) -> Action | None:
    return Action(part["action"], part.get("data", {})) if "action" in part else None


def _reading(name: str, part: Part) -> ReadingRule:
    return ReadingRule(
        find=find(part, READINGS[name].platform),
        states=part.get("states", {}),
        attribute=part.get("attribute"),
        step_w=part.get("step_w"),
    )


def _conflicting_setting(part: Part) -> ConflictingSettingRule:
    return ConflictingSettingRule(
        find=find(part, "switch"), wanted=texts(part["wanted"]), is_settable=part.get("settable", True)
    )
