"""Notices inverters and chargers that come into the home after set-up, and proposes each of them once."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started

from ..catalogue.entry import Role
from ..catalogue.proposal import FoundInverter, Proposal
from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..flows.discovered_site import answers
from ..setup.discovery import async_discover
from ..setup.docs_links import repair_url
from ..setup.site_config import car_configs
from .repair_issues import issues_about

NEW_INVERTER = "new_inverter"
NEW_CHARGER = "new_charger"
# An integration that is added registers its entities one after the other, over some seconds: they are looked at together.
SETTLE_S = 60.0


@callback
def async_watch_new_devices(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Watch the registries from now on. Returns what ends it."""
    return _NewDevices(hass, coordinator).async_start()


class _NewDevices:
    def __init__(self, hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._pending: CALLBACK_TYPE | None = None
        # A proposal outlives a reload: deleting it would forget that the user ignores it.
        self._raised = set(issues_about(hass, "new_device"))

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        @callback
        def is_about_arrivals(data: er.EventEntityRegistryUpdatedData) -> bool:
            return data["action"] != "update" or "disabled_by" in data["changes"]

        ends = [
            async_at_started(self._hass, self._soon),
            self._hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._soon, event_filter=is_about_arrivals),
        ]

        @callback
        def stop() -> None:
            for end in ends:
                end()
            if self._pending:
                self._pending()

        return stop

    @callback
    def _soon(self, _event: Event[er.EventEntityRegistryUpdatedData] | HomeAssistant) -> None:
        if self._pending is None and self._hass.is_running:
            self._pending = async_call_later(self._hass, SETTLE_S, self._look)

    async def _look(self, _now: datetime) -> None:
        self._pending = None
        proposal = await async_discover(self._hass)
        present = dict(self._useful(proposal))
        known = self._coordinator.known_devices
        if known is None:
            # The first look after set-up: what is there now the user has just been shown.
            self._coordinator.remember_devices(dict.fromkeys(_ids(proposal), False))
            return
        arrived = {one for one in _ids(proposal) if one not in known}
        proposed = {one: one in present for one in arrived} | {
            one: is_proposed and one in present for one, is_proposed in known.items()
        }
        if proposed != known:
            self._coordinator.remember_devices(proposed)
        self._show({one: present[one] for one, is_proposed in proposed.items() if is_proposed})

    def _show(self, proposals: Mapping[str, tuple[str, str]]) -> None:
        """Raise an issue for each; one that the user ignores stays ignored, since its id stays the same."""
        wanted = {f"{key}_{device}": (key, name) for device, (key, name) in proposals.items()}
        for issue_id in self._raised - wanted.keys():
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        for issue_id, (key, name) in wanted.items():
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                issue_id,
                is_fixable=key == NEW_INVERTER,
                learn_more_url=repair_url(self._hass, key),
                severity=ir.IssueSeverity.WARNING,
                translation_key=key,
                translation_placeholders={"name": name},
                data={"entry_id": self._coordinator.config_entry.entry_id, "new_device": key, "name": name},
            )
        self._raised = set(wanted)

    def _useful(self, proposal: Proposal) -> Iterator[tuple[str, tuple[str, str]]]:
        """Return what would change the set-up if it were taken: id, translation key, name."""
        site = self._coordinator.site
        read = {id_ for source in site.sources.values() for id_ in source.entity_ids}
        found = answers(proposal.site)
        for inverter in proposal.site.used:
            own = {id_ for pick in inverter.roles.values() for id_ in pick.entity_ids}
            if own & _power_entities(found.sources) - read:
                yield _inverter_id(inverter), (NEW_INVERTER, _name(inverter))
        cars = car_configs(self._coordinator.config_entry)
        used = {id_ for config in site.chargers for id_ in config.entity_ids}
        used |= {id_ for car in cars for id_ in car.entity_ids}
        for charger in proposal.chargers:
            config = charger.config
            if charger.is_controllable and used.isdisjoint((*config.commanded, *config.read)):
                yield charger.id, (NEW_CHARGER, config.name)


def _ids(proposal: Proposal) -> list[str]:
    return [*map(_inverter_id, proposal.inverters), *(charger.id for charger in proposal.chargers)]


def _inverter_id(one: FoundInverter) -> str:
    return f"{one.integration}:{one.config_entry_id or ','.join(one.device_ids)}"


def _name(one: FoundInverter) -> str:
    return f"{one.make} {one.model or ''}".strip()


def _power_entities(sources: Mapping[Role, tuple[str, ...]]) -> set[str]:
    return {id_ for entity_ids in sources.values() for id_ in entity_ids}
