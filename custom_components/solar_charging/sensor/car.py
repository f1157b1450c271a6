"""A car in its own right: how full, where, what it is to be ready with, what it was charged with and what that cost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfEnergy, UnitOfEnergyDistance, UnitOfLength
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import DistanceConverter

from ..coordinator import SolarChargingCoordinator
from ..devices.vehicle import VehicleConfig
from ..entity import CarEntity
from ..managers.car_report import AWAY, HOME, car_charge, location, ready_by_s, solar_range_km
from ..planning.charge_request import ChargeRequest
from ..sessions.accounts import Account
from .charging_power import DRAWN_POWER, drawn_w
from .common import BOOKED_ENERGY, CAR_STATE_OF_CHARGE, MONTHLY_SOLAR_SHARE
from .pace import AT_ONCE, DISTANCE, ENERGY, MOMENT, MONEY, POWER, SHARE, USAGE, Pace, Value
from .paced import PacedSensor


@dataclass(frozen=True, slots=True)
class CarContext:
    """What a car's sensors are made from."""

    coordinator: SolarChargingCoordinator
    car: VehicleConfig
    now: datetime
    currency: str

    @property
    def account(self) -> Account:
        """What was charged, and what it cost."""
        return self.coordinator.sessions.accounts.account(self.car.id)

    @property
    def request(self) -> ChargeRequest | None:
        """What counts at the charger it is at, calendars included; away, what it asks for itself."""
        charger_id = self.coordinator.cars.where(self.car.id)
        dated = self.coordinator.requests.dated(self.coordinator.settings, self.now)
        return dated.charger(charger_id).charge_request if charger_id else dated.cars.get(self.car.id)


@dataclass(frozen=True, kw_only=True)
class CarSensorDescription(SensorEntityDescription):
    """A sensor of a car; `useful_fn`: whether the car, as it was described, can have it."""

    value_fn: Callable[[CarContext], Value]
    pace: Pace
    useful_fn: Callable[[VehicleConfig], bool] = lambda _: True


def _soc(context: CarContext) -> float | None:
    charge = car_charge(context.coordinator.cars, context.car.id)
    return charge.pct if charge else None


def _ready_by(context: CarContext) -> datetime | None:
    at_s = ready_by_s(context.request, context.now, dt_util.get_default_time_zone())
    return None if at_s is None else dt_util.utc_from_timestamp(at_s)


def _target(context: CarContext) -> float | None:
    request = context.request
    limits = (request.ready_by_soc_pct, request.charge_limit_pct) if request else ()
    return next((limit for limit in limits if limit is not None), None)


def _power_w(context: CarContext) -> float | None:
    place = location(context.coordinator.cars, context.car.id)
    return 0.0 if place in (HOME, AWAY) else None if place is None else drawn_w(context.coordinator, place)


def _elsewhere(context: CarContext) -> float:
    return context.coordinator.cars.saved(context.car.id).elsewhere.energy_wh


def _has_miles(coordinator: SolarChargingCoordinator) -> bool:
    return coordinator.hass.config.units.length_unit == UnitOfLength.MILES


def _cost_per_distance(context: CarContext) -> float | None:
    cost = context.coordinator.cars.saved(context.car.id).consumption.cost_per_100_km
    if cost is None or not _has_miles(context.coordinator):
        return cost
    # No device class that Home Assistant would convert.
    return cost * DistanceConverter.convert(1.0, UnitOfLength.MILES, UnitOfLength.KILOMETERS)


def _energy(
    key: str, value_fn: Callable[[CarContext], float], *, is_enabled: bool = True, **more: Any
) -> CarSensorDescription:
    return CarSensorDescription(
        key=f"{key}_of_car",
        translation_key=key,
        entity_registry_enabled_default=is_enabled,
        value_fn=value_fn,
        pace=ENERGY,
        **BOOKED_ENERGY,
        **more,
    )


CAR_SENSORS = [
    CarSensorDescription(
        key="ready_by_of_car",
        translation_key="ready_by",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=_ready_by,
        pace=MOMENT,
    ),
    CarSensorDescription(
        key="target_of_car",
        translation_key="target",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value_fn=_target,
        pace=AT_ONCE,
    ),
    # As its charger has it; for those who look at cars, as the Energy dashboard will.
    CarSensorDescription(
        key="charging_power_of_car",
        **DRAWN_POWER,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=_power_w,
        pace=POWER,
    ),
    _energy("charged_energy", lambda context: context.account.totals.energy_wh),
    _energy("solar_energy", lambda context: context.account.totals.solar_wh),
    _energy("battery_energy", lambda context: context.account.totals.battery_wh, is_enabled=False),
    _energy("grid_energy", lambda context: context.account.totals.grid_wh, is_enabled=False),
    _energy("energy_elsewhere", _elsewhere, useful_fn=lambda car: car.soc_entity is not None),
    CarSensorDescription(
        key="solar_share_month_of_car",
        **MONTHLY_SOLAR_SHARE,
        value_fn=lambda context: context.account.totals.month_solar_pct,
        pace=SHARE,
    ),
    # Money has one state class that is allowed: a total.
    CarSensorDescription(
        key="charging_cost_of_car",
        translation_key="charging_cost",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        value_fn=lambda context: context.account.costs.get(context.currency),
        pace=MONEY,
    ),
    CarSensorDescription(
        key="consumption_of_car",
        translation_key="consumption",
        device_class=SensorDeviceClass.ENERGY_DISTANCE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfEnergyDistance.KILO_WATT_HOUR_PER_100_KM,
        suggested_display_precision=1,
        value_fn=lambda context: context.coordinator.cars.saved(context.car.id).consumption.kwh_per_100_km,
        pace=USAGE,
        useful_fn=lambda car: car.odometer_entity is not None,
    ),
    CarSensorDescription(
        key="cost_per_100_km_of_car",
        translation_key="cost_per_100_km",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        value_fn=_cost_per_distance,
        pace=MONEY,
        useful_fn=lambda car: car.odometer_entity is not None,
    ),
    CarSensorDescription(
        key="solar_range_today_of_car",
        translation_key="solar_range_today",
        device_class=SensorDeviceClass.DISTANCE,
        native_unit_of_measurement=UnitOfLength.KILOMETERS,
        suggested_display_precision=0,
        value_fn=lambda context: solar_range_km(context.coordinator.cars, context.car, context.account),
        pace=DISTANCE,
        useful_fn=lambda car: car.range_entity is not None,
    ),
    CarSensorDescription(
        key="charging_efficiency_of_car",
        translation_key="charging_efficiency",
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=lambda context: 100.0 * context.coordinator.cars.charge(context.car.id).charging_efficiency,
        pace=SHARE,
    ),
    CarSensorDescription(
        key="battery_capacity_of_car",
        translation_key="battery_capacity",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.ENERGY_STORAGE,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
        value_fn=lambda context: context.car.battery_wh / 1000.0,
        pace=AT_ONCE,
    ),
]

CAR_SOC = CarSensorDescription(
    key="state_of_charge_of_car",
    **CAR_STATE_OF_CHARGE,
    value_fn=_soc,
    pace=SHARE,
)
CAR_LOCATION = SensorEntityDescription(
    key="location_of_car", translation_key="location", device_class=SensorDeviceClass.ENUM
)


class CarSensor(CarEntity, PacedSensor):
    """A number, or a moment, of one car."""

    entity_description: CarSensorDescription

    def __init__(
        self, coordinator: SolarChargingCoordinator, description: CarSensorDescription, car: VehicleConfig
    ) -> None:
        super().__init__(coordinator, description, car)
        self._pace = description.pace
        # As long as the sensor has this unit.
        self._currency = currency = coordinator.hass.config.currency
        if description.device_class is SensorDeviceClass.MONETARY:
            self._attr_native_unit_of_measurement = currency
        elif description.translation_key == "cost_per_100_km":
            self._attr_native_unit_of_measurement = f"{currency}/100 km"
            if _has_miles(coordinator):
                self._attr_native_unit_of_measurement = f"{currency}/100 mi"
                self._attr_translation_key = "cost_per_100_mi"
        elif description.translation_key == "consumption" and _has_miles(coordinator):
            self._attr_suggested_unit_of_measurement = UnitOfEnergyDistance.MILES_PER_KILO_WATT_HOUR

    @property
    @override
    def is_useful(self) -> bool:
        return self.entity_description.useful_fn(self.car)

    @override
    def _value(self) -> Value:
        return self.entity_description.value_fn(
            CarContext(self.coordinator, self.car, dt_util.utcnow(), self._currency)
        )


class CarStateOfCharge(CarSensor):
    """As reported, and what was charged since; away, what it left with until it reports. `as_of`: when that held."""

    _unrecorded_attributes = frozenset({"as_of"})
    # Both move with every report.
    _moving_attributes = frozenset({"source", "as_of"})

    @override
    def _attributes(self) -> Mapping[str, Any]:
        charge = car_charge(self.coordinator.cars, self.car.id)
        return {
            "source": charge.source if charge else None,
            # To the minute, as far as a person asks.
            "as_of": dt_util.utc_from_timestamp(charge.at_s // 60 * 60).isoformat() if charge else None,
        }


class CarLocation(CarEntity, PacedSensor):
    """The charger it is at, by name; else at home or away."""

    @property
    @override
    def options(self) -> list[str]:
        return [HOME, AWAY, *(charger.name for charger in self.coordinator.site.chargers)]

    @override
    def _value(self) -> str | None:
        found = location(self.coordinator.cars, self.car.id)
        return found if found in (None, HOME, AWAY) else self.coordinator.charger_name(found)
