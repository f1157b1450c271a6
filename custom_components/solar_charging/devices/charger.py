"""A charger made of entities: its live limits and readings for the engine, the engine's commands as actions on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from homeassistant.components.number import ATTR_MAX, ATTR_MIN, ATTR_STEP
from homeassistant.const import STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State

from ..const import EVSE_FLOOR_A
from ..engine.model import ChargerInputs, ChargerLimits
from ..engine.reading import Reading, Source
from ..settings import ChargerSettings
from .car_state import car_state
from .config import ChargerConfig
from .phases import phase_count
from .state import CURRENT, POWER, Problem, Quantity, read_state, silent_since

# What a charger without a current setting is taken to draw: the common rating of a plug-in or single-phase wall box.
FIXED_CURRENT_A = 16.0


@dataclass(frozen=True, slots=True)
class CurrentRange:
    """What a number entity accepts, in A."""

    min_a: float
    max_a: float
    step_a: float

    @property
    def floor_a(self) -> float:
        """The least current that charges: the entity may go down to 0, a car does not."""
        return max(self.min_a, EVSE_FLOOR_A)

    @property
    def zero_pauses(self) -> bool:
        """Whether the number itself can stop the charging."""
        return self.min_a <= 0


def current_range(state: State | None) -> CurrentRange | None:
    """Return the range a number entity has now, None if it does not tell."""
    if state is None:
        return None
    try:
        return CurrentRange(*(float(state.attributes[key]) for key in (ATTR_MIN, ATTR_MAX, ATTR_STEP)))
    except KeyError, TypeError, ValueError:
        return None


class ChargerReader:
    """Reads one charger's entities."""

    def __init__(self, hass: HomeAssistant, config: ChargerConfig) -> None:
        self._hass = hass
        self._config = config
        # Kept while the number is unavailable: the limits of a charger do not change because its Wi-Fi does.
        self._range: CurrentRange | None = None

    def inputs(self, settings: ChargerSettings, now: datetime) -> ChargerInputs:
        """Return the charger as the engine sees it."""
        config = self._config
        return ChargerInputs(
            id=config.id,
            mode=settings.mode,
            limits=self.limits(settings),
            priority=round(settings.priority),
            car=car_state(self._state(config.status_entity)),
            power_w=self._read(config.power_entity, POWER, now),
            offered_current_a=self._offered_current(now),
            is_enabled=self.is_enabled(),
            active_phases=self.phases(),
            is_reachable=self.is_reachable(),
        )

    def limits(self, settings: ChargerSettings) -> ChargerLimits:
        """Return what can be set now: the live entity's range, narrowed by the user's limits."""
        found = self.current_range()
        floor_a = found.floor_a if found else EVSE_FLOOR_A
        ceiling_a = found.max_a if found else settings.max_current_a or FIXED_CURRENT_A
        if not self._config.current_entity:
            floor_a = ceiling_a
        max_a = min(ceiling_a, settings.max_current_a or ceiling_a)
        return ChargerLimits(
            min_current_a=min(max(floor_a, settings.min_current_a or floor_a), max_a),
            max_current_a=max_a,
            step_a=found.step_a if found and found.step_a > 0 else 1.0,
            phases=(1, 3) if self._config.phases_entity else (self._config.phases,),
            voltage_v=self._config.voltage_v,
            has_current=self._config.current_entity is not None,
            can_pause=self._config.switch_entity is not None or (found is not None and found.zero_pauses),
        )

    def current_range(self) -> CurrentRange | None:
        """Return what the current's number accepts, as last seen."""
        self._range = current_range(self._state(self._config.current_entity)) or self._range
        return self._range

    def is_enabled(self) -> bool | None:
        """Whether the charger is allowed to charge; None if it does not tell."""
        if switch := self._state(self._config.switch_entity):
            return None if switch.state == STATE_UNAVAILABLE else switch.state == STATE_ON
        match self._current():
            case Reading(value=value):
                return value > 0
            case _:
                return None

    def phases(self) -> int | None:
        """Return how many phases it is set to; None if it does not tell."""
        if self._config.phases_entity is None:
            return self._config.phases
        state = self._state(self._config.phases_entity)
        return phase_count(state) if state else None

    def is_reachable(self) -> bool:
        """Whether its set-point and switch can be commanded now."""
        commanded = [entity for entity in (self._config.current_entity, self._config.switch_entity) if entity]
        states = [self._state(entity) for entity in commanded]
        return all(state is not None and state.state != STATE_UNAVAILABLE for state in states)

    def problems(self) -> Mapping[str, Problem]:
        """Return what keeps its entities from being read or commanded, by entity id."""
        found = {entity: self._problem(entity) for entity in self._config.entity_ids}
        return {entity: problem for entity, problem in found.items() if problem}

    def _problem(self, entity_id: str) -> Problem | None:
        if entity_id == self._config.power_entity:
            reading = read_state(self._hass, entity_id, POWER)
        else:
            # Of a switch or a status only whether it is there matters, not whether it is a number.
            reading = read_state(self._hass, entity_id, CURRENT, assumed_unit=CURRENT.unit)
            if reading is Problem.NOT_A_NUMBER and entity_id != self._config.current_entity:
                return None
        if isinstance(reading, Problem):
            return reading
        limits = self.current_range() if entity_id == self._config.current_entity else None
        return Problem.RANGE_EXCLUDES_FLOOR if limits and limits.max_a < EVSE_FLOOR_A else None

    def _offered_current(self, now: datetime) -> Source:
        current = self._current()
        if isinstance(current, Problem) and self._config.current_entity:
            return silent_since(self._hass, self._config.current_entity, now)
        return current if isinstance(current, Reading) else None

    def _current(self) -> Reading | Problem | None:
        entity = self._config.current_entity
        return read_state(self._hass, entity, CURRENT, assumed_unit=CURRENT.unit) if entity else None

    def _state(self, entity_id: str | None) -> State | None:
        return self._hass.states.get(entity_id) if entity_id else None

    def _read(self, entity_id: str | None, quantity: Quantity, now: datetime) -> Source:
        if entity_id is None:
            return None
        reading = read_state(self._hass, entity_id, quantity)
        return reading if isinstance(reading, Reading) else silent_since(self._hass, entity_id, now)
