"""Power from an energy counter, for a meter that has no power sensor: by how far the counter went, and in which time."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.unit_conversion import EnergyConverter

from ..engine.measure.reading import Reading
from .entity_state import POWER, Problem, Quantity, number_of, read_state

ENERGY = Quantity(UnitOfEnergy.WATT_HOUR, EnergyConverter)
# A meter that counts single Wh every few seconds shows hundreds of watts too much or too little from one step to the next.
WINDOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class CounterStep:
    """Where a counter stood when it changed."""

    energy_wh: float
    at: datetime


class CounterPower:
    """Follows one counter.

    The power is the mean between two of its steps, a window or more apart; while it rests, no more than would have made it
    step by now.
    """

    def __init__(self) -> None:
        """Start without a step."""
        self._steps: deque[CounterStep] = deque()

    def power_w(self, step: CounterStep, now: datetime) -> float | None:
        """Return the mean power in W, given where the counter stands since when; None until it has stepped twice."""
        steps = self._steps
        if steps and step.energy_wh < steps[-1].energy_wh:
            # A new day's or a new meter's counter starts again.
            steps.clear()
        if not steps or (step.energy_wh > steps[-1].energy_wh and step.at > steps[-1].at):
            steps.append(step)
        while len(steps) > 2 and steps[-1].at - steps[1].at >= WINDOW:
            steps.popleft()
        if len(steps) < 2:
            return None
        mean_w = _mean_w(steps[-1].energy_wh - steps[0].energy_wh, steps[-1].at - steps[0].at)
        idle = now - steps[-1].at
        most_w = _mean_w(steps[-1].energy_wh - steps[-2].energy_wh, idle) if idle > timedelta(0) else mean_w
        return min(mean_w, most_w)


def _mean_w(energy_wh: float, time: timedelta) -> float:
    return energy_wh / (time / timedelta(hours=1))


_COUNTERS: HassKey[dict[str, CounterPower]] = HassKey("solar_charging_counter_powers")


def is_counter(hass: HomeAssistant, entity_id: str) -> bool:
    """Return whether an entity shows an energy."""
    state = hass.states.get(entity_id)
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT) if state else None
    # Attributes of others may be anything: a list is no member of a set, and asking for it an error.
    return isinstance(unit, str) and unit in EnergyConverter.VALID_UNITS


def read_site_entity(
    hass: HomeAssistant, entity_id: str, quantity: Quantity, now: datetime | None = None
) -> Reading | Problem:
    """Read one entity of the site as `read_state` does; a power may come from a counter's steps, looked at now."""
    if quantity is not POWER or not is_counter(hass, entity_id) or (state := hass.states.get(entity_id)) is None:
        return read_state(hass, entity_id, quantity)
    energy = number_of(state, ENERGY)
    if now is None or isinstance(energy, Problem):
        # Whether it can be read at all: that it has not stepped yet is no mistake.
        return energy
    counter = hass.data.setdefault(_COUNTERS, {}).setdefault(entity_id, CounterPower())
    power_w = counter.power_w(CounterStep(energy.value, state.last_changed), now)
    return Problem.UNAVAILABLE if power_w is None else Reading(power_w, energy.reported_at)
