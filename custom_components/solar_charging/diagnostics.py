"""The diagnostics download: what was set up, what was read, what was decided; without the place."""

from dataclasses import asdict
from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE
from homeassistant.core import HomeAssistant

from .catalogue.anonymize import anonymize
from .catalogue.dump import snapshot_to
from .coordinator import SolarChargingConfigEntry
from .setup.discovery import async_catalogue, async_snapshot

TO_REDACT = {CONF_LATITUDE, CONF_LONGITUDE}


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> dict[str, Any]:
    """Return everything a report needs to be understood."""
    coordinator = entry.runtime_data
    subentries = [
        {"type": sub.subentry_type, "title": sub.title, "data": dict(sub.data)} for sub in entry.subentries.values()
    ]
    snapshot = await async_snapshot(hass, (await async_catalogue(hass)).platforms)
    found = {
        "entry": dict(entry.data),
        "subentries": subentries,
        "inputs": asdict(coordinator.data.inputs),
        "decision": asdict(coordinator.data.decision),
        "problems": {entity: problem.value for entity, problem in coordinator.problems().items()},
        "settings": coordinator.settings.to_dict(),
        **coordinator.as_dict(),
        # What script/discover takes: names and numbers of this home's hardware are replaced in it.
        "registry_dump": snapshot_to(anonymize(snapshot)),
    }
    return async_redact_data(found, TO_REDACT)
