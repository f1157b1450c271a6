"""What estimating costs: import, the event loop's longest stall, a day's curve, a year's learning, memory."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.array import Plane, SolarArray
from custom_components.solar_charging.solar.history import learn_history
from custom_components.solar_charging.solar.intervals import Interval
from custom_components.solar_charging.solar.nowcast import SkyHistory
from custom_components.solar_charging.solar.sky_sources import SourceKind, from_cover
from custom_components.solar_charging.solar.solar_model import SolarModel
from custom_components.solar_charging.solar.table import GenerationTable

_ARRAY = SolarArray(52.5, 13.4, 40, (Plane(10_000, 35, 180),))
_START = datetime(2026, 6, 1, tzinfo=UTC)
_YEAR_HOURS = 8760


def measure() -> dict[str, float]:
    """Return all costs."""
    table, model = _model()
    curve_ms = _mean_ms(lambda: [model.estimate(_START, _START + timedelta(minutes=5 * step)) for step in range(288)])
    outlook_ms = _mean_ms(lambda: [model.estimate(_START, _START + timedelta(minutes=5 * step)) for step in range(37)])
    lookup_us = 1000 * _mean_ms(lambda: table.power_w(_START + timedelta(hours=11), 0.7), 1000)
    return {
        "import_pvlib_s": _import_s("pvlib"),
        **_in_fresh_interpreter(),
        "day_at_5_min_ms": curve_ms,
        "outlook_ms": outlook_ms,
        "lookup_us": lookup_us,
        "learn_year_s": _learn_year_s(),
    }


def _model() -> tuple[GenerationTable, SolarModel]:
    table = approximate_table(_ARRAY, _START, hours=192, step_s=900.0)
    model = SolarModel(_ARRAY, table)
    for kind in (SourceKind.CLOUD_FORECAST, SourceKind.CLOUD_COVER):
        model.sky_sources.put(from_cover(_START, _START, 3600.0, [50.0] * 72, kind))
    memory = SkyHistory()
    for minute in range(240):
        memory.observe(_START - timedelta(minutes=240 - minute), 0.5 + minute % 7 / 20)
    model.sky_history = memory
    return table, model


def _learn_year_s() -> float:
    table = approximate_table(_ARRAY, _START, hours=_YEAR_HOURS + 24, step_s=1800.0)
    hours = [_START + timedelta(hours=hour) for hour in range(_YEAR_HOURS)]
    measured = [Interval(at, 0.8 * table.power_w(at + timedelta(minutes=30))) for at in hours]
    began = time.perf_counter()
    learn_history(_ARRAY, table, measured)
    return time.perf_counter() - began


def _mean_ms(call: Callable[[], object], times: int = 10) -> float:
    call()
    began = time.perf_counter()
    for _ in range(times):
        call()
    return 1000 * (time.perf_counter() - began) / times


def _import_s(module: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)  # noqa: S603 - our own interpreter
    return time.perf_counter() - began


def _in_fresh_interpreter() -> dict[str, float]:
    """Return what Home Assistant's process would feel, in one without pvlib and numpy: import, memory, the longest stall.

    The event loop is watched while the other process computes the tables of a first start: eight days by the quarter
    hour, four months of history by the hour; and while a thread learns these.
    """
    answer = subprocess.run(  # noqa: S603 - our own interpreter, our own program
        [sys.executable, "-c", _FRESH], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(answer.stdout)
    return found


# The integration's package itself needs Home Assistant; its estimate does not.
_FRESH = """
import asyncio, datetime, json, os, resource, sys, time, types

package = types.ModuleType("custom_components.solar_charging")
package.__path__ = ["custom_components/solar_charging"]
sys.modules["custom_components.solar_charging"] = package


def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


before_mb, began = resident_mb(), time.perf_counter()
from custom_components.solar_charging.solar import history, intervals, solar_model, worker
from custom_components.solar_charging.solar.array import Plane, SolarArray

import_s = time.perf_counter() - began
array = SolarArray(52.5, 13.4, 40, (Plane(10_000, 35, 180),))
start = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
past = start - datetime.timedelta(days=120)
stalls = []


async def watch(tick_s=0.001):
    while True:
        began = time.perf_counter()
        await asyncio.sleep(tick_s)
        stalls.append(time.perf_counter() - began - tick_s)


async def first_start():
    watching = asyncio.create_task(watch())
    began = time.perf_counter()
    requests = [worker.TableRequest(start, 900.0, 769), worker.TableRequest(past, 3600.0, 2880)]
    table, past_table = await worker.compute_tables(array, requests)
    took = time.perf_counter() - began
    hours = [past + datetime.timedelta(hours=hour) for hour in range(2880)]
    measured = [intervals.Interval(at, 0.8 * past_table.power_w(at)) for at in hours]
    await asyncio.get_running_loop().run_in_executor(None, history.learn_history, array, past_table, measured)
    watching.cancel()
    return table, took


table, worker_s = asyncio.run(first_start())
estimate = solar_model.SolarModel(array, table).estimate(start, start)
assert "pvlib" not in sys.modules and "numpy" not in sys.modules
print(json.dumps({
    "import_solar_s": import_s,
    "worker_s": worker_s,
    "longest_stall_ms": 1000 * max(stalls),
    "memory_added_mb": resident_mb() - before_mb,
    "memory_worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
}))
"""
