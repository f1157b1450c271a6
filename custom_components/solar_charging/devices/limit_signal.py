"""The entity through which grid import is limited from outside: a number, sensor, switch, relay or select."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_SIGNAL_ACTIVE,
    CONF_SIGNAL_ENTITY,
    CONF_SIGNAL_FALLBACK_KW,
    CONF_SIGNAL_FIXED_KW,
    CONF_SIGNAL_HOLD_MINUTES,
    CONF_SIGNAL_IS_INVERTED,
    CONF_SIGNAL_SCOPE,
)
from ..engine.finite import finite
from ..engine.grid_limits import MOST_A, MOST_W, NO_LIMIT, SECTION_14A_W, LimitSignal, OutsideLimit
from .entity_state import CURRENT, POWER, Problem, known_state

HOME, CHARGERS = "home", "chargers"
# As long as a device that has lost its network operator keeps to the failsafe limit in EEBUS LPC, at least.
DEFAULT_HOLD_MINUTES = 120.0
ON_OFF_DOMAINS = ("switch", "input_boolean", "binary_sensor")
SIGNAL_DOMAINS = (*ON_OFF_DOMAINS, "number", "input_number", "sensor", "select", "input_select")
# What selects and texts call it while nothing is limited, and while it is.
_NONE_WORDS = frozenset({STATE_OFF, "none", "no limit", "unlimited", "inactive", "normal", "keine", "aus"})
_ACTIVE_WORDS = frozenset({STATE_ON, "active", "limited", "ein", "aktiv"})
# What integrations and template sensors call the end of what they show.
_UNTIL_ATTRIBUTES = ("until", "valid_until", "end", "end_time", "ends_at", "expires_at", "finishes_at")
_NAMED = re.compile(r"(?<![\d.,])(-?\d{1,9}(?:[.,]\d{1,9})?)\s{0,9}(kW|W|A)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SignalConfig:
    """Which entity limits the draw, and how it is meant. `fixed_w`: what one that is only on or off limits to.

    `active_entity_id`: the limit counts only while this is on; None: always. `is_inverted`: an on/off entity limits while it is off.
    """

    entity_id: str
    active_entity_id: str | None = None
    fixed_w: float = SECTION_14A_W
    is_inverted: bool = False
    is_for_chargers: bool = False
    hold_s: float = DEFAULT_HOLD_MINUTES * 60.0
    fallback_w: float | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self | None:
        """Read it out of the set-up; None: no signal."""
        if not (entity_id := data.get(CONF_SIGNAL_ENTITY)):
            return None
        fallback_kw = data.get(CONF_SIGNAL_FALLBACK_KW)
        return cls(
            entity_id,
            data.get(CONF_SIGNAL_ACTIVE),
            1000.0 * float(data.get(CONF_SIGNAL_FIXED_KW, SECTION_14A_W / 1000.0)),
            bool(data.get(CONF_SIGNAL_IS_INVERTED, False)),
            data.get(CONF_SIGNAL_SCOPE) == CHARGERS,
            60.0 * float(data.get(CONF_SIGNAL_HOLD_MINUTES, DEFAULT_HOLD_MINUTES)),
            None if fallback_kw is None else 1000.0 * float(fallback_kw),
        )

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """The entities it is read from."""
        return tuple(one for one in (self.entity_id, self.active_entity_id) if one)


def outside_limit(hass: HomeAssistant, config: SignalConfig | None) -> OutsideLimit | None:
    """Return the limit from outside as the engine takes it; None: none is set up."""
    if config is None:
        return None
    signal = read_signal(hass, config)
    return replace(signal_lost(config), signal=signal if isinstance(signal, LimitSignal) else None)


def signal_lost(config: SignalConfig) -> OutsideLimit:
    """Return the limit from outside as it is while nothing can be read of it."""
    return OutsideLimit(None, config.hold_s, config.fallback_w, config.is_for_chargers)


def read_signal(hass: HomeAssistant, config: SignalConfig) -> LimitSignal | Problem:
    """Read the limit that holds now, or what keeps it from being read."""
    if config.active_entity_id is not None:
        active = _state(hass, config.active_entity_id)
        if isinstance(active, Problem):
            return active
        if active.state.casefold() in _NONE_WORDS:
            return NO_LIMIT
    state = _state(hass, config.entity_id)
    if isinstance(state, Problem):
        return state
    signal = signal_of(state, config)
    if isinstance(signal, Problem) or not signal.is_limiting:
        return signal
    return replace(signal, until_s=_until_s(state))


def signal_of(state: State, config: SignalConfig) -> LimitSignal | Problem:
    """Return the limit a state stands for. Negative and absurd values are rejected: no limit is guessed."""
    if state.domain in ON_OFF_DOMAINS:
        is_limiting = (state.state == STATE_ON) != config.is_inverted
        return LimitSignal(config.fixed_w) if is_limiting else NO_LIMIT
    if finite(state.state) is None and (named := _named(state.state.strip(), config)) is not None:
        return named
    return _number(state.state, state.attributes.get(ATTR_UNIT_OF_MEASUREMENT))


def signal_problems(hass: HomeAssistant, config: SignalConfig | None) -> Mapping[str, Problem]:
    """Return what keeps its entities from being read, by entity id."""
    if config is None:
        return {}
    found = {one: state for one in config.entity_ids if isinstance(state := _state(hass, one), Problem)}
    if not found and isinstance(problem := read_signal(hass, config), Problem):
        found[config.entity_id] = problem
    return found


def _until_s(state: State) -> float | None:
    """Return when the limit ends (UTC s), if an attribute has it; without a time zone it is local time."""
    for name in _UNTIL_ATTRIBUTES:
        value = state.attributes.get(name)
        until = dt_util.parse_datetime(value) if isinstance(value, str) else value
        if isinstance(until, datetime):
            return dt_util.as_utc(until).timestamp()
    return None


def _named(text: str, config: SignalConfig) -> LimitSignal | Problem | None:
    """Return the limit an option stands for, by its words or the power in its name; None if neither."""
    if text.casefold() in _NONE_WORDS:
        return NO_LIMIT
    if text.casefold() in _ACTIVE_WORDS:
        return LimitSignal(config.fixed_w)
    found = _NAMED.search(text)
    if found is None:
        return None
    unit = {"kw": "kW", "w": "W", "a": "A"}[found[2].casefold()]
    return _number(found[1].replace(",", "."), unit)


def _number(text: str, unit: Any) -> LimitSignal | Problem:
    value = finite(text)
    if value is None:
        return Problem.NOT_A_NUMBER
    if unit is None:
        return Problem.NO_UNIT
    for quantity, most in ((POWER, MOST_W), (CURRENT, MOST_A)):
        if isinstance(unit, str) and (factor := quantity.factor(unit)) is not None:
            limit = finite(value * factor, 0.0, most)
            if limit is None:
                return Problem.IMPLAUSIBLE
            return LimitSignal(limit_w=limit) if quantity is POWER else LimitSignal(limit_a=limit)
    return Problem.WRONG_UNIT


def _state(hass: HomeAssistant, entity_id: str) -> State | Problem:
    state = hass.states.get(entity_id)
    if state is None:
        is_registered = er.async_get(hass).async_get(entity_id) is not None
        return Problem.UNAVAILABLE if is_registered else Problem.NOT_FOUND
    return Problem.UNAVAILABLE if known_state(state) is None else state
