"""Home Assistant with the integration in it, on a clock that is put forward, and the disk that it leaves behind when it is killed."""

import asyncio
import shutil
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from freezegun import freeze_time
from homeassistant.components.input_number import InputNumber
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.entity_component import async_update_entity
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_test_home_assistant,
)

from custom_components.solar_charging.control.charger import async_set_mode
from custom_components.solar_charging.engine.model import SolarMode, SurplusSource
from custom_components.solar_charging.managers import clock
from simulator.set_up_flow import DOMAIN, async_answer_set_up

from .figures import Figures
from .house import FUSE_A, TICK_S, House

GRID, PHASE, CAR_POWER, STATUS = "sensor.grid", "sensor.l1", "sensor.car_power", "sensor.car_status"
CAR_ENERGY = "sensor.car_energy"
CURRENT, SWITCH = "input_number.charger_current", "input_boolean.charger"
_UNITS = {GRID: ("W", "power"), CAR_POWER: ("W", "power"), PHASE: ("A", "current"), CAR_ENERGY: ("kWh", "energy")}
# What a small machine takes until it controls again.
BOOT_S = 60
# The sun's process is left out on purpose.
_RIGHT_REPAIRS = {"sun_model_missing"}


class Running:
    """One home, through all of its Home Assistants."""

    def __init__(self, folder: Path, house: House, figures: Figures) -> None:
        self._folder = folder
        self._boots = 0
        self.house, self.figures = house, figures
        # What entities show instead of the truth; None as a value: nothing at all.
        self.overrides: dict[str, tuple[Any, dict[str, Any] | None]] = {}
        self.patches: list[Any] = []
        self._set_by_s = 0.0
        self._steady_s = 0.0
        self._frozen: Any = None
        self._held: asyncio.Event | None = None
        self._stack = AsyncExitStack()
        self._entry: ConfigEntry[Any] | None = None
        self._hass: HomeAssistant | None = None

    @property
    def hass(self) -> HomeAssistant:
        """The Home Assistant of now."""
        assert self._hass is not None  # noqa: S101  booted before anything else
        return self._hass

    @property
    def coordinator(self) -> Any:
        """What runs for the home."""
        return self.hass.config_entries.async_entries(DOMAIN)[0].runtime_data

    async def boot(self) -> None:
        """Start, the first time through the real flow, later with what is on the disk."""
        if self._frozen is None:
            self._frozen = freeze_time(self.house.now).start()
            patch.object(clock, "time", SimpleNamespace(monotonic=lambda: self._steady_s)).start()
        folder = self._folder / str(self._boots)
        folder.mkdir(exist_ok=True)
        self._hass = await self._stack.enter_async_context(async_test_home_assistant(config_dir=str(folder)))
        hass = self.hass
        frame.async_setup(hass)
        hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
        await hass.config.async_update(latitude=52.52, longitude=13.405, time_zone="Europe/Berlin")
        number = {"min": 6, "max": 16, "step": 1, "initial": self.house.set_a, "unit_of_measurement": "A"}
        await async_setup_component(hass, "homeassistant", {})
        await async_setup_component(hass, "input_number", {"input_number": {"charger_current": number}})
        switch = {"charger": {"initial": self.house.is_on}}
        await async_setup_component(hass, "input_boolean", {"input_boolean": switch})
        self._show_all()
        await (self._set_up() if self._entry is None else self._set_up_again(self._entry))
        await hass.async_block_till_done()

    async def _set_up(self) -> None:
        result = await async_answer_set_up(self.hass, GRID)
        charger = {
            "name": "Garage",
            "current_entity": CURRENT,
            "switch_entity": SWITCH,
            "power_entity": CAR_POWER,
            "status_entity": STATUS,
            "phases": "1",
            "more": {"energy_entity": CAR_ENERGY},
        }
        await self.hass.config_entries.subentries.async_configure(result["next_flow"][1], charger)
        await self.hass.async_block_till_done()
        entry: ConfigEntry[Any] = result["result"]
        self.hass.config_entries.async_update_entry(entry, data={**entry.data, "phase_currents": [PHASE]})
        await self.hass.async_block_till_done()
        self._entry = entry
        self.coordinator.async_set_settings(self.coordinator.settings.with_site(main_fuse_a=FUSE_A))
        self._choose(SolarMode.SOLAR_AND_GRID)

    async def _set_up_again(self, before: ConfigEntry[Any]) -> None:
        entry = MockConfigEntry(
            domain=DOMAIN,
            entry_id=before.entry_id,
            title=before.title,
            data=dict(before.data),
            version=before.version,
            minor_version=before.minor_version,
            subentries_data=[dict(one.as_dict()) for one in before.subentries.values()],
        )
        entry.add_to_hass(self.hass)
        await self.hass.config_entries.async_setup(entry.entry_id)

    async def kill(self) -> None:
        """Pull the plug: nothing that Home Assistant does from now on is on the disk that the next one boots from."""
        before = self._folder / str(self._boots)
        self._boots += 1
        await asyncio.to_thread(shutil.copytree, before, self._folder / str(self._boots))
        await self._drop()
        for _ in range(BOOT_S // TICK_S):
            # Nobody can hold a limit meanwhile.
            self.house.pass_time()
        self._move()
        await self.boot()

    async def _drop(self) -> None:
        # What the old one still commands while it goes is not what a killed one does: the charger keeps what it has.
        kept = self.house.set_a, self.house.is_on
        await self.hass.async_stop(force=True)
        await self._stack.aclose()
        self.house.set_a, self.house.is_on = kept

    async def reload(self) -> None:
        """Reload the integration."""
        await self.hass.config_entries.async_reload(self.hass.config_entries.async_entries(DOMAIN)[0].entry_id)
        await self.hass.async_block_till_done()

    def set_clock(self, by_s: float) -> None:
        """Set the wall clock."""
        self._set_by_s += by_s
        self._move()

    def hang(self) -> None:
        """Let calls that set the charger's current never return. Its switch still works."""
        held = self._held = asyncio.Event()

        async def hang(_entity: InputNumber, _value: float) -> None:
            await held.wait()

        each = patch.object(InputNumber, "async_set_value", hang)
        each.start()
        self.patches.append(each)

    def hang_no_more(self) -> None:
        """Let what hung return, with nothing done."""
        self.end_patches()
        if self._held:
            self._held.set()

    def end_patches(self) -> None:
        """Let what was broken work again."""
        while self.patches:
            self.patches.pop().stop()

    def show(self, entity_id: str, value: Any, attributes: dict[str, Any] | None = None) -> None:
        """Let an entity show something."""
        unit, kind = _UNITS.get(entity_id, ("", ""))
        found = attributes or ({"unit_of_measurement": unit, "device_class": kind} if unit else {})
        self.hass.states.async_set(entity_id, str(value), found, force_update=True)

    async def show_again(self, entity_id: str) -> None:
        """Let the charger's own entity show what it has; the others are shown with each tick."""
        if entity_id == CURRENT:
            await async_update_entity(self.hass, entity_id)

    async def breathe(self) -> None:
        """Let what is due run."""
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def tick(self) -> None:
        """Let ten seconds pass."""
        self.figures.limit_broken_s += self.house.pass_time()
        self._steady_s += TICK_S
        self._move()
        self._show_all()
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done()
        self._obey()
        source = self.coordinator.data.decision.site.source
        self.figures.look(self.house.now_s, is_seeing=source is SurplusSource.GRID_METER)

    async def turn_off_and_on(self) -> None:
        """Choose *Off*, look whether it is obeyed at once, and choose what was chosen before."""
        self._choose(SolarMode.OFF)
        await self.hass.async_block_till_done()
        self._obey()
        self.figures.offs += 1
        self.figures.offs_late += self.house.is_on
        self._choose(SolarMode.SOLAR_AND_GRID)
        await self.hass.async_block_till_done()

    async def settle_hour(self, fault: str) -> None:
        """Half an hour after a fault no repair is right any more."""
        self.figures.wrong_repairs.update(
            f"{key} after {fault}"
            for domain, key in ir.async_get(self.hass).issues
            if domain == DOMAIN and key not in _RIGHT_REPAIRS
        )

    async def finish(self) -> None:
        """Add up what the books say, and stop."""
        sessions = [one for one in await self.coordinator.sessions.async_sessions() if one.energy_wh > 0.0]
        self.figures.sessions, self.figures.sessions_kept = self.house.stays, len(sessions)
        self.figures.energy_wh = self.house.energy_wh
        self.figures.booked_wh = sum(one.energy_wh for one in sessions)
        await self._drop()
        self._frozen = None

    def _choose(self, mode: SolarMode) -> None:
        async_set_mode(self.coordinator, self.coordinator.site.chargers[0].id, mode)

    def _move(self) -> None:
        self._frozen.move_to(self.house.now + timedelta(seconds=self._set_by_s))

    def _obey(self) -> None:
        current, switch = self.hass.states.get(CURRENT), self.hass.states.get(SWITCH)
        if current and CURRENT not in self.overrides:
            self.house.set_a = float(current.state)
        if switch:
            self.house.is_on = switch.state == "on"

    def _show_all(self) -> None:
        house = self.house
        status = "charging" if house.car_w else "connected" if house.is_plugged else "disconnected"
        truth = {
            GRID: round(house.grid_w),
            PHASE: round(house.phase_a, 2),
            CAR_POWER: round(house.car_w),
            CAR_ENERGY: round(house.energy_wh / 1000.0, 3),
            STATUS: status,
        }
        for entity_id, value in truth.items():
            if entity_id not in self.overrides:
                self.show(entity_id, value)
        for entity_id, (value, attributes) in self.overrides.items():
            if value is not None:
                self.show(entity_id, value, attributes)
