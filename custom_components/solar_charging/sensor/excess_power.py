"""The surplus sensor, and the sentences that name the surplus: both show the same value."""

from collections.abc import Collection
from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import UnitOfPower

from ..automation.entity_lookup import EXCESS_POWER
from ..automation.watched_levels import watched_levels
from ..coordinator import SolarChargingCoordinator
from ..entity import SiteEntity
from .pace import POWER, Timing, Value
from .paced import PacedSensor

EXCESS = SensorEntityDescription(
    key=EXCESS_POWER,
    translation_key=EXCESS_POWER,
    device_class=SensorDeviceClass.POWER,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfPower.WATT,
)


def sentences_with_surplus(coordinator: SolarChargingCoordinator) -> frozenset[tuple[str, str]]:
    """Return the chargers whose reason names the surplus, each with that reason."""
    commands = coordinator.data.decision.commands
    return frozenset((one.charger_id, one.reason.key) for one in commands if "power_w" in one.reason.numbers)


class ExcessPower(SiteEntity, PacedSensor):
    """What is left for chargers. A reason that begins to name it makes it news."""

    _pace = POWER
    _named: frozenset[tuple[str, str]] = frozenset()

    @override
    def _value(self) -> Value:
        return self.coordinator.data.decision.site.surplus_w

    @override
    def _levels(self) -> Collection[float]:
        return watched_levels(self.hass)

    @override
    def _take_value(self, now_s: float) -> bool:
        before, self._named = self._named, sentences_with_surplus(self.coordinator)
        value = self._pace.shown(self._value())
        if self._named <= before or value == self._attr_native_value:
            return super()._take_value(now_s)
        self._attr_native_value, self._values_at_s = value, Timing(now_s, self._values_at_s).written()
        return True
