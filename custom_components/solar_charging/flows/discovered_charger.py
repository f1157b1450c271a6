"""Chargers that discovery found: offered in a line each, and completed with what the user answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.helpers.translation import async_get_translations

from ..catalogue.charger_config import ChargerConfig, ReadingConfig
from ..catalogue.charger_storage import charger_config
from ..catalogue.proposal import FoundCharger
from ..const import (
    CONF_CAR_CLAMPS,
    CONF_MAX_CURRENT_A,
    CONF_PHASES,
    CONF_SHADOW_MODE,
    CONF_VOLTAGE_V,
    DOMAIN,
    SUBENTRY_CHARGER,
)
from ..devices.charger_car_state import ChargerCarState
from ..devices.grid_voltage import nominal_voltage_v
from ..devices.last_command import LastCommand
from ..devices.set_point import set_point_driver
from ..setup.discovery import async_discover
from ..setup.number_text import number_text
from .given_names import area_name
from .user_language import user_language

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
    added = [charger_config("", "", subentry.data) for subentry in entry.get_subentries_of_type(SUBENTRY_CHARGER)]
    known = {id_ for config in added for id_ in (*config.entity_ids, config.device_id) if id_}
    clamp = free_car_clamp(entry)
    return tuple(
        Offer(with_clamp(found, clamp), _label(hass, found, words))
        for found in (await async_discover(hass)).chargers
        if found.is_controllable and not any(known & _identity(way.config) for way in (found, *found.alternatives))
    )


def free_car_clamp(entry: ConfigEntry[Any]) -> str | None:
    """Return the clamp around a charger that no charger is read by yet."""
    read = {
        one.entity_id
        for subentry in entry.get_subentries_of_type(SUBENTRY_CHARGER)
        for one in charger_config("", "", subentry.data).readings.values()
    }
    return next((one for one in entry.data.get(CONF_CAR_CLAMPS, ()) if one not in read), None)


def with_clamp(found: FoundCharger, clamp: str | None) -> FoundCharger:
    """Return a charger that measures nothing itself with the clamp around it as its power."""
    readings = found.config.readings
    if clamp is None or "power" in readings:
        return found
    return replace(found, config=replace(found.config, readings={**readings, "power": ReadingConfig(clamp)}))


async def async_words(hass: HomeAssistant, language: str | None = None) -> Mapping[str, str]:
    """Return our selectors' words in the language of who reads the form, or in another one."""
    words = await async_get_translations(hass, language or user_language(hass), "selector", [DOMAIN])
    return {key.removeprefix(_WORDS): text for key, text in words.items()}


def with_answers(config: ChargerConfig, answers: Mapping[str, Any]) -> ChargerConfig:
    """Return a charger that was found with what the user answered about it."""
    point = config.set_point
    if point and (max_a := answers.get(CONF_MAX_CURRENT_A)):
        point = replace(point, max=float(max_a))
    may_set = bool(answers.get(CONF_MAY_SET_CONFLICTING))
    return replace(
        config,
        set_point=point,
        conflicting_settings=tuple(
            replace(setting, may_set=setting.is_settable and may_set) for setting in config.conflicting_settings
        ),
        phases=int(answers.get(CONF_PHASES, 3)),
        voltage_v=answers.get(CONF_VOLTAGE_V),
        starts_in_shadow=bool(answers.get(CONF_SHADOW_MODE)),
    )


def in_place_of(found: ChargerConfig, before: ChargerConfig, phases: int) -> ChargerConfig:
    """Return a charger that takes the place of another one, with what the user answered about that."""
    known = {
        CONF_PHASES: phases,
        CONF_VOLTAGE_V: before.voltage_v,
        CONF_MAX_CURRENT_A: before.set_point and before.set_point.max,
        CONF_MAY_SET_CONFLICTING: any(setting.may_set for setting in before.conflicting_settings),
    }
    return with_answers(found, known)


def named_entities(hass: HomeAssistant, entity_ids: Iterable[str]) -> str:
    """Return entities by the names a person sees."""
    states = [hass.states.get(entity_id) for entity_id in entity_ids]
    return ", ".join(state.name for state in states if state) or "–"


def _label(hass: HomeAssistant, found: FoundCharger, words: Mapping[str, str]) -> str:
    """Return a line such as "Wallbox Pulsar Plus · Garage · 6–32 A · ready"."""
    config = replace(found.config, phases=3)
    driver = set_point_driver(hass, config.set_point, nominal_voltage_v(hass.config.country))
    limits = driver.range(config.phases) if driver else None
    car = ChargerCarState(hass, config.readings, LastCommand(), lambda: False).state()
    model = found.model or ""
    what = model if model.casefold().startswith(found.make.casefold()) else f"{found.make} {model}".strip()
    name = found.config.name
    where = area_name(hass, found.config.device_id) or (name if name not in (what, found.make) else None)
    language = user_language(hass)
    ends = [number_text(one, language) for one in (limits.floor_a, limits.max_a)] if limits else []
    current = f"{'–'.join(ends)} A" if ends else None
    return " · ".join(part for part in (what, where, current, words.get(f"car_state.options.{car}")) if part)


def _identity(config: ChargerConfig) -> set[str]:
    """Return what shows that a charger was added before: its device, or what it is commanded by."""
    pair = config.start_stop
    commanded = [
        config.set_point and config.set_point.entity_id,
        *(action.entity_id for action in ((pair.start, pair.stop) if pair else ())),
    ]
    read = [reading.entity_id for name, reading in config.readings.items() if name in ("status", "power")]
    return {text for text in (config.device_id, *commanded, *read) if text}
