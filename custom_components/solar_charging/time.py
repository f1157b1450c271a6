"""Times of day, each day: by when a car is to be ready, and by when the home battery is to have its level."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import SUN_EVENT_SUNSET, WEEKDAYS, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.sun import get_astral_event_date
from homeassistant.util import dt as dt_util

from .catalogue.entry import Role
from .control.charger import async_update_car, async_update_request
from .coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from .entity import CarEntity, ChargerEntity, Made, SiteEntities, SiteEntity
from .planning.charge_request import next_departure_s

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0

READY_BY = TimeEntityDescription(
    key="ready_by",
    translation_key="ready_by",
    entity_category=EntityCategory.CONFIG,
)

CAR_READY_BY = TimeEntityDescription(
    key="own_ready_by_of_car",
    translation_key="ready_by",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)

BATTERY_TARGET_TIME = TimeEntityDescription(
    key="battery_target_time",
    translation_key="battery_target_time",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add a time for the home battery, and one for each charger."""
    SiteEntities(entry.runtime_data, async_add_entities, _made)


def _made(coordinator: SolarChargingCoordinator) -> Made:
    if Role.BATTERY_SOC in coordinator.site.sources:
        yield None, BatteryTargetTime(coordinator, BATTERY_TARGET_TIME)
    for charger in coordinator.site.chargers:
        yield charger.id, ReadyBy(coordinator, READY_BY, charger)
    for car in coordinator.cars.cars.values():
        yield car.id, CarReadyBy(coordinator, CAR_READY_BY, car)


class ReadyBy(ChargerEntity, TimeEntity):
    """When the car is to have the energy to be ready with; counts only together with that."""

    @property
    @override
    def native_value(self) -> time | None:
        ready_by_time = self.coordinator.settings.charger(self.charger.id).charge_request.ready_by_time
        return time.fromisoformat(ready_by_time) if ready_by_time else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """The next departure, wherever it comes from: this time, the action, or the calendar."""
        now, request = dt_util.utcnow(), self.coordinator.settings.charger(self.charger.id).charge_request
        planned = (
            self.coordinator.requests.dated(self.coordinator.settings, now).charger(self.charger.id).charge_request
        )
        at_s = next_departure_s(planned, now, dt_util.get_default_time_zone())
        return {
            "weekdays": [WEEKDAYS[day] for day in request.ready_by_weekdays],
            "next_departure": dt_util.utc_from_timestamp(at_s).isoformat() if at_s is not None else None,
        }

    @override
    async def async_set_value(self, value: time) -> None:
        async_update_request(self.coordinator, self.charger.id, ready_by_time=value.isoformat("minutes"))


class CarReadyBy(CarEntity, TimeEntity):
    """The time of the car's own, which goes with it to every charger."""

    _shows_settings_alone = True

    @property
    @override
    def native_value(self) -> time | None:
        ready_by_time = self.coordinator.settings.car(self.car.id).ready_by_time
        return time.fromisoformat(ready_by_time) if ready_by_time else None

    @override
    async def async_set_value(self, value: time) -> None:
        async_update_car(self.coordinator, self.car.id, ready_by_time=value.isoformat("minutes"))


class BatteryTargetTime(SiteEntity, TimeEntity):
    """When the home battery is to have its level: at sunset, until another time is chosen. Midnight chooses sunset again."""

    _sunset: tuple[date, time | None] | None = None

    @property
    @override
    def native_value(self) -> time | None:
        if chosen := self.coordinator.settings.site.battery_ready_at:
            return chosen
        today = dt_util.now().date()
        if self._sunset is None or self._sunset[0] != today:
            at = get_astral_event_date(self.hass, SUN_EVENT_SUNSET, today)
            self._sunset = today, dt_util.as_local(at).time().replace(second=0, microsecond=0) if at else None
        return self._sunset[1]

    @override
    async def async_set_value(self, value: time) -> None:
        chosen = value.isoformat("minutes") if value != time() else None
        self.coordinator.async_set_settings(self.coordinator.settings.with_site(battery_target_time=chosen))
