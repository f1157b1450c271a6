"""A car as the user described it, and what its own entities report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.const import CONF_MODE, STATE_HOME
from homeassistant.core import HomeAssistant

from ..const import (
    CONF_BATTERY_KWH,
    CONF_CHARGERS,
    CONF_LIMIT_ENTITY,
    CONF_LOCATION_ENTITY,
    CONF_MAX_CURRENT_A,
    CONF_PHASES,
    CONF_PLUG_ENTITY,
    CONF_SOC_ENTITY,
)
from ..engine.model import CarState, SolarMode
from .entity_state import PERCENT, Problem, known_state, read_percent, read_state
from .status_words import car_state

LOCATION_DOMAINS = ("device_tracker", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleConfig:
    """A car: the size of its battery, the entities that report on it, and what it can take (None: as measured).

    `charger_ids` are those it uses; none: any.
    """

    id: str
    name: str
    battery_wh: float
    soc_entity: str | None = None
    limit_entity: str | None = None
    plug_entity: str | None = None
    location_entity: str | None = None
    phases: int | None = None
    max_current_a: float | None = None
    # Its own, whatever its charger's is; None: its charger's.
    mode: SolarMode | None = None
    charger_ids: tuple[str, ...] = ()

    @property
    def entity_ids(self) -> frozenset[str]:
        """All that report on it."""
        found = (self.soc_entity, self.limit_entity, self.plug_entity, self.location_entity)
        return frozenset(entity_id for entity_id in found if entity_id)


@dataclass(frozen=True, slots=True)
class VehicleReadings:
    """What a car's entities report now; None: nothing, or nothing that can be so."""

    soc_pct: float | None = None
    limit_pct: float | None = None
    is_plugged: bool | None = None
    is_home: bool | None = None


def vehicle_config(car_id: str, name: str, data: Mapping[str, Any]) -> VehicleConfig:
    """Read a car as it is stored in its subentry."""
    return VehicleConfig(
        id=car_id,
        name=name,
        battery_wh=float(data[CONF_BATTERY_KWH]) * 1000.0,
        soc_entity=data.get(CONF_SOC_ENTITY),
        limit_entity=data.get(CONF_LIMIT_ENTITY),
        plug_entity=data.get(CONF_PLUG_ENTITY),
        location_entity=data.get(CONF_LOCATION_ENTITY),
        phases=int(data[CONF_PHASES]) if CONF_PHASES in data else None,
        max_current_a=data.get(CONF_MAX_CURRENT_A),
        mode=SolarMode(data[CONF_MODE]) if CONF_MODE in data else None,
        charger_ids=tuple(data.get(CONF_CHARGERS, ())),
    )


def read_car(hass: HomeAssistant, config: VehicleConfig) -> VehicleReadings:
    """Read a car's entities."""
    return VehicleReadings(
        soc_pct=read_percent(hass, config.soc_entity) if config.soc_entity else None,
        # A limit of 0 is a limit that the car has not reported yet.
        limit_pct=(read_percent(hass, config.limit_entity) or None) if config.limit_entity else None,
        is_plugged=_is_plugged(hass, config.plug_entity),
        is_home=_is_home(hass, config.location_entity),
    )


def car_problems(hass: HomeAssistant, config: VehicleConfig) -> Mapping[str, Problem]:
    """Return what keeps a car's percentages from being read, by entity id."""
    entities = [entity_id for entity_id in (config.soc_entity, config.limit_entity) if entity_id]
    found = {entity_id: read_state(hass, entity_id, PERCENT) for entity_id in entities}
    return {entity_id: problem for entity_id, problem in found.items() if isinstance(problem, Problem)}


def _is_plugged(hass: HomeAssistant, entity_id: str | None) -> bool | None:
    reported = car_state(hass.states.get(entity_id)) if entity_id else CarState.UNKNOWN
    return None if reported in (CarState.UNKNOWN, CarState.ERROR) else reported is not CarState.DISCONNECTED


def _is_home(hass: HomeAssistant, entity_id: str | None) -> bool | None:
    place = known_state(hass.states.get(entity_id)) if entity_id else None
    return None if place is None else place == STATE_HOME
