"""What would have come of the last days, for one charger: as it was, and with each mode and switching preference."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from homeassistant.util import dt as dt_util

from ..coordinator import SolarChargingCoordinator
from ..engine.model import Reason, SolarMode
from ..engine.policy import SwitchingPreference
from ..managers.recorded_days import async_recorded
from ..replay.charger_model import ChargingModel
from ..replay.days import PlugInTime, PowerSeries, ReplayCharger, ReplayHome
from ..replay.recorded import GRID_S, RecordedHome, really, stays_in
from ..replay.replay_worker import replay_all
from ..replay.run import ReplayResult

# Rates by the clock and fees begin at a quarter of an hour.
_PRICE_S = 900.0


@dataclass(frozen=True, slots=True)
class ReplayQuestion:
    """How many days, and what if: with so many kWp more, with a charger that starts at this current."""

    days: int = 7
    extra_kwp: float = 0.0
    min_current_a: float | None = None


async def async_replay(
    coordinator: SolarChargingCoordinator, charger_id: str, question: ReplayQuestion
) -> dict[str, Any]:
    """Return the answer, or what it lacks. Raises ReplayError."""
    hass, now = coordinator.hass, dt_util.utcnow()
    config = next(one for one in coordinator.site.chargers if one.id == charger_id)
    if config.power_entity is None:
        return {"lacks": "charger_power"}
    found = await async_recorded(hass, coordinator.site.sources, config.power_entity, question.days, now)
    if found is None:
        return {"lacks": "recorder"}
    stays = await _async_stays(coordinator, charger_id, found)
    if not stays:
        return {"lacks": "recorded_charging"}
    home = await hass.async_add_executor_job(_home, coordinator, charger_id, question, found)
    home = replace(home, price=_price(coordinator, found))
    homes = [replace(home, chargers=(one,)) for one in _variants(home.chargers[0], stays)]
    results = await replay_all(homes)
    real = await hass.async_add_executor_job(really, found, home.price)
    best = results[0].total
    numbers = {"days": float(question.days), "real_wh": real.taken_wh, "real_grid_wh": real.bought_wh}
    numbers |= {"solar_wh": best.energy_wh, "solar_grid_wh": best.grid_wh, "starts": float(best.starts)}
    return {
        "text": coordinator.explainer.sentence(Reason("replayed", numbers)),
        "days": question.days,
        "hours_without_readings": round(results[0].unknown_h, 1),
        "recorded": {
            "energy_kwh": _kwh(real.taken_wh),
            "grid_kwh": _kwh(real.bought_wh),
            **({"grid_cost": round(real.cost, 2)} if home.price else {}),
        },
        "replayed": [_row(one, result) for one, result in zip(homes, results, strict=True)],
    }


async def _async_stays(
    coordinator: SolarChargingCoordinator, charger_id: str, found: RecordedHome
) -> tuple[PlugInTime, ...]:
    """Return when a car was there: from the books, and before there were any from what was drawn."""
    drawn = await coordinator.hass.async_add_executor_job(stays_in, found.times_s, found.charger_w)
    start = dt_util.utc_from_timestamp(found.times_s[0])
    sessions = await coordinator.sessions.async_sessions(start=start, charger_ids=[charger_id])
    booked = tuple(
        PlugInTime(one.started_s, one.ended_s or found.times_s[-1], one.energy_wh)
        for one in sessions
        if one.energy_wh > 0.0 and not one.is_deleted and one.started_s >= found.times_s[0]
    )
    first_s = min((stay.from_s for stay in booked), default=found.times_s[-1])
    return (*(stay for stay in drawn if stay.until_s <= first_s), *booked)


def _home(
    coordinator: SolarChargingCoordinator, charger_id: str, question: ReplayQuestion, found: RecordedHome
) -> ReplayHome:
    settings, capacity_w = coordinator.settings, coordinator.site.array.capacity_w
    limits = coordinator.home.readers[charger_id].limits(settings.charger(charger_id))
    if question.min_current_a is not None:
        limits = replace(limits, min_current_a=min(question.min_current_a, limits.max_current_a))
    state = coordinator.engine_state.chargers.get(charger_id)
    model = ChargingModel(watts_per_amp=dict(state.watts_per_amp) if state else {})
    factor = 1.0 + question.extra_kwp * 1000.0 / capacity_w if capacity_w else 1.0
    site = replace(settings.site.limits(), main_fuse_a=None, unbalance_a=None)
    charger = ReplayCharger(charger_id, limits, model)
    return ReplayHome(found.generation(factor), found.house_load(), (charger,), site)


def _variants(charger: ReplayCharger, stays: tuple[PlugInTime, ...]) -> Iterator[ReplayCharger]:
    charger = replace(charger, stays=stays)
    for preference in (SwitchingPreference.BALANCED, SwitchingPreference.FEWER_STARTS, SwitchingPreference.MORE_SUN):
        yield replace(charger, mode=SolarMode.SOLAR_ONLY, switching_preference=preference)
    yield replace(charger, mode=SolarMode.SOLAR_AND_GRID)


def _price(coordinator: SolarChargingCoordinator, found: RecordedHome) -> PowerSeries | None:
    """Return the prices of these hours, where they are fixed or go by the clock."""
    times_s = tuple(found.times_s[:: int(_PRICE_S / GRID_S)])
    prices = coordinator.requests.past_prices(map(dt_util.utc_from_timestamp, times_s), coordinator.settings)
    return PowerSeries(times_s, tuple(prices), 2.0 * _PRICE_S) if prices else None


def _row(home: ReplayHome, result: ReplayResult) -> dict[str, Any]:
    charger, figures = home.chargers[0], result.total
    return {
        "mode": charger.mode.value,
        "switching_preference": charger.switching_preference.value,
        "energy_kwh": _kwh(figures.energy_wh),
        "solar_kwh": _kwh(figures.solar_wh),
        "grid_kwh": _kwh(figures.grid_wh),
        **({"grid_cost": round(figures.cost, 2)} if home.price else {}),
        "starts": figures.starts,
        "phase_switches": figures.switches,
    }


def _kwh(energy_wh: float) -> float:
    return round(energy_wh / 1000.0, 2)
