"""What the devices measure and count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from simulator.evse import Status

from .entity import Device, SimulatedEntity
from .simulation import Simulation, SimulationConfigEntry


def _measured(key: str, name: str, device_class: SensorDeviceClass, unit: str) -> SensorEntityDescription:
    return SensorEntityDescription(
        key=key,
        name=name,
        device_class=device_class,
        native_unit_of_measurement=unit,
        state_class=SensorStateClass.MEASUREMENT,
    )


def _power(key: str) -> SensorEntityDescription:
    return _measured(key, "Power", SensorDeviceClass.POWER, UnitOfPower.WATT)


def _charge(key: str) -> SensorEntityDescription:
    return _measured(key, "State of charge", SensorDeviceClass.BATTERY, PERCENTAGE)


def _energy(key: str, name: str) -> SensorEntityDescription:
    return SensorEntityDescription(
        key=key,
        name=name,
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        state_class=SensorStateClass.TOTAL_INCREASING,
        suggested_display_precision=2,
    )


# Keys of measured values are those of `simulator.home.SENSORS`, of counters those of `simulator.home.Energies`.
MEASURED = (
    (Device.INVERTER, _power("generation_w")),
    (Device.METER, _power("grid_w")),
    (Device.BATTERY, _power("battery_w")),
    (Device.BATTERY, _charge("battery_soc_pct")),
    (Device.WALLBOX, _power("car_w")),
    (Device.CAR, _charge("car_soc_pct")),
)
COUNTED = (
    (Device.INVERTER, _energy("generation_wh", "Energy")),
    (Device.METER, _energy("import_wh", "Import")),
    (Device.METER, _energy("export_wh", "Export")),
    (Device.BATTERY, _energy("charge_wh", "Charged")),
    (Device.BATTERY, _energy("discharge_wh", "Discharged")),
    (Device.WALLBOX, _energy("car_wh", "Energy")),
)


@dataclass(frozen=True, kw_only=True)
class SaidDescription(SensorEntityDescription):
    """A sensor that shows what `value` reads from the simulation."""

    value: Callable[[Simulation], str]


REPORTED = (
    (
        Device.WALLBOX,
        SaidDescription(
            key="status",
            name="Status",
            translation_key="status",
            device_class=SensorDeviceClass.ENUM,
            options=[status.value for status in Status],
            value=lambda simulation: simulation.home.evse.status.value,
        ),
    ),
    (
        Device.SKY,
        SaidDescription(
            key="clock",
            name="Time of the sun",
            icon="mdi:sun-clock",
            value=lambda simulation: f"{simulation.now:%H:%M}",
        ),
    ),
)


class MeasuredSensor(SimulatedEntity, SensorEntity):
    """Shows each report of a sensor of the home, as late, noisy and wrong as that is."""

    _reported_at: datetime | None = None

    @override
    def ticked(self) -> None:
        report = self.simulation.report_of(self.entity_description.key)
        if report is None or report.reported_at == self._reported_at:
            return
        self._reported_at = report.reported_at
        self._attr_available = report.value is not None
        self._attr_native_value = report.value
        self.async_write_ha_state()


class CountedSensor(SimulatedEntity, RestoreSensor):
    """An energy counter that goes on after a restart where it was."""

    _begun_kwh = 0.0

    @override
    async def async_added_to_hass(self) -> None:
        last = await self.async_get_last_sensor_data()
        if last is not None and isinstance(last.native_value, (int, float)):
            self._begun_kwh = float(last.native_value)
        else:
            self._begun_kwh = self.simulation.past_kwh.get(self.entity_description.key, 0.0)
        await super().async_added_to_hass()

    @property
    @override
    def native_value(self) -> float:
        return round(self._begun_kwh + self.simulation.energy_kwh(self.entity_description.key), 4)


class SaidSensor(SimulatedEntity, SensorEntity):
    """Shows what is so now."""

    entity_description: SaidDescription

    @property
    @override
    def native_value(self) -> str:
        return self.entity_description.value(self.simulation)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulationConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors."""
    simulation = entry.runtime_data
    async_add_entities(MeasuredSensor(simulation, device, description) for device, description in MEASURED)
    async_add_entities(CountedSensor(simulation, device, description) for device, description in COUNTED)
    async_add_entities(SaidSensor(simulation, device, description) for device, description in REPORTED)
