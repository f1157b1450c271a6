"""What a replay costs a running Home Assistant: days of a recorder on disk, through the action, with the loop and the memory watched."""

import custom_components  # noqa: F401  first: the test package carries a package of this name that would hide ours
import tests.ha_shim  # noqa: F401  second: lets the test package run on this release

# isort: split
import asyncio
import gc
import math
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from simulator.bench.latency import CURRENT, GRID, SWITCH, WATT, LoopWatch, resident_mb, running_site
from simulator.recorder_rows import RecordedRow, insert
from simulator.set_up_flow import async_answer_set_up

CHARGER_POWER = "sensor.charger_power"
# As often as meters report, and what a home of one charger does all day.
REPORTED_S, LOAD_W, CAR_W = 10, 400.0, 2300.0
# A car is there from nine in the morning to five in the evening.
CAR_H = (9, 17)


@dataclass(frozen=True, slots=True)
class HostCost:
    """The longest wait of the event loop in ms, seconds until the answer, and MB of this process before and after it."""

    stall_ms: float
    answered_s: float
    before_mb: float
    after_mb: float
    replayed_kwh: float


async def host_cost(days: int) -> HostCost:
    """Fill a recorder, set the home up through its flow, and ask."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_site(folder, records=True) as hass:
            hass.states.async_set(CHARGER_POWER, "0", WATT)
            charger_id = await _set_up(hass)
            # Once the recorder has its own row of an entity, ours go beside it.
            await get_instance(hass).async_block_till_done()
            rows = {one: list(_rows(one, days)) for one in (GRID, CHARGER_POWER)}
            await get_instance(hass).async_add_executor_job(insert, get_instance(hass), rows)
            del rows
            # The first time, what is imported, and the database's own cache of pages, is there afterwards: it is none of the answer's.
            await _read(hass, days)
            await _asked(hass, charger_id, 1)
            return await _measured(hass, charger_id, days)


async def _set_up(hass: HomeAssistant) -> str:
    result = await async_answer_set_up(hass, GRID)
    charger = {
        "name": "Garage", "current_entity": CURRENT, "switch_entity": SWITCH, "power_entity": CHARGER_POWER, "phases": "1",
    }  # fmt: skip
    await hass.config_entries.subentries.async_configure(result["next_flow"][1], charger)
    await hass.async_block_till_done()
    charger_id: str = result["result"].runtime_data.site.chargers[0].id
    return charger_id


async def _read(hass: HomeAssistant, days: int) -> None:
    """Read the days as pages of their history do, several at once: each of the recorder's threads keeps the pages it has read, as many as it is set to."""
    end = dt_util.utcnow()
    periods = [(end - timedelta(days=day + 1), end - timedelta(days=day)) for day in range(days)]
    reads = [
        partial(get_significant_states, hass, *period, [GRID, CHARGER_POWER], significant_changes_only=False)
        for period in periods
    ]
    await asyncio.gather(*(get_instance(hass).async_add_executor_job(read) for read in reads))


async def _measured(hass: HomeAssistant, charger_id: str, days: int) -> HostCost:
    gc.collect()
    before_mb, watch, began = resident_mb(), LoopWatch(), time.perf_counter()
    replayed_kwh = await _asked(hass, charger_id, days)
    answered_s, stall_s = time.perf_counter() - began, await watch.stop()
    gc.collect()
    return HostCost(stall_s * 1000.0, answered_s, before_mb, resident_mb(), replayed_kwh)


async def _asked(hass: HomeAssistant, charger_id: str, days: int) -> float:
    from custom_components.solar_charging.control.replay_answer import async_replay  # noqa: PLC0415
    from custom_components.solar_charging.control.replay_question import ReplayQuestion  # noqa: PLC0415

    entry = hass.config_entries.async_entries("solar_charging")[0]
    answer = await async_replay(entry.runtime_data, charger_id, ReplayQuestion(days))
    return float(answer["replayed"][0]["energy_kwh"])


def _rows(entity_id: str, days: int) -> Iterator[RecordedRow]:
    """Return the states of days with a sun that rises at six and sets at eighteen."""
    end_s = dt_util.utcnow().timestamp()
    for step in range(days * 86400 // REPORTED_S):
        at_s = end_s - days * 86400 + step * REPORTED_S
        hour = at_s % 86400 / 3600.0
        sun_w = max(5000.0 * math.sin((hour - 6.0) / 12.0 * math.pi), 0.0)
        car_w = CAR_W if CAR_H[0] <= hour < CAR_H[1] else 0.0
        yield RecordedRow(at_s, f"{car_w if entity_id == CHARGER_POWER else LOAD_W + car_w - sun_w:.0f}")
