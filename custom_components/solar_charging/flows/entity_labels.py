"""Entities as a person knows them: by name, device and what they show now."""

from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_cached_translations

from ..devices.call import to_float
from ..devices.entity_state import known_state
from ..devices.set_point import current_range
from ..setup.number_text import number_text
from .user_language import user_language


def entity_label(hass: HomeAssistant, entity_id: str) -> str:
    """Return a line such as "Grid power · SMA meter · 1,234 W"; the device only where the name does not hold it already."""
    state = hass.states.get(entity_id)
    if state is None:
        return entity_id
    device = _device_name(hass, entity_id)
    where = [device] if device and device.casefold() not in state.name.casefold() else []
    return " · ".join((state.name, *where, value_text(hass, state)))


def value_text(hass: HomeAssistant, state: State) -> str:
    """Return an entity's state with its unit; of a set-point also what it accepts."""
    if known_state(state) is None:
        return "–"
    value, language = to_float(state.state), user_language(hass)
    shown = _state_name(hass, state) if value is None else number_text(value, language)
    text = f"{shown} {state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) or ''}".strip()
    limits = current_range(state)
    return f"{text} ({number_text(limits.min_a, language)}–{number_text(limits.max_a, language)})" if limits else text


def _state_name(hass: HomeAssistant, state: State) -> str:
    """Return a state as it is shown elsewhere: "Partly cloudy", not "partlycloudy". Its front end has loaded the words for this."""
    entity = er.async_get(hass).async_get(state.entity_id)
    paths = [(state.domain, f"entity_component.{state.attributes.get(ATTR_DEVICE_CLASS) or '_'}")]
    if entity and entity.translation_key:
        paths.insert(0, (entity.platform, f"entity.{state.domain}.{entity.translation_key}"))
    for component, path in paths:
        category = path.partition(".")[0]
        words = async_get_cached_translations(hass, user_language(hass), category, component)
        if found := words.get(f"component.{component}.{path}.state.{state.state}"):
            return found
    return state.state


def _device_name(hass: HomeAssistant, entity_id: str) -> str | None:
    entity = er.async_get(hass).async_get(entity_id)
    device = dr.async_get(hass).async_get(entity.device_id) if entity and entity.device_id else None
    return (device.name_by_user or device.name) if device else None
