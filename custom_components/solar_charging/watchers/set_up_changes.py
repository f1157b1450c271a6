"""Follows what the user sets up: parts are taken up in passing, so that whatever stays as it was never is unavailable."""

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
from ..setup.home import SiteConfig, car_configs
from ..solar_sources.estimator import SolarEstimator
from .availability import async_watch_availability

type Parts = Mapping[str, tuple[str, Mapping[str, Any]]]


@callback
def async_follow_changes(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, take_up: Callable[[], Awaitable[None]]
) -> CALLBACK_TYPE:
    """Reload when the home itself changed, and `take_up` where only parts did. Returns what ends it."""
    home, parts = dict(entry.data), _parts(entry)

    async def updated(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> None:
        nonlocal parts
        if dict(entry.data) != home:
            # A change made while it is already reloading needs no other reload.
            if entry.state is ConfigEntryState.LOADED:
                hass.config_entries.async_schedule_reload(entry.entry_id)
            return
        # One after another, and never while the home is being loaded or unloaded.
        async with entry.setup_lock:
            if entry.state is ConfigEntryState.LOADED and _parts(entry) != parts:
                parts = _parts(entry)
                await take_up()

    return entry.add_update_listener(updated)


class PartFollowers:
    """What follows the entities of the home's parts; begun anew when there are others."""

    def __init__(self, hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._ends: list[CALLBACK_TYPE] = []
        self._end_prices: CALLBACK_TYPE | None = None
        self._price_entities: tuple[str, ...] = ()

    async def async_start(self) -> None:
        """Follow the parts as they are now."""
        for end in self._ends:
            end()
        self._ends = [
            self._coordinator.async_listen_to_devices(),
            async_watch_availability(self._hass, self._coordinator),
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


async def async_take_up_parts(coordinator: SolarChargingCoordinator) -> list[ChargerConfig]:
    """Go on with chargers, cars, prices and planes as they are set up now. Returns the chargers that are gone."""
    entry, before = coordinator.config_entry, coordinator.site
    removed = [charger for charger in before.chargers if charger.id not in entry.subentries]
    for platform in coordinator.platforms:
        await platform.async_remove_of({charger.id for charger in removed})
    site = SiteConfig.from_entry(entry, float(coordinator.hass.config.elevation))
    unchanged = {charger.id for charger in site.chargers if charger in before.chargers}
    coordinator.site = site
    left = coordinator.home.take_up(site, unchanged)
    cars = car_configs(entry)
    _note_removed_cars(coordinator, {car.id for car in cars})
    coordinator.cars.take_up(cars, site.chargers)
    if site.tariff != before.tariff:
        coordinator.requests.take_up(site)
    coordinator.sensor_checks.take_up(site)
    for key, charger in coordinator.engine_state.chargers.items():
        if key not in unchanged:
            # What differs now is what its other entities show: nobody set it by hand.
            charger.is_followed = False
    if site.array != before.array:
        coordinator.estimator.async_stop()
        # What was learnt, and the table, are about the array as it was.
        coordinator.estimator = SolarEstimator(coordinator.hass, coordinator.estimator_setup())
        await coordinator.estimator.async_start()
    await asyncio.gather(*(commander.async_stop() for commander in left))
    coordinator.async_user_changed()
    for platform in coordinator.platforms:
        platform.renew()
    return removed


@callback
def _note_removed_cars(coordinator: SolarChargingCoordinator, cars: Collection[str]) -> None:
    """Tell that what a car was charged with outlives its removal."""
    for car in coordinator.cars.cars.values():
        sentence = coordinator.explainer.sentence(Reason("car_removed", {"name": car.name}))
        if car.id not in cars and sentence:
            title = coordinator.config_entry.title
            persistent_notification.async_create(coordinator.hass, sentence, title, f"{DOMAIN}_{car.id}_removed")


def _parts(entry: SolarChargingConfigEntry) -> Parts:
    return {key: (subentry.title, dict(subentry.data)) for key, subentry in entry.subentries.items()}
