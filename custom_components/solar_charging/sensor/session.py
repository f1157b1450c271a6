"""What charging brought, as sensors of each charger: energies for the Energy dashboard, the sun's share, money."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import UnitOfMass

from ..catalogue.charger_config import ChargerConfig
from ..coordinator import SolarChargingCoordinator
from ..entity import ChargerEntity
from ..sessions.ledger import Ledger
from .common import BOOKED_ENERGY, MONTHLY_SOLAR_SHARE
from .pace import ENERGY, MASS, MONEY, SHARE, Pace
from .paced import PacedSensor


@dataclass(frozen=True, kw_only=True)
class SessionSensorDescription(SensorEntityDescription):
    """A sensor that reads a charger's books, money in a currency. Energies in Wh, shown in kWh."""

    value_fn: Callable[[Ledger, str], float | None]
    pace: Pace


def _energy(key: str, value_fn: Callable[[Ledger], float | None], *, is_enabled: bool) -> SessionSensorDescription:
    return SessionSensorDescription(
        key=key,
        translation_key=key,
        entity_registry_enabled_default=is_enabled,
        value_fn=lambda ledger, _: value_fn(ledger),
        pace=ENERGY,
        **BOOKED_ENERGY,
    )


SESSION_SENSORS = [
    _energy("solar_energy", lambda ledger: ledger.totals.solar_wh, is_enabled=True),
    _energy("charged_energy", lambda ledger: ledger.totals.energy_wh, is_enabled=False),
    _energy("solar_energy_today", lambda ledger: ledger.totals.day_solar_wh, is_enabled=False),
    _energy("solar_energy_month", lambda ledger: ledger.totals.month_solar_wh, is_enabled=False),
    _energy("session_energy", lambda ledger: ledger.session.energy_wh if ledger.session else 0.0, is_enabled=True),
    SessionSensorDescription(
        key="solar_share_month",
        **MONTHLY_SOLAR_SHARE,
        entity_registry_enabled_default=False,
        value_fn=lambda ledger, _: ledger.totals.month_solar_pct,
        pace=SHARE,
    ),
    SessionSensorDescription(
        key="charging_co2_emissions",
        translation_key="charging_co2_emissions",
        device_class=SensorDeviceClass.WEIGHT,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfMass.GRAMS,
        suggested_unit_of_measurement=UnitOfMass.KILOGRAMS,
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
        value_fn=lambda ledger, _: ledger.totals.carbon_g,
        pace=MASS,
    ),
    # Money has one state class that is allowed: a total.
    SessionSensorDescription(
        key="charging_savings",
        translation_key="charging_savings",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        value_fn=lambda ledger, currency: ledger.saved.get(currency, 0.0),
        pace=MONEY,
    ),
]


class SessionSensor(ChargerEntity, PacedSensor):
    """A number from a charger's books."""

    entity_description: SessionSensorDescription

    def __init__(
        self, coordinator: SolarChargingCoordinator, description: SessionSensorDescription, charger: ChargerConfig
    ) -> None:
        super().__init__(coordinator, description, charger)
        self._pace = description.pace
        # As long as the sensor has this unit.
        self._currency = coordinator.hass.config.currency
        if description.device_class is SensorDeviceClass.MONETARY:
            self._attr_native_unit_of_measurement = self._currency

    @override
    def _value(self) -> float | None:
        return self.entity_description.value_fn(self.coordinator.sessions.ledger(self.charger.id), self._currency)
