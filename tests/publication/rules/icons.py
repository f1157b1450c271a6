"""icons.json: hassfest's `icons`."""

from typing import Any

import voluptuous as vol
from homeassistant.helpers import config_validation as cv

from .translations import _key


def _icon(value: Any) -> str:
    text = cv.string_with_no_html(value)
    if not text.startswith("mdi:"):
        raise vol.Invalid("is no icon of Material Design Icons")
    return text


def _differs_from_default(entity: dict[str, Any]) -> dict[str, Any]:
    for part in (entity, *entity.get("state_attributes", {}).values()):
        for state, icon in part.get("state", {}).items():
            if icon == part.get("default"):
                raise vol.Invalid(f"the icon of {state} is the default's and can go")
    return entity


def _ascending(value: dict[float, str]) -> dict[float, str]:
    if list(value) != sorted(value):
        raise vol.Invalid("the range's values are not in ascending order")
    return value


_STATES = cv.schema_with_slug_keys(_icon, slug_validator=_key)
_ATTRIBUTE = {vol.Optional("default"): _icon, vol.Optional("state"): _STATES}
_ENTITY = vol.All(
    vol.Schema(
        {
            vol.Optional("default"): _icon,
            vol.Optional("state"): _STATES,
            vol.Optional("range"): vol.All({vol.Coerce(float): _icon}, _ascending),
            vol.Optional("state_attributes"): cv.schema_with_slug_keys(_ATTRIBUTE, slug_validator=_key),
        }
    ),
    _differs_from_default,
)
_STEPS = {"step": {str: {"section": {str: _icon}}}}


def _called(name: str, extra: dict[Any, Any] | None = None) -> vol.Schema:
    return cv.schema_with_slug_keys(vol.Schema({vol.Optional(name): _icon, **(extra or {})}), slug_validator=_key)


SCHEMA = vol.Schema(
    {
        vol.Optional("conditions"): _called("condition"),
        vol.Optional("config"): _STEPS,
        vol.Optional("entity"): cv.schema_with_slug_keys(
            cv.schema_with_slug_keys(_ENTITY, slug_validator=_key), slug_validator=cv.slug
        ),
        vol.Optional("issues"): {str: {"fix_flow": _STEPS}},
        vol.Optional("options"): _STEPS,
        vol.Optional("services"): _called("service", {vol.Optional("sections"): {str: _icon}}),
        vol.Optional("triggers"): _called("trigger"),
    }
)
