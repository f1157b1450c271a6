"""What the home does and why, as sensors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import ATTR_ATTRIBUTION, EntityCategory, UnitOfElectricCurrent, UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from ..catalogue.charger_config import ChargerConfig
from ..catalogue.entry import Role
from ..coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from ..engine.decision import Command
from ..engine.model import IntegrationType, Reason, SurplusSource
from ..engine.status import STATUS_OF, ChargerStatus
from ..entity import ChargerEntity, Made, SiteEntities, SiteEntity
from ..managers.step_result import SiteData
from .battery import BATTERY_CONTROL, EVENING_LEVEL, BatteryControlSensor, EveningLevelSensor
from .car import CAR_LOCATION, CAR_SENSORS, CAR_SOC, CarLocation, CarSensor, CarStateOfCharge
from .charging_forecast import CHARGING_FORECAST, ChargingForecastSensor
from .charging_power import CHARGING_POWER, ChargingPowerSensor
from .excess_power import ExcessPower
from .forecast import FORECAST_SENSORS, ForecastSensor
from .grid_limit import GRID_LIMIT, MONTH_PEAK, GridLimitSensor, MonthPeakSensor
from .limits import DETECTED_PHASE, LIMITED_BY, DetectedPhaseSensor, LimitedBySensor
from .pace import AT_ONCE, CURRENT, FORECAST, MOMENT, POWER, Pace, Value
from .paced import PacedSensor
from .plan import PLAN, PlanSensor
from .reason import ReasonSensor
from .session import SESSION_SENSORS, SessionSensor
from .shadow_comparison import SHADOW_COMPARISON, ShadowComparisonSensor
from .shown_reasons import ShownReasons
from .state_of_charge import STATE_OF_CHARGE, StateOfCharge

# Reads nothing by itself: values come from the coordinator.
PARALLEL_UPDATES = 0
# Of the forecasts, which alone are asked; everything else is pushed.
SCAN_INTERVAL = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class SiteSensorDescription(SensorEntityDescription):
    """A sensor of the site; `reason_fn` returns the reason for its `explanation` attribute."""

    value_fn: Callable[[SiteData], float | str | None]
    pace: Pace = AT_ONCE
    reason_fn: Callable[[SiteData], Reason | None] = lambda _: None
    # Whether the value is made from weather data, whose licence may ask to be named.
    is_from_weather_fn: Callable[[SiteData], bool] = lambda _: False


@dataclass(frozen=True, kw_only=True)
class ChargerSensorDescription(SensorEntityDescription):
    """A sensor of one charger; `reason_fn` returns the reason for its `explanation` attribute."""

    value_fn: Callable[[Command], Value]
    pace: Pace = AT_ONCE
    reason_fn: Callable[[Command], Reason | None] = lambda _: None


def _is_estimated(data: SiteData) -> bool:
    return data.decision.site.integration_type is IntegrationType.SOFTWARE


SITE_SENSORS = [
    SiteSensorDescription(
        key="generation_power",
        translation_key="generation_power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        pace=POWER,
        value_fn=lambda data: data.decision.site.generation_w,
        is_from_weather_fn=_is_estimated,
    ),
    SiteSensorDescription(
        key="house_load",
        translation_key="house_load",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        pace=POWER,
        value_fn=lambda data: data.decision.site.house_load_w,
    ),
    # A forecast is no meter: without a state class it stays out of the energy statistics.
    SiteSensorDescription(
        key="forecast_until_midnight",
        translation_key="forecast_until_midnight",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.WATT_HOUR,
        suggested_display_precision=0,
        pace=FORECAST,
        value_fn=lambda data: data.forecast_until_midnight_wh,
        is_from_weather_fn=lambda _: True,
    ),
    SiteSensorDescription(
        key="integration_type",
        translation_key="integration_type",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[kind.value for kind in IntegrationType],
        value_fn=lambda data: data.decision.site.integration_type,
        reason_fn=lambda data: data.decision.site.reason,
        is_from_weather_fn=_is_estimated,
    ),
    SiteSensorDescription(
        key="surplus_source",
        translation_key="surplus_source",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        options=[source.value for source in SurplusSource],
        value_fn=lambda data: data.decision.site.source,
    ),
]

CHARGER_SENSORS = [
    ChargerSensorDescription(
        key="status",
        translation_key="status",
        device_class=SensorDeviceClass.ENUM,
        options=[status.value for status in ChargerStatus],
        value_fn=lambda command: STATUS_OF[command.reason.key],
        reason_fn=lambda command: command.reason,
    ),
    ChargerSensorDescription(
        key="target_current",
        translation_key="target_current",
        device_class=SensorDeviceClass.CURRENT,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        suggested_display_precision=1,
        pace=CURRENT,
        value_fn=lambda command: command.current_a if command.is_enabled else 0.0,
    ),
    ChargerSensorDescription(
        key="solar_power",
        translation_key="solar_power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        pace=POWER,
        value_fn=lambda command: command.solar_power_w,
    ),
    ChargerSensorDescription(
        key="next_action",
        translation_key="next_action",
        device_class=SensorDeviceClass.TIMESTAMP,
        # Mostly there is none; the reason counts down to it, and the plan has its own sensor.
        entity_registry_enabled_default=False,
        pace=MOMENT,
        value_fn=lambda command: command.next_action_at,
    ),
]


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the site's sensors, those of each charger and those of each car."""
    SiteEntities(entry.runtime_data, async_add_entities, partial(_made, reasons=ShownReasons()))
    SiteEntities(entry.runtime_data, async_add_entities, _forecasts)


def _forecasts(coordinator: SolarChargingCoordinator) -> Made:
    for description in FORECAST_SENSORS:
        yield None, ForecastSensor(coordinator, description)
    yield None, ChargingForecastSensor(coordinator, CHARGING_FORECAST)


def _of_batteries(coordinator: SolarChargingCoordinator) -> Made:
    if Role.BATTERY_SOC in coordinator.site.sources:
        yield None, EveningLevelSensor(coordinator, EVENING_LEVEL)
    if coordinator.site.batteries:
        yield None, BatteryControlSensor(coordinator, BATTERY_CONTROL)


def _made(coordinator: SolarChargingCoordinator, reasons: ShownReasons) -> Made:
    # Before the reasons that name it.
    yield None, ExcessPower(coordinator, reasons)
    for of_site in SITE_SENSORS:
        yield None, SiteSensor(coordinator, of_site)
    if coordinator.site.grid_signal or coordinator.site.peak:
        yield None, GridLimitSensor(coordinator, GRID_LIMIT)
    yield from _of_batteries(coordinator)
    if coordinator.site.peak:
        yield None, MonthPeakSensor(coordinator, MONTH_PEAK)
    for charger in coordinator.site.chargers:
        for of_charger in CHARGER_SENSORS:
            yield charger.id, ChargerSensor(coordinator, of_charger, charger)
        yield charger.id, ReasonSensor(coordinator, charger, reasons)
        yield charger.id, LimitedBySensor(coordinator, LIMITED_BY, charger)
        yield charger.id, DetectedPhaseSensor(coordinator, DETECTED_PHASE, charger)
        yield charger.id, PlanSensor(coordinator, PLAN, charger)
        yield charger.id, ChargingPowerSensor(coordinator, CHARGING_POWER, charger)
        for of_session in SESSION_SENSORS:
            yield charger.id, SessionSensor(coordinator, of_session, charger)
        yield charger.id, ShadowComparisonSensor(coordinator, SHADOW_COMPARISON, charger)
        yield charger.id, StateOfCharge(coordinator, STATE_OF_CHARGE, charger)
    for car in coordinator.cars.cars.values():
        yield car.id, CarStateOfCharge(coordinator, CAR_SOC, car)
        yield car.id, CarLocation(coordinator, CAR_LOCATION, car)
        for of_car in CAR_SENSORS:
            yield car.id, CarSensor(coordinator, of_car, car)


class SiteSensor(SiteEntity, PacedSensor):
    """A sensor of the home."""

    entity_description: SiteSensorDescription

    def __init__(self, coordinator: SolarChargingCoordinator, description: SiteSensorDescription) -> None:
        super().__init__(coordinator, description)
        self._pace = description.pace

    @override
    def _value(self) -> Value:
        return self.entity_description.value_fn(self.coordinator.data)

    @override
    def _reason(self) -> Reason | None:
        return self.entity_description.reason_fn(self.coordinator.data)

    @override
    def _attributes(self) -> Mapping[str, Any]:
        if not self.entity_description.is_from_weather_fn(self.coordinator.data):
            return {}
        attribution = self.coordinator.estimator.attribution(dt_util.utcnow())
        return {ATTR_ATTRIBUTION: attribution} if attribution else {}


class ChargerSensor(ChargerEntity, PacedSensor):
    """A sensor of one charger."""

    entity_description: ChargerSensorDescription

    def __init__(
        self, coordinator: SolarChargingCoordinator, description: ChargerSensorDescription, charger: ChargerConfig
    ) -> None:
        super().__init__(coordinator, description, charger)
        self._pace = description.pace

    @override
    def _value(self) -> Value:
        return self.entity_description.value_fn(self.command) if self.command else None

    @override
    def _reason(self) -> Reason | None:
        return self.entity_description.reason_fn(self.command) if self.command else None
