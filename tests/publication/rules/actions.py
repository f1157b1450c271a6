"""services.yaml, triggers.yaml and conditions.yaml: hassfest's plugins of these names."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import voluptuous as vol
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import selector

from . import faults


def _given(value: Any) -> Any:
    if value is None:
        raise vol.Invalid("is empty")
    return value


def _member(value: str) -> str:
    """Home Assistant's own check imports all kinds of entities, and what they require."""
    try:
        domain, kind, name = value.split(".", 2)
        getattr(getattr(import_module(f"homeassistant.components.{domain}"), kind), name)
    except (AttributeError, ImportError) as err:
        raise vol.Invalid(f"{value} is no member of what a kind of entity has") from err
    return value


_FILTER = vol.Schema(
    {
        vol.Exclusive("attribute", "filter"): {vol.Required(str): [vol.All(str, _member)]},
        vol.Exclusive("supported_features", "filter"): [vol.All(str, _member)],
    }
)
_ANY_FIELD = {
    vol.Optional("example"): _given,
    vol.Optional("default"): _given,
    vol.Optional("required"): bool,
    vol.Optional("selector"): selector.validate_selector,
}
_FIELD = vol.Schema({**_ANY_FIELD, vol.Optional("advanced"): bool, vol.Optional("filter"): _FILTER})
_SECTION = vol.Schema({vol.Optional("collapsed"): bool, vol.Required("fields"): {str: _FIELD}})
_ACTION = {
    vol.Optional("target"): selector.TargetSelector.CONFIG_SCHEMA,
    vol.Optional("fields"): {str: vol.Any(_FIELD, _SECTION)},
}
# Triggers and conditions know neither sections nor filters.
_EVENT = {
    vol.Optional("target"): selector.TargetSelector.CONFIG_SCHEMA,
    vol.Optional("fields"): {str: vol.Schema({**_ANY_FIELD, vol.Optional("context"): {str: str}})},
}
ACTIONS = vol.Schema({cv.slug: vol.Any(None, vol.Schema(_ACTION))})
EVENTS = vol.Schema({cv.slug: vol.Any(None, vol.Schema(_EVENT))})


def without_anchors(described: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what begins with a dot: triggers and conditions may keep what several of them use there, actions may not."""
    return {name: one for name, one in described.items() if not name.startswith(".")}


def problems(
    schema: vol.Schema, described: Mapping[str, Any], words: Mapping[str, Any], selectors: Mapping[str, Any]
) -> Iterator[str]:
    """Yield what is wrong: `schema` and `words`, the translations, are those of the kind, `selectors` those of selectors."""
    if broken := list(faults(schema, described)):
        yield from broken
        return
    for name, one in described.items():
        yield from (f"{name}: {problem}" for problem in _structure(one or {}))
        if not {"name", "description"} <= set(words.get(name, {})):
            yield f"{name} has no name or description"
        for field, field_words, options in _fields(one or {}, words.get(name, {})):
            if not {"name", "description"} <= set(field_words):
                yield f"{name}.{field} has no name or description"
            if options is not None and options not in selectors:
                yield f"{name}.{field} has options without words: {options}"


def _structure(one: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a description's fields among each other."""
    parts = [(name, field) for group in one.get("fields", {}).items() for name, field in _parts(*group)]
    names = [name for name, _ in parts]
    yield from (f"{name} is there twice" for name in {name for name in names if names.count(name) > 1})
    known = dict(parts)
    for name, field in parts:
        if "filter" in field and not one.get("target"):
            yield f"{name} is filtered by a target that is not asked for"
        for key, source in field.get("context", {}).items():
            yield from (f"{name}: {problem}" for problem in _context(field, key, known.get(source) or source, one))


def _context(field: Mapping[str, Any], key: str, source: Any, one: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a field that follows another: `source` is that field, or its name where there is none."""
    allowed = selector.selector(field["selector"]).allowed_context_keys if field.get("selector") else {}
    if key not in allowed:
        yield f"{key} is nothing that its selector follows"
    elif source == "target" and "target" in one:
        if "target" not in allowed[key]:
            yield f"{key} cannot follow a target"
    elif not isinstance(source, Mapping):
        yield f"{key} follows {source}, which is not there"
    elif not allowed[key].intersection(source.get("selector") or {}):
        yield f"{key} cannot follow that kind of field"


def _parts(name: str, field: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a field, or those of a section."""
    yield from field["fields"].items() if "fields" in field else [(name, field)]


def _fields(one: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str | None]]:
    for name, field in one.get("fields", {}).items():
        for part, described in _parts(name, field):
            select = (described.get("selector") or {}).get("select") or {}
            yield part, words.get("fields", {}).get(part, {}), select.get("translation_key")
