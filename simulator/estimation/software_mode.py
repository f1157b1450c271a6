"""Charging on the estimate alone: a home of which only place and capacity are known, what it learns without a sensor, and what better images would give.

The sun and the load are a measured year's; the weather report is made from its hours with the errors that reports have.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs, Outlook
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading, Source, Unavailable
from custom_components.solar_charging.engine.model import CarState, SolarMode
from custom_components.solar_charging.engine.policy import USUAL_HOUSE_LOAD_W
from custom_components.solar_charging.engine.state import EngineState
from custom_components.solar_charging.engine.step import step
from custom_components.solar_charging.solar_sources.coming_hours import outlook

from .measured_days import ROOF_LEVEL, SUNRISE, SUNSET, Day, measured_days
from .satellite_view import STEP_MIN
from .taught_home import Roof, known_roof, loads_by_utility, roofs_by_display

_STEP_S = 30
_OUTLOOK_EVERY_S = 300
_VOLTAGE_V = 230.0
_LIMITS = ChargerLimits(6.0, 16.0, 1.0, (1,), _VOLTAGE_V)
_FLOOR_W, _CEILING_W = 6.0 * _VOLTAGE_V, 16.0 * _VOLTAGE_V
_OUTAGE_HOURS = (12, 13)


@dataclass(slots=True)
class Tally:
    """Energies of the car in Wh, and of a charger that knows each minute's surplus."""

    car_wh: float = 0.0
    grid_wh: float = 0.0
    ideal_wh: float = 0.0

    @property
    def grid_pct(self) -> float:
        """What of the car's energy came from the grid."""
        return 100 * self.grid_wh / self.car_wh if self.car_wh else 0.0

    @property
    def capture_pct(self) -> float:
        """How much of the usable sun went into the car."""
        return 100 * (self.car_wh - self.grid_wh) / self.ideal_wh if self.ideal_wh else 0.0

    def add(self, other: Tally) -> None:
        """Add another's energies."""
        self.car_wh += other.car_wh
        self.grid_wh += other.grid_wh
        self.ideal_wh += other.ideal_wh


@dataclass(frozen=True, slots=True)
class Play:
    """What is read of a home: the inverter, silent for an hour or not, what a satellite saw, what was learned without any."""

    is_measured: bool = False
    has_outage: bool = False
    has_satellite: bool = False
    is_faultless: bool = False
    roof: Roof | None = None
    # By hour of day (UTC); None: what is assumed of a home of which nothing is known.
    hourly_load_w: tuple[float, ...] | None = None

    def house_load_w(self, now: datetime) -> float:
        """Return the load that is assumed."""
        return self.hourly_load_w[now.hour] if self.hourly_load_w else USUAL_HOUSE_LOAD_W


def measure(data: Path) -> list[dict[str, Any]]:
    """Return grid share and capture of homes where nothing is read."""
    days = list(measured_days(data))
    if not days:
        return []
    roofs, loads = roofs_by_display(data), loads_by_utility(data)
    seen = Play(has_satellite=True)
    read = [replace(seen, roof=roofs[day.number]) for day in days]
    metered = [replace(play, hourly_load_w=loads[day.number]) for play, day in zip(read, days, strict=True)]
    plays = {
        "software, place and capacity only": [Play()] * len(days),
        "and a satellite": [seen] * len(days),
        "and the display read each month": read,
        "and what the utility metered each day": metered,
    }
    return [_row(name, _sum(map(_play, days, of_days, strict=True))) for name, of_days in plays.items()]


def bounds(data: Path) -> list[dict[str, Any]]:
    """Return what a satellite's home would have if the roof were known from the first day, if images had no fault, and with both."""
    days = list(measured_days(data))
    roof = known_roof(ROOF_LEVEL)
    plays = {
        "a satellite, and the roof known": Play(has_satellite=True, roof=roof),
        "images without fault": Play(has_satellite=True, is_faultless=True),
        "images without fault, and the roof known": Play(has_satellite=True, is_faultless=True, roof=roof),
    }
    return [_row(name, _sum(_play(day, play) for day in days)) for name, play in plays.items() if days]


def outages(data: Path) -> list[dict[str, Any]]:
    """Return what an hour in which the inverter is silent costs a home that reads it."""
    days = list(measured_days(data))
    if not days:
        return []
    read = [_play(day, Play(is_measured=True)) for day in days]
    silent = [_play(day, Play(is_measured=True, has_outage=True)) for day in days]
    alone = [after.grid_pct - before.grid_pct for before, after in zip(read, silent, strict=True)]
    hardware, outage = _sum(read), _sum(silent)
    return [
        _row("inverter read", hardware),
        {
            **_row("inverter read, silent for an hour", outage),
            "added_grid_pct": outage.grid_pct - hardware.grid_pct,
            "mean_day_added_pct": sum(alone) / len(alone),
            "worst_day_added_pct": max(alone),
        },
    ]


def _row(name: str, tally: Tally) -> dict[str, Any]:
    return {"mode": name, "grid_pct": tally.grid_pct, "capture_pct": tally.capture_pct}


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in tallies:
        total.add(one)
    return total


def _play(day: Day, play: Play) -> Tally:
    model = day.model()
    if play.roof:
        model.readings.restore(play.roof)
    state, tally, car_w, is_enabled = EngineState(), Tally(), 0.0, False
    seen: Outlook | None = None
    for second in range(SUNRISE * 3600, SUNSET * 3600, _STEP_S):
        now, minute = day.start + timedelta(seconds=second), second // 60
        if day.table.power_w(now) <= 0.0 and not is_enabled:
            continue
        pv_w, load_w = float(day.pv_w[minute]), float(day.load_w[minute])
        is_silent = play.has_outage and _OUTAGE_HOURS[0] * 3600 <= second < _OUTAGE_HOURS[1] * 3600
        generation: Source = None
        if play.is_measured:
            generation = Unavailable(day.start + timedelta(hours=_OUTAGE_HOURS[0])) if is_silent else Reading(pv_w, now)
        if play.is_measured and not is_silent:
            model.observe(now, pv_w)
        if play.has_satellite and second % (STEP_MIN * 60) == 0:
            day.show(model, now, is_faultless=play.is_faultless)
        if seen is None or second % _OUTLOOK_EVERY_S == 0:
            seen = outlook(model, now, play.house_load_w(now))
        charger = ChargerInputs(
            "car", SolarMode.SOLAR_ONLY, _LIMITS, car=CarState.CHARGING if is_enabled else CarState.AWAITING,
            power_w=Reading(car_w, now), is_enabled=is_enabled,
        )  # fmt: skip
        inputs = Inputs(generation_w=generation, outlook=seen, chargers=(charger,))
        state, decision = step(state, inputs, now)
        [command] = decision.commands
        is_enabled = command.is_enabled
        car_w = command.current_a * command.phases * _VOLTAGE_V if is_enabled else 0.0
        _count(tally, car_w, pv_w - load_w)
    return tally


def _count(tally: Tally, car_w: float, surplus_w: float) -> None:
    hours = _STEP_S / 3600
    tally.car_wh += car_w * hours
    tally.grid_wh += max(car_w - max(surplus_w, 0.0), 0.0) * hours
    tally.ideal_wh += (min(surplus_w, _CEILING_W) if surplus_w >= _FLOOR_W else 0.0) * hours
