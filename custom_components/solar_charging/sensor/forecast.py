"""What the sun is expected to do, as sensors: tomorrow's energy with its hours, the best time, how far the forecast is to be trusted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity, SensorEntityDescription, SensorStateClass
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfEnergy
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from ..entity import PolledSiteEntity
from ..solar.forecast import Period, best_start, total
from ..solar.history import HOUR
from ..solar.sky_sources import SourceKind
from ..solar_sources.estimator import SolarEstimator

# A small car's evening errand: long enough to plug in for, short enough to fit a winter's noon.
BEST_HOURS = 3


@dataclass(frozen=True, kw_only=True)
class ForecastSensorDescription(SensorEntityDescription):
    """A sensor that asks the estimator; `hours_fn` gives the hours its attributes list."""

    value_fn: Callable[[SolarEstimator, datetime], StateType | datetime]
    hours_fn: Callable[[SolarEstimator, datetime], list[Period]] = lambda *_: []


def tomorrow(estimator: SolarEstimator, now: datetime) -> list[Period]:
    """Return the hours of the next local day."""
    midnight = dt_util.start_of_local_day(dt_util.as_local(now).date() + timedelta(days=1))
    return [hour for hour in estimator.forecast(now, days=2, step=HOUR) if hour.start >= midnight]


def _tomorrow_wh(estimator: SolarEstimator, now: datetime) -> float | None:
    day = total(tomorrow(estimator, now))
    return round(day.mean_wh) if day else None


def _best_start(estimator: SolarEstimator, now: datetime) -> datetime | None:
    ahead = [hour for hour in estimator.surplus(now, days=2, step=HOUR) if hour.start + HOUR > now]
    return best_start(ahead, BEST_HOURS)


FORECAST_SENSORS = [
    ForecastSensorDescription(
        key="forecast_tomorrow",
        translation_key="forecast_tomorrow",
        device_class=SensorDeviceClass.ENERGY,
        native_unit_of_measurement=UnitOfEnergy.WATT_HOUR,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=_tomorrow_wh,
        hours_fn=lambda estimator, now: estimator.forecast(now, days=2, step=HOUR),
    ),
    ForecastSensorDescription(
        key="best_plug_in_time",
        translation_key="best_plug_in_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=_best_start,
    ),
    ForecastSensorDescription(
        key="forecast_error",
        translation_key="forecast_error",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
        entity_registry_enabled_default=False,
        value_fn=lambda estimator, now: estimator.error_pct(now),
    ),
    ForecastSensorDescription(
        key="cloud_data_source",
        translation_key="cloud_data_source",
        entity_category=EntityCategory.DIAGNOSTIC,
        device_class=SensorDeviceClass.ENUM,
        options=[kind.value for kind in SourceKind],
        entity_registry_enabled_default=False,
        value_fn=lambda estimator, now: estimator.source(now).value,
    ),
]


class ForecastSensor(PolledSiteEntity, SensorEntity):
    """A sensor of the forecast. It is asked every few minutes: the sky does not change with every reading."""

    entity_description: ForecastSensorDescription
    _unrecorded_attributes = frozenset({"hours"})

    @override
    async def async_update(self) -> None:
        """Ask the estimator."""
        estimator, now = self.coordinator.estimator, dt_util.utcnow()
        self._attr_native_value = self.entity_description.value_fn(estimator, now)
        hours = [described(hour) for hour in self.entity_description.hours_fn(estimator, now)]
        self._attr_extra_state_attributes: dict[str, Any] = {"hours": hours} if hours else {}
        self._attr_attribution = estimator.attribution(now)
        if estimator.source(now) is SourceKind.SATELLITE and (seen_at := estimator.satellite_seen_at):
            self._attr_extra_state_attributes["seen_at"] = seen_at.isoformat()


def described(period: Period) -> Mapping[str, Any]:
    """Return one interval of a forecast as automations take it."""
    return {
        "start": dt_util.as_local(period.start).isoformat(),
        "generation_wh": round(period.mean_wh),
        "p10_wh": round(period.p10_wh),
        "p50_wh": round(period.p50_wh),
        "p90_wh": round(period.p90_wh),
    }
