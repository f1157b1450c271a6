"""What was taken over, as subentries and settings of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_MODE
from homeassistant.core import HomeAssistant, callback

from ..const import (
    CONF_BATTERY_KWH,
    CONF_CHARGERS,
    CONF_CHEAP_FROM,
    CONF_CHEAP_PRICE,
    CONF_CHEAP_UNTIL,
    CONF_CHEAP_WEEKENDS,
    CONF_FEED_IN_PRICE,
    CONF_LIMIT_A,
    CONF_LIMIT_W,
    CONF_PARENT_CIRCUIT,
    CONF_PRICE,
    CONF_SOC_ENTITY,
    SUBENTRY_CAR,
    SUBENTRY_CHARGER,
    SUBENTRY_CIRCUIT,
    SUBENTRY_TARIFF,
)
from ..moving.match import best_named
from ..moving.old_setup import OldCharger, OldCircuit, OldSetup, OldTariff
from . import candidates
from .entity_use import async_uses
from .tariff import tariff_title


@dataclass(frozen=True, slots=True)
class PlacedCharger:
    """An old charger and what it is here: a new subentry (`data`) or one that was there (None), on a circuit of the old ones or none."""

    old: OldCharger
    subentry_id: str
    data: Mapping[str, Any] | None = None
    circuit_id: str | None = None


def new_subentry(kind: str, title: str, data: Mapping[str, Any]) -> ConfigSubentry:
    """Return a part of the home that is to be added."""
    return ConfigSubentry(data=MappingProxyType(dict(data)), subentry_type=kind, title=title, unique_id=None)


async def async_take(
    hass: HomeAssistant, entry: ConfigEntry[Any], setup: OldSetup, placed: tuple[PlacedCharger, ...], *, in_shadow: bool
) -> None:
    """Set all of it up. The settings come first: a charger that appears is then in its mode from the start."""
    socs = await _state_of_charge_entities(hass, entry, setup)
    _set_settings(entry, setup, placed, in_shadow=in_shadow)
    for one in placed:
        if one.data is not None:
            added = new_subentry(SUBENTRY_CHARGER, one.old.name, one.data)
            hass.config_entries.async_add_subentry(entry, replace(added, subentry_id=one.subentry_id))
    for subentry in (*_circuits(setup.circuits, placed), *_cars(setup, socs), *_tariff(hass, setup.tariff)):
        hass.config_entries.async_add_subentry(entry, subentry)


@callback
def _set_settings(
    entry: ConfigEntry[Any], setup: OldSetup, placed: tuple[PlacedCharger, ...], *, in_shadow: bool
) -> None:
    coordinator = entry.runtime_data
    site: dict[str, Any] = dict(setup.site)
    if "battery_buffer_level_pct" in site:
        # evcc lets cars have what is above it.
        site["use_home_battery"] = True
    settings = coordinator.settings.with_site(**site)
    for one in placed:
        old = one.old
        settings = settings.with_charger(
            one.subentry_id,
            mode=old.mode,
            min_current_a=old.min_current_a,
            max_current_a=old.max_current_a,
            priority=old.priority,
            charge_request=old.request,
            **({"shadow_mode": in_shadow} if one.data is not None else {}),
        )
    coordinator.async_set_settings(settings)


def _circuits(circuits: tuple[OldCircuit, ...], placed: tuple[PlacedCharger, ...]) -> Iterator[ConfigSubentry]:
    """Return circuits with a limit. One without is passed over: what hangs on it hangs on the next outer one that is taken."""
    limited = {one.id: one for one in circuits if one.limit_a is not None or one.limit_w is not None}
    parents = {one.id: one.parent_id for one in circuits}

    def taken(circuit_id: str | None) -> str | None:
        seen: set[str] = set()
        while circuit_id is not None and circuit_id not in limited and circuit_id not in seen:
            seen.add(circuit_id)
            circuit_id = parents.get(circuit_id)
        return circuit_id if circuit_id in limited else None

    made = {key: new_subentry(SUBENTRY_CIRCUIT, one.name, {}) for key, one in limited.items()}
    for key, one in limited.items():
        parent = taken(one.parent_id)
        data = {
            CONF_LIMIT_A: one.limit_a,
            CONF_LIMIT_W: one.limit_w,
            CONF_CHARGERS: [charger.subentry_id for charger in placed if taken(charger.circuit_id) == key] or None,
            CONF_PARENT_CIRCUIT: made[parent].subentry_id if parent and not _is_ring(key, parent, parents) else None,
        }
        known = {field: value for field, value in data.items() if value is not None}
        yield replace(made[key], data=MappingProxyType(known))


def _is_ring(circuit_id: str, parent_id: str, parents: Mapping[str, str | None]) -> bool:
    """Whether a circuit would hang on itself: only a broken answer has that."""
    seen: set[str] = set()
    at: str | None = parent_id
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return circuit_id in seen


def _cars(setup: OldSetup, socs: Mapping[str, str]) -> Iterator[ConfigSubentry]:
    for car in setup.cars:
        data: dict[str, Any] = {CONF_BATTERY_KWH: car.battery_kwh}
        if car.mode:
            data[CONF_MODE] = car.mode.value
        if car.id in socs:
            data[CONF_SOC_ENTITY] = socs[car.id]
        yield new_subentry(SUBENTRY_CAR, car.name, data)


async def _state_of_charge_entities(hass: HomeAssistant, entry: ConfigEntry[Any], setup: OldSetup) -> Mapping[str, str]:
    """Return by car the one sensor of a state of charge that is called like it."""
    uses = await async_uses(hass, entry, entry.data)
    options = await candidates.async_options(hass, candidates.CAR_SOC)
    free = [one for one in options if (use := uses.get(one["value"])) is None or use.is_of_car]
    named = {one["value"]: f"{one['value']} {one['label']}" for one in free}
    found = {car.id: best_named(car.name, named) for car in setup.cars}
    return {car_id: soc for car_id, soc in found.items() if soc and list(found.values()).count(soc) == 1}


def _tariff(hass: HomeAssistant, tariff: OldTariff | None) -> Iterator[ConfigSubentry]:
    if tariff is None:
        return
    data = {
        CONF_PRICE: tariff.price,
        CONF_FEED_IN_PRICE: tariff.feed_in_price,
        CONF_CHEAP_PRICE: tariff.cheap_price,
        CONF_CHEAP_FROM: tariff.cheap_from,
        CONF_CHEAP_UNTIL: tariff.cheap_until,
        CONF_CHEAP_WEEKENDS: None if tariff.cheap_price is None else False,
    }
    known = {field: value for field, value in data.items() if value is not None}
    yield new_subentry(SUBENTRY_TARIFF, tariff_title(hass, known), known)
