"""Conditions: is there surplus, does a charger charge from the sun."""

from typing import override

import voluptuous as vol
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionConfig,
    EntityConditionBase,
    make_entity_state_condition,
)

from .automation.entity_lookup import EXCESS_POWER, FROM_SUN, STATUS, own_entities, watts
from .trigger import CONF_ABOVE


class SurplusIsAvailable(EntityConditionBase):
    """The surplus is above so many watts."""

    _domain_specs = {SENSOR: DomainSpec(device_class=SensorDeviceClass.POWER)}  # noqa: RUF012  Home Assistant's own form
    _schema = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend(
        {
            vol.Required(CONF_OPTIONS): {
                vol.Required(CONF_ABOVE): vol.All(vol.Coerce(float), vol.Range(min=-1e6, max=1e6))
            }
        }
    )

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        super().__init__(hass, config)
        self._above_w = float((config.options or {})[CONF_ABOVE])

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return own_entities(self._hass, super().entity_filter(entities), EXCESS_POWER)

    @override
    def is_valid_state(self, entity_state: State) -> bool:
        power_w = watts(entity_state)
        return power_w is not None and power_w > self._above_w


class ChargesFromSun(
    make_entity_state_condition({SENSOR: DomainSpec(device_class=SensorDeviceClass.ENUM)}, set(FROM_SUN))  # type: ignore[misc]  # made by Home Assistant
):
    """A charger charges from the sun."""

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return own_entities(self._hass, super().entity_filter(entities), STATUS)


CONDITIONS: dict[str, type[Condition]] = {
    "is_surplus_available": SurplusIsAvailable,
    "is_charging_from_sun": ChargesFromSun,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return our conditions."""
    return CONDITIONS
