"""Chargers that discovery found: offered in a line each, and turned into what a subentry stores."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.helpers.translation import async_get_translations

from ..catalogue.entry import Kind
from ..catalogue.proposal import FoundCharger, FoundOrder, FoundReading, FoundSetPoint, FoundSwitching
from ..const import CONF_MAX_CURRENT_A, CONF_PHASES, CONF_VOLTAGE_V, DOMAIN, SUBENTRY_CHARGER
from ..devices.charger_car_state import ChargerCarState
from ..devices.charger_config import DEFAULT_VOLTAGE_V, ChargerConfig
from ..devices.charger_storage import charger_config
from ..devices.last_command import LastCommand
from ..devices.set_point import set_point_driver
from ..setup.discovery import async_discover

CONF_MAY_SET_CONFLICTING = "may_set_conflicting_settings"
_WORDS = f"component.{DOMAIN}.selector."


@dataclass(frozen=True, slots=True)
class Offer:
    """A charger that can be added, and the line it is offered with."""

    found: FoundCharger
    label: str

    @property
    def ways(self) -> tuple[FoundCharger, ...]:
        """All ways to command it, the best first."""
        return (self.found, *(other for other in self.found.alternatives if other.is_controllable))

    @property
    def option(self) -> SelectOptionDict:
        """The offer as a choice in a form."""
        return SelectOptionDict(value=self.found.id, label=self.label)


async def async_offers(hass: HomeAssistant, entry: ConfigEntry[Any]) -> tuple[Offer, ...]:
    """Return the chargers that are there and not added yet, the best understood first."""
    words = await async_words(hass)
    added = [subentry.data for subentry in entry.get_subentries_of_type(SUBENTRY_CHARGER)]
    known = {text for data in added for text in _texts(data)}
    return tuple(
        Offer(found, _label(hass, found, words))
        for found in (await async_discover(hass)).chargers
        if found.is_controllable and not any(known & _identity(way) for way in (found, *found.alternatives))
    )


async def async_words(hass: HomeAssistant) -> Mapping[str, str]:
    """Return our selectors' words in Home Assistant's language."""
    words = await async_get_translations(hass, hass.config.language, "selector", [DOMAIN])
    return {key.removeprefix(_WORDS): text for key, text in words.items()}


def stored_data(found: FoundCharger, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored: all that is needed to command the charger without asking the catalogue again."""
    # What a car counts is what has reached its battery, less than it took.
    passed_over = {"session_energy"} if found.kind is Kind.CAR else set()
    names = {"device_id": found.device_id, "name": found.name, "entity_id": _main_entity(found)}
    data = {
        "integration": found.integration,
        "device_id": found.device_id,
        "set_point": _set_point(found.set_point, answers.get(CONF_MAX_CURRENT_A), names),
        "on_off": _pair(found.on_off, "start", "stop", names),
        "phase_switch": _pair(found.phases, "one", "three", names),
        "readings": {name: _reading(one) for name, one in found.readings.items() if name not in passed_over},
        "conflicting_settings": [
            {
                "entity": setting.entity_id,
                "wanted": list(setting.wanted),
                "may_set": setting.consent == "ask" and bool(answers.get(CONF_MAY_SET_CONFLICTING)),
            }
            for setting in found.conflicting_settings
        ],
        "interval_s": found.interval_s,
        "min_interval_s": found.min_interval_s,
        "refresh_s": found.refresh_s,
        "forgets_on": list(found.forgets_on),
        CONF_PHASES: answers.get(CONF_PHASES, "3"),
        CONF_VOLTAGE_V: answers[CONF_VOLTAGE_V],
    }
    return {key: value for key, value in data.items() if value not in (None, {}, [])}


def replaced_data(found: FoundCharger, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a charger that takes the place of the one in `data`, with what the user answered about that."""
    known = {
        CONF_PHASES: data.get(CONF_PHASES),
        CONF_VOLTAGE_V: data.get(CONF_VOLTAGE_V, DEFAULT_VOLTAGE_V),
        CONF_MAX_CURRENT_A: data.get("set_point", {}).get("max"),
        CONF_MAY_SET_CONFLICTING: any(setting.get("may_set") for setting in data.get("conflicting_settings", ())),
    }
    return stored_data(found, {key: value for key, value in known.items() if value is not None})


def suggested_name(hass: HomeAssistant, found: FoundCharger) -> str:
    """Return where the charger is, or else what it is called."""
    return _area(hass, found) or found.name


def present_config(found: FoundCharger) -> ChargerConfig:
    """Return the charger as if it were added, to read it by."""
    return charger_config(found.id, found.name, stored_data(found, {CONF_NAME: found.name, CONF_VOLTAGE_V: 230.0}))


def named_entities(hass: HomeAssistant, entity_ids: Iterable[str]) -> str:
    """Return entities by the names a person sees."""
    states = [hass.states.get(entity_id) for entity_id in entity_ids]
    return ", ".join(state.name for state in states if state) or "–"


def _label(hass: HomeAssistant, found: FoundCharger, words: Mapping[str, str]) -> str:
    """Return a line such as "Wallbox Pulsar Plus · Garage · 6–32 A · ready"."""
    config = present_config(found)
    driver = set_point_driver(hass, config.set_point, config.voltage_v)
    limits = driver.range(config.phases) if driver else None
    car = ChargerCarState(hass, config.readings, LastCommand()).state()
    model = found.model or ""
    what = model if model.casefold().startswith(found.make.casefold()) else f"{found.make} {model}".strip()
    where = _area(hass, found) or (found.name if found.name not in (what, found.make) else None)
    current = f"{limits.floor_a:.3g}–{limits.max_a:.3g} A" if limits else None
    return " · ".join(part for part in (what, where, current, words.get(f"car_state.options.{car}")) if part)


def _area(hass: HomeAssistant, found: FoundCharger) -> str | None:
    device = dr.async_get(hass).async_get(found.device_id) if found.device_id else None
    area_id = getattr(device, "area_id", None)
    area = ar.async_get(hass).async_get_area(area_id) if area_id else None
    return area.name if area else None


def _identity(found: FoundCharger) -> set[str]:
    """Return what shows that a charger was added before: its device, or what it is commanded by."""
    point, orders = found.set_point, (found.on_off.on, found.on_off.off)
    told = [point.entity_id, *(order.entity_id for order in orders if order)]
    read = [one.entity_id for name, one in found.readings.items() if name in ("status", "power")]
    return {text for text in (found.device_id, *told, *read) if text}


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        yield from (text for value in data.values() for text in _texts(value))
    elif isinstance(data, list | tuple):
        yield from (text for value in data for text in _texts(value))


def _main_entity(found: FoundCharger) -> str | None:
    ids = [order.entity_id for order in (found.on_off.on, found.on_off.off) if order and order.entity_id]
    read = (one.entity_id for one in found.readings.values())
    return next(iter(ids), None) or found.set_point.entity_id or next(read, None)


def _set_point(point: FoundSetPoint, max_a: float | None, names: Mapping[str, Any]) -> dict[str, Any]:
    if point.kind == "none":
        return {}
    part = {
        "entity": point.entity_id,
        "action": point.action.action if point.action and point.entity_id is None else None,
        "data": _filled(point.action.data, names) if point.action and point.entity_id is None else None,
        "unit": point.unit,
        "least": point.floor,
        "step": point.step,
        "max": max_a or point.max,
        "pauses_at_zero": point.is_zero_pause,
        "prefers_zero": point.kind == "profile",
    }
    return {key: value for key, value in part.items() if value not in (None, False)}


def _pair(switching: FoundSwitching, first: str, second: str, names: Mapping[str, Any]) -> dict[str, Any]:
    if switching.on is None or switching.off is None:
        return {}
    return {first: _order(switching.on, names), second: _order(switching.off, names)}


def _order(order: FoundOrder, names: Mapping[str, Any]) -> dict[str, Any]:
    if order.action:
        return {"action": order.action.action, "data": _filled(order.action.data, names)}
    return {"entity": order.entity_id, "value": order.value}


def _filled(data: Mapping[str, object], names: Mapping[str, Any]) -> dict[str, Any]:
    """Return an action's data with what is known of the charger in place; the current comes when it is called."""
    return {
        key: names.get(value.strip("{}"), value) if isinstance(value, str) and value.startswith("{") else value
        for key, value in data.items()
    }


def _reading(one: FoundReading) -> dict[str, Any]:
    part = {"entity": one.entity_id, "states": dict(one.states), "attribute": one.attribute, "step_w": one.step_w}
    return {key: value for key, value in part.items() if value not in (None, {})}
