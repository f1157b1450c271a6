"""A car as the user described it, and what its own entities report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.const import ATTR_ID, CONF_MODE, STATE_HOME, UnitOfLength
from homeassistant.core import HomeAssistant
from homeassistant.util.unit_conversion import DistanceConverter

from ..const import (
    CONF_BATTERY_KWH,
    CONF_CHARGERS,
    CONF_DRIVER,
    CONF_LIMIT_ENTITY,
    CONF_LOCATION_ENTITY,
    CONF_MAX_CURRENT_A,
    CONF_ODOMETER_ENTITY,
    CONF_PHASES,
    CONF_PLUG_ENTITY,
    CONF_PRICE_PER_KWH,
    CONF_PRICE_RULE,
    CONF_RANGE_ENTITY,
    CONF_SOC_ENTITY,
)
from ..engine.measure.reading import Reading
from ..engine.model import CarState, SolarMode
from .entity_state import PERCENT, Problem, Quantity, known_state, read_percent, read_state
from .status_words import car_state

DISTANCE = Quantity(UnitOfLength.KILOMETERS, DistanceConverter)

LOCATION_DOMAINS = ("device_tracker", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleConfig:
    """A car: the size of its battery, the entities that report on it, and what it can take (None: as measured).

    `charger_ids` are those it uses; none: any. `driver_entity`: the person who usually drives it. `price_rule`, `price_per_kwh`: what its statements count.
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
    odometer_entity: str | None = None
    range_entity: str | None = None
    driver_entity: str | None = None
    price_rule: str | None = None
    price_per_kwh: float | None = None

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
    odometer_km: float | None = None
    range_km: float | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person of Home Assistant's: the id that stays when they are called otherwise, and their name."""

    id: str
    name: str


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
        odometer_entity=data.get(CONF_ODOMETER_ENTITY),
        range_entity=data.get(CONF_RANGE_ENTITY),
        driver_entity=data.get(CONF_DRIVER),
        price_rule=data.get(CONF_PRICE_RULE),
        price_per_kwh=data.get(CONF_PRICE_PER_KWH),
    )


def read_car(hass: HomeAssistant, config: VehicleConfig) -> VehicleReadings:
    """Read a car's entities."""
    return VehicleReadings(
        soc_pct=read_percent(hass, config.soc_entity) if config.soc_entity else None,
        # A limit of 0 is a limit that the car has not reported yet.
        limit_pct=(read_percent(hass, config.limit_entity) or None) if config.limit_entity else None,
        is_plugged=_is_plugged(hass, config.plug_entity),
        is_home=_is_home(hass, config.location_entity),
        # 0 is what a cloud shows that has lost it.
        odometer_km=_read_km(hass, config.odometer_entity) or None,
        range_km=_read_km(hass, config.range_entity),
    )


def read_person(hass: HomeAssistant, entity_id: str | None) -> Person | None:
    """Return the person behind an entity; None: there is none."""
    state = hass.states.get(entity_id) if entity_id else None
    return Person(str(state.attributes.get(ATTR_ID, state.entity_id)), state.name) if state else None


def car_problems(hass: HomeAssistant, config: VehicleConfig) -> Mapping[str, Problem]:
    """Return what keeps a car's percentages from being read, by entity id."""
    entities = [entity_id for entity_id in (config.soc_entity, config.limit_entity) if entity_id]
    found = {entity_id: read_state(hass, entity_id, PERCENT) for entity_id in entities}
    return {entity_id: problem for entity_id, problem in found.items() if isinstance(problem, Problem)}


def _is_plugged(hass: HomeAssistant, entity_id: str | None) -> bool | None:
    reported = car_state(hass.states.get(entity_id)) if entity_id else CarState.UNKNOWN
    return None if reported in (CarState.UNKNOWN, CarState.ERROR) else reported is not CarState.DISCONNECTED


def _read_km(hass: HomeAssistant, entity_id: str | None) -> float | None:
    reading = read_state(hass, entity_id, DISTANCE) if entity_id else None
    return reading.value if isinstance(reading, Reading) and reading.value >= 0.0 else None


def _is_home(hass: HomeAssistant, entity_id: str | None) -> bool | None:
    place = known_state(hass.states.get(entity_id)) if entity_id else None
    return None if place is None else place == STATE_HOME
