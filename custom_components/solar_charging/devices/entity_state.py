"""One entity's state as a number in SI units, or the problem that keeps it from being one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    PERCENTAGE,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfApparentPower,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfPower,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_conversion import (
    BaseUnitConverter,
    ElectricCurrentConverter,
    ElectricPotentialConverter,
    PowerConverter,
)

from ..engine.finite import finite
from ..engine.measure.reading import Reading, Unavailable


class Problem(StrEnum):
    """Why an entity cannot be read. All but UNAVAILABLE need the user."""

    NOT_FOUND = "entity_not_found"
    NO_UNIT = "no_unit"
    WRONG_UNIT = "wrong_unit"
    NOT_A_NUMBER = "not_a_number"
    IMPLAUSIBLE = "implausible_value"
    RANGE_EXCLUDES_FLOOR = "range_excludes_floor"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a sensor is expected to measure: the unit values are normalised to, and how to get there.

    `stand_in`: a unit that is taken one for one where the right one is not to be had.
    """

    unit: str
    converter: type[BaseUnitConverter] | None
    stand_in: str | None = None

    # A step asks for a handful of units again and again, a form for those of all entities; texts from outside are no reason to grow.
    @lru_cache(maxsize=512)  # noqa: B019  the few quantities there are live for ever
    def factor(self, unit: str) -> float | None:
        """Return what to multiply a value in `unit` with; None if it measures something else."""
        if unit in (self.unit, self.stand_in):
            return 1.0
        if self.converter is None:
            return None
        try:
            return self.converter.convert(1.0, unit, self.unit)
        except HomeAssistantError:
            return None


# Some meters (Linky) give apparent power only: what a home draws in VA is a few per cent more than in W.
POWER = Quantity(UnitOfPower.WATT, PowerConverter, UnitOfApparentPower.VOLT_AMPERE)
CURRENT = Quantity(UnitOfElectricCurrent.AMPERE, ElectricCurrentConverter)
VOLTAGE = Quantity(UnitOfElectricPotential.VOLT, ElectricPotentialConverter)
PERCENT = Quantity(PERCENTAGE, None)


def read_state(
    hass: HomeAssistant, entity_id: str, quantity: Quantity, *, assumed_unit: str | None = None
) -> Reading | Problem:
    """Read one entity now, in the quantity's unit; one without any is taken to be in `assumed_unit`."""
    state = hass.states.get(entity_id)
    if state is None:
        known = er.async_get(hass).async_get(entity_id) is not None
        return Problem.UNAVAILABLE if known else Problem.NOT_FOUND
    return number_of(state, quantity, assumed_unit)


def read_percent(hass: HomeAssistant, entity_id: str) -> float | None:
    """Return a state of charge in %; None: the entity shows none now, or one that cannot be."""
    reading = read_state(hass, entity_id, PERCENT)
    return reading.value if isinstance(reading, Reading) and 0.0 <= reading.value <= 100.0 else None


def known_state(state: State | None) -> str | None:
    """Return an entity's state; None where it is not there, unavailable or unknown."""
    return None if state is None or state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN) else state.state


def number_of(state: State, quantity: Quantity, assumed_unit: str | None = None) -> Reading | Problem:
    """Turn a state into a reading in the quantity's unit."""
    if known_state(state) is None:
        return Problem.UNAVAILABLE
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, assumed_unit)
    if unit is None:
        return Problem.NO_UNIT
    factor = quantity.factor(unit) if isinstance(unit, str) else None
    if factor is None:
        return Problem.WRONG_UNIT
    value = finite(state.state)
    if value is None:
        return Problem.NOT_A_NUMBER
    return Reading(value * factor, state.last_reported)


def silent_since(hass: HomeAssistant, entity_id: str, now: datetime) -> Unavailable:
    """Return since when an entity that cannot be read has been so."""
    state = hass.states.get(entity_id)
    return Unavailable(state.last_changed if state else now)
