"""What limits the draw from the grid now, and the highest interval of the month."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription, SensorStateClass
from homeassistant.const import UnitOfPower

from ..engine.decision import ActiveDrawLimit
from ..engine.model import Reason
from ..entity import SiteEntity
from .pace import POWER, Value
from .paced import PacedSensor

GRID_LIMIT = SensorEntityDescription(
    key="grid_limit",
    translation_key="grid_limit",
    device_class=SensorDeviceClass.POWER,
    native_unit_of_measurement=UnitOfPower.WATT,
    suggested_display_precision=0,
)
MONTH_PEAK = SensorEntityDescription(
    key="month_peak",
    translation_key="month_peak",
    device_class=SensorDeviceClass.POWER,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfPower.WATT,
    suggested_display_precision=0,
)


class GridLimitSensor(SiteEntity, PacedSensor):
    """What may be drawn from the grid now by the tightest limit; unknown while there is none. Its attributes name the limit."""

    _unrecorded_attributes = PacedSensor._unrecorded_attributes | {"until"}  # noqa: SLF001  our own base
    _pace = POWER

    @property
    def _limit(self) -> ActiveDrawLimit | None:
        return next(iter(self.coordinator.data.decision.site.draw_limits), None)

    @override
    def _value(self) -> Value:
        return self._limit.allowed_w if self._limit else None

    @override
    def _reason(self) -> Reason | None:
        return self._limit.reason if self._limit else None

    @override
    def _attributes(self) -> Mapping[str, Any]:
        return _described(self._limit)


class MonthPeakSensor(SiteEntity, PacedSensor):
    """The highest mean draw of an interval of this month, as measured here."""

    _pace = POWER

    @override
    def _value(self) -> Value:
        return self.coordinator.data.decision.site.month_peak_w


def _described(limit: ActiveDrawLimit | None) -> Mapping[str, Any]:
    if limit is None:
        return {}
    return {
        "limited_by": "signal" if limit.kind == "outside" else "peak",
        "limit": round(limit.value_w),
        "applies_to": "chargers" if limit.is_for_chargers else "home",
        "origin": limit.origin or None,
        "until": limit.until.isoformat() if limit.until else None,
    }
