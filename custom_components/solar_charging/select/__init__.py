"""The mode of each charger, the days and the calendar of its departures, how gently it is switched, and the state it is left in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..catalogue.entry import Role
from ..control.charger import async_set_mode, async_update_car, async_update_request
from ..coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from ..engine.decide.battery_share import BatteryPriority
from ..engine.model import SolarMode
from ..engine.policy import SwitchingPreference
from ..entity import CarEntity, ChargerEntity, Made, SiteEntities, SiteEntity
from ..settings import GridPhase, ReleaseBehavior
from .car import CAR, CarSelect

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0

MODE = SelectEntityDescription(key="mode", translation_key="mode", options=[mode.value for mode in SolarMode])
BATTERY_PRIORITY = SelectEntityDescription(
    key="battery_priority",
    translation_key="battery_priority",
    entity_category=EntityCategory.CONFIG,
    options=[priority.value for priority in BatteryPriority],
)
# No mode for the session alone.
AS_USUAL = "as_usual"
SESSION_MODE = SelectEntityDescription(
    key="this_session",
    translation_key="this_session",
    options=[AS_USUAL, *(mode.value for mode in SolarMode)],
    entity_registry_enabled_default=False,
)
# Its options are this home's calendars.
CALENDAR = SelectEntityDescription(
    key="departure_calendar",
    translation_key="departure_calendar",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)
NO_CALENDAR = "none"
# Days of the week, 0 is Monday; none: every day. What an action or a program chose besides is shown as such.
DAYS: Mapping[str, tuple[int, ...]] = {"every_day": (), "working_days": (0, 1, 2, 3, 4), "weekend": (5, 6)}
OTHER_DAYS = "other_days"
READY_BY_DAYS = SelectEntityDescription(
    key="ready_by_days",
    translation_key="ready_by_days",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
)
CAR_READY_BY_DAYS = replace(READY_BY_DAYS, key="own_ready_by_days_of_car")


@dataclass(frozen=True, kw_only=True)
class ChoiceDescription(SelectEntityDescription):
    """A choice whose key names a field of `ChargerSettings`, and its kind."""

    kind: type[StrEnum]


CHOICES = [
    ChoiceDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        kind=kind,
    )
    for key, kind in (
        ("release_behavior", ReleaseBehavior),
        ("switching_preference", SwitchingPreference),
        ("grid_phase", GridPhase),
    )
]


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the selectors of each charger."""
    SiteEntities(entry.runtime_data, async_add_entities, _made)


def _made(coordinator: SolarChargingCoordinator) -> Made:
    if Role.BATTERY_SOC in coordinator.site.sources:
        yield None, BatteryPrioritySelect(coordinator, BATTERY_PRIORITY)
    for charger in coordinator.site.chargers:
        yield charger.id, ModeSelect(coordinator, MODE, charger)
        yield charger.id, SessionModeSelect(coordinator, SESSION_MODE, charger)
        yield charger.id, DaysSelect(coordinator, READY_BY_DAYS, charger)
        yield charger.id, CalendarSelect(coordinator, CALENDAR, charger)
        for choice in CHOICES:
            yield charger.id, ChoiceSelect(coordinator, choice, charger)
        yield charger.id, CarSelect(coordinator, CAR, charger)
    for car in coordinator.cars.cars.values():
        yield car.id, CarDaysSelect(coordinator, CAR_READY_BY_DAYS, car)


class BatteryPrioritySelect(SiteEntity, SelectEntity):
    """Who gets the sun first, and why at this moment."""

    _unrecorded_attributes = frozenset({"explanation", "evening_level"})

    @property
    @override
    def current_option(self) -> str:
        return self.coordinator.settings.site.battery_priority

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        share = self.coordinator.requests.evening.share
        return {
            "explanation": self.coordinator.explainer.sentence(share.reason) if share else None,
            "evening_level": round(share.evening_level_pct) if share else None,
        }

    @override
    async def async_select_option(self, option: str) -> None:
        settings = self.coordinator.settings.with_site(battery_priority=BatteryPriority(option))
        self.coordinator.async_set_settings(settings)


class ModeSelect(ChargerEntity, SelectEntity):
    """Off, solar only, solar and grid, or full speed now."""

    @property
    @override
    def current_option(self) -> str:
        return self.coordinator.requests.mode(self.coordinator.settings, self.charger.id)

    @override
    async def async_select_option(self, option: str) -> None:
        async_set_mode(self.coordinator, self.charger.id, SolarMode(option))


class SessionModeSelect(ChargerEntity, SelectEntity):
    """A mode until the car leaves."""

    _shows_settings_alone = True

    @property
    @override
    def current_option(self) -> str:
        return self.coordinator.settings.charger(self.charger.id).session_mode or AS_USUAL

    @override
    async def async_select_option(self, option: str) -> None:
        mode = None if option == AS_USUAL else SolarMode(option)
        async_set_mode(self.coordinator, self.charger.id, mode, is_for_session=True)


def _named_days(weekdays: tuple[int, ...]) -> str:
    return next((option for option, days in DAYS.items() if days == weekdays), OTHER_DAYS)


def _offered_days(chosen: str) -> list[str]:
    # Nobody can choose days without naming them.
    return [*DAYS, *([OTHER_DAYS] if chosen == OTHER_DAYS else [])]


class DaysSelect(ChargerEntity, SelectEntity):
    """On which days the car is to be ready by its time."""

    _shows_settings_alone = True

    @property
    @override
    def options(self) -> list[str]:
        return _offered_days(self.current_option)

    @property
    @override
    def current_option(self) -> str:
        return _named_days(self.coordinator.settings.charger(self.charger.id).charge_request.ready_by_weekdays)

    @override
    async def async_select_option(self, option: str) -> None:
        if option != OTHER_DAYS:
            async_update_request(self.coordinator, self.charger.id, ready_by_weekdays=DAYS[option])


class CarDaysSelect(CarEntity, SelectEntity):
    """On which days the car is to be ready by the time of its own."""

    _shows_settings_alone = True

    @property
    @override
    def options(self) -> list[str]:
        return _offered_days(self.current_option)

    @property
    @override
    def current_option(self) -> str:
        return _named_days(self.coordinator.settings.car(self.car.id).ready_by_weekdays)

    @override
    async def async_select_option(self, option: str) -> None:
        if option != OTHER_DAYS:
            async_update_car(self.coordinator, self.car.id, ready_by_weekdays=DAYS[option])


class CalendarSelect(ChargerEntity, SelectEntity):
    """The calendar whose events are departures."""

    @property
    @override
    def options(self) -> list[str]:
        # One that is away remains chosen.
        known = {*self.hass.states.async_entity_ids("calendar"), self.current_option} - {NO_CALENDAR}
        return [NO_CALENDAR, *sorted(known)]

    @property
    @override
    def current_option(self) -> str:
        return self.coordinator.settings.charger(self.charger.id).charge_request.departure_calendar or NO_CALENDAR

    @override
    async def async_select_option(self, option: str) -> None:
        async_update_request(
            self.coordinator, self.charger.id, departure_calendar=None if option == NO_CALENDAR else option
        )


class ChoiceSelect(ChargerEntity, SelectEntity):
    """One of the charger's settings, such as its state on release or the switching preference."""

    _shows_settings_alone = True
    entity_description: ChoiceDescription

    @property
    @override
    def options(self) -> list[str]:
        return [choice.value for choice in self.entity_description.kind]

    @property
    @override
    def current_option(self) -> str:
        return str(getattr(self.coordinator.settings.charger(self.charger.id), self.entity_description.key))

    @override
    async def async_select_option(self, option: str) -> None:
        description = self.entity_description
        changes = {description.key: description.kind(option)}
        self.coordinator.async_set_settings(self.coordinator.settings.with_charger(self.charger.id, **changes))
