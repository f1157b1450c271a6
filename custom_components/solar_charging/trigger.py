"""Triggers: surplus became available or is gone, a charger started or stopped charging from the sun, readings were lost."""

from typing import Any, ClassVar, override

import voluptuous as vol
from homeassistant.components.event import DOMAIN as EVENT
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR,
    EntityTriggerBase,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerConfig,
    make_entity_transition_trigger,
)

from .automation.entity_lookup import (
    CHARGING_EVENT,
    EXCESS_POWER,
    FROM_SUN,
    INTEGRATION_TYPE,
    NOT_FROM_SUN,
    PASSING,
    STATUS,
    own_entities,
    watts,
)
from .automation.event_types import ChargerEventType
from .automation.watched_levels import async_watch_level
from .engine.model import IntegrationType

CONF_ABOVE = "above"
CONF_BELOW = "below"
_POWER = {SENSOR: DomainSpec(device_class=SensorDeviceClass.POWER)}
_ENUM = {SENSOR: DomainSpec(device_class=SensorDeviceClass.ENUM)}


def _schema(limit: str) -> vol.Schema:
    return ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR.extend(
        {vol.Required(CONF_OPTIONS): {vol.Required(limit): vol.All(vol.Coerce(float), vol.Range(min=-1e6, max=1e6))}}
    )


class _Surplus(EntityTriggerBase):
    """The surplus passes a limit, in W. Subclasses define the direction."""

    _domain_specs = _POWER
    _limit: ClassVar[str]

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        super().__init__(hass, config)
        self._limit_w = float(self._options[self._limit])

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return own_entities(self._hass, super().entity_filter(entities), EXCESS_POWER)

    @override
    async def async_attach_runner(self, *arguments: Any, **options: Any) -> CALLBACK_TYPE:
        end_watching = async_watch_level(self._hass, self._limit_w)
        detach = await super().async_attach_runner(*arguments, **options)

        @callback
        def end() -> None:
            detach()
            end_watching()

        return end

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        return not self._holds(from_state)

    @override
    def is_valid_state(self, state: State, *_report: object) -> bool:
        return self._holds(state)

    def _holds(self, state: State) -> bool:
        raise NotImplementedError


class SurplusBecameAvailable(_Surplus):
    """The surplus rose above so many watts."""

    _schema = _schema(CONF_ABOVE)
    _limit = CONF_ABOVE

    @override
    def _holds(self, state: State) -> bool:
        power_w = watts(state)
        return power_w is not None and power_w > self._limit_w


class SurplusGone(_Surplus):
    """The surplus fell below so many watts."""

    _schema = _schema(CONF_BELOW)
    _limit = CONF_BELOW

    @override
    def _holds(self, state: State) -> bool:
        power_w = watts(state)
        return power_w is not None and power_w < self._limit_w


class ChargingStarted(make_entity_transition_trigger(_ENUM, from_states=set(NOT_FROM_SUN), to_states=set(FROM_SUN))):  # type: ignore[misc]  # made by Home Assistant
    """A charger started charging from the sun."""

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return own_entities(self._hass, super().entity_filter(entities), STATUS)


class ChargingStopped(
    make_entity_transition_trigger(_ENUM, from_states={*FROM_SUN, *PASSING}, to_states=set(NOT_FROM_SUN))  # type: ignore[misc]  # made by Home Assistant
):
    """A charger stopped charging from the sun."""

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return own_entities(self._hass, super().entity_filter(entities), STATUS)


class FellBackToEstimate(
    make_entity_transition_trigger(  # type: ignore[misc]  # made by Home Assistant
        _ENUM, from_states={IntegrationType.HARDWARE.value}, to_states={IntegrationType.SOFTWARE.value}
    )
):
    """What was measured is estimated now: its sensors fell silent."""

    # The sensor behind it is a diagnostic one; people refer to the home's device.
    _primary_entities_only = False

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return own_entities(self._hass, super().entity_filter(entities), INTEGRATION_TYPE)


class ReadyByAtRisk(StatelessEntityTriggerBase):
    """According to its plan the car will not be ready in time, even at full speed."""

    _domain_specs = {EVENT: DomainSpec()}  # noqa: RUF012  Home Assistant's own form

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return own_entities(self._hass, super().entity_filter(entities), CHARGING_EVENT)

    @override
    def is_valid_state(self, state: State, *_report: object) -> bool:
        return state.attributes.get("event_type") == ChargerEventType.READY_BY_AT_RISK


TRIGGERS: dict[str, type[Trigger]] = {
    "surplus_became_available": SurplusBecameAvailable,
    "surplus_gone": SurplusGone,
    "charging_started": ChargingStarted,
    "charging_stopped": ChargingStopped,
    "fell_back_to_estimate": FellBackToEstimate,
    "ready_by_at_risk": ReadyByAtRisk,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return our triggers."""
    return TRIGGERS
