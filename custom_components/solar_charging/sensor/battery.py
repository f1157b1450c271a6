"""What the home battery is asked to do, how often it was written to, and its level by the evening."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import PERCENTAGE, EntityCategory
from homeassistant.util import dt as dt_util

from ..engine.decide.battery_hold import BatteryUse
from ..engine.model import Reason
from ..entity import SiteEntity
from .pace import Pace, Value
from .paced import PacedSensor

# A forecast of hours: by two percent each quarter hour.
EVENING = Pace(step=1.0, dead_band=2.0, interval_s=900.0)
BATTERY_CONTROL = SensorEntityDescription(
    key="battery_control",
    translation_key="battery_control",
    device_class=SensorDeviceClass.ENUM,
    entity_category=EntityCategory.DIAGNOSTIC,
    options=list(BatteryUse),
)
EVENING_LEVEL = SensorEntityDescription(
    key="evening_battery_level",
    translation_key="evening_battery_level",
    # The select of who comes first shows it, too.
    entity_registry_enabled_default=False,
    device_class=SensorDeviceClass.BATTERY,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=0,
)


class BatteryControlSensor(SiteEntity, PacedSensor):
    """Whether a battery is held now, why, and how often each was written to within a day."""

    _unrecorded_attributes = PacedSensor._unrecorded_attributes | {"writes"}  # noqa: SLF001  our own base

    @override
    def _value(self) -> Value:
        return self.coordinator.batteries.use

    @override
    def _reason(self) -> Reason | None:
        return self.coordinator.batteries.reason

    @override
    def _attributes(self) -> Mapping[str, Any]:
        return {"writes": self.coordinator.batteries.writes(dt_util.utcnow().timestamp())}


class EveningLevelSensor(SiteEntity, PacedSensor):
    """The level expected when the sun is gone; unknown until the battery's size was learnt."""

    _pace = EVENING

    @override
    def _value(self) -> Value:
        share = self.coordinator.requests.evening.share
        return round(share.evening_level_pct) if share else None

    @override
    def _reason(self) -> Reason | None:
        share = self.coordinator.requests.evening.share
        return share.reason if share else None
