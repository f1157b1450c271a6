"""Live state for many listeners: built once, sent to all, and only what changed."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.json import json_bytes

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from .running_site import running

type State = Mapping[str, Any]
# Takes a message as JSON.
type Send = Callable[[bytes], None]
# Which keys of the state a listener may see; None: all, and then one message serves all of those.
type Sees = Callable[[str], bool] | None


class LiveFeed:
    """One kind of state. The first message has all of it; each later one only the keys whose values changed.

    While nothing runs for the home the state is empty, and its keys are sent as null. It listens as long as anybody does.
    """

    def __init__(self, hass: HomeAssistant, build: Callable[[SolarChargingCoordinator], State]) -> None:
        self._hass = hass
        self._build = build
        self._listeners: dict[Send, Sees] = {}
        self._state: State = {}
        self._coordinator: SolarChargingCoordinator | None = None
        self._end_updates: CALLBACK_TYPE | None = None
        self._end_changes: CALLBACK_TYPE | None = None

    @callback
    def async_subscribe(self, send: Send, sees: Sees = None) -> CALLBACK_TYPE:
        """Send the whole state now and every change from now on, as far as it may be seen. Returns what ends it."""
        if not self._listeners:
            self._end_changes = async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed
            )
            self._async_follow()
            self._state = self._now()
        self._listeners[send] = sees
        send(json_bytes(_seen(self._state, sees)))

        @callback
        def end() -> None:
            self._listeners.pop(send, None)
            if not self._listeners:
                self._async_rest()

        return end

    @callback
    def _async_rest(self) -> None:
        for end in (self._end_changes, self._end_updates):
            if end:
                end()
        self._end_changes = self._end_updates = self._coordinator = None

    @callback
    def _async_entry_changed(self, _change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if entry.domain == DOMAIN:
            self._async_follow()
            self._async_updated()

    @callback
    def _async_follow(self) -> None:
        """Listen to what runs for the home now: a reload puts something new in its place."""
        coordinator = running(self._hass)
        if coordinator is self._coordinator:
            return
        if self._end_updates:
            self._end_updates()
        self._coordinator = coordinator
        self._end_updates = coordinator.async_add_listener(self._async_updated) if coordinator else None

    @callback
    def _async_updated(self) -> None:
        state = self._now()
        changes = {key: value for key, value in state.items() if key not in self._state or self._state[key] != value}
        changes |= dict.fromkeys(self._state.keys() - state.keys())
        self._state = state
        if changes:
            message = json_bytes(changes)
            for send, sees in tuple(self._listeners.items()):
                if sees is None:
                    send(message)
                elif seen := _seen(changes, sees):
                    send(json_bytes(seen))

    def _now(self) -> State:
        return self._build(self._coordinator) if self._coordinator else {}


def _seen(state: State, sees: Sees) -> State:
    return state if sees is None else {key: value for key, value in state.items() if sees(key)}
