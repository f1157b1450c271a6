"""What limits a charger now and by how much, and which phase of the grid connection it was found on."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.const import EntityCategory, UnitOfElectricCurrent, UnitOfPower

from ..engine.limits.constraint import LimitKind
from ..entity import ChargerEntity
from .pace import Value
from .paced import PacedSensor

NO_LIMIT = "none"
LIMITED_BY = SensorEntityDescription(
    key="limited_by",
    translation_key="limited_by",
    device_class=SensorDeviceClass.ENUM,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    options=[NO_LIMIT, *LimitKind],
)
DETECTED_PHASE = SensorEntityDescription(
    key="detected_grid_phase",
    translation_key="detected_grid_phase",
    device_class=SensorDeviceClass.ENUM,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    # As the setting that corrects it names them.
    options=["l1", "l2", "l3"],
)


class LimitedBySensor(ChargerEntity, PacedSensor):
    """The limit that keeps a charger from more; its value, and what it withholds, as attributes."""

    _unrecorded_attributes = frozenset({"limit", "unit", "circuit", "withheld_current"})
    # While it limits, both follow the house from step to step.
    _moving_attributes = frozenset({"limit", "withheld_current"})

    @override
    def _value(self) -> Value:
        limiter = self.command.limited_by if self.command else None
        return limiter.kind if limiter else NO_LIMIT

    @override
    def _attributes(self) -> Mapping[str, Any]:
        limiter = self.command.limited_by if self.command else None
        return {
            "limit": round(limiter.value, 1) if limiter else None,
            "unit": (UnitOfPower.WATT if limiter.is_power else UnitOfElectricCurrent.AMPERE) if limiter else None,
            "circuit": (limiter.name or None) if limiter else None,
            "withheld_current": round(limiter.withheld_a, 1) if limiter else None,
        }


class DetectedPhaseSensor(ChargerEntity, PacedSensor):
    """The phase that answered the charger's commands; unknown until one has. The grid phase setting outweighs it until it answers."""

    @override
    def _value(self) -> Value:
        charger_state = self.coordinator.engine_state.chargers.get(self.charger.id)
        phase = charger_state.connection.learned_phase if charger_state else None
        options = self.entity_description.options or []
        return options[phase] if phase is not None and phase < len(options) else None
