"""The live check of a set-up that is about to be saved."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from homeassistant.const import CONF_LATITUDE, CONF_LONGITUDE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..catalogue.entry import Role
from ..const import CONF_CAPACITY_W, CONF_CORRECTIONS, CONF_SIGN_CONVENTIONS, CONF_SOURCES
from ..devices.correction import MeterCorrection, corrected_generation
from ..devices.sign_convention import suggested_sign
from ..devices.site_readings import SiteReadings, read_site
from ..engine.measure.reading import Reading, Source
from ..plausibility.daylight import light_at
from ..plausibility.findings import Finding, Light, SiteValues
from ..plausibility.moment import findings_now, is_swap_likely
from .site_config import role_sources

type Data = Mapping[str, Any]


def readings_now(hass: HomeAssistant, data: Data) -> SiteReadings:
    """Return what the chosen entities show now, with a hybrid's generation set right."""
    sources, now = role_sources(data), dt_util.utcnow()
    readings = read_site(lambda role: sources[role].read(hass, now) if role in sources else None)
    corrections = [MeterCorrection(key) for key in data.get(CONF_CORRECTIONS, ())]
    generation = corrected_generation(readings.generation_w, readings.battery_w, corrections)
    return replace(readings, generation_w=generation)


def findings_about(hass: HomeAssistant, data: Data) -> tuple[Finding, ...]:
    """Return what does not fit together now."""
    return findings_now(site_values(readings_now(hass, data)), light_now(data), data[CONF_CAPACITY_W])


def likely_sign(hass: HomeAssistant, data: Data, role: Role) -> str | None:
    """Return the sign that makes the sum come out, None where both or neither do."""
    entity_ids = data[CONF_SOURCES].get(role, ())
    for sign, other in (role.signs, role.signs[::-1]):
        trial = {
            **data,
            CONF_SIGN_CONVENTIONS: {**data.get(CONF_SIGN_CONVENTIONS, {}), **dict.fromkeys(entity_ids, sign)},
        }
        values = site_values(readings_now(hass, trial))
        if is_swap_likely(values, role, light_now(data), data[CONF_CAPACITY_W]):
            return other.value
    return None


def with_likely_signs(hass: HomeAssistant, data: Data, roles: Iterable[Role]) -> dict[str, Any]:
    """Return the set-up's data with the likeliest sign where it is unknown: the sensor checks notice if it is wrong."""
    signs = dict(data.get(CONF_SIGN_CONVENTIONS, {}))
    for role in roles:
        likely = likely_sign(hass, data, role) or suggested_sign(role)
        signs |= {id_: str(likely) for id_ in data[CONF_SOURCES].get(role, ()) if id_ not in signs}
    return {**data, CONF_SIGN_CONVENTIONS: signs}


def light_now(data: Data) -> Light:
    """Return how much sun there can be at the home."""
    return light_at(dt_util.utcnow(), data[CONF_LATITUDE], data[CONF_LONGITUDE])


def site_values(readings: SiteReadings, charger_w: float = 0.0) -> SiteValues:
    """Return the numbers among readings."""
    return SiteValues(
        _value(readings.generation_w),
        _value(readings.grid_w),
        _value(readings.battery_w),
        _value(readings.load_w),
        charger_w,
    )


def _value(source: Source) -> float | None:
    return source.value if isinstance(source, Reading) else None
