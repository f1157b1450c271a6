"""A scenario of the simulator behind Home Assistant: its chargers as an integration's entities, its meter as a sensor."""

from datetime import timedelta
from random import Random
from typing import Any, ClassVar, override

import numpy as np
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.number import NumberEntity
from homeassistant.components.select import SelectEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from simulator.clouds import CloudKind, Clouds
from simulator.control.alarm_watch import ALARMS, FULL, IGNORES, STILL_TRUE_S, declines
from simulator.control.equipment import StationSpec
from simulator.control.fast_home import FastHome, Run
from simulator.control.figures import Figures, figures_of
from simulator.control.traces import Trace
from simulator.control.view import FastCommand, StationView
from simulator.scenarios import Scenario

from . import mocked
from .home import DOMAIN, GRID, PV, StateHome, charger_answers, charger_form
from .sunshine import settle

BOXES = "box"
# What the array gives without clouds, and the house takes.
SUN_W, HOUSE_W = 6500.0, 400.0
# Home Assistant's part of a simulated second is what such a test costs.
TICK_S = 5


class HardshipHome(StateHome):
    """Lets time pass for both sides, and keeps count. `begins_s`: the second of the scenario's day at which the run begins."""

    def __init__(
        self, hass: HomeAssistant, freezer: FrozenDateTimeFactory, scenario: Scenario, sky: CloudKind, begins_s: int
    ) -> None:
        super().__init__(hass)
        self.physics = FastHome(scenario.setting(seed=1))
        self.calls = 0
        self.entities: list[Entity] = []
        # What is said of the chargers that the home does not make true: at which second of the run, of which one, and what.
        self.false_alarms: list[tuple[int, int, str]] = []
        self._scenario, self._freezer, self._now_s, self._begins_s = scenario, freezer, begins_s, begins_s
        self._clouds = Clouds(Random(3), sky)
        # Second by second: generation, load, what the chargers take, grid power, and what the cars would take.
        self._seconds: list[tuple[float, ...]] = []
        self._true_at_s: dict[tuple[int, str], int] = {}
        self._shown_at_s = -1
        self._connected: list[bool] = []
        self._statuses: list[str] = []

    @property
    def stations(self) -> tuple[StationSpec, ...]:
        return self._scenario.equipment.stations

    async def set_up_all(self) -> ConfigEntry:
        """Set up the chargers' integration, then ours by hand with what it has."""
        kinds: dict[str, type[_OfStation]] = {"number": Current, "switch": Allowed, "select": Phases}
        mocked.register(self.hass, BOXES, self._ready, _done, {name: _all_of(kind) for name, kind in kinds.items()})
        boxes = MockConfigEntry(domain=BOXES)
        boxes.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(boxes.entry_id)
        for _ in range(TICK_S):
            self._pass_second()
        self._show()
        entry = await self.set_up(charger=False)
        for number, spec in enumerate(self.stations):
            await self._add_charger(entry, number, spec)
        coordinator = entry.runtime_data
        settings = coordinator.settings.with_site(feed_in_limit_w=self._scenario.equipment.export_limit_w)
        for charger, spec in zip(coordinator.site.chargers, self.stations, strict=True):
            settings = settings.with_charger(charger.id, priority=float(spec.priority))
            status = er.async_get(self.hass).async_get_entity_id("sensor", DOMAIN, f"{charger.id}_status")
            assert status
            self._statuses.append(status)
        coordinator.async_set_settings(settings)
        return entry

    async def run(self, minutes: float) -> None:
        """Let time pass."""
        for _ in range(round(minutes * 60)):
            self._pass_second()
            connected = [station.is_connected for station in self.physics.view.stations]
            is_due = self._now_s % TICK_S == 0
            # A plug that flickers for less than a tick is seen.
            if not is_due and connected == self._connected:
                continue
            self._connected = connected
            self._freezer.tick(timedelta(seconds=self._now_s - self._shown_at_s))
            self._show()
            if is_due:
                async_fire_time_changed(self.hass)
            await settle(self.hass)
            self._listen()

    def figures(self) -> Figures:
        """Return what was there, missed and bought."""
        pv_w, load_w, car_w, grid_w, wanted_w = np.array(self._seconds).T
        day = Trace("run", 0.0, pv_w, load_w)
        calls = np.zeros(pv_w.size, dtype=np.int64)
        return figures_of(
            Run(day.surplus_w, car_w, grid_w, 0, 0, self.calls, calls, wanted_w), self._scenario.equipment
        )

    def order(self, order: FastCommand) -> None:
        """Take what an entity was set to."""
        self.calls += 1
        self.physics.obey(order, self._now_s)

    async def _add_charger(self, entry: ConfigEntry, number: int, spec: StationSpec) -> None:
        form = await charger_form(self.hass, entry)
        more = {"phases_entity": f"select.box_{number}_phases"} if len(spec.phases) > 1 else {}
        answers = charger_answers(
            name=f"Box {number}",
            current_entity=f"number.box_{number}_current",
            switch_entity=f"switch.box_{number}_allowed",
            power_entity=f"sensor.box_{number}_power",
            status_entity=f"sensor.box_{number}_status",
            phases=str(max(spec.phases)),
            more=more,
        )
        done = await self.hass.config_entries.subentries.async_configure(form["flow_id"], answers)
        assert done["type"] is FlowResultType.CREATE_ENTRY, done
        await self.hass.async_block_till_done()

    async def _ready(self, _: HomeAssistant, entry: ConfigEntry[HardshipHome]) -> bool:
        entry.runtime_data = self
        self.entities.clear()
        return True

    def _pass_second(self) -> None:
        self._now_s += 1
        self._scenario.incident(self._now_s, self.physics)
        more_w = self._scenario.load_w(np.array([float(self._now_s)]))[0] if self._scenario.load_w else 0.0
        pv_w, load_w = SUN_W * self._clouds.step(1.0), HOUSE_W + more_w
        car_w, grid_w = self.physics.step(self._now_s, pv_w - load_w, pv_w)
        self._seconds.append((pv_w, load_w, car_w, grid_w, self.physics.wanted_w()))
        for number, station in enumerate(self.physics.stations):
            truths = {FULL: declines(station), IGNORES: station.has_changed_itself}
            self._true_at_s |= {(number, kind): self._now_s for kind, is_true in truths.items() if is_true}

    def _show(self) -> None:
        """Show what was reported since it was shown last: what is old must not seem to be new."""
        view = self.physics.view
        if view.inverter_at_s > self._shown_at_s:
            self.power(PV, view.generation_w)
        if view.grid_w is None:
            self.power(GRID, "unavailable")
        elif view.grid_at_s > self._shown_at_s:
            self.power(GRID, view.grid_w)
        for number, shown in enumerate(view.stations):
            if shown.at_s > self._shown_at_s:
                self.power(f"sensor.box_{number}_power", shown.power_w)
                self.state(f"sensor.box_{number}_status", _status(shown))
        for entity in self.entities:
            entity.async_write_ha_state()
        self._shown_at_s = self._now_s

    def _listen(self) -> None:
        for number, status in enumerate(self._statuses):
            state = self.hass.states.get(status)
            assert state
            # While ours is not set up its sensors are unavailable, without a reason.
            kind = ALARMS.get(state.attributes.get("reason", ""))
            if kind and self._now_s - self._true_at_s.get((number, kind), -STILL_TRUE_S - 1) > STILL_TRUE_S:
                self.false_alarms.append((self._now_s - self._begins_s, number, kind))


def _status(shown: StationView) -> str:
    if not shown.is_connected:
        return "disconnected"
    if shown.is_charging:
        return "charging"
    return "complete" if shown.is_full else "connected"


class BoxFlow(ConfigFlow, domain=BOXES):
    """Asks nothing; without one, Home Assistant sets nothing up."""


def _all_of(kind: type[_OfStation]) -> mocked.Made:
    return lambda home: [kind(home, number) for number in range(len(home.stations))]


async def _done(*_: Any) -> bool:
    return True


class _OfStation(Entity):
    """Shows what the integration has seen of a charger, and tells it what is set."""

    _attr_should_poll = False

    def __init__(self, home: HardshipHome, number: int) -> None:
        self._home, self._number = home, number
        self._attr_name = self._attr_unique_id = f"Box {number} {type(self).__name__}"
        home.entities.append(self)

    @property
    def view(self) -> StationView:
        return self._home.physics.view.stations[self._number]

    def order(self, **parts: Any) -> None:
        self._home.order(FastCommand(self._number, **parts))
        self.async_write_ha_state()


class Current(_OfStation, NumberEntity):
    """What it is to offer, on each phase."""

    _attr_native_unit_of_measurement = "A"

    def __init__(self, home: HardshipHome, number: int) -> None:
        super().__init__(home, number)
        spec = home.stations[number]
        self._attr_native_min_value, self._attr_native_max_value = spec.min_current_a, spec.max_current_a
        self._attr_native_step = spec.number_step_a

    @property
    @override
    def native_value(self) -> float:
        return self.view.current_a

    @override
    async def async_set_native_value(self, value: float) -> None:
        self.order(current_a=value)


class Allowed(_OfStation, SwitchEntity):
    """Whether it may charge."""

    @property
    @override
    def is_on(self) -> bool:
        return self.view.is_enabled

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self.order(is_enabled=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self.order(is_enabled=False)


class Phases(_OfStation, SelectEntity):
    """On how many it charges."""

    _attr_options: ClassVar[list[str]] = ["1 phase", "3 phases"]  # type: ignore[misc]  # of the class, in Home Assistant of the instance

    @property
    @override
    def current_option(self) -> str:
        return self._attr_options[self.view.phases > 1]

    @override
    async def async_select_option(self, option: str) -> None:
        self.order(phases=int(option[0]))
