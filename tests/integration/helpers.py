"""A charger made of Home Assistant's own helpers and template entities: one of every kind that can be commanded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component

from .home import CHARGER_POWER, STATUS, StateHome

AMPS = "input_number.amps"
ALLOWED = "input_boolean.allowed"
PHASES = "input_select.phases"

_CURRENT = {"min": 6, "max": 16, "step": 1, "initial": 6, "unit_of_measurement": "A"}
_HELPERS: Mapping[str, Any] = {
    "input_number": {
        "amps": _CURRENT,
        "from_zero": {**_CURRENT, "min": 0, "initial": 0},
        "kilowatts": {"min": 1.4, "max": 11, "step": 0.1, "initial": 1.4, "unit_of_measurement": "kW"},
        "watts": {"min": 1380, "max": 11000, "step": 10, "initial": 1380, "unit_of_measurement": "W"},
        "phase_count": {"min": 1, "max": 3, "step": 1, "initial": 1},
    },
    "input_select": {
        "amps": {"options": ["6 A", "8 A", "10 A", "13 A", "16 A"]},
        "kilowatts": {"options": ["1.4 kW", "1.8 kW", "2.3 kW", "3.6 kW"]},
        "amps_or_off": {"options": ["Off", "6 A", "8 A", "10 A", "13 A"]},
        "mode": {"options": ["Paused", "Charging"]},
        "programme": {"options": ["Eco", "Turbo", "Night"]},
        "phases": {"options": ["1 phase", "3 phases"]},
        "wiring": {"options": ["Star", "Line"], "initial": "Line"},
    },
    "input_boolean": {"allowed": {}, "paused": {"initial": True}, "three_phases": {}, "relay_phase": {}},
    "input_button": {"begin": {}, "end": {}},
    "template": [
        {
            "number": {
                "name": "Wallbox current",
                "state": "{{ states('input_number.amps') }}",
                "min": 6,
                "max": 16,
                "step": 1,
                "unit_of_measurement": "A",
                "set_value": {
                    "action": "input_number.set_value",
                    "target": {"entity_id": AMPS},
                    "data": {"value": "{{ value }}"},
                },
            },
            "select": {
                "name": "Wallbox phases",
                "state": "{{ states('input_select.phases') }}",
                "options": "{{ state_attr('input_select.phases', 'options') }}",
                "select_option": {
                    "action": "input_select.select_option",
                    "target": {"entity_id": PHASES},
                    "data": {"option": "{{ option }}"},
                },
            },
            "switch": {
                "name": "Wallbox allowed",
                "state": "{{ is_state('input_boolean.allowed', 'on') }}",
                "turn_on": {"action": "input_boolean.turn_on", "target": {"entity_id": ALLOWED}},
                "turn_off": {"action": "input_boolean.turn_off", "target": {"entity_id": ALLOWED}},
            },
            "button": [
                {"name": "Wallbox start", "press": {"action": "input_boolean.turn_on", "target": {"entity_id": ALLOWED}}},
                {"name": "Wallbox stop", "press": {"action": "input_boolean.turn_off", "target": {"entity_id": ALLOWED}}},
            ],
        }
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """What the charger obeys: its set-point, what allows charging (and in which state it does), its phase switch."""

    set_point: str | None = AMPS
    on_off: str | None = ALLOWED
    charges_at: str = "on"
    phases: str | None = None
    three_at: str = "3"


@dataclass
class HelperCharger:
    """Draws what its entities say, and keeps what they were told."""

    home: StateHome
    parts: Parts
    received: list[tuple[str, Any]] = field(default_factory=list)

    async def set_up(self) -> None:
        hass = self.home.hass
        for domain, config in _HELPERS.items():
            assert await async_setup_component(hass, domain, {domain: config})
        hass.bus.async_listen(EVENT_CALL_SERVICE, self._hear)
        await hass.async_block_till_done()
        await self.refresh(hass)

    @property
    def phases(self) -> int:
        return 3 if self.parts.phases and self._state(self.parts.phases).startswith(self.parts.three_at) else 1

    @property
    def power_w(self) -> float:
        if self.parts.on_off and self._state(self.parts.on_off) != self.parts.charges_at:
            return 0.0
        if self.parts.set_point is None:
            return 16 * 230.0
        found = re.search(r"[\d.]+", self._state(self.parts.set_point))
        value = float(found[0]) if found else 0.0
        unit = self.home.hass.states.get(self.parts.set_point).attributes.get("unit_of_measurement", "")
        if "kW" in (unit, self._state(self.parts.set_point)[-2:]):
            return value * 1000
        return value if unit == "W" else value * 230 * self.phases

    def last(self, entity_id: str) -> Any:
        """What an entity was told last."""
        return [value for target, value in self.received if target == entity_id][-1]

    def pass_time(self, seconds: int) -> None:
        """Have nothing under way: helpers follow at once."""

    async def refresh(self, _hass: HomeAssistant) -> None:
        self.home.power(CHARGER_POWER, self.power_w)
        self.home.state(STATUS, "charging" if self.power_w else "connected")

    @callback
    def _hear(self, event: Event) -> None:
        data = dict(event.data["service_data"])
        entity_id = data.pop("entity_id", None)
        if event.context.parent_id is None and isinstance(entity_id, str):
            self.received.append((entity_id, next(iter(data.values()), event.data["service"])))

    def _state(self, entity_id: str) -> str:
        state = self.home.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state.state
