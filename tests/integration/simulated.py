"""The simulated home behind Home Assistant's own helpers: physics on one side, real states and actions on the other."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

import pvlib.location  # noqa: F401  imported before time is frozen: pandas does not load under a frozen clock
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from simulator.car import Car, CarSpec
from simulator.clouds import CloudKind, Clouds
from simulator.evse import Evse, EvseSpec
from simulator.home import Home
from simulator.household import Household
from simulator.meter import Fault
from simulator.weather import CloudySun, Roof, cloudless_trace

from .home import BERLIN, CHARGER_POWER, CURRENT, GRID, PV, STATUS, SWITCH, StateHome

SHOWN = {"generation_w": PV, "grid_w": GRID, "car_w": CHARGER_POWER}
TICK_S = 5


class SimulatedHome(StateHome):
    """A day of physics. `advance` lets time pass for both sides."""

    def __init__(
        self, hass: HomeAssistant, freezer: FrozenDateTimeFactory, start: datetime, sky: CloudKind, seed: int
    ) -> None:
        super().__init__(hass)
        self.freezer = freezer
        self.now = start
        roof = Roof(latitude=BERLIN[0], longitude=BERLIN[1], capacity_w=8000.0)
        cloudless = cloudless_trace(roof, start.replace(hour=0, minute=0))
        self.evse = Evse(EvseSpec(phases=(1,)), Car(CarSpec(phases=1, capacity_wh=80_000.0), soc_pct=20.0))
        self.physics = Home(
            CloudySun(cloudless, Clouds(Random(seed), sky)), Household(Random(seed)), Random(seed), evses=(self.evse,)
        )
        freezer.move_to(start)

    def break_sensors(self, names: Iterable[str], fault: Fault) -> None:
        """Let sensors fail, or (Fault.NONE) come back."""
        for name in names:
            self.physics.sensors[name].fault = fault

    async def advance(self, duration: timedelta, *, is_watched: bool = True) -> None:
        """Let time pass. Unattended: Home Assistant is down meanwhile, the charger keeps what it was told last."""
        for _ in range(int(duration.total_seconds() / TICK_S)):
            for _ in range(TICK_S):
                self.now += timedelta(seconds=1)
                self.physics.step(1.0, self.now)
            self.freezer.move_to(self.now)
            if is_watched:
                self._show()
                async_fire_time_changed(self.hass, self.now)
                await self.hass.async_block_till_done()
                self._obey()

    def _show(self) -> None:
        for name, entity_id in SHOWN.items():
            report = self.physics.report_of(name)
            if report is not None:
                self.power(entity_id, "unavailable" if report.value is None else report.value)
        self.state(STATUS, self.evse.status.value)

    def _obey(self) -> None:
        current_a, is_enabled = self.number(CURRENT), self.is_on(SWITCH)
        if current_a != self.evse.set_current_a or is_enabled != self.evse.is_enabled:
            self.evse.command(is_enabled=is_enabled, current_a=current_a)


def summer_morning() -> datetime:
    """A long day: 7 o'clock in Berlin, around the solstice."""
    return datetime(2026, 6, 20, 5, 0, tzinfo=UTC)
