"""What all chargers of the tests have in common."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

type Patch = pytest.MonkeyPatch
HOST = "charger.local"


class Evse:
    """A charger with a car that takes what it is offered. `calls` is what reached it, in its integration's words."""

    domain = ""
    min_interval_s = 10.0
    # Whether it shows the current that it was told.
    tells_current = True
    # What its client raises when it does not answer.
    lost: Exception = TimeoutError("away")

    def __init__(self) -> None:
        self.current_a = 6.0
        self.is_on = False
        self.phases = 1
        self.has_own_mode = False
        self.calls: list[tuple[str, Any]] = []
        # What may be wrong with it.
        self.refuses = self.is_deaf = self.is_away = False
        self.takes_at_most_a = 32.0
        self.takes_s = 0
        self._waiting: list[tuple[int, str, Any]] = []

    @property
    def power_w(self) -> float:
        """What the car draws."""
        return self.current_a * 230.0 * self.phases if self.is_on and self.current_a >= 6 else 0.0

    def take(self, name: str, value: Any = None) -> None:
        """Take a command, unless something is wrong."""
        self.answer()
        self.calls.append((name, value))
        if self.refuses:
            raise RuntimeError("no connection to the charger")
        if self.takes_s:
            self._waiting.append((self.takes_s, name, value))
        elif not self.is_deaf:
            self.obey(name, value)

    def answer(self) -> None:
        """Be there, or not."""
        if self.is_away:
            raise self.lost

    def pass_time(self, seconds: int) -> None:
        """Do what was taken a while ago."""
        self._waiting = [(left_s - seconds, name, value) for left_s, name, value in self._waiting]
        for one in [one for one in self._waiting if one[0] <= 0]:
            self._waiting.remove(one)
            self.obey(*one[1:])

    def obey(self, name: str, value: Any) -> None:
        """Do what was asked."""
        match name:
            case "current":
                self.current_a = min(value, self.takes_at_most_a)
            case "on" | "off":
                self.is_on = name == "on"
            case "phases":
                self.phases = int(value)
            case "mode":
                self.has_own_mode = False

    def currents(self) -> list[float]:
        """Return the currents that were asked for."""
        return [value for name, value in self.calls if name == "current"]

    async def set_up(self, hass: HomeAssistant, patch: Patch) -> None:
        """Set up the integration against this charger."""
        raise NotImplementedError

    async def refresh(self, hass: HomeAssistant) -> None:
        """Push what changed, for integrations that do not poll."""

    async def restart(self, hass: HomeAssistant) -> None:
        """Let its integration start afresh, and the charger with it: it has forgotten what it was told."""
        (entry,) = hass.config_entries.async_entries(self.domain)
        assert await hass.config_entries.async_unload(entry.entry_id)
        self.current_a, self.is_on = 16.0, True
        assert await hass.config_entries.async_setup(entry.entry_id)

    async def remove(self, hass: HomeAssistant) -> None:
        """Take it out of Home Assistant."""
        (entry,) = hass.config_entries.async_entries(self.domain)
        await hass.config_entries.async_remove(entry.entry_id)

    async def _entry(self, hass: HomeAssistant, data: dict[str, Any], unique_id: str = "EV123456", **form: int) -> None:
        """`form`: the version of the stored settings, where the integration has had others."""
        entry = MockConfigEntry(domain=self.domain, data=data, unique_id=unique_id, title="Garage", **form)
        entry.add_to_hass(hass)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
