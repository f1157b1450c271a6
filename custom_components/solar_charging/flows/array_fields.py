"""The questions about an array: for the whole of it, and for one more plane."""

from collections.abc import Mapping, Sequence
from typing import Any

import voluptuous as vol
from homeassistant.const import DEGREE, PERCENTAGE, UnitOfPower
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig, SelectSelectorMode

from ..const import (
    CONF_AC_LIMIT_W,
    CONF_AZIMUTH_DEG,
    CONF_CAPACITY_W,
    CONF_INVERTER_MODEL,
    CONF_LOSSES_PCT,
    CONF_TILT_DEG,
)
from ..setup.site_config import (
    DEFAULT_LOSSES_PCT,
    DEFAULT_TILT_DEG,
    MAX_CAPACITY_W,
    MIN_CAPACITY_W,
    default_azimuth_deg,
)
from .fields import number_field

ADVANCED = "advanced"

# Optional in forms, though it is needed: a browser fills a required number that has no suggestion with its least value,
# https://github.com/home-assistant/frontend/blob/dev/src/components/ha-form/compute-initial-ha-form-data.ts
_CAPACITY = number_field(UnitOfPower.WATT, least=MIN_CAPACITY_W, most=MAX_CAPACITY_W)
_TILT = number_field(DEGREE, least=0, most=90)
_AZIMUTH = number_field(DEGREE, least=0, most=360)


def array_schema(models: Sequence[SelectOptionDict]) -> vol.Schema:
    """Capacity, and folded away what most people can leave as it is. `models`: inverters to choose from."""
    advanced = vol.Schema(
        {
            vol.Optional(CONF_TILT_DEG): _TILT,
            vol.Optional(CONF_AZIMUTH_DEG): _AZIMUTH,
            vol.Optional(CONF_INVERTER_MODEL): SelectSelector(
                SelectSelectorConfig(options=list(models), mode=SelectSelectorMode.DROPDOWN)
            ),
            vol.Optional(CONF_AC_LIMIT_W): number_field(UnitOfPower.WATT, least=MIN_CAPACITY_W, most=MAX_CAPACITY_W),
            vol.Optional(CONF_LOSSES_PCT): number_field(PERCENTAGE, least=0, most=99),
        }
    )
    return vol.Schema(
        {vol.Optional(CONF_CAPACITY_W): _CAPACITY, vol.Optional(ADVANCED): section(advanced, {"collapsed": True})}
    )


def plane_schema() -> vol.Schema:
    """One plane of the roof."""
    return vol.Schema(
        {
            vol.Optional(CONF_CAPACITY_W): _CAPACITY,
            vol.Required(CONF_TILT_DEG): _TILT,
            vol.Required(CONF_AZIMUTH_DEG): _AZIMUTH,
        }
    )


def array_defaults(latitude: float, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields are filled with: what was answered before, else an ordinary roof."""
    return {
        CONF_TILT_DEG: DEFAULT_TILT_DEG,
        CONF_AZIMUTH_DEG: default_azimuth_deg(latitude),
        CONF_LOSSES_PCT: DEFAULT_LOSSES_PCT,
        **{
            key: known[key]
            for key in (
                CONF_CAPACITY_W,
                CONF_TILT_DEG,
                CONF_AZIMUTH_DEG,
                CONF_INVERTER_MODEL,
                CONF_AC_LIMIT_W,
                CONF_LOSSES_PCT,
            )
            if key in known
        },
    }
