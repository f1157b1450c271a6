"""What would have come of the last days, for one charger: as it was, and with each mode and switching preference."""

import asyncio
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Any

from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import SolarChargingCoordinator
from ..engine.model import SECONDS_PER_HOUR
from ..managers.recorded_days import async_recorded
from ..managers.recorded_prices import async_recorded_prices
from ..replay.confidence import Confidence, confidence
from ..replay.days import PlugInTime, PowerSeries, ReplayCharger, ReplayHome, ReplayPrices
from ..replay.recorded import DRAWN_S, GRID_S, RecordedHome, quarters, really, stays_in
from ..replay.replay_worker import replay_all
from ..replay.run import ReplayResult
from ..setup.reason_text import async_load_explainer
from .replay_home import AskedHome, asked_home
from .replay_question import ReplayQuestion, Variant, variants
from .replay_words import answer_text, confidence_text

_LOCK: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_replay")
# Rates by the clock and fees begin at a quarter of an hour.
_PRICE_S = 900.0
# Of less, nothing can be said: a charge takes longer.
_KNOWN_LEAST_H = 0.25


async def async_replay(
    coordinator: SolarChargingCoordinator,
    charger_id: str,
    question: ReplayQuestion,
    on_progress: Callable[[float], None] | None = None,
) -> dict[str, Any]:
    """Return the answer, or what it lacks. Raises ReplayError. `on_progress` is told how much is done, from 0 to 1."""
    hass, now = coordinator.hass, dt_util.utcnow()
    # All of the home is taken down now: while days are read and replayed, a charger may be removed, or a sensor chosen anew.
    asked = asked_home(coordinator, charger_id)
    if asked is None:
        return {"lacks": "charger"}
    if asked.recorded is None:
        return {"lacks": "charger_power"}
    found = await async_recorded(hass, asked.recorded, question.days, now)
    if found is None:
        return {"lacks": "recorder"}
    stays = await _async_stays(coordinator, charger_id, found)
    if not stays:
        return {"lacks": "recorded_charging"}
    home = await hass.async_add_executor_job(asked.home, question, found)
    home = replace(home, prices=await _async_prices(coordinator, asked, found))
    tried = list(variants(home.chargers[0], stays, question.ready_by or asked.usual_time))
    homes = [replace(home, chargers=(one.charger,)) for one in tried]
    # One at a time, no matter who asks: each holds a core or two, and memory.
    async with hass.data.setdefault(_LOCK, asyncio.Lock()):
        results = await replay_all(homes, on_progress=on_progress)
    if results[0].unknown_h >= tried[0].charger.there_h - _KNOWN_LEAST_H:
        return {"lacks": "recorded_surplus"}
    real = await hass.async_add_executor_job(really, found, home.prices.bought if home.prices else None)
    pairs, unknown_h = list(zip(tried, results, strict=True)), results[0].unknown_h
    rows = [_row(*pair, has_prices=home.prices is not None) for pair in pairs]
    sure = _confidence(found, tried[0].charger, unknown_h)
    explainer = await async_load_explainer(hass, question.language) if question.language else coordinator.explainer
    currency = hass.config.currency if home.prices else None
    answer = {
        "text": answer_text(explainer, question.days, real, pairs, currency),
        "days": question.days,
        "hours_without_readings": round(unknown_h, 1),
        "confidence": {
            "text": confidence_text(explainer, sure, unknown_h),
            "within_percent": round(sure.off_pct),
            "hours_from_means": round(sure.hourly_h, 1),
        },
        "recorded": {
            "energy_kwh": _kwh(real.taken_wh),
            "solar_kwh": _kwh(real.solar_wh),
            "grid_kwh": _kwh(real.bought_wh),
            **({"grid_cost": round(real.cost, 2)} if home.prices else {}),
        },
        "replayed": rows,
    }
    if question.has_curves:
        answer["curves"] = await hass.async_add_executor_job(_curves, home, found, results[0])
    return answer


async def _async_stays(
    coordinator: SolarChargingCoordinator, charger_id: str, found: RecordedHome
) -> tuple[PlugInTime, ...]:
    """Return when a car was there: from the books, and before there were any from what was drawn."""
    first_s, last_s = found.times_s[0], found.times_s[-1]
    sessions = await coordinator.sessions.async_sessions(
        start=dt_util.utc_from_timestamp(first_s), charger_ids=[charger_id]
    )
    stays = [
        PlugInTime(one.started_s, min(one.ended_s or last_s, last_s), one.energy_wh)
        for one in sessions
        if one.energy_wh > 0.0 and not one.is_deleted
    ]
    # A clock that was wrong for a while has left some that begin in the future, or end before they begin.
    booked = tuple(stay for stay in stays if first_s <= stay.from_s < stay.until_s)
    # What was drawn until the first session is of a stay that ends there, even if the car stayed.
    unbooked = bisect_left(found.times_s, min((stay.from_s for stay in booked), default=inf))
    drawn_w = found.charger_w[:unbooked]
    return (*await coordinator.hass.async_add_executor_job(stays_in, found.times_s[:unbooked], drawn_w), *booked)


def _confidence(found: RecordedHome, charger: ReplayCharger, unknown_h: float) -> Confidence:
    """Return how sure an answer about this charger's stays is. An hour known by its mean counts as far as a car was there."""
    hourly_s = sum(
        max(min(stay.until_s, start_s + SECONDS_PER_HOUR) - max(stay.from_s, start_s), 0.0)
        for stay in charger.stays
        for start_s in found.hourly_s
    )
    return confidence(found.reading_s, hourly_s / SECONDS_PER_HOUR, charger.there_h - unknown_h)


async def _async_prices(
    coordinator: SolarChargingCoordinator, asked: AskedHome, found: RecordedHome
) -> ReplayPrices | None:
    """Return the prices of these hours, where they are fixed or go by the clock, or were recorded."""
    times_s = tuple(found.times_s[:: int(_PRICE_S / GRID_S)])
    requests, settings = coordinator.requests, asked.settings
    prices: Sequence[float] | None = requests.past_prices(map(dt_util.utc_from_timestamp, times_s), settings)
    if prices is None:
        start, end = (dt_util.utc_from_timestamp(one) for one in (times_s[0], times_s[-1] + _PRICE_S))
        shown = await async_recorded_prices(coordinator.hass, asked.price_entities, start, end)
        costs = requests.costs_of(shown) if shown else None
        known = [(at_s, costs.at(at_s)) for at_s in times_s] if costs else []
        times_s = tuple(at_s for at_s, price in known if price is not None)
        prices = [price for _, price in known if price is not None]
    feed_in = requests.tariff(settings, dt_util.utcnow()).feed_in or 0.0
    return ReplayPrices(PowerSeries(times_s, tuple(prices), 2.0 * _PRICE_S), feed_in) if prices else None


def _row(variant: Variant, result: ReplayResult, *, has_prices: bool) -> dict[str, Any]:
    charger, figures = variant.charger, result.total
    return {
        "mode": charger.mode.value,
        "switching_preference": charger.switching_preference.value,
        **({"phases": list(variant.phases)} if variant.phases else {}),
        **({"ready_by": f"{variant.ready_by:%H:%M}"} if variant.ready_by else {}),
        "energy_kwh": _kwh(figures.energy_wh),
        "solar_kwh": _kwh(figures.solar_wh),
        "battery_kwh": _kwh(figures.battery_wh),
        "grid_kwh": _kwh(figures.grid_wh),
        **({"grid_cost": round(figures.cost, 2)} if has_prices else {}),
        "starts": figures.starts,
        "phase_switches": figures.switches,
    }


def _curves(home: ReplayHome, found: RecordedHome, result: ReplayResult) -> Mapping[str, Any]:
    """Return mean powers of quarters of an hour in W, from the first on: the sun, the house, the car as it was, and as it would have been."""
    series = {
        "generation_w": quarters(home.generation.times_s, home.generation.values_w),
        "house_load_w": quarters(home.house_load.times_s, home.house_load.values_w),
        "recorded_w": quarters(found.times_s, found.charger_w),
    }
    first_s = found.times_s[0] // DRAWN_S * DRAWN_S
    starts_s = [first_s + DRAWN_S * number for number in range(int((found.times_s[-1] - first_s) / DRAWN_S) + 1)]
    lists = {
        name: [None if (value := values.get(at_s)) is None else round(value) for at_s in starts_s]
        for name, values in series.items()
    }
    return {
        "start": dt_util.utc_from_timestamp(first_s).isoformat(),
        "step_s": DRAWN_S,
        **lists,
        "replayed_w": [round(result.drawn_w.get(at_s, 0.0)) for at_s in starts_s],
    }


def _kwh(energy_wh: float) -> float:
    return round(energy_wh / 1000.0, 2)
