"""Devices as their integrations would have registered them: for homes whose whole device is beside the point."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

# A power in W; None: disabled by its integration.
type Values = dict[str, float | None]


def register(
    hass: HomeAssistant, domain: str, values: Values, *, serial: str = "1", make: str = "Maker", model: str = "Model"
) -> dict[str, str]:
    """Register a device with a sensor for each translation key. Returns entity ids by key."""
    entry = MockConfigEntry(domain=domain, unique_id=serial)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(domain, serial)}, manufacturer=make, model=model, name=model
    )
    ids: dict[str, str] = {}
    for key, value in values.items():
        fields: dict[str, Any] = {"disabled_by": er.RegistryEntryDisabler.INTEGRATION} if value is None else {}
        unit, kind = ("%", "battery") if "soc" in key or "level" in key else ("W", "power")
        entity = er.async_get(hass).async_get_or_create(
            "sensor", domain, f"{serial}-{key}", config_entry=entry, device_id=device.id, translation_key=key,
            original_device_class=kind, unit_of_measurement=unit, suggested_object_id=f"{domain}_{serial}_{key}", **fields,
        )  # fmt: skip
        ids[key] = entity.entity_id
        if value is not None:
            attributes = {"unit_of_measurement": unit, "device_class": kind}
            hass.states.async_set(entity.entity_id, str(value), attributes)
    return ids
