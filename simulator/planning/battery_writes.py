"""How often a home battery is written to over a year, where the car buys the cheapest hours of each night, and is boosted now and then."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from custom_components.solar_charging.engine.decide.battery_hold import BatteryUse, HoldState, battery_command
from custom_components.solar_charging.engine.decision import Command, Decision, SiteDecision
from custom_components.solar_charging.engine.inputs import ChargerInputs, Inputs
from custom_components.solar_charging.engine.limit_settings import ChargerLimits
from custom_components.solar_charging.engine.measure.reading import Reading
from custom_components.solar_charging.engine.model import IntegrationType, Reason, SolarMode, SurplusSource

from .prices import household_prices
from .year import Year

STEP_S = 300.0
# 7.4 kW for three hours: a commuter's week in three nights.
NIGHT = (22, 30)
HOURS_BOUGHT = 3
# A boost of an hour on one day in four, at any hour.
BOOSTS = 0.25


def writes_a_day(year: Year, seed: int = 1) -> dict[str, float]:
    """Return the mean and the most writes of a day, each change from held to free or back being one."""
    planned, boosted = _planned(year, seed), _boosted(year, seed)
    at = datetime.fromtimestamp(year.start_s, UTC)
    idle, busy = _home(0.0, at), _home(7400.0, at)
    state, was_held, writes = HoldState(), False, np.zeros(year.pv_w.shape[0])
    starts_s = 1.0 + STEP_S * (1 + np.flatnonzero(planned[1:] & ~planned[:-1]))
    for step, is_charging in enumerate(planned | boosted):
        home, now_s = busy if is_charging else idle, 1.0 + step * STEP_S
        coming = int(np.searchsorted(starts_s, now_s))
        next_s = float(starts_s[coming]) if coming < starts_s.size else None
        state, command = battery_command(*home, state, now_s, next_s)
        is_held = command.use is BatteryUse.HELD
        if is_held != was_held:
            writes[step * int(STEP_S) // 86_400] += 1
        was_held = is_held
    return {"mean": round(float(writes.mean()), 2), "most": float(writes.max())}


def _planned(year: Year, seed: int) -> NDArray[np.bool_]:
    """Return whether a plan buys, by the five minutes: the cheapest hours of each night."""
    days = year.pv_w.shape[0]
    by_hour = household_prices(year, seed)[:, ::4].reshape(-1)
    hours = np.zeros(days * 24, dtype=bool)
    for day in range(days):
        night = day * 24 + np.arange(*NIGHT)
        night = night[night < hours.size]
        hours[night[np.argsort(by_hour[night])[:HOURS_BOUGHT]]] = True
    return np.repeat(hours, int(3600 / STEP_S))


def _boosted(year: Year, seed: int) -> NDArray[np.bool_]:
    """Return whether somebody boosts, by the five minutes: nobody foresees it."""
    rng = np.random.default_rng(seed)
    days = year.pv_w.shape[0]
    hours = np.zeros(days * 24, dtype=bool)
    for day in np.flatnonzero(rng.random(days) < BOOSTS):
        hours[day * 24 + rng.integers(24)] = True
    return np.repeat(hours, int(3600 / STEP_S))


def _home(power_w: float, at: datetime) -> tuple[Inputs, Decision]:
    charger = ChargerInputs("car", SolarMode.BOOST, ChargerLimits(), power_w=Reading(power_w, at))
    command = Command("car", power_w > 0.0, 16.0, 3, Reason("boost"))
    site = SiteDecision(0.0, 0.0, 500.0, SurplusSource.GRID_METER, IntegrationType.HARDWARE, Reason("measured_grid"))
    return replace(Inputs(), chargers=(charger,)), Decision(site, (command,))
