"""Says in the log, once, when a charger, a car, or what measures the home becomes unavailable, and once when it is back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

from ..const import LOGGER
from ..coordinator import SolarChargingCoordinator
from ..devices.call import live_state


@dataclass(frozen=True, slots=True)
class _Watched:
    """A device with entities; `is_away` returns whether all that matter are unavailable."""

    name: str
    entity_ids: tuple[str, ...]
    is_away: Callable[[], bool]


@callback
def async_watch_availability(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Follow a home's devices from now on. Returns what ends it."""
    watched = list(_watched(hass, coordinator))
    # What is not there yet after a start is not news: integrations come up one after the other.
    away = {one.name for one in watched if one.is_away()}
    logged: set[str] = set()

    @callback
    def follow(event: Event[EventStateChangedData]) -> None:
        for one in watched:
            if event.data["entity_id"] not in one.entity_ids:
                continue
            is_away = one.is_away()
            if is_away and one.name not in away:
                LOGGER.info("%s is unavailable", one.name)
                logged.add(one.name)
                away.add(one.name)
            elif not is_away and one.name in away:
                away.discard(one.name)
                if one.name in logged:
                    LOGGER.info("%s is available again", one.name)

    entity_ids = {entity_id for one in watched for entity_id in one.entity_ids}
    return async_track_state_change_event(hass, entity_ids, follow)


def _watched(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> Iterator[_Watched]:
    def all_gone(entity_ids: tuple[str, ...]) -> Callable[[], bool]:
        return lambda: all(live_state(hass, entity_id) is None for entity_id in entity_ids)

    for charger in coordinator.site.chargers:
        reader = coordinator.home.readers[charger.id]
        yield _Watched(f"Charger {charger.name}", charger.entity_ids, lambda reader=reader: not reader.is_reachable())  # type: ignore[misc]  # a lambda that binds its loop's value
    for car in coordinator.cars.cars.values():
        entity_ids = tuple(sorted(car.entity_ids))
        if entity_ids:
            yield _Watched(f"Car {car.name}", entity_ids, all_gone(entity_ids))
    for role, source in coordinator.site.sources.items():
        name = f"Source of {role.replace('_', ' ')} ({', '.join(source.entity_ids)})"
        yield _Watched(name, source.entity_ids, all_gone(source.entity_ids))
