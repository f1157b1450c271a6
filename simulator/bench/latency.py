"""What the integration costs a running Home Assistant: time on its event loop, stalls, memory; and how soon a command follows a reading.

usage: script/bench latency [--samples N] [--json FILE]
"""

import custom_components  # noqa: F401  first: the test package carries a package of this name that would hide ours
import tests.ha_shim  # noqa: F401  second: lets the test package run on this release

# isort: split
import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components import recorder, weather  # noqa: F401  a home has them: not our memory, not our time
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import frame
from homeassistant.helpers import recorder as recorder_helper
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.solar_charging.engine.step import step
from custom_components.solar_charging.managers import clock as wall_clock
from custom_components.solar_charging.managers.step_pacer import Allowance
from simulator.set_up_flow import async_answer_set_up

GRID, CURRENT, SWITCH = "sensor.grid_power", "input_number.charger_current", "input_boolean.charger"
WATT = {"unit_of_measurement": "W", "device_class": "power"}
# The steady state is watched for so long after the last table came back from pvlib's process.
STEADY_S = 10.0
WORKER_S = 90.0
BLINK_S = 0.001
# A surplus for almost the largest current, a cloud over half of it, and reports enough to climb up again. A cloud is answered by the
# report that makes it more than a passing one.
SUN_W, CLOUD_W, SUN_REPORTS, CLOUD_REPORTS = 6900.0, 3400.0, 40, 20


class LoopWatch:
    """Measures how long the event loop keeps a callback waiting."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BLINK_S)
            self.longest_s = max(self.longest_s, time.perf_counter() - began - BLINK_S)

    async def stop(self) -> float:
        """End it and return the longest wait in s."""
        self._task.cancel()
        await asyncio.wait([self._task])
        return self.longest_s


class Clock:
    """Home Assistant's clock, put forward at will: a regulator that waits minutes is measured in seconds."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Return the time it shows."""
        return datetime.now(dt_util.UTC) + self.ahead

    def monotonic(self) -> float:
        """Return the seconds of the clock that nobody can set: it goes ahead as well, or the home would see its clock being set."""
        return time.monotonic() + self.ahead.total_seconds()


def resident_mb() -> float:
    """Return the memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


@asynccontextmanager
async def running_site(folder: str, *, records: bool = False) -> AsyncIterator[HomeAssistant]:
    """Run Home Assistant with a grid meter and a charger made of its own helpers; `records`: with a recorder on disk."""
    async with async_test_home_assistant(config_dir=folder) as hass:
        frame.async_setup(hass)
        if records:
            recorder_helper.async_initialize_recorder(hass)
            kept = {"db_url": f"sqlite:///{folder}/home.db", "auto_purge": False}
            await async_setup_component(hass, "recorder", {"recorder": kept})
            await recorder.get_instance(hass).async_recorder_ready.wait()
        hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
        await hass.config.async_update(latitude=52.52, longitude=13.405, time_zone="Europe/Berlin")
        number = {"min": 6, "max": 32, "step": 1, "initial": 6, "unit_of_measurement": "A"}
        await async_setup_component(hass, "homeassistant", {})
        await async_setup_component(hass, "input_number", {"input_number": {"charger_current": number}})
        await async_setup_component(hass, "input_boolean", {"input_boolean": {"charger": {}}})
        hass.states.async_set(GRID, "0", WATT)
        await hass.async_block_till_done()
        yield hass
        await hass.async_stop(force=True)


async def set_up(hass: HomeAssistant) -> ConfigEntry[Any]:
    """Walk through the integration's real flow."""
    result = await async_answer_set_up(hass, GRID)
    charger = {"name": "Garage", "current_entity": CURRENT, "switch_entity": SWITCH, "phases": "1"}
    await hass.config_entries.subentries.async_configure(result["next_flow"][1], charger)
    await hass.async_block_till_done()
    entry: ConfigEntry[Any] = result["result"]
    return entry


async def until_steady(entry: ConfigEntry[Any]) -> None:
    """Wait for pvlib's process, and a while longer."""
    end = time.monotonic() + WORKER_S
    # What is waited for runs in the integration, which owes us no event.
    while time.monotonic() < end and not entry.runtime_data.estimator.table_as_dict()["table"]:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    await asyncio.sleep(STEADY_S)


async def setup_on_loop_ms(hass: HomeAssistant, entry: ConfigEntry[Any]) -> float:
    """Return the loop's own work in setting the entry up again (processor time: waiting for files is nobody's stall)."""
    await hass.config_entries.async_unload(entry.entry_id)
    began = time.thread_time()
    await hass.config_entries.async_setup(entry.entry_id)
    return (time.thread_time() - began) * 1e3


class CommandWatch:
    """Notes when the charger's helpers were last called."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.called_s: float | None = None
        hass.bus.async_listen(EVENT_CALL_SERVICE, self._note)

    @callback
    def _note(self, event: Event) -> None:
        if event.data["domain"] in ("input_number", "input_boolean") and self.called_s is None:
            self.called_s = time.perf_counter()


async def event_to_command_ms(hass: HomeAssistant, samples: int) -> list[float]:
    """Return how long after a grid reading the command it causes was called: each time the sun goes behind a cloud."""
    clock, watch = Clock(), CommandWatch(hass)
    found: list[float] = []
    with (
        patch.object(dt_util, "utcnow", clock.now),
        patch.object(wall_clock, "time", clock),
        # Reports ten seconds apart never wait; the loop's own clock, which the allowance goes by, is not put forward.
        patch.object(Allowance, "wait_s", lambda *_, **__: 0.0),
    ):
        for _ in range(samples):
            for _ in range(SUN_REPORTS):
                await _report(hass, clock, SUN_W)
            watch.called_s = None
            for _ in range(CLOUD_REPORTS):
                began_s = time.perf_counter()
                await _report(hass, clock, CLOUD_W)
                if watch.called_s is not None:
                    found.append((watch.called_s - began_s) * 1e3)
                    break
    return found


async def _report(hass: HomeAssistant, clock: Clock, surplus_w: float) -> None:
    """Let the meter report, ten seconds after its last report, what the charger leaves of the surplus."""
    clock.ahead += timedelta(seconds=10)
    switch, current = hass.states.get(SWITCH), hass.states.get(CURRENT)
    drawn_w = 230 * float(current.state) if switch and current and switch.state == "on" else 0.0
    reported = clock.now().timestamp()
    hass.states.async_set(GRID, f"{drawn_w - surplus_w:.0f}", WATT, force_update=True, timestamp=reported)
    await hass.async_block_till_done(wait_background_tasks=True)


def engine_step_ms(entry: ConfigEntry[Any], repeats: int = 2000) -> float:
    """Return the median processor time of one engine step on the home's present state."""
    coordinator = entry.runtime_data
    costs: list[float] = []
    for number in range(repeats):
        now = dt_util.utcnow() + timedelta(seconds=number)
        began_s = time.thread_time()
        step(coordinator.engine_state, coordinator.data.inputs, now)
        costs.append(time.thread_time() - began_s)
    return statistics.median(costs) * 1e3


async def update_ms(hass: HomeAssistant, entry: ConfigEntry[Any], repeats: int = 300) -> float:
    """Return the median cost of a whole update with all entities enabled: reading, deciding, and what each of them then shows."""
    registry = er.async_get(hass)
    for one in er.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_update_entity(one.entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    clock, costs = Clock(), []
    with patch.object(dt_util, "utcnow", clock.now), patch.object(wall_clock, "time", clock):
        for number in range(repeats):
            await _report(hass, clock, SUN_W + 100.0 * (number % 7))
            # Processor time: others may use the machine as well.
            began_s = time.thread_time()
            entry.runtime_data.async_step()
            costs.append(time.thread_time() - began_s)
    return statistics.median(costs) * 1e3


def day_estimate_ms(entry: ConfigEntry[Any]) -> float:
    """Return the cost of a day's generation at five minutes from the table that is there."""
    estimator, now = entry.runtime_data.estimator, dt_util.utcnow()
    began_s = time.perf_counter()
    estimator.forecast(now, days=1, step=timedelta(minutes=5))
    return (time.perf_counter() - began_s) * 1e3


async def measure(samples: int) -> dict[str, Any]:
    """Run everything once, in the order a new user lives it."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_site(folder) as hass:
            await asyncio.sleep(1)
            before_mb, watch = resident_mb(), LoopWatch()
            entry = await set_up(hass)
            await until_steady(entry)
            longest_s, after_mb = await watch.stop(), resident_mb()
            setup_ms = await setup_on_loop_ms(hass, entry)
            events_ms = sorted(await event_to_command_ms(hass, samples))
            return {
                "event_to_command_ms": {
                    "median": round(statistics.median(events_ms), 2),
                    "p99": round(events_ms[int(0.99 * (len(events_ms) - 1))], 2),
                },
                "engine_step_ms": round(engine_step_ms(entry), 3),
                "setup_on_loop_ms": round(setup_ms, 1),
                "longest_stall_ms": round(longest_s * 1e3, 1),
                "update_ms": round(await update_ms(hass, entry), 2),
                "day_estimate_ms": round(day_estimate_ms(entry), 2),
                "memory_added_mb": round(after_mb - before_mb, 1),
            }


GOALS = {
    "event_to_command_ms": 20,
    "engine_step_ms": 1,
    "update_ms": 1,
    "setup_on_loop_ms": 100,
    "longest_stall_ms": 50,
    "day_estimate_ms": 15,
}


def main() -> None:
    """Print a table, and write JSON if asked to."""
    parser = argparse.ArgumentParser(prog="script/bench latency", description=__doc__)
    parser.add_argument("--samples", type=int, default=200, help="falls of surplus to time (default 200)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    found = asyncio.run(measure(options.samples))
    for name, value in found.items():
        shown = f"{value['median']} (p99 {value['p99']})" if isinstance(value, dict) else str(value)
        goal = f"   goal < {GOALS[name]}" if name in GOALS else ""
        print(f"{name:22}{shown:>20}{goal}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
