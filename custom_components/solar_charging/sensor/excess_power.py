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
from .shown_reasons import ShownReasons

EXCESS = SensorEntityDescription(
    key=EXCESS_POWER,
    translation_key=EXCESS_POWER,
    device_class=SensorDeviceClass.POWER,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfPower.WATT,
)


class ExcessPower(SiteEntity, PacedSensor):
    """What is left for chargers. A reason in plain view that begins to name it makes it news."""

    _pace = POWER
    # The chargers whose reason names the surplus, each with that reason.
    _named: frozenset[tuple[str, str]] = frozenset()

    def __init__(self, coordinator: SolarChargingCoordinator, reasons: ShownReasons) -> None:
        super().__init__(coordinator, EXCESS)
        self._reasons = reasons

    @override
    def _value(self) -> Value:
        return self.coordinator.data.decision.site.surplus_w

    @override
    def _levels(self) -> Collection[float]:
        return watched_levels(self.hass)

    @override
    def _take_value(self, now_s: float) -> bool:
        shown = self._reasons.follow(self.coordinator.data, now_s)
        named = frozenset((charger, reason.key) for charger, reason in shown.items() if "power_w" in reason.numbers)
        before, self._named = self._named, named
        value = self._pace.shown(self._value())
        if self._named <= before or value == self._attr_native_value:
            return super()._take_value(now_s)
        self._attr_native_value, self._values_at_s = value, Timing(now_s, self._values_at_s).written()
        return True
