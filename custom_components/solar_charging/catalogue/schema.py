"""The schema of a catalogue file. `check` reports errors in words, with their place; the tests run it over every file."""

import re
from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from .entry import FIND_TEXTS, ControlKind, Kind, Role, SignConvention, Verified
from .readings import READINGS

CAR_STATES = ("disconnected", "connected", "awaiting", "charging", "complete", "error")
PLATFORMS = (
    "sensor", "binary_sensor", "number", "switch", "select", "button", "device_tracker", "lock",
)  # fmt: skip


class CatalogueError(ValueError):
    """A catalogue file that cannot be used; the message names the file, the place and what was expected."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise vol.Invalid("expected a text (quote it if it looks like a number, on or off)")
    return value


def _texts(value: Any) -> list[str]:
    return [_text(item) for item in (value if isinstance(value, list) else [value])]


def _regex(value: Any) -> str:
    try:
        re.compile(_text(value))
    except re.error as err:
        raise vol.Invalid(f"not a regular expression: {err}") from err
    return str(value)


def _one_of(*words: str) -> Any:
    plain = [str(word) for word in words]
    return vol.In(plain, msg=f"expected one of: {', '.join(plain)}")


_POSITIVE = vol.All(vol.Any(int, float, msg="expected a number"), vol.Range(min=0, min_included=False))

_DEVICE = {vol.Optional(field): _texts for field in ("manufacturer", "model", "model_id", "not_model", "identifier")}
_FIND = {
    **{vol.Optional(key): _texts for key in FIND_TEXTS},
    vol.Optional("unique_id_regex"): _regex,
    vol.Optional("name_regex"): _regex,
    vol.Optional("platform"): _one_of(*PLATFORMS),
    vol.Optional("device"): _DEVICE,
    # A word of the integration's source that stands for this key where the key itself comes from a library.
    vol.Optional("source_word"): _text,
}


def _names_something(value: dict[str, Any]) -> dict[str, Any]:
    if not any(key in value for key in (*FIND_TEXTS, "unique_id_regex", "name_regex")):
        raise vol.Invalid(f"says nothing to look for: give one of {', '.join(FIND_TEXTS)}, unique_id_regex, name_regex")
    return value


_RULE = vol.Schema(
    vol.All(
        {
            **_FIND,
            vol.Optional("unit"): _text,
            vol.Optional("sign"): _one_of(*SignConvention),
            vol.Optional("sum"): True,
            vol.Optional("disabled"): True,
            vol.Optional("apparent"): True,
            vol.Optional("ask_user"): True,
            vol.Optional("clamps"): _regex,
            vol.Optional("includes_battery"): True,
            vol.Optional("whole_site"): vol.Any(vol.Equal(True), _text),  # noqa: FBT003 - the value that is expected
            vol.Optional("without"): [_one_of(*Role)],
        },
        _names_something,
    )
)
_DASHBOARD_RULE = vol.Schema({vol.Required("energy_dashboard"): _text, vol.Optional("sign"): _one_of(*SignConvention)})


def _role_rule(value: Any) -> Any:
    """Check one way to find a role by the schema of its kind; trying both would blame the wrong one."""
    return (_DASHBOARD_RULE if isinstance(value, dict) and "energy_dashboard" in value else _RULE)(value)


_ROLES = {vol.Optional(role.value): [_role_rule] for role in Role}

_ABOUT = {
    vol.Required("domain"): _text,
    vol.Required("kind"): _one_of(*Kind),
    vol.Required("origin"): vol.All(
        _text, vol.Match(r"^(core|[\w.-]+/[\w.-]+)$", msg="expected core, or owner/repository")
    ),
    # The version of the integration's source the facts were held against; a recorded registry of it is replayed in the tests.
    vol.Optional("source_version"): _text,
    vol.Optional("source_date"): vol.All(_text, vol.Match(r"^\d{4}-\d\d-\d\d$", msg="expected a date, quoted")),
    vol.Required("verified"): _one_of(*Verified),
    vol.Required("sources"): _texts,
    vol.Required("makes"): _texts,
    # Another file of the folder, by its name: missing fields are taken from there.
    vol.Optional("based_on"): _text,
    vol.Optional("models"): _texts,
    vol.Optional("aliases"): _texts,
    vol.Optional("interval_s"): _POSITIVE,
    vol.Optional("transport"): _one_of("local_polling", "local_push", "cloud_polling", "cloud_push", "calculated"),
    vol.Optional("night"): _one_of("unavailable", "unknown", "missing_until_first_light"),
    vol.Optional("also"): _texts,
    vol.Optional("scope"): _one_of("device", "entry"),
    vol.Optional("device"): _DEVICE,
    vol.Optional("notes"): _text,
}


def _variants(body: dict[Any, Any]) -> vol.Schema:
    about = {vol.Optional(str(key)): value for key, value in _ABOUT.items() if str(key) != "domain"}
    return vol.Schema({**_ABOUT, **body, vol.Optional("variants"): [{**about, **body}]})


_ACTION = vol.Match(r"^[\w-]+\.\w+$", msg="expected an action: domain.name")
_ORDER = {**_FIND, vol.Optional("action"): _ACTION, vol.Optional("data"): dict, vol.Optional("value"): _text}
_HELD = vol.Any(_text, _ORDER)
_CONTROL = vol.All(
    {
        **_FIND,
        vol.Required("kind"): _one_of(*ControlKind),
        vol.Optional("hold"): _HELD,
        vol.Optional("release"): _HELD,
        vol.Optional("enable"): _FIND,
        vol.Optional("limit"): _one_of("W", "kW"),
        vol.Optional("depth"): True,
        vol.Optional("renew_s"): _POSITIVE,
        vol.Optional("writes_per_day"): _POSITIVE,
    },
    _names_something,
)
_INVERTER = _variants(
    {
        vol.Optional("roles"): _ROLES,
        vol.Optional("control"): [_CONTROL],
        # Why its battery cannot be commanded from Home Assistant.
        vol.Optional("no_control"): _text,
    }
)
_CHARGER_PARTS = {
    vol.Optional("set_point"): {
        **_FIND,
        vol.Required("kind"): _one_of("number", "select", "action", "profile", "none"),
        vol.Optional("action"): _ACTION,
        vol.Optional("data"): dict,
        vol.Optional("unit"): _one_of("A", "kW"),
        vol.Optional("least"): _POSITIVE,
        vol.Optional("step"): _POSITIVE,
        vol.Optional("max"): _POSITIVE,
        vol.Optional("pauses_at_zero"): True,
    },
    vol.Optional("start_stop"): {
        **_FIND,
        vol.Required("kind"): _one_of(
            "switch",
            "inverted_switch",
            "buttons",
            "select",
            "number",
            "actions",
            "mixed",
            "pauses_at_zero",
            "none",
        ),
        vol.Optional("start"): vol.Any(_text, _ORDER),
        vol.Optional("stop"): vol.Any(_text, _ORDER),
    },
    vol.Optional("phase_switch"): {
        **_FIND,
        vol.Required("kind"): _one_of("switch", "select", "number", "action", "buttons", "profile", "none"),
        vol.Optional("one"): vol.Any(_text, _ORDER),
        vol.Optional("three"): vol.Any(_text, _ORDER),
    },
    **{
        vol.Optional(reading): [
            vol.All(
                {
                    **_FIND,
                    vol.Optional("unit"): _text,
                    vol.Optional("step_w"): _POSITIVE,
                    vol.Optional("attribute"): _text,
                    vol.Optional("disabled"): True,
                    vol.Optional("states"): {_text: _one_of(*CAR_STATES)},
                },
                _names_something,
            )
        ]
        for reading in READINGS
    },
    vol.Optional("conflicting_settings"): [
        vol.All({**_FIND, vol.Required("wanted"): _texts, vol.Optional("settable"): False}, _names_something)
    ],
    vol.Optional("never_use"): [vol.All(dict(_FIND), _names_something)],
    # Readings without which it is not a charger: for domains that hold every kind of device under common keys.
    vol.Optional("requires"): [_one_of(*READINGS)],
    vol.Optional("min_interval_s"): _POSITIVE,
    vol.Optional("calls_per_command"): vol.All(int, vol.Range(min=2)),
    vol.Optional("forgets_on"): [_one_of("restart", "plug_in", "time")],
    vol.Optional("restart_states"): _texts,
    vol.Optional("refresh_s"): _POSITIVE,
}
_CHARGER = _variants(_CHARGER_PARTS)


def check(folder: str, name: str, content: object) -> Mapping[str, Any]:
    """Return a file's content if it has the right shape (`folder`: inverters or chargers); raise CatalogueError if not."""
    schema = _INVERTER if folder == "inverters" else _CHARGER
    try:
        checked: Mapping[str, Any] = schema(content)
    except vol.MultipleInvalid as err:
        problems = "; ".join(f"{'.'.join(str(part) for part in one.path) or 'file'}: {one.msg}" for one in err.errors)
        raise CatalogueError(f"{folder}/{name}: {problems}") from err
    return checked
