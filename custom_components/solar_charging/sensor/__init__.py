"""What the home does and why, as sensors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfElectricCurrent, UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from ..coordinator import SiteData, SolarChargingConfigEntry, SolarChargingCoordinator
from ..engine.model import Command, IntegrationType, Reason, SurplusSource
from ..engine.reasons import ReasonKey
from ..entity import ChargerEntity, SiteEntity
from .forecast import FORECAST_SENSORS, ForecastSensor
from .session import SESSION_SENSORS, SessionSensor
from .state_of_charge import STATE_OF_CHARGE, StateOfCharge

# Reads nothing by itself: values come from the coordinator.
PARALLEL_UPDATES = 0
# Of the forecasts, which alone are asked; everything else is pushed.
SCAN_INTERVAL = timedelta(minutes=5)

SITE_REASONS = [
    ReasonKey.MEASURED_GRID,
    ReasonKey.MEASURED_GENERATION_AND_LOAD,
    ReasonKey.MEASURED_GENERATION,
    ReasonKey.ESTIMATED,
    ReasonKey.GRID_METER_STALE,
    ReasonKey.GRID_METER_STUCK,
    ReasonKey.NO_SURPLUS_SOURCE,
]


@dataclass(frozen=True, kw_only=True)
class SiteSensorDescription(SensorEntityDescription):
    """A sensor of the home; `reason_fn` gives what its `explanation` attribute says."""

    value_fn: Callable[[SiteData], StateType]
    reason_fn: Callable[[SiteData], Reason | None] = lambda _: None


@dataclass(frozen=True, kw_only=True)
class ChargerSensorDescription(SensorEntityDescription):
    """A sensor of one charger; `reason_fn` gives what its `explanation` attribute says."""

    value_fn: Callable[[Command], StateType | datetime]
    reason_fn: Callable[[Command], Reason | None] = lambda _: None


def _whole(value: float | None) -> float | None:
    return None if value is None else round(value)


SITE_SENSORS = [
    SiteSensorDescription(
        key="generation_power",
        translation_key="generation_power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        value_fn=lambda data: _whole(data.decision.site.generation_w),
    ),
    SiteSensorDescription(
        key="excess_power",
        translation_key="excess_power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        value_fn=lambda data: _whole(data.decision.site.surplus_w),
    ),
    SiteSensorDescription(
        key="house_load",
        translation_key="house_load",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        value_fn=lambda data: _whole(data.decision.site.house_load_w),
    ),
    # A forecast is no meter: without a state class it stays out of the energy statistics.
    SiteSensorDescription(
        key="forecast_until_midnight",
        translation_key="forecast_until_midnight",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.WATT_HOUR,
        suggested_display_precision=0,
        value_fn=lambda data: _whole(data.forecast_until_midnight_wh),
    ),
    SiteSensorDescription(
        key="integration_type",
        translation_key="integration_type",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[kind.value for kind in IntegrationType],
        value_fn=lambda data: data.decision.site.integration_type,
        reason_fn=lambda data: data.decision.site.reason,
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
        options=[key.value for key in ReasonKey if key not in SITE_REASONS],
        value_fn=lambda command: command.reason.key,
        reason_fn=lambda command: command.reason,
    ),
    ChargerSensorDescription(
        key="target_current",
        translation_key="target_current",
        device_class=SensorDeviceClass.CURRENT,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        suggested_display_precision=1,
        value_fn=lambda command: command.current_a if command.is_enabled else 0.0,
    ),
    ChargerSensorDescription(
        key="solar_power",
        translation_key="solar_power",
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        value_fn=lambda command: _whole(command.solar_power_w),
    ),
    ChargerSensorDescription(
        key="next_action",
        translation_key="next_action",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda command: command.next_action_at and command.next_action_at.replace(microsecond=0),
    ),
]


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the site's sensors and those of each charger."""
    coordinator = entry.runtime_data
    async_add_entities(SiteSensor(coordinator, description) for description in SITE_SENSORS)
    forecasts = [ForecastSensor(coordinator, description) for description in FORECAST_SENSORS]
    async_add_entities(forecasts, update_before_add=True)
    for charger in coordinator.site.chargers:
        async_add_entities(
            [
                *(ChargerSensor(coordinator, description, charger) for description in CHARGER_SENSORS),
                *(SessionSensor(coordinator, description, charger) for description in SESSION_SENSORS),
            ],
            config_subentry_id=charger.id,
        )
        if coordinator.cars.cars or "vehicle_soc" in charger.readings:
            async_add_entities([StateOfCharge(coordinator, STATE_OF_CHARGE, charger)], config_subentry_id=charger.id)


class SiteSensor(SiteEntity, SensorEntity):
    """A sensor of the home."""

    entity_description: SiteSensorDescription
    # Sentences change every few seconds; the state they explain is what history is for.
    _unrecorded_attributes = frozenset({"explanation"})

    @property
    @override
    def native_value(self) -> StateType:
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        return _explained(self.coordinator, self.entity_description.reason_fn(self.coordinator.data))


class ChargerSensor(ChargerEntity, SensorEntity):
    """A sensor of one charger."""

    entity_description: ChargerSensorDescription
    _unrecorded_attributes = frozenset({"explanation"})

    @property
    @override
    def native_value(self) -> StateType | datetime:
        return self.entity_description.value_fn(self.command) if self.command else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        reason = self.entity_description.reason_fn(self.command) if self.command else None
        return _explained(self.coordinator, reason)


def _explained(coordinator: SolarChargingCoordinator, reason: Reason | None) -> Mapping[str, Any] | None:
    return {"explanation": coordinator.explainer.sentence(reason)} if reason else None
