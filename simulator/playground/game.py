"""One simulated home under the engine's control, moved on in real seconds and asked what it shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import override

from custom_components.solar_charging.engine.decision import Command, Decision
from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.policy import Policy
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from custom_components.solar_charging.setup.sentences import Explainer
from simulator.battery import Battery
from simulator.car import Car, CarSpec
from simulator.clouds import CloudKind, Clouds
from simulator.evse import Evse, EvseSpec
from simulator.home import Home
from simulator.household import Household
from simulator.inverter import Inverter, InverterSpec

from .sky import PlaygroundSun

# Greenwich, so that hours are the sun's and the household's alike.
LONGITUDE = 0.0
SUNRISE = datetime(2026, 6, 21, 5, tzinfo=UTC)
# As often as Home Assistant asks the engine at least.
STEP_S = 5
KETTLE_W = 2200.0
KETTLE_S = 180.0
CHARGER_ID = "evse"
CAR_STATES = {
    "disconnected": CarState.DISCONNECTED,
    "awaiting": CarState.AWAITING,
    "charging": CarState.CHARGING,
    "complete": CarState.COMPLETE,
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a visitor chose. `charger`: `1`, `3` or `1/3` phases. `mode`: a solar mode."""

    capacity_kw: float = 8.0
    sky: str = "broken"
    charger: str = "1/3"
    mode: str = "solar_only"
    has_battery: bool = False
    seed: int = 1

    @property
    def phases(self) -> tuple[int, ...]:
        """The phase counts the charger can use."""
        return {"1": (1,), "3": (3,)}.get(self.charger, (1, 3))


class KettleHousehold(Household):
    """A household with a switch for its kettle."""

    left_s = 0.0

    @override
    def step(self, dt_s: float, hour: float) -> float:
        """Go on by `dt_s` seconds and return the power in W."""
        power_w = super().step(dt_s, hour)
        if self.left_s <= 0.0:
            return power_w
        self.left_s -= dt_s
        return power_w + KETTLE_W


class Game:
    """The home and its engine. `advance` goes on; `shown` is what a dashboard would show."""

    def __init__(self, choices: Choices, explainer: Explainer) -> None:
        self.choices = choices
        self.explainer = explainer
        self.now = SUNRISE
        self.clouds = Clouds(Random(choices.seed), CloudKind(choices.sky))
        self.sun = PlaygroundSun(choices.capacity_kw * 1000.0, self.clouds)
        spec = EvseSpec(max_current_a=16.0, phases=choices.phases)
        self.household = KettleHousehold(Random(choices.seed + 1))
        self.home = Home(
            sun=self.sun,
            household=self.household,
            rng=Random(choices.seed + 2),
            evses=(Evse(spec, Car(CarSpec(), soc_pct=30.0)),),
            inverter=Inverter(InverterSpec(limit_w=choices.capacity_kw * 1000.0)),
            battery=Battery() if choices.has_battery else None,
            longitude=LONGITUDE,
        )
        self.state = EngineState()
        self.mode = SolarMode(choices.mode)
        self.decision: Decision | None = None
        self._last_command: tuple[bool, float, int] | None = None
        self.starts = 0

    def boil(self) -> None:
        """Switch the kettle on."""
        self.household.left_s = KETTLE_S

    def advance(self, seconds: int) -> None:
        """Go on by so many seconds, the engine deciding every five."""
        for _ in range(seconds // STEP_S):
            self.now += timedelta(seconds=STEP_S)
            self.home.step(STEP_S, self.now)
            self._decide()

    def shown(self) -> dict[str, float | str | bool]:
        """Return powers in W, energies in kWh, the charger's state and the reason."""
        flows, energies = self.home.flows, self.home.energies
        command = self._command()
        bought_wh = min(energies.import_wh, energies.car_wh)
        return {
            "time": self.now.strftime("%H:%M"),
            "generation_w": round(flows.generation_w),
            "house_w": round(flows.load_w),
            "car_w": round(flows.car_w),
            "battery_w": round(flows.battery_w),
            "grid_w": round(flows.grid_w),
            "current_a": round(self.home.evse.offered_current_a, 1),
            "phases": self.home.evse.active_phases,
            "car_kwh": round(energies.car_wh / 1000.0, 2),
            "export_kwh": round(energies.export_wh / 1000.0, 2),
            "import_kwh": round(bought_wh / 1000.0, 2),
            "starts": self.starts,
            "reason": self._sentence(command),
            "is_over": self.now.hour >= 20,
        }

    def _sentence(self, command: Command | None) -> str:
        return (self.explainer.sentence(command.reason) if command else None) or ""

    def _command(self) -> Command | None:
        return self.decision.commands[0] if self.decision else None

    def _decide(self) -> None:
        self.state, self.decision = step(self.state, self._inputs(), self.now, Policy())
        command = self.decision.commands[0]
        last_command = (command.is_enabled, command.current_a, command.phases)
        if last_command != self._last_command:
            was_enabled = self._last_command is not None and self._last_command[0]
            self.starts += command.is_enabled and not was_enabled
            self._last_command = last_command
            current_a = command.current_a if command.is_enabled else None
            self.home.evse.command(is_enabled=command.is_enabled, current_a=current_a, phases=command.phases)

    def _inputs(self) -> Inputs:
        flows, battery = self.home.flows, self.home.battery
        return Inputs(
            grid_w=self._read(flows.grid_w),
            generation_w=self._read(flows.generation_w),
            battery_w=self._read(flows.battery_w) if battery else None,
            battery_soc_pct=self._read(battery.soc_pct) if battery else None,
            site=SiteLimits(battery_priority_level_pct=50.0 if battery else 0.0),
            chargers=(self._charger(),),
        )

    def _charger(self) -> ChargerInputs:
        evse = self.home.evse
        return ChargerInputs(
            id=CHARGER_ID,
            mode=self.mode,
            limits=ChargerLimits(max_current_a=16.0, phases=self.choices.phases),
            car=CAR_STATES[evse.status],
            power_w=self._read(evse.power_w),
            offered_current_a=self._read(evse.set_current_a),
            is_enabled=evse.is_enabled,
            active_phases=evse.active_phases,
        )

    def _read(self, value: float) -> Reading:
        return Reading(value, self.now)
