"""Follows changes of the set-up: new, changed and removed subentries take effect without a reload, so that nothing else becomes unavailable."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..catalogue.charger_config import ChargerConfig
from ..const import DOMAIN
from ..coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from ..engine.model import Reason
from ..prices.reader import PriceReader
from ..setup.site_config import SiteConfig, car_configs
from ..solar_sources.estimator import SolarEstimator
from .availability import async_watch_availability
from .driver_scans import async_follow_scans
from .set_by_people import async_watch_people

type Subentries = Mapping[str, tuple[str, Mapping[str, Any]]]


@callback
def async_follow_changes(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, update_config: Callable[[], Awaitable[None]]
) -> CALLBACK_TYPE:
    """Reload when the home itself changed, and `update_config` where only subentries did. Returns what ends it."""
    home, subentries = dict(entry.data), _subentries(entry)

    async def updated(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> None:
        nonlocal subentries
        if dict(entry.data) != home:
            # A change made while it is already reloading needs no other reload.
            if entry.state is ConfigEntryState.LOADED:
                hass.config_entries.async_schedule_reload(entry.entry_id)
            return
        # One after another, and never while the home is being loaded or unloaded.
        async with entry.setup_lock:
            if entry.state is ConfigEntryState.LOADED and _subentries(entry) != subentries:
                subentries = _subentries(entry)
                await update_config()

    return entry.add_update_listener(updated)


class SubentryFollowers:
    """What follows the entities of subentries; restarted when these change."""

    def __init__(self, hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._ends: list[CALLBACK_TYPE] = []
        self._end_prices: CALLBACK_TYPE | None = None
        self._price_entities: tuple[str, ...] = ()

    async def async_start(self) -> None:
        """Follow the subentries as they are now."""
        for end in self._ends:
            end()
        self._ends = [
            self._coordinator.async_listen_to_devices(),
            async_watch_availability(self._hass, self._coordinator),
            async_watch_people(self._hass, self._coordinator),
            async_follow_scans(self._hass, self._coordinator),
        ]
        await self._async_follow_prices(self._coordinator.site.tariff.price_entities)

    @callback
    def async_stop(self) -> None:
        """Follow none any more."""
        for end in (*self._ends, *([self._end_prices] if self._end_prices else [])):
            end()
        self._ends, self._end_prices = [], None

    async def _async_follow_prices(self, entity_ids: tuple[str, ...]) -> None:
        if entity_ids == self._price_entities:
            return
        if self._end_prices:
            self._end_prices()
        self._price_entities, self._end_prices = entity_ids, None
        if entity_ids:
            self._end_prices = await PriceReader(
                self._hass, entity_ids, self._coordinator.async_set_prices
            ).async_start()


async def async_apply_subentries(coordinator: SolarChargingCoordinator) -> list[ChargerConfig]:
    """Apply chargers, cars, prices and planes as they are set up now. Returns the chargers that are gone."""
    entry, before = coordinator.config_entry, coordinator.site
    removed = [charger for charger in before.chargers if charger.id not in entry.subentries]
    for platform in coordinator.platforms:
        await platform.async_remove_of({charger.id for charger in removed})
    site = SiteConfig.from_entry(entry, float(coordinator.hass.config.elevation))
    unchanged = {charger.id for charger in site.chargers if charger in before.chargers}
    coordinator.site = site
    coordinator.settings = coordinator.settings.with_new_shadows(site.starting_in_shadow)
    left = coordinator.home.update_config(site, unchanged)
    cars = car_configs(entry)
    _note_removed_cars(coordinator, {car.id for car in cars})
    coordinator.cars.update_config(cars, site.chargers)
    if site.tariff != before.tariff:
        coordinator.requests.update_config(site)
    coordinator.sensor_checks.update_config(site)
    coordinator.batteries.update_config(site.batteries)
    for key, charger in coordinator.engine_state.chargers.items():
        if key not in unchanged:
            # A difference now comes from its new entities: it was not changed by hand.
            charger.is_followed = False
    if site.array != before.array:
        coordinator.estimator.async_stop()
        # What was learned, and the table, are about the array as it was.
        coordinator.estimator = SolarEstimator(coordinator.hass, coordinator.estimator_setup())
        await coordinator.estimator.async_start()
    await asyncio.gather(*(commander.async_stop() for commander in left))
    coordinator.async_user_changed()
    for platform in coordinator.platforms:
        platform.renew()
    return removed


@callback
def _note_removed_cars(coordinator: SolarChargingCoordinator, cars: Collection[str]) -> None:
    """Keep the price rule of a removed car, and notify the user that its sessions are kept."""
    for car in coordinator.cars.cars.values():
        if car.id not in cars:
            coordinator.sessions.accounts.keep_price(car.id, car.price_rule, car.price_per_kwh)
        sentence = coordinator.explainer.sentence(Reason("car_removed", {"name": car.name}))
        if car.id not in cars and sentence:
            title = coordinator.config_entry.title
            persistent_notification.async_create(coordinator.hass, sentence, title, f"{DOMAIN}_{car.id}_removed")


def _subentries(entry: SolarChargingConfigEntry) -> Subentries:
    return {key: (subentry.title, dict(subentry.data)) for key, subentry in entry.subentries.items()}
