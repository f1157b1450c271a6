"""What happens, as event entities: one of the home, one of each charger."""

from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .automation.event_types import (
    ChargerEventType,
    ChargerSnapshot,
    SiteEventType,
    SiteSnapshot,
    charger_event_types,
    site_event_types,
    surplus_now,
)
from .catalogue.charger_config import ChargerConfig
from .const import EVSE_FLOOR_A
from .control.limit_report import described
from .coordinator import SolarChargingConfigEntry, SolarChargingCoordinator
from .engine.model import NOMINAL_V, CarState
from .entity import ChargerEntity, Made, SiteEntities, SiteEntity

# Reads nothing by itself: what happens comes from the coordinator.
PARALLEL_UPDATES = 0

SITE_EVENT = EventEntityDescription(
    key="home_event",
    translation_key="home_event",
    event_types=[event_type.value for event_type in SiteEventType],
    entity_registry_enabled_default=False,
)
CHARGER_EVENT = EventEntityDescription(
    key="charging_event",
    translation_key="charging_event",
    event_types=[event_type.value for event_type in ChargerEventType],
    entity_registry_enabled_default=False,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SolarChargingConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the home's events and those of each charger."""
    SiteEntities(entry.runtime_data, async_add_entities, _made)


def _made(coordinator: SolarChargingCoordinator) -> Made:
    yield None, SiteEvent(coordinator)
    for charger in coordinator.site.chargers:
        yield charger.id, ChargerEvent(coordinator, charger)


class SiteEvent(SiteEntity, EventEntity):
    """What happens at the home as a whole."""

    def __init__(self, coordinator: SolarChargingCoordinator) -> None:
        super().__init__(coordinator, SITE_EVENT)
        self._before = self._snapshot(had_surplus=False)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        after = self._snapshot(had_surplus=self._before.has_surplus)
        for event_type in site_event_types(self._before, after):
            self._trigger_event(event_type, self._event_attributes(event_type))
            self.async_write_ha_state()
        self._before = after

    def _event_attributes(self, event_type: SiteEventType) -> dict[str, Any]:
        """Return an event's attributes: of a limit that begins or has ended, its record."""
        if event_type not in (SiteEventType.GRID_LIMIT_STARTED, SiteEventType.GRID_LIMIT_ENDED):
            return {}
        periods = self.coordinator.limit_log.periods()
        return described(periods[-1]) if periods else {}

    def _snapshot(self, *, had_surplus: bool) -> SiteSnapshot:
        site = self.coordinator.data.decision.site
        # The least that charges any car: one phase at the floor of IEC 61851-1.
        enough_w = EVSE_FLOOR_A * (self.coordinator.data.inputs.site.voltage_v or NOMINAL_V)
        has_surplus = surplus_now(site.surplus_w, enough_w, had_surplus=had_surplus)
        is_limited = any(limit.kind == "outside" for limit in site.draw_limits)
        return SiteSnapshot(has_surplus, site.integration_type, is_limited)


class ChargerEvent(ChargerEntity, EventEntity):
    """What happens at one charger."""

    def __init__(self, coordinator: SolarChargingCoordinator, charger: ChargerConfig) -> None:
        super().__init__(coordinator, CHARGER_EVENT, charger)
        self._before = self._snapshot()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        after = self._snapshot()
        for event_type in charger_event_types(self._before, after):
            self._trigger_event(event_type)
            self.async_write_ha_state()
        self._before = after

    def _snapshot(self) -> ChargerSnapshot:
        inputs = next((one for one in self.coordinator.data.inputs.chargers if one.id == self.charger.id), None)
        ledger = self.coordinator.sessions.ledger(self.charger.id)
        plan = self.coordinator.requests.plans.get(self.charger.id)
        return ChargerSnapshot(
            car=inputs.car if inputs else CarState.UNKNOWN,
            is_charging=ledger.session is not None and ledger.idle_since_s is None,
            reason=self.command.reason.key if self.command else "",
            is_in_time=plan.is_in_time if plan else None,
            refuses=self.coordinator.home.commanders[self.charger.id].does_not_follow,
        )
