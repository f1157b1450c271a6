"""The simulated home, regulated by the engine from what its sensors say: physics in the loop."""

from datetime import timedelta
from random import Random

from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits, SiteLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from simulator.car import Car, CarSpec
from simulator.evse import Evse, EvseSpec
from simulator.home import SENSORS, Home
from simulator.inverter import Inverter, InverterSpec

from .loop import START

LOAD_W = 500.0


class Steady:
    """A sun, or a household, that stays as it is."""

    def __init__(self, power_w):
        self.power_w = power_w

    def step(self, _dt_s, _moment):
        return self.power_w


class Living:
    """A home with one car at a station. `is_metered`: whether the car's power is read, and the station tells of the car."""

    def __init__(self, dc_w, *, phases=1, car=None, inverter=None, battery=None, specs=None, is_metered=True):
        station = EvseSpec(max_current_a=32.0 if phases == 1 else 16.0, phases=(phases,))
        self.home = Home(
            Steady(dc_w),
            Steady(LOAD_W),
            Random(3),
            evses=(Evse(station, car or Car(CarSpec(max_current_a=32.0, phases=1))),),
            inverter=inverter or Inverter(InverterSpec(limit_w=20_000.0)),
            battery=battery,
            specs=SENSORS | (specs or {}),
        )
        self.limits = ChargerLimits(max_current_a=station.max_current_a, phases=station.phases)
        self.is_metered = is_metered
        self.site = SiteLimits()
        self.state, self.now, self.decision = EngineState(), START, None
        self.pending = None

    def run(self, seconds):
        for _ in range(seconds):
            self.now += timedelta(seconds=1)
            self.home.step(1.0, self.now)
            self.state, self.decision = step(self.state, self.inputs(), self.now)
            command = self.command
            if self.pending != (command.is_enabled, command.current_a):
                self.pending = (command.is_enabled, command.current_a)
                self.home.evse.command(command.is_enabled, command.current_a or None)
        return self

    @property
    def command(self):
        return self.decision.commands[0]

    @property
    def charger_state(self):
        return self.state.chargers["0"]

    def inputs(self):
        has_battery = self.home.battery is not None
        names = ("grid_w", "generation_w", *(("battery_w", "battery_soc_pct") if has_battery else ()))
        charger = ChargerInputs("0", SolarMode.SOLAR_ONLY, self.limits)
        if self.is_metered:
            car = CarState.CHARGING if self.home.evse.power_w else CarState.AWAITING
            charger = ChargerInputs("0", SolarMode.SOLAR_ONLY, self.limits, car=car, power_w=self.read("car_w"))
        return Inputs(**{name: self.read(name) for name in names}, site=self.site, chargers=(charger,))

    def read(self, name):
        report = self.home.report_of(name)
        return Reading(report.value, report.reported_at) if report else None
