"""Assigns sessions to the person whose tag is scanned, or whose card a charger shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..control.drivers import Driver, async_assign_session, card_holder, drivers, sessions_under_way
from ..coordinator import SolarChargingCoordinator
from ..devices.entity_state import known_state

# From the scan to the plug, or the other way round.
WAITS_S = 600.0


@dataclass(frozen=True, slots=True)
class _Scan:
    """Whose it was, where (None: anywhere), and when (UTC s)."""

    holder: Driver
    charger_id: str | None
    at_s: float


@callback
def async_follow_scans(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> CALLBACK_TYPE:
    """Follow tags and cards of the drivers as they are set up now. Returns what ends it."""
    known = drivers(coordinator)
    if not known:
        return lambda: None
    follower = _Follower(hass, coordinator, known)
    ends = [
        async_track_state_change_event(hass, follower.entity_ids, follower.follow),
        coordinator.async_add_listener(follower.look),
    ]

    @callback
    def stop() -> None:
        for end in ends:
            end()

    return stop


class _Follower:
    def __init__(self, hass: HomeAssistant, coordinator: SolarChargingCoordinator, known: list[Driver]) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._drivers = known
        self._by_tag = {tag: one for one in known for tag in one.tags}
        has_cards = any(one.cards for one in known)
        self._by_sensor = dict(_sensors(hass, coordinator)) if has_cards else {}
        self._waiting: _Scan | None = None

    @property
    def entity_ids(self) -> frozenset[str]:
        """What tells of a scan: tags, and what sensors chargers have."""
        return frozenset({*self._by_tag, *self._by_sensor})

    @callback
    def follow(self, event: Event[EventStateChangedData]) -> None:
        """Take a scan."""
        entity_id, old = event.data["entity_id"], event.data["old_state"]
        shown = known_state(event.data["new_state"])
        # What is shown after a start was scanned before it.
        if shown is None or old is None or old.state == shown:
            return
        holder = self._by_tag.get(entity_id) or card_holder(self._drivers, shown)
        if holder:
            self._waiting = _Scan(holder, self._by_sensor.get(entity_id), dt_util.utcnow().timestamp())
            self.look()

    @callback
    def look(self) -> None:
        """Assign the session that the last scan was for, once there is one."""
        scan = self._waiting
        if scan is None:
            return
        if dt_util.utcnow().timestamp() - scan.at_s > WAITS_S:
            self._waiting = None
        elif (charger_id := self._session_of(scan)) is not None:
            self._waiting = None
            self._coordinator.config_entry.async_create_task(
                self._hass, async_assign_session(self._coordinator, charger_id, scan.holder), f"{DOMAIN} driver"
            )

    def _session_of(self, scan: _Scan) -> str | None:
        found = sessions_under_way(self._coordinator)
        if scan.charger_id:
            return scan.charger_id if any(one.charger_id == scan.charger_id for one in found) else None
        is_only_one = len(self._coordinator.site.chargers) == 1
        if found and (is_only_one or abs(found[0].started_s - scan.at_s) < WAITS_S):
            return found[0].charger_id
        # A car that came long ago is not what it was scanned for: the next one may go to the other charger.
        return None


def _sensors(hass: HomeAssistant, coordinator: SolarChargingCoordinator) -> Iterator[tuple[str, str]]:
    """Return the sensors of the chargers' own devices, each with its charger: one of them may show a card."""
    registry = er.async_get(hass)
    for charger in coordinator.site.chargers:
        entries = [registry.async_get(entity_id) for entity_id in charger.entity_ids]
        devices = {one.device_id for one in entries if one and one.device_id} | {charger.device_id} - {None}
        for device_id in devices:
            for entry in er.async_entries_for_device(registry, str(device_id)):
                if entry.domain == "sensor" and entry.platform != DOMAIN:
                    yield entry.entity_id, charger.id
