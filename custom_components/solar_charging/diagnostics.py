"""The diagnostics download: what was set up, what was read, what was decided; nothing from which a place or a person follows."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from homeassistant.core import HomeAssistant, valid_entity_id
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.json import json_dumps

from .catalogue.anonymize import anonymize
from .catalogue.dump import snapshot_to
from .const import DOMAIN
from .control.limit_report import described
from .coordinator import SolarChargingConfigEntry
from .setup.discovery import async_catalogue, async_snapshot

REDACTED = "**REDACTED**"
# Where the home is, or what follows from it: the clear sky's power at a known time gives a place away within metres, and what was learned
# beside it tells how high the sun rises there. Texts that people typed, and what names their hardware.
_PRIVATE = frozenset(
    {
        "about",
        "array",
        "bands",
        "blends",
        "calibrations",
        "cards",
        "elevation_m",
        "feeds",
        "known_devices",
        "last_error",
        "latitude",
        "location",
        "longitude",
        "name",
        "note",
        "outlook",
        "past",
        "person",
        "person_id",
        "satellite_images",
        "sky_sources",
        "title",
        "vehicle",
    }
)
# Of a limit from outside: enough to see what it does.
_SHOWN_PERIODS = 20
# Shorter ones are words that may stand anywhere.
_SHORTEST_SECRET = 4


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: SolarChargingConfigEntry) -> dict[str, Any]:
    """Return everything a report needs to be understood."""
    coordinator = entry.runtime_data
    subentries = [{"type": sub.subentry_type, "data": dict(sub.data)} for sub in entry.subentries.values()]
    snapshot = await async_snapshot(hass, (await async_catalogue(hass)).platforms)
    found = {
        "entry": dict(entry.data),
        "subentries": subentries,
        "inputs": asdict(coordinator.data.inputs),
        "decision": asdict(coordinator.data.decision),
        "problems": {entity: problem.value for entity, problem in coordinator.problems().items()},
        "settings": coordinator.settings.to_dict(),
        "limit_periods": [described(period) for period in coordinator.limit_log.periods()[-_SHOWN_PERIODS:]],
        "estimator": coordinator.estimator.as_dict(),
        **coordinator.as_dict(),
        "batteries": coordinator.batteries.as_dict(),
        "sessions": coordinator.sessions.as_dict(),
    }
    private: Any = _Anonymous().hide(found)
    # What script/discover takes: names and numbers of this home's hardware are replaced in it.
    private["registry_dump"] = snapshot_to(anonymize(snapshot))
    result: dict[str, Any] = json.loads(_without(json_dumps(private), _secrets(hass)))
    return result


class _Anonymous:
    """Replaces entity ids, alike wherever they appear, and leaves out what is private."""

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}

    def hide(self, value: Any) -> Any:
        match value:
            case Mapping():
                return {
                    self._text(str(key)): REDACTED if key in _PRIVATE else self.hide(one) for key, one in value.items()
                }
            case list() | tuple() | set() | frozenset():
                return [self.hide(one) for one in value]
            case str():
                return self._text(value)
        return value

    def _text(self, text: str) -> str:
        if not valid_entity_id(text):
            return text
        domain = text.split(".", 1)[0]
        return self._stand_ins.setdefault(text, f"{domain}.entity_{len(self._stand_ins) + 1}")


def _secrets(hass: HomeAssistant) -> Iterator[str]:
    """Return the texts of this home that name people, places and hardware."""
    yield hass.config.location_name
    registry = dr.async_get(hass)
    for entry in hass.config_entries.async_entries():
        yield from (entry.title, entry.unique_id or "", *(sub.title for sub in entry.subentries.values()))
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
            yield from (device.name_by_user or "", device.serial_number or "")
            yield from (value for _, value in device.connections)
            # Our own IDs are random, and distinguish chargers and cars.
            yield from (str(part) for domain, *parts in device.identifiers if domain != DOMAIN for part in parts)


def _without(text: str, secrets: Iterator[str]) -> str:
    """Return a text in which these no longer stand, as values of their own or within others."""
    ordered = sorted({secret for secret in secrets if len(secret) >= _SHORTEST_SECRET}, key=len, reverse=True)
    for secret in ordered:
        written = json.dumps(secret, ensure_ascii=False)[1:-1]
        text = re.sub(rf"(?<![A-Za-z]){re.escape(written)}(?![A-Za-z])", REDACTED, text, flags=re.IGNORECASE)
    return text
