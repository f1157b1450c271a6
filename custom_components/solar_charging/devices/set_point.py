"""The driver of a charger's current: a number or select (A, mA, kW, W), or an action that shows nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol, override

from homeassistant.components.number import ATTR_MAX, ATTR_MIN, ATTR_STEP, ATTR_VALUE, SERVICE_SET_VALUE
from homeassistant.components.select import ATTR_OPTION, ATTR_OPTIONS, SERVICE_SELECT_OPTION
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, State, split_entity_id

from ..catalogue.charger_config import SetPointConfig
from ..const import EVSE_FLOOR_A
from ..engine.finite import finite
from ..engine.measure.reading import Reading
from .call import SELECTS, ServiceCall, action_call, live_state
from .entity_state import CURRENT, POWER, Problem, Quantity, read_state
from .phases import LONGEST_NAME

# What an action takes at most, where no maximum is known: the common rating of a plug-in or single-phase wall box.
ASSUMED_MAX_A = 16.0
# Beyond rounding of floats, below any charger's step.
_HAIR = 1e-6
# The unit behind an option's number.
_UNIT = re.compile(r"\d\s*(kW|mA|W|A)\b")
# More than the amps from 6 to 80 in halves.
MOST_OPTIONS = 200
# Options that stand for no current at all.
_PAUSES = re.compile(r"off|paused?|stopp?|aus", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CurrentRange:
    """What a set-point accepts, in A. `least_a`: the least current that charges a car, whatever else is accepted.

    `accepted_a`: the only currents that charge, rising, where they are not evenly spaced.
    """

    min_a: float
    max_a: float
    step_a: float
    least_a: float = EVSE_FLOOR_A
    accepted_a: tuple[float, ...] = ()

    @property
    def floor_a(self) -> float:
        """The least current that charges: the entity may go down to 0, a car does not."""
        return max(self.min_a, self.least_a)

    @property
    def accepts_zero(self) -> bool:
        """Whether 0 is accepted, and so may stop the charging."""
        return self.min_a <= 0


def current_range(state: State | None, amps_per_unit: float = 1.0) -> CurrentRange | None:
    """Return the range a number entity has now, None if it has none."""
    # Most entities are no numbers: a list of hundreds asks each.
    if state is None or ATTR_MIN not in state.attributes:
        return None
    least, most, step = (finite(state.attributes.get(key)) for key in (ATTR_MIN, ATTR_MAX, ATTR_STEP))
    if least is None or most is None or step is None:
        return None
    return CurrentRange(least * amps_per_unit, most * amps_per_unit, step * amps_per_unit)


def currents_named(state: State) -> Mapping[float, str]:
    """Return the options of a select that name a current or a power, by their numbers."""
    return {value: option for option in _options_of(state) if (value := _named(option)) is not None}


def unit_of(state: State) -> str | None:
    """Return the unit of a set-point, which a select names in its options; None where it has none."""
    if unit := state.attributes.get(ATTR_UNIT_OF_MEASUREMENT):
        return str(unit)
    named = (_UNIT.search(option) for option in _options_of(state))
    return next((found[1] for found in named if found), None)


class SetPointDriver(Protocol):
    """Takes the current of a charger that charges on `phases` phases, of `voltage_v` each."""

    voltage_v: float

    def range(self, phases: int) -> CurrentRange | None:
        """Return what is accepted now, None if that is not known."""

    def shown(self, phases: int) -> Reading | Problem | None:
        """Return the current in A that is set; None for one that never shows it."""

    def call(self, current_a: float, phases: int) -> ServiceCall | None:
        """Return the call that sets the current, rounded down to what is accepted; None while it cannot be set."""


class _Entity:
    """What number and select share."""

    def __init__(self, hass: HomeAssistant, config: SetPointConfig, entity_id: str, voltage_v: float) -> None:
        self._hass = hass
        self._config = config
        self._entity_id = entity_id
        self.voltage_v = voltage_v
        # What a state accepts, by phases and voltage: it is asked for many times in a step, and changes once a week.
        self._ranges_of: State | None = None
        self._ranges: dict[tuple[int, float], CurrentRange | None] = {}

    def range(self, phases: int) -> CurrentRange | None:
        """Return what is accepted now, None if that is not known."""
        state = live_state(self._hass, self._entity_id)
        if state is None:
            return None
        if state is not self._ranges_of:
            self._ranges_of, self._ranges = state, {}
        key = phases, self.voltage_v
        if key not in self._ranges:
            self._ranges[key] = self._range_of(state, phases)
        return self._ranges[key]

    def _range_of(self, state: State, phases: int) -> CurrentRange | None:
        raise NotImplementedError

    @property
    def _unit(self) -> str:
        state = self._hass.states.get(self._entity_id)
        return (unit_of(state) if state else None) or self._config.unit

    def _amps_per_unit(self, phases: int) -> float:
        """Return what one of the live entity's units is in A."""
        if watts := POWER.factor(self._unit):
            return watts / (self.voltage_v * phases)
        return CURRENT.factor(self._unit) or 1.0

    def _least_a(self, phases: int) -> float:
        if self._config.least is None:
            return EVSE_FLOOR_A
        watts = POWER.factor(self._config.unit)
        # A power spread over three phases may be too little for each of them.
        return (
            max(self._config.least * watts / (self.voltage_v * phases), EVSE_FLOOR_A) if watts else self._config.least
        )


class NumberSetPoint(_Entity):
    """A number: its live range, step and unit decide."""

    @override
    def _range_of(self, state: State, phases: int) -> CurrentRange | None:
        found = current_range(state, self._amps_per_unit(phases))
        return CurrentRange(found.min_a, found.max_a, found.step_a, self._least_a(phases)) if found else None

    def shown(self, phases: int) -> Reading | Problem | None:
        """Return the number's value."""
        quantity: Quantity = POWER if POWER.factor(self._unit) else CURRENT
        found = read_state(self._hass, self._entity_id, quantity, assumed_unit=self._config.unit)
        if isinstance(found, Problem) or quantity is CURRENT:
            return found
        return Reading(found.value / (self.voltage_v * phases), found.reported_at)

    def call(self, current_a: float, phases: int) -> ServiceCall | None:
        """Return the call that sets the number."""
        limits = current_range(live_state(self._hass, self._entity_id))
        if limits is None:
            return None
        value = _on_step(current_a / self._amps_per_unit(phases), limits)
        # Rounded to what a float can hold of a decimal step, so that 16.1 is not sent as 16.100000000000001.
        data = {ATTR_VALUE: round(value, 6)}
        return ServiceCall(split_entity_id(self._entity_id)[0], SERVICE_SET_VALUE, data, self._entity_id)


class SelectSetPoint(_Entity):
    """A select whose options are currents or powers, such as "16 A" or "3.7 kW"; one that reads "Off" is a current of 0."""

    @override
    def _range_of(self, state: State, phases: int) -> CurrentRange | None:
        """Return the span of the options; the step is the smallest gap between two."""
        factor = self._amps_per_unit(phases)
        values = sorted(value * factor for value in currents_named(state))
        if not values:
            return None
        step_a = min((high - low for low, high in pairwise(values)), default=1.0)
        least_a = max(self._least_a(phases), next((value for value in values if value > 0), 0.0))
        accepted_a = tuple(value for value in values if value >= least_a)
        return CurrentRange(values[0], values[-1], step_a, least_a, accepted_a)

    def shown(self, phases: int) -> Reading | Problem | None:
        """Return the current that the chosen option names."""
        state = live_state(self._hass, self._entity_id)
        if state is None:
            return Problem.UNAVAILABLE
        value = _named(state.state)
        if value is None:
            return Problem.NOT_A_NUMBER
        return Reading(value * self._amps_per_unit(phases), state.last_reported)

    def call(self, current_a: float, phases: int) -> ServiceCall | None:
        """Return the call that chooses the highest option not above the current."""
        options = self._options()
        wanted = current_a / self._amps_per_unit(phases) + _HAIR
        # Only what is to pause is: a car that may have less than the least option is not set to "Off" for it.
        fitting = [value for value in options if value <= wanted and (value > 0 or current_a <= 0)]
        if not fitting:
            return None
        data = {ATTR_OPTION: options[max(fitting)]}
        return ServiceCall(split_entity_id(self._entity_id)[0], SERVICE_SELECT_OPTION, data, self._entity_id)

    def _options(self) -> Mapping[float, str]:
        state = live_state(self._hass, self._entity_id)
        return currents_named(state) if state else {}


class ActionSetPoint:
    """An action with the current in its data. It shows nothing."""

    def __init__(self, hass: HomeAssistant, config: SetPointConfig, voltage_v: float) -> None:
        self._hass = hass
        self._config = config
        self.voltage_v = voltage_v

    def range(self, phases: int) -> CurrentRange | None:
        """Return what it accepts by the catalogue or by the user."""
        config = self._config
        factor = 1.0 / self._units_per_amp(phases)
        least_a = config.least * factor if config.least else EVSE_FLOOR_A
        max_a = config.max * factor if config.max else ASSUMED_MAX_A
        return CurrentRange(0.0 if config.pauses_at_zero else least_a, max_a, (config.step or 1.0) * factor, least_a)

    def shown(self, phases: int) -> Reading | Problem | None:
        """Return None: nothing shows it."""
        return None

    def call(self, current_a: float, phases: int) -> ServiceCall | None:
        """Return the call of the action."""
        limits = self.range(phases)
        if limits is None or self._config.action is None:
            return None
        value = _on_step(current_a, limits) * self._units_per_amp(phases)
        return action_call(self._hass, self._config.action, _filled(self._config.data, round(value, 6)))

    def _units_per_amp(self, phases: int) -> float:
        watts = POWER.factor(self._config.unit)
        return self.voltage_v * phases / watts if watts else 1.0


def set_point_driver(hass: HomeAssistant, config: SetPointConfig | None, voltage_v: float) -> SetPointDriver | None:
    """Return the driver for a set-point; None where the charger has none."""
    if config is None:
        return None
    # An action may name its entity in its data, but what it sets is not that entity's value.
    if config.action is not None or config.entity_id is None:
        return ActionSetPoint(hass, config, voltage_v)
    driver = SelectSetPoint if split_entity_id(config.entity_id)[0] in SELECTS else NumberSetPoint
    return driver(hass, config, config.entity_id, voltage_v)


def _on_step(value: float, limits: CurrentRange) -> float:
    """Return the highest accepted value not above `value`; the least one where all are above. In the range's own unit."""
    within = min(max(value, limits.min_a), limits.max_a)
    if limits.step_a <= 0:
        return within
    steps = int((within - limits.min_a) / limits.step_a + _HAIR)
    return min(limits.min_a + steps * limits.step_a, limits.max_a)


def _options_of(state: State) -> list[str]:
    """Return a select's options, as far as they are texts that a person could have written."""
    options = state.attributes.get(ATTR_OPTIONS)
    known = options[:MOST_OPTIONS] if isinstance(options, list | tuple) else ()
    return [option for option in known if isinstance(option, str) and len(option) <= LONGEST_NAME]


def _named(option: str) -> float | None:
    """Return the number in an option such as "16 A"; 0 for one that pauses, None for other words."""
    found = re.search(r"\d{1,9}(?:[.,]\d{1,9})?", option)
    if found:
        return float(found[0].replace(",", "."))
    return 0.0 if _PAUSES.fullmatch(option.strip()) else None


def _filled(data: Any, value: float) -> Any:
    """Return an action's data with the current in its place: a whole one as an integer, as most actions want it."""
    if data == "{current}":
        return int(value) if value == int(value) else value
    if isinstance(data, dict):
        return {key: _filled(item, value) for key, item in data.items()}
    # Subentries hold read-only mappings and tuples.
    if hasattr(data, "items"):
        return _filled(dict(data), value)
    return [_filled(item, value) for item in data] if isinstance(data, list | tuple) else data
