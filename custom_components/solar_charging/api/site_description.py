"""What a dashboard has to know once: which entities and devices are whose, what may be controlled, where history is."""

from collections.abc import Mapping
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er

from ..catalogue.charger_config import ChargerConfig
from ..catalogue.entry import Role
from ..const import DOMAIN
from ..control.rights import may
from ..coordinator import SolarChargingCoordinator
from ..frontend.bundle import content_hash
from .chargers import evse_id


def site_description(hass: HomeAssistant, coordinator: SolarChargingCoordinator, user: User) -> Mapping[str, Any]:
    """Return the home for one user; entity ids are by translation key, those that are disabled included."""
    entry_id = coordinator.config_entry.entry_id
    devices = _device_ids(hass, entry_id)
    of_site = _entity_ids(hass, devices.get(entry_id), entry_id)
    seen = [one for one in coordinator.site.chargers if may(hass, user, one.id, POLICY_READ)]
    is_seen = may(hass, user, entry_id, POLICY_READ)
    return {
        "frontend_hash": content_hash(),
        "device_id": devices.get(entry_id),
        "entity_ids": of_site if is_seen else {},
        "currency": hass.config.currency,
        "history": _history(coordinator, of_site) if is_seen else {"generation": [], "house_load": []},
        "chargers": {
            evse_id(one): {
                "device_id": devices.get(one.id),
                **_charger(one, _entity_ids(hass, devices.get(one.id), entry_id)),
                "may_control": may(hass, user, one.id, POLICY_CONTROL),
            }
            for one in seen
        },
    }


def _charger(charger: ChargerConfig, entity_ids: Mapping[str, str]) -> Mapping[str, Any]:
    power = charger.readings.get("power")
    return {
        "entity_ids": entity_ids,
        "power_entity": power.entity_id if power and power.attribute is None else None,
    }


def _history(coordinator: SolarChargingCoordinator, of_site: Mapping[str, str]) -> Mapping[str, list[str]]:
    """Sensors whose statistics, added up, are the day so far: an inverter's own reach back further than ours."""
    inverter = coordinator.site.sources.get(Role.PV_POWER)
    ours = {key: [of_site[key]] if key in of_site else [] for key in ("generation_power", "house_load")}
    return {
        "generation": list(inverter.entity_ids) if inverter else ours["generation_power"],
        "house_load": ours["house_load"],
    }


def _device_ids(hass: HomeAssistant, entry_id: str) -> Mapping[str, str]:
    """Return our devices by whose they are: the entry's id, or a charger's."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry_id)
    return {owner: one.id for one in devices for domain, owner, *_ in one.identifiers if domain == DOMAIN}


def _entity_ids(hass: HomeAssistant, device_id: str | None, entry_id: str) -> Mapping[str, str]:
    entries = er.async_entries_for_config_entry(er.async_get(hass), entry_id)
    return {
        one.translation_key: one.entity_id
        for one in entries
        if one.device_id == device_id and one.translation_key is not None
    }
