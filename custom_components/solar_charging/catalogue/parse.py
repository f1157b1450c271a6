"""Turns a catalogue file into values. The schema is not checked here: tests check every shipped file."""

import re
from collections.abc import Mapping
from typing import Any

from .entry import (
    FIND_TEXTS,
    WRITES_PER_DAY,
    About,
    Action,
    ActionRule,
    ControlKind,
    ControlRule,
    DevicePattern,
    Find,
    InverterEntry,
    Kind,
    Role,
    RoleRule,
    SignConvention,
    Verified,
)

type Part = Mapping[str, Any]
# The default platform of an entity by kind of control; that of an action only names its device.
_CONTROLLED = {ControlKind.MIN_SOC: "number", ControlKind.ACTION: "sensor"}


def texts(value: str | list[str] | None) -> tuple[str, ...]:
    """Return one text, several or none as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def about(part: Part) -> About:
    """Return the facts about an entry itself."""
    return About(
        domain=part["domain"],
        kind=Kind(part["kind"]),
        makes=texts(part["makes"]),
        origin=part["origin"],
        verified=Verified(part["verified"]),
        source_version=part.get("source_version"),
        source_date=part.get("source_date"),
        models=texts(part.get("models")),
        aliases=texts(part.get("aliases")),
        sources=texts(part.get("sources")),
        interval_s=part.get("interval_s"),
        transport=part.get("transport"),
        night=part.get("night"),
        notes=part.get("notes"),
        file=part["file"],
    )


def device_pattern(part: Part | None) -> DevicePattern | None:
    """Return the patterns a device must match, or None for any device."""
    if not part:
        return None
    return DevicePattern(**{key: tuple(text.casefold() for text in texts(value)) for key, value in part.items()})


def find(part: Part, platform: str = "sensor") -> Find:
    """Return how to find an entity; `platform` is the default."""
    return Find(
        platform=part.get("platform", platform),
        **{key: tuple(text.casefold() for text in texts(part.get(key))) for key in FIND_TEXTS},
        unique_id_regex=_regex(part.get("unique_id_regex")),
        name_regex=_regex(part.get("name_regex")),
        device=device_pattern(part.get("device")),
    )


def control_rule(part: Part) -> ControlRule:
    """Return one way to hold a battery, as a file writes it."""
    kind = ControlKind(part["kind"])
    return ControlRule(
        kind=kind,
        find=find(part, _CONTROLLED.get(kind, kind.value)),
        hold=_action_rule(part.get("hold")),
        release=_action_rule(part["release"]) if "release" in part else None,
        enable=find(part["enable"], "switch") if "enable" in part else None,
        limit_unit=part.get("limit"),
        is_depth=part.get("depth", False),
        renew_s=part.get("renew_s"),
        writes_per_day=part.get("writes_per_day", WRITES_PER_DAY),
    )


def _action_rule(given: str | Part | None) -> ActionRule:
    """Return how to hold or release: a value of the entity, an action, or a button to press."""
    if given is None or isinstance(given, str):
        return ActionRule(value=given)
    if "action" in given:
        return ActionRule(action=Action(given["action"], given.get("data", {})))
    return ActionRule(finds=(find(given, "button"),), value="press")


def names_an_entity(part: Part) -> bool:
    """Return whether a part of a file names an entity at all."""
    return any(key in part for key in (*FIND_TEXTS, "unique_id_regex", "name_regex"))


def inverter(part: Part) -> InverterEntry:
    """Return an entry of an inverter, meter or battery."""
    return InverterEntry(
        about=about(part),
        roles={
            Role(role): tuple(_rule(rule) for rule in rules if "energy_dashboard" not in rule)
            for role, rules in part.get("roles", {}).items()
        },
        device=device_pattern(part.get("device")),
        is_per_device=part.get("scope") == "device",
        also=texts(part.get("also")),
        control=tuple(control_rule(one) for one in part.get("control", ())),
        no_control=part.get("no_control"),
    )


def _rule(part: Part) -> RoleRule:
    return RoleRule(
        find=find(part),
        unit=part.get("unit"),
        sign=SignConvention(part["sign"]) if "sign" in part else None,
        is_sum=part.get("sum", False),
        is_disabled_by_default=part.get("disabled", False),
        apparent=part.get("apparent", False),
        ask_user=part.get("ask_user", False),
        clamps=_regex(part.get("clamps")),
        includes_battery=part.get("includes_battery", False),
        whole_site=part.get("whole_site", False),
        without=tuple(Role(role) for role in part.get("without", ())),
    )


def _regex(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE) if pattern else None
