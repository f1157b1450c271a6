"""The entities a question can be answered with, likeliest first, each with what it says now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_UNIT_OF_MEASUREMENT,
    PERCENTAGE,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import SelectOptionDict

from ..catalogue.entry import Role
from ..const import DOMAIN
from ..devices.car_entities import LOCATION_DOMAINS
from ..devices.charger import current_range
from ..devices.state import CURRENT, POWER


@dataclass(frozen=True, slots=True)
class Question:
    """Which entities can answer: their domains, a test, and words in id or name that make one likely."""

    domains: tuple[str, ...]
    fits: Callable[[State], bool]
    words: tuple[str, ...] = ()


def _unit(state: State) -> str:
    return str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) or "")


def _is_power(state: State) -> bool:
    return POWER.factor(_unit(state)) is not None


def _is_state_of_charge(state: State) -> bool:
    return _unit(state) == PERCENTAGE and state.attributes.get(ATTR_DEVICE_CLASS) in ("battery", None)


def _is_current(state: State) -> bool:
    return not _unit(state) or CURRENT.factor(_unit(state)) is not None


def _is_status(state: State) -> bool:
    return not _unit(state) and state.attributes.get(ATTR_DEVICE_CLASS) in (
        "enum", "plug", "battery_charging", "power", "connectivity", None,
    )  # fmt: skip


_CAR_WORDS = ("car", "vehicle", "ev_", "auto")
_CHARGER_WORDS = ("charg", "wallbox", "evse", "ev_", "car", "lade", "garage")

OF_ROLE = {
    Role.PV_POWER: Question(("sensor",), _is_power, ("pv", "solar", "inverter", "generation", "photovolt", "production", "yield")),
    Role.GRID_POWER: Question(("sensor",), _is_power, ("grid", "meter", "net", "mains", "p1", "netz")),
    Role.GRID_IMPORT_POWER: Question(("sensor",), _is_power, ("import", "consumption", "bezug", "grid")),
    Role.GRID_EXPORT_POWER: Question(("sensor",), _is_power, ("export", "feed", "return", "einspeis", "grid")),
    Role.BATTERY_POWER: Question(("sensor",), _is_power, ("battery", "akku", "storage", "batt")),
    Role.BATTERY_CHARGE_POWER: Question(("sensor",), _is_power, ("battery_charg", "charging_power", "charge", "battery", "akku")),
    Role.BATTERY_DISCHARGE_POWER: Question(("sensor",), _is_power, ("discharg", "entlad", "battery", "akku")),
    Role.BATTERY_SOC: Question(("sensor",), _is_state_of_charge, ("home_battery", "storage", "soc", "akku", "state_of_charge")),
    Role.LOAD_POWER: Question(("sensor",), _is_power, ("load", "house", "home", "consumption", "verbrauch")),
}  # fmt: skip

CHARGER_CURRENT = Question(("number", "input_number"), _is_current, _CHARGER_WORDS)
CHARGER_SWITCH = Question(("switch", "input_boolean"), lambda _: True, _CHARGER_WORDS)
CHARGER_POWER = Question(("sensor",), _is_power, _CHARGER_WORDS)
CHARGER_STATUS = Question(("sensor", "binary_sensor"), _is_status, _CHARGER_WORDS)
CHARGER_PHASES = Question(
    ("select", "input_select", "switch", "number"), lambda state: "phase" in _text(state), _CHARGER_WORDS
)
CAR_SOC = Question(
    ("sensor", "input_number"),
    _is_state_of_charge,
    (*_CAR_WORDS, "state_of_charge", "soc"),
)
CAR_LIMIT = Question(
    ("number", "sensor", "input_number"),
    lambda state: _unit(state) == PERCENTAGE,
    ("charge_limit", "target", "limit", *_CAR_WORDS),
)
CAR_PLUG = Question(
    ("binary_sensor", "sensor", "input_boolean"),
    lambda state: _is_status(state) and state.attributes.get(ATTR_DEVICE_CLASS) not in ("battery_charging", "power"),
    ("plug", "cable", *_CAR_WORDS),
)
CAR_LOCATION = Question(LOCATION_DOMAINS, lambda _: True, _CAR_WORDS)
PHASE_CURRENT = Question(
    ("sensor",), lambda state: _unit(state) != "" and _is_current(state), ("grid", "meter", "mains", "p1", "phase")
)
WEATHER = Question(("weather",), lambda _: True)


def options(hass: HomeAssistant, question: Question, chosen: Iterable[str] = ()) -> list[SelectOptionDict]:
    """Return what can be picked. What was chosen before is among it even if it does not fit (any more)."""
    kept = [state for entity_id in chosen if (state := hass.states.get(entity_id))]
    found = [state for state in hass.states.async_all(question.domains) if question.fits(state) and state not in kept]
    foreign = [state for state in found if not _is_ours(hass, state)]
    foreign.sort(key=lambda state: (-_likelihood(state, question.words), state.name.casefold()))
    return [
        SelectOptionDict(value=state.entity_id, label=f"{state.name} · {now(state)}") for state in (*kept, *foreign)
    ]


def likeliest(hass: HomeAssistant, question: Question) -> str | None:
    """Return the only entity that can answer, None where the user has to choose."""
    found = options(hass, question)
    return found[0]["value"] if len(found) == 1 else None


def now(state: State) -> str:
    """Return what an entity says now, with its unit; of a set-point also what it accepts."""
    if state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return "–"
    text = f"{state.state} {_unit(state)}".strip()
    limits = current_range(state)
    return f"{text} ({limits.min_a:g}–{limits.max_a:g})" if limits else text


def _is_ours(hass: HomeAssistant, state: State) -> bool:
    entity = er.async_get(hass).async_get(state.entity_id)
    return entity is not None and entity.platform == DOMAIN


def _text(state: State) -> str:
    return f"{state.entity_id} {state.name}".casefold()


def _likelihood(state: State, words: Sequence[str]) -> int:
    text = _text(state)
    # Earlier words are the better hints.
    return max((len(words) - place for place, word in enumerate(words) if word in text), default=0)
