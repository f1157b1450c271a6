"""services.yaml, triggers.yaml and conditions.yaml: hassfest's plugins of these names."""

from collections.abc import Iterator, Mapping
from typing import Any

import voluptuous as vol
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import selector

from . import faults


def _given(value: Any) -> Any:
    if value is None:
        raise vol.Invalid("is empty")
    return value


_FIELD = vol.Schema(
    {
        vol.Optional("example"): _given,
        vol.Optional("default"): _given,
        vol.Optional("required"): bool,
        vol.Optional("advanced"): bool,
        vol.Optional("filter"): dict,
        vol.Optional("context"): dict,
        vol.Optional("selector"): selector.validate_selector,
    }
)
_SECTION = vol.Schema({vol.Optional("collapsed"): bool, vol.Required("fields"): {str: _FIELD}})
_CALLED = vol.Any(
    None,
    vol.Schema(
        {
            vol.Optional("target"): vol.Any(None, selector.TargetSelector.CONFIG_SCHEMA),
            vol.Optional("fields"): {str: vol.Any(_FIELD, _SECTION)},
        }
    ),
)
SCHEMA = vol.Schema({cv.slug: _CALLED})


def without_anchors(described: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what begins with a dot: triggers and conditions may keep what several of them use there, actions may not."""
    return {name: one for name, one in described.items() if not name.startswith(".")}


def problems(described: Mapping[str, Any], words: Mapping[str, Any], selectors: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong: `words` are the translations of this kind, `selectors` those of selectors."""
    yield from faults(SCHEMA, described)
    for name, one in described.items():
        if not {"name", "description"} <= set(words.get(name, {})):
            yield f"{name} has no name or description"
        for field, field_words, options in _fields(one or {}, words.get(name, {})):
            if not {"name", "description"} <= set(field_words):
                yield f"{name}.{field} has no name or description"
            if options is not None and options not in selectors:
                yield f"{name}.{field} has options without words: {options}"


def _fields(one: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
    for name, field in one.get("fields", {}).items():
        parts = field.get("fields", {name: field})
        for part, described in parts.items():
            select = (described.get("selector") or {}).get("select") or {}
            yield part, words.get("fields", {}).get(part, {}), select.get("translation_key")
