"""Days: what the charging forecast expects of a car, an outside schedule, and which appliances run on the surplus."""

from datetime import UTC, datetime
from math import pi, sin

from custom_components.solar_charging.engine.model import SolarMode
from custom_components.solar_charging.planning.charging_forecast import ExpectedCar, SurplusSlot, forecast
from custom_components.solar_charging.planning.charging_plan import Plan, Purchase
from custom_components.solar_charging.planning.outside_schedule import OutsideSchedule, ScheduleSlot

from ..blueprints import blueprint
from ..texts import Tongue
from .chart import Chart
from .paper import Scheme

_HOUR_S, _QUARTERS = 3600.0, 96
_MIDNIGHT_S = datetime(2026, 6, 12, tzinfo=UTC).timestamp()
# A charger on one phase: 6 to 32 A.
_MIN_W, _MAX_W = 1_380.0, 7_360.0
_NEEDS = ("first", "second", "third")


def draw_forecast(scheme: Scheme, spoken: Tongue) -> bytes:
    """Draw the charging forecast of a car that leaves at 18:00: a plan buys in the cheap hours, the sun charges from the morning on."""
    bought = Purchase(*_times(2, 3.5), power_w=3_680.0, energy_wh=5_520.0, grid_wh=5_520.0, price=0.18)
    plan = Plan("garage", _times(18, 18)[0], 30_000.0, (bought,))
    car = ExpectedCar("garage", SolarMode.SOLAR_ONLY, _MIN_W, _MAX_W, 30_000.0, plan=plan)
    return _draw_car(scheme, spoken, spoken.texts["entity"]["sensor"]["charging_forecast"]["name"], car)


def draw_schedule(scheme: Scheme, spoken: Tongue, reason: str) -> bytes:
    """Draw the same day as another program plans it: 16 A at night and at noon, from two o'clock on nothing. `reason`: as it is shown."""
    slots = (
        ScheduleSlot(*_times(1, 3), charge_w=3_680.0),
        ScheduleSlot(*_times(10, 14), charge_w=3_680.0),
        ScheduleSlot(*_times(14, 24), limit_w=0.0),
    )
    schedule = OutsideSchedule("EMHASS", slots)
    car = ExpectedCar("garage", SolarMode.SOLAR_ONLY, _MIN_W, _MAX_W, 60_000.0, schedule=schedule)
    return _draw_car(scheme, spoken, reason, car)


def draw_appliances(scheme: Scheme, spoken: Tongue) -> bytes:
    """Draw which of three appliances run: each needs the surplus that the blueprint asks for at first, beside those before it."""
    inputs = blueprint("several_appliances", spoken.language)["blueprint"]["input"]
    needs_w = [float(inputs[f"{one}_needs"]["default"]) for one in _NEEDS]
    colors = (scheme.sun, scheme.grid, scheme.surplus)
    chart = Chart(scheme, spoken.say("Appliances on excess solar power"), 6_000)
    day = _day(5_900.0)
    for slot in day:
        running = [
            (need_w, color)
            for index, (need_w, color) in enumerate(zip(needs_w, colors, strict=True))
            if slot.p50_w >= sum(needs_w[: index + 1])
        ]
        chart.bars(_hour(slot), running)
    chart.line([(_hour(slot), slot.p50_w) for slot in day])
    names = [inputs[f"{one}_appliance"]["name"] for one in _NEEDS]
    return chart.svg(zip(names, colors, strict=True), spoken.say("Surplus"))


def _draw_car(scheme: Scheme, spoken: Tongue, title: str, car: ExpectedCar) -> bytes:
    chart = Chart(scheme, title, 8_000)
    expected = forecast([car], _day(7_000.0))
    for slot in expected:
        chart.bars(_hour(slot.surplus), [(slot.solar_w, scheme.sun), (slot.grid_w, scheme.grid)])
    chart.line([(_hour(slot.surplus), slot.surplus.p50_w) for slot in expected])
    legend = [(spoken.say("Car, from the sun"), scheme.sun), (spoken.say("Car, from the grid"), scheme.grid)]
    return chart.svg(legend, spoken.say("Surplus"))


def _day(most_w: float) -> list[SurplusSlot]:
    """Return the quarters of an hour of a day with clouds in the early afternoon. `most_w`: of the sun, at noon."""
    found = []
    for index in range(_QUARTERS):
        hour, load_w = index / 4, 420.0 if index < 68 else 700.0
        clouds = 0.55 if 52 <= index < 58 else 1.0
        sun_w = max(sin(pi * (hour - 5.5) / 15), 0.0) ** 1.5 * most_w * clouds if 5.5 < hour < 20.5 else 0.0
        surplus_w = [part * sun_w - load_w for part in (0.6, 1.0, 1.2)]
        found.append(SurplusSlot(*_times(hour, hour + 0.25), load_w, *surplus_w))
    return found


def _times(start_h: float, end_h: float) -> tuple[float, float]:
    return _MIDNIGHT_S + start_h * _HOUR_S, _MIDNIGHT_S + end_h * _HOUR_S


def _hour(slot: SurplusSlot) -> float:
    return (slot.start_s - _MIDNIGHT_S) / _HOUR_S
