"""The entities a question can be answered with, likeliest first, each with its state."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_UNIT_OF_MEASUREMENT,
    PERCENTAGE,
    UnitOfLength,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.util import dt as dt_util

from ..catalogue.entry import Role
from ..const import DOMAIN
from ..devices.call import BUTTONS, NUMBERS, SELECTS, SWITCHES, to_float
from ..devices.charger_vehicle import ENERGY
from ..devices.entity_state import CURRENT, POWER
from ..devices.limit_signal import ON_OFF_DOMAINS, SIGNAL_DOMAINS
from ..devices.set_point import currents_named
from ..devices.source import SITE_ROLES
from ..devices.status_words import car_state
from ..devices.vehicle import LOCATION_DOMAINS
from ..engine.model import CarState
from ..plausibility.behaviour import Behaviour, evidence
from ..prices.carbon import carbon_factor
from ..prices.formats import PriceFormat, is_price
from ..setup.turns import async_in_turns
from .entity_labels import entity_label
from .role_evidence import is_of_another_thing, likelihood


@dataclass(frozen=True, slots=True)
class Question:
    """Which entities can answer: their domains, a test, and words in id or name that make one likely.

    `hints`: words that tell one from others of the same device. `rank`: how likely one is, in place of words. `units`: which an
    answer may have, as they are written everywhere.
    """

    domains: tuple[str, ...]
    fits: Callable[[State], bool]
    words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    rank: Callable[[State], float] | None = None
    units: str = ""

    def likelihood(self, state: State) -> float:
        """Return how likely an entity is the answer."""
        return self.rank(state) if self.rank else _likelihood(state, self.words)


def _unit(state: State) -> str:
    return str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) or "")


def _is_power(state: State) -> bool:
    # Every plug has an apparent power beside its power: only the catalogue chooses it.
    return _unit(state) != POWER.stand_in and POWER.factor(_unit(state)) is not None


def _is_state_of_charge(state: State) -> bool:
    return _unit(state) == PERCENTAGE and state.attributes.get(ATTR_DEVICE_CLASS) in ("battery", None)


def _is_current(state: State) -> bool:
    return not _unit(state) or CURRENT.factor(_unit(state)) is not None


def _is_set_point(state: State) -> bool:
    if state.domain in SELECTS:
        return len(currents_named(state)) > 1
    return _is_current(state) or _is_power(state)


def _is_energy(state: State) -> bool:
    return ENERGY.factor(_unit(state)) is not None


def _is_upkeep(state: State) -> bool:
    """Whether a button restarts or updates a device rather than working it."""
    return state.attributes.get(ATTR_DEVICE_CLASS) in ("identify", "restart", "update")


def _is_status(state: State) -> bool:
    return not _unit(state) and state.attributes.get(ATTR_DEVICE_CLASS) in (
        "enum", "plug", "battery_charging", "power", "connectivity", None,
    )  # fmt: skip


def _role_likelihood(role: Role, behaviours: Mapping[str, Behaviour], state: State) -> float:
    named = likelihood(role, f"{state.object_id} {state.name}", to_float(state.state))
    known = behaviours.get(state.entity_id)
    return named + evidence(role, known) if known else named


def _charge_likelihood(state: State) -> float:
    is_another = any(word in _text(state) for word in _OTHER_PERCENTAGES)
    is_battery = state.attributes.get(ATTR_DEVICE_CLASS) == "battery"
    return _likelihood(state, _CHARGE_WORDS) + 0.5 * is_battery - (len(_CHARGE_WORDS) + 1) * is_another


def _plug_likelihood(state: State) -> float:
    # What shows a word that is understood is better than what might be called a plug.
    return _likelihood(state, _PLUG_WORDS) + 0.5 * (car_state(state) is not CarState.UNKNOWN)


_DISTANCES = (UnitOfLength.KILOMETERS, UnitOfLength.MILES)
_POWER_UNITS = "W / kW"
_CAR_WORDS = ("car", "vehicle", "ev_", "auto")
_CHARGE_WORDS = (*_CAR_WORDS, "battery_level", "state_of_charge", "soc")
# Of cars: what it should be, will be on arrival, or is needed for its heating.
_OTHER_PERCENTAGES = ("arrival", "ankunft", "threshold", "target", "ziel", "limit")
# Renault's own "plug" is off while a charge is scheduled, its plug state is not.
_PLUG_WORDS = ("plug_state", "plug", "cable", "stecker", "kabel", *_CAR_WORDS)
_CHARGER_WORDS = ("charg", "wallbox", "evse", "ev_", "car", "lade", "garage")


def of_role(role: Role, behaviours: Mapping[str, Behaviour]) -> Question:
    """Return the question for a role of the home; `behaviours`: what sensors did lately, where that is known."""
    rank = partial(_role_likelihood, role, behaviours)
    if role is Role.BATTERY_SOC:
        return Question(("sensor",), _is_state_of_charge, rank=rank, units=PERCENTAGE)
    return Question(("sensor",), _is_power, rank=rank, units=_POWER_UNITS)


OF_ROLE: Mapping[Role, Question] = {role: of_role(role, {}) for role in SITE_ROLES}

SET_POINT = Question(
    (*NUMBERS, *SELECTS),
    _is_set_point,
    _CHARGER_WORDS,
    (
        "charging_current",
        "charge_current",
        "ladestrom",
        "current_limit",
        "charging_power",
        "ladeleistung",
        "current",
        "amp",
    ),
    units="A / kW / W",
)
ON_OFF = Question(
    (*SWITCHES, *SELECTS, *BUTTONS),
    lambda state: not _is_upkeep(state),
    _CHARGER_WORDS,
    ("charging_enable", "start_charg", "charging", "charge", "laden", "enable", "start"),
)
STOP_BUTTON = Question(
    BUTTONS, lambda state: not _is_upkeep(state), _CHARGER_WORDS, ("stop_charg", "stop", "pause", "end")
)
CHARGER_POWER = Question(
    ("sensor", "input_number"),
    _is_power,
    _CHARGER_WORDS,
    ("charging_power", "ladeleistung", "power", "leistung"),
    units=_POWER_UNITS,
)
CHARGER_STATUS = Question(
    ("sensor", "binary_sensor", "input_select", "input_boolean"),
    _is_status,
    _CHARGER_WORDS,
    ("status", "charger_state", "charging_state", "state", "zustand"),
)
CHARGER_PHASES = Question(
    (*SELECTS, *SWITCHES, *NUMBERS), lambda state: "phase" in _text(state), _CHARGER_WORDS, ("phase",)
)
CHARGER_ENERGY = Question(
    ("sensor", "input_number"), _is_energy, _CHARGER_WORDS, ("session", "sitzung"), units="kWh / Wh"
)
CAR_SOC = Question(
    ("sensor", "input_number"),
    _is_state_of_charge,
    hints=("soc", "state_of_charge", "battery_level"),
    rank=_charge_likelihood,
    units=PERCENTAGE,
)
CAR_LIMIT = Question(
    ("number", "sensor", "input_number"),
    lambda state: _unit(state) == PERCENTAGE,
    ("charge_limit", "target", "limit", *_CAR_WORDS),
    ("charge_limit", "target", "limit"),
    units=PERCENTAGE,
)
CAR_PLUG = Question(
    ("binary_sensor", "sensor", "input_boolean"),
    lambda state: _is_status(state) and state.attributes.get(ATTR_DEVICE_CLASS) not in ("battery_charging", "power"),
    hints=("plug", "cable", "kabel", "stecker"),
    rank=_plug_likelihood,
)
CAR_LOCATION = Question(LOCATION_DOMAINS, lambda _: True, _CAR_WORDS, ("location", "position", "standort"))
CAR_ODOMETER = Question(
    ("sensor", "input_number"),
    lambda state: _unit(state) in _DISTANCES,
    ("odometer", "mileage", "kilometer", *_CAR_WORDS),
    ("odometer", "mileage", "kilometer"),
)
CAR_RANGE = Question(
    ("sensor", "input_number"),
    lambda state: _unit(state) in _DISTANCES,
    ("range", "reichweite", "autonom", *_CAR_WORDS),
    ("range", "reichweite", "autonom"),
)
CAR_DRIVER = Question(("person",), lambda _: True)
PHASE_CURRENT = Question(
    ("sensor",),
    lambda state: _unit(state) != "" and _is_current(state),
    ("grid", "meter", "mains", "p1", "phase"),
    units="A",
)
PHASE_POWER = Question(("sensor",), _is_power, ("grid", "meter", "mains", "p1", "phase"), units=_POWER_UNITS)
LIMIT_SIGNAL = Question(
    SIGNAL_DOMAINS,
    lambda state: not _unit(state) or _is_power(state) or _is_current(state),
    ("lpc", "14a", "steuerbox", "ripple", "limit", "grid"),
    units="W / kW / A",
)
LIMIT_ACTIVE = Question(ON_OFF_DOMAINS, lambda _: True, ("lpc", "14a", "steuerbox", "limit", "active", "grid"))
CARBON = Question(("sensor",), lambda state: carbon_factor(_unit(state)) is not None, ("intensity", "carbon", "co2"))
WEATHER = Question(("weather",), lambda _: True)


def prices(formats: Sequence[PriceFormat]) -> Question:
    """Return what can show what energy costs, by the formats that are known."""
    zone = dt_util.get_default_time_zone()
    words = ("price", "rate", "tariff", "preis")
    return Question(("sensor", "event"), lambda state: is_price(formats, state.attributes, _unit(state), zone), words)


async def async_options(
    hass: HomeAssistant, question: Question, chosen: Iterable[str] = (), devices: Collection[str] = ()
) -> list[SelectOptionDict]:
    """Return what can be picked, that of `devices` first. What was chosen before is among it even if it does not fit (any more)."""
    kept = list(chosen)
    ranked: list[tuple[bool, float, str, str]] = []
    async for state in async_in_turns(hass.states.async_all(question.domains)):
        entity_id = state.entity_id
        if entity_id not in kept and _fits(hass, question, state):
            is_elsewhere = _device_of(hass, entity_id) not in devices
            ranked.append((is_elsewhere, -question.likelihood(state), state.name.casefold(), entity_id))
    ranked.sort(key=lambda one: one[:3])
    ids = [*kept, *(entity_id for *_, entity_id in ranked)]
    return [
        SelectOptionDict(value=entity_id, label=entity_label(hass, entity_id))
        async for entity_id in async_in_turns(ids)
    ]


def of_same_device(
    hass: HomeAssistant, question: Question, devices: Collection[str], taken: Collection[str]
) -> str | None:
    """Return what on these devices answers a question, by its name; None where nothing there that is not taken is called so."""
    found = [
        state
        for state in _fitting(hass, question)
        if state.entity_id not in taken
        and _device_of(hass, state.entity_id) in devices
        and _likelihood(state, question.hints)
    ]
    return max(found, key=lambda state: _likelihood(state, question.hints)).entity_id if found else None


def beside(hass: HomeAssistant, question: Question, entity_id: str) -> str | None:
    """Return the name of what the same device has for a question, with its unit right; None where it has nothing."""
    device = _device_of(hass, entity_id)
    found = [
        state
        for state in _fitting(hass, question)
        if device and state.entity_id != entity_id and _unit(state) and _device_of(hass, state.entity_id) == device
    ]
    return max(found, key=lambda state: (question.likelihood(state), state.name)).name if found else None


def power_sensors(hass: HomeAssistant) -> list[str]:
    """Return the power sensors, sorted by how likely their names fit."""
    question = OF_ROLE[Role.GRID_POWER]
    found = _fitting(hass, question)
    return [state.entity_id for state in sorted(found, key=lambda state: is_of_another_thing(state.name))]


async def async_cars(hass: HomeAssistant) -> frozenset[str]:
    """Return the devices that are cars, by their odometer."""
    question = CAR_ODOMETER
    states = async_in_turns(hass.states.async_all(question.domains))
    found = [one.entity_id async for one in states if question.fits(one) and _likelihood(one, question.hints)]
    return devices_of(hass, found)


def devices_of(hass: HomeAssistant, entity_ids: Iterable[str]) -> frozenset[str]:
    """Return the devices that entities belong to."""
    return frozenset(device for entity_id in entity_ids if (device := _device_of(hass, entity_id)))


def likeliest(hass: HomeAssistant, question: Question) -> str | None:
    """Return the only entity that can answer, None where the user has to choose."""
    found = _fitting(hass, question)
    return found[0].entity_id if len(found) == 1 else None


def _fitting(hass: HomeAssistant, question: Question) -> list[State]:
    states = hass.states.async_all(question.domains)
    return [state for state in states if _fits(hass, question, state)]


def _fits(hass: HomeAssistant, question: Question, state: State) -> bool:
    return question.fits(state) and not _is_ours(hass, state)


def _device_of(hass: HomeAssistant, entity_id: str) -> str | None:
    entity = er.async_get(hass).async_get(entity_id)
    return entity.device_id if entity else None


def _is_ours(hass: HomeAssistant, state: State) -> bool:
    entity = er.async_get(hass).async_get(state.entity_id)
    return entity is not None and entity.platform == DOMAIN


def _text(state: State) -> str:
    return f"{state.entity_id} {state.name}".casefold()


def _likelihood(state: State, words: Sequence[str]) -> int:
    text = _text(state)
    # Earlier words are the better hints.
    return max((len(words) - place for place, word in enumerate(words) if word in text), default=0)
