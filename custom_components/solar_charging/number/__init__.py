"""Limits the user sets: the site's and each charger's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntityDescription, NumberMode
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfElectricCurrent, UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..catalogue.entry import Role
from ..coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from ..devices.grid_rules import unbalance_limit_a
from ..entity import Made, SiteEntities, SiteEntity
from ..settings import SiteSettings
from ..setup.site_config import MAX_CAPACITY_W, SiteConfig
from .charger import CHARGER_NUMBERS, ChargerNumber
from .finite import FiniteNumber
from .state_of_charge import ENTERED_SOC, EnteredSoc
from .targets import BOOST_NUMBERS, CAR_NUMBERS, TARGET_NUMBERS, BoostNumber, CarTargetNumber, TargetNumber

# Changes a value in memory: nothing to queue for.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SiteNumberDescription(NumberEntityDescription):
    """A number whose key names a field of `SiteSettings`; `has_fn` returns whether the site needs it.

    `default_fn`: what holds until it is set, as it was set up; `country_fn`: else by the country's rules (ISO 3166); None: the top of
    the range, which stands for no limit.
    """

    value_fn: Callable[[SiteSettings], float | None]
    has_fn: Callable[[SiteConfig], bool] = lambda _: True
    default_fn: Callable[[SiteConfig], float | None] = lambda _: None
    country_fn: Callable[[str | None], float | None] = lambda _: None


def _reads_battery(site: SiteConfig) -> bool:
    return Role.BATTERY_SOC in site.sources


SITE_NUMBERS = [
    SiteNumberDescription(
        key="surplus_reserve_w",
        translation_key="surplus_reserve",
        device_class=NumberDeviceClass.POWER,
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=UnitOfPower.WATT,
        # As much as a single-phase charger's least power, either way.
        native_min_value=-1400,
        native_max_value=1400,
        native_step=10,
        mode=NumberMode.BOX,
        value_fn=lambda settings: settings.surplus_reserve_w,
    ),
    SiteNumberDescription(
        key="assumed_house_load_w",
        translation_key="assumed_house_load",
        device_class=NumberDeviceClass.POWER,
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=UnitOfPower.WATT,
        native_min_value=0,
        native_max_value=10_000,
        native_step=10,
        mode=NumberMode.BOX,
        value_fn=lambda settings: settings.assumed_house_load_w,
        has_fn=lambda site: Role.GRID_POWER not in site.sources,
    ),
    *(
        SiteNumberDescription(
            key=f"{key}_pct",
            translation_key=key,
            device_class=NumberDeviceClass.BATTERY,
            entity_category=EntityCategory.CONFIG,
            entity_registry_enabled_default=is_enabled,
            native_unit_of_measurement=PERCENTAGE,
            native_min_value=0,
            native_max_value=100,
            native_step=1,
            mode=NumberMode.BOX,
            value_fn=value_fn,
            has_fn=_reads_battery,
        )
        for key, is_enabled, value_fn in (
            ("battery_priority_level", True, lambda settings: settings.battery_priority_level_pct),
            ("battery_buffer_level", True, lambda settings: settings.battery_buffer_level_pct),
            ("battery_target_level", False, lambda settings: settings.battery_target_level_pct),
        )
    ),
    # Of the limits, the top of the range stands for none: no home reaches it.
    SiteNumberDescription(
        key="battery_daily_energy_kwh",
        translation_key="battery_daily_energy",
        device_class=NumberDeviceClass.ENERGY,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        native_min_value=0,
        native_max_value=100,
        native_step=0.5,
        mode=NumberMode.BOX,
        value_fn=lambda settings: settings.battery_daily_energy_kwh,
        has_fn=_reads_battery,
    ),
    SiteNumberDescription(
        key="main_fuse_a",
        translation_key="main_fuse",
        device_class=NumberDeviceClass.CURRENT,
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        native_min_value=6,
        native_max_value=250,
        native_step=1,
        mode=NumberMode.BOX,
        value_fn=lambda settings: settings.main_fuse_a,
    ),
    SiteNumberDescription(
        key="peak_threshold_w",
        translation_key="peak_threshold",
        device_class=NumberDeviceClass.POWER,
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=UnitOfPower.WATT,
        native_min_value=500,
        native_max_value=MAX_CAPACITY_W,
        native_step=10,
        mode=NumberMode.BOX,
        value_fn=lambda settings: settings.peak_threshold_w,
        default_fn=lambda site: site.peak.threshold_w if site.peak else None,
        has_fn=lambda site: site.peak is not None,
    ),
    SiteNumberDescription(
        key="unbalance_limit_a",
        translation_key="unbalance_limit",
        device_class=NumberDeviceClass.CURRENT,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfElectricCurrent.AMPERE,
        # The least that lets a charger on one phase charge.
        native_min_value=6,
        native_max_value=250,
        native_step=1,
        mode=NumberMode.BOX,
        value_fn=lambda settings: settings.unbalance_limit_a,
        country_fn=unbalance_limit_a,
    ),
    SiteNumberDescription(
        key="feed_in_limit_w",
        translation_key="feed_in_limit",
        device_class=NumberDeviceClass.POWER,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_unit_of_measurement=UnitOfPower.WATT,
        native_min_value=0,
        native_max_value=MAX_CAPACITY_W,
        native_step=10,
        mode=NumberMode.BOX,
        value_fn=lambda settings: settings.feed_in_limit_w,
    ),
]

# In the currency Home Assistant is set to. Prices can be negative.
PRICES = [
    SiteNumberDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        native_min_value=-100,
        native_max_value=1000,
        # A box is as wide as its longest number; on a phone it would cut the name.
        native_step=0.001,
        mode=NumberMode.BOX,
        value_fn=value_fn,
        default_fn=default_fn,
    )
    for key, value_fn, default_fn in (
        ("import_price", lambda settings: settings.import_price, lambda _: None),
        ("feed_in_price", lambda settings: settings.feed_in_price, lambda site: site.tariff.feed_in_price),
        ("cheap_energy_price_limit", lambda settings: settings.cheap_energy_price_limit, lambda _: None),
    )
]


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the site's limits and those of each charger."""
    SiteEntities(entry.runtime_data, async_add_entities, _made)


def _made(coordinator: SolarChargingCoordinator) -> Made:
    for limit in SITE_NUMBERS:
        if limit.has_fn(coordinator.site):
            yield None, SiteNumber(coordinator, limit)
    for price in PRICES:
        yield None, PriceNumber(coordinator, price)
    for charger in coordinator.site.chargers:
        for number in CHARGER_NUMBERS:
            yield charger.id, ChargerNumber(coordinator, number, charger)
        for target in TARGET_NUMBERS:
            yield charger.id, TargetNumber(coordinator, target, charger)
        for boost in BOOST_NUMBERS:
            yield charger.id, BoostNumber(coordinator, boost, charger)
        yield charger.id, EnteredSoc(coordinator, ENTERED_SOC, charger)
    for car in coordinator.cars.cars.values():
        for own in CAR_NUMBERS:
            yield car.id, CarTargetNumber(coordinator, own, car)


class SiteNumber(SiteEntity, FiniteNumber):
    """A limit of the home."""

    _shows_settings_alone = True
    entity_description: SiteNumberDescription

    @property
    @override
    def native_value(self) -> float:
        value = self.entity_description.value_fn(self.coordinator.settings.site)
        if value is None:
            value = self.entity_description.default_fn(self.coordinator.site)
        if value is None:
            value = self.entity_description.country_fn(self.coordinator.hass.config.country)
        return self.native_max_value if value is None else value

    @override
    async def _async_take(self, value: float) -> None:
        settings = self.coordinator.settings
        self.coordinator.async_set_settings(settings.with_site(**{self.entity_description.key: value}))
        # What shows a limit, or a price, is made once there is one.
        for platform in self.coordinator.platforms:
            platform.renew()


class PriceNumber(SiteNumber):
    """A price per kWh; unknown until it is entered."""

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        return f"{self.coordinator.hass.config.currency}/{UnitOfEnergy.KILO_WATT_HOUR}"

    @property
    @override
    def native_value(self) -> float | None:  # type: ignore[override]  # of the limits None is the top of the range
        value = self.entity_description.value_fn(self.coordinator.settings.site)
        return self.entity_description.default_fn(self.coordinator.site) if value is None else value
