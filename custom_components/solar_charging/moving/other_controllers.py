"""What other integrations and blueprints for solar charging were set up with: the entities they use, and their limits.

Each names its settings differently, but says in the name what it is for: "charger_set_charge_current", "appliance_entity". So one set
of words reads them all, and blueprints, whose inputs anyone names as they like.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeIs

from ..const import (
    CONF_CURRENT_ENTITY,
    CONF_LIMIT_ENTITY,
    CONF_LOCATION_ENTITY,
    CONF_PLUG_ENTITY,
    CONF_POWER_ENTITY,
    CONF_SOC_ENTITY,
    CONF_SWITCH_ENTITY,
    EVSE_CEILING_A,
    EVSE_FLOOR_A,
)
from ..engine.finite import finite
from .old_setup import LONGEST_NAME, MOST_OF_A_KIND, NotMoved, NotMovedReason, OldCharger, OldSetup

# The integrations that command chargers by surplus, by their domain.
CONTROLLERS = frozenset(
    {
        "solarcharger", "pv_excess_control", "solar_optimizer", "ev_smart_charging", "ev_smart_charger",
        "ev_solar_charger", "solar_ev_charger", "pv_excess_manager",
    }
)  # fmt: skip
_NUMBERS = ("number", "input_number", "select", "input_select")
_SWITCHES = ("switch", "input_boolean")
_BINARY = ("binary_sensor",)
_SENSORS = ("sensor",)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """A field of our form, the domains an entity for it has, and words of which the setting's name has one (the surest first), and those it must not have."""

    field: str
    domains: tuple[str, ...]
    words: tuple[str, ...]
    never: tuple[str, ...] = ()


_MEANINGS = (
    _Meaning(
        CONF_CURRENT_ENTITY,
        _NUMBERS,
        ("current", "amp", "power_entity"),
        ("max", "min", "limit", "target", "wait"),
    ),
    # Some blueprints set what they call the most that a charger takes.
    _Meaning(CONF_CURRENT_ENTITY, _NUMBERS, ("max_current_entity",)),
    _Meaning(
        CONF_SWITCH_ENTITY,
        _SWITCHES,
        ("on_off", "switch", "charger", "appliance", "entity_id"),
        ("enable", "phase", "toggle"),
    ),
    _Meaning(CONF_PLUG_ENTITY, _BINARY, ("plug", "cable", "connect")),
    # Those of a day, or of bad weather, are what the controller makes of it.
    _Meaning(
        CONF_LIMIT_ENTITY, (*_NUMBERS, *_SENSORS), ("charge_limit", "target_soc"), ("max", "min", "day", "weather")
    ),
    _Meaning(CONF_SOC_ENTITY, _SENSORS, ("ev_soc", "soc_car", "car_soc", "chargee_soc", "vehicle_soc")),
    _Meaning(CONF_LOCATION_ENTITY, ("device_tracker", "person"), ("location", "tracker")),
    _Meaning(
        CONF_POWER_ENTITY,
        _SENSORS,
        ("actual_power", "charger_power", "charging_power", "ev_power", "ev_consumption", "appliance_power"),
    ),
)
_NAMES = ("charger_name", "appliance_name", "device_name", "name")
_LEAST = ("min_current", "charger_min_current", "min_amps", "min_charging_amps")
_MOST = ("max_current", "charger_max_current", "ev_charger_max_current", "max_amps", "max_charging_amps")
# Deeper than any integration nests its options.
_DEEPEST = 4


def old_setup_of(title: str, values: Mapping[str, Any], is_anothers: Callable[[str], bool]) -> OldSetup:
    """Return the chargers among the settings of an integration or a blueprint. What it decides by has no counterpart.

    `is_anothers`: whether an entity is there, and not one that the controller itself has made.
    """
    chargers = []
    for index, block in enumerate(_blocks(values)):
        entities = _entities({key: value for key, value in block.items() if _is_entity(value) and is_anothers(value)})
        if CONF_CURRENT_ENTITY in entities or CONF_SWITCH_ENTITY in entities:
            chargers.append(_charger(f"charger-{index}", title, block, entities))
    not_moved = (NotMoved("", NotMovedReason.OWN_RULES),) if chargers else ()
    return OldSetup(chargers=tuple(chargers[:MOST_OF_A_KIND]), not_moved=not_moved)


def _charger(id_: str, title: str, block: Mapping[str, Any], entities: Mapping[str, str]) -> OldCharger:
    least_a, most_a = _amps(block, _LEAST, "power_min"), _amps(block, _MOST, "power_max")
    is_crossed = least_a is not None and most_a is not None and least_a > most_a
    phases = finite(block.get("phases", block.get("number_of_phases")), 1.0, 3.0)
    name = next((text for key in _NAMES if isinstance(text := block.get(key), str) and text.strip()), title)
    return OldCharger(
        id=id_,
        name=name.strip()[:LONGEST_NAME],
        min_current_a=None if is_crossed or least_a == EVSE_FLOOR_A else least_a,
        max_current_a=None if is_crossed else most_a,
        phases=int(phases or 1),
        entities=entities,
    )


def _amps(block: Mapping[str, Any], keys: Sequence[str], power_key: str) -> float | None:
    """Return a limit in A; of one in W, by what the integration divides it by to set the current."""
    named = next((block[key] for key in keys if key in block), None)
    divisor = finite(block.get("convert_power_divide_factor"), 1.0)
    power_w = finite(block.get(power_key))
    if named is None and divisor and power_w:
        named = power_w / divisor
    return finite(named, EVSE_FLOOR_A, EVSE_CEILING_A)


def _is_entity(value: object) -> TypeIs[str]:
    return isinstance(value, str) and "." in value and len(value) <= 255


def _entities(named: Mapping[str, str]) -> dict[str, str]:
    """Return by field of our form the entity that is meant for it, told by the name of its setting."""
    found: dict[str, str] = {}
    for meaning in _MEANINGS:
        fitting = [
            entity_id
            for word in meaning.words
            for key, entity_id in named.items()
            if _has(key, (word,)) and not _has(key, meaning.never) and entity_id.partition(".")[0] in meaning.domains
        ]
        free = (one for one in fitting if one not in found.values())
        if meaning.field not in found and (best := next(free, None)):
            found[meaning.field] = best
    return found


def _has(key: object, words: Iterable[str]) -> bool:
    return any(word in str(key).casefold() for word in words)


def _blocks(values: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Return settings and each group of settings in them: a charger is one of these."""
    yield values
    for value in values.values():
        if isinstance(value, Mapping) and depth < _DEEPEST:
            yield from _blocks(value, depth + 1)
