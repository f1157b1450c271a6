"""Names that parts of the home get until the user gives them others."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr

from ..const import CONF_AZIMUTH_DEG, CONF_CAPACITY_W, CONF_TILT_DEG, SUBENTRY_CHARGER, SUBENTRY_PLANE
from ..setup.number_text import number_text
from ..setup.site_config import DEFAULT_TILT_DEG, default_azimuth_deg

_SIDES = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
# Below this, panels look up rather than to a side.
_FLAT_DEG = 5.0


def charger_name(hass: HomeAssistant, words: Mapping[str, str], entry: ConfigEntry[Any], device_id: str | None) -> str:
    """Return where a charger is, or what its device here is for: not its own device's name, which would then be there twice."""
    name = area_name(hass, device_id) or words.get("given_name.options.charger", "EV charging")
    taken = {one.title for one in entry.get_subentries_of_type(SUBENTRY_CHARGER)}
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def area_name(hass: HomeAssistant, device_id: str | None) -> str | None:
    """Return the area that a device is in."""
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    area_id = getattr(device, "area_id", None)
    area = ar.async_get(hass).async_get_area(area_id) if area_id else None
    return area.name if area else None


def plane_name(words: Mapping[str, str], language: str, latitude: float, data: Mapping[str, Any]) -> str:
    """Return a name such as "South · 30° · 8 kW"."""
    tilt_deg = float(data.get(CONF_TILT_DEG, DEFAULT_TILT_DEG))
    azimuth_deg = float(data.get(CONF_AZIMUTH_DEG, default_azimuth_deg(latitude)))
    side = "flat" if tilt_deg < _FLAT_DEG else _SIDES[round(azimuth_deg / 45.0) % len(_SIDES)]
    capacity = number_text(float(data[CONF_CAPACITY_W]) / 1000.0, language)
    return f"{words.get(f'side.options.{side}', side)} · {number_text(tilt_deg, language)}° · {capacity} kW"


def plane_names(words: Mapping[str, str], language: str, latitude: float, entry: ConfigEntry[Any]) -> str:
    """Return what is on the roof so far: the first plane, which came with the home, and those added since."""
    first = plane_name(words, language, latitude, entry.data)
    return ", ".join((first, *(one.title for one in entry.get_subentries_of_type(SUBENTRY_PLANE))))
