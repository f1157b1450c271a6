"""What a day leaves behind: a summer's day in a real Home Assistant whose clock is put forward, with a charger, a car, a tariff.

usage: script/bench host_day [--hours N] [--seed N] [--faults] [--json FILE]

Prints rows of history by entity (all that are there by default, a car's among them), bytes written by file, lines of log, and how far
energies in the statistics are from the books. With --faults something breaks each hour. Exits with 1 where a figure exceeds its budget
(host_day_budget.json beside this file) by half.
"""

import custom_components  # noqa: F401  first: the test package carries a package of this name that would hide ours
import simulator.chaos.frozen_time  # noqa: F401  second: Home Assistant's modules take over what gives them the time

# isort: split
import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, override
from unittest.mock import patch

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import frame
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.solar_charging.managers import clock
from custom_components.solar_charging.sensor.pace import ENERGY
from custom_components.solar_charging.sensor.paced import PacedSensor
from simulator.clouds import CloudKind
from simulator.meter import Fault
from tests.integration.home import DOMAIN
from tests.integration.simulated import TICK_S, SimulatedHome

from .written_files import WrittenFiles

BUDGET = Path(__file__).with_name("host_day_budget.json")
EXCESS = 1.5
# Two hours before sunrise in Berlin, near the longest day.
START = datetime(2026, 6, 20, 1, 0, tzinfo=UTC)
CAR_SOC, CAR_ODOMETER, CAR_RANGE = "sensor.car_soc", "sensor.car_odometer", "sensor.car_range"
# Away from nine to eleven in the morning, with what an average day's driving takes.
AWAY_H, DRIVEN_KM, DRIVEN_WH = (7, 9), 60.0, 11_000.0
KM_PER_WH = DRIVEN_KM / DRIVEN_WH
# Ready by seven, which takes two hours of grid energy; the rest of the day is the sun's.
READY_PCT = 30
TABLE_S = 120.0
SLOT_S = 300
# Sensors that fail in turn, for a third of each hour.
FAULTS = (("grid_w",), ("generation_w",), ("car_w",), ("generation_w", "grid_w"))
KINDS = (Fault.UNAVAILABLE, Fault.FROZEN, Fault.STUCK)


@dataclass
class DayFigures:
    """One day. Energies in Wh."""

    rows: Counter[str] = field(default_factory=Counter)
    rows_while_charging: int = 0
    charging_s: float = 0.0
    written_bytes: Counter[str] = field(default_factory=Counter)
    log_lines: Counter[str] = field(default_factory=Counter)
    charged_wh: float = 0.0
    # Of each energy: what the books have at the end, and how far the statistics are from them.
    energies_wh: dict[str, tuple[float, float]] = field(default_factory=dict)

    def added(self, hours: float) -> dict[str, float]:
        """Return what the budget is about, for a whole day."""
        days = hours / 24.0
        return {
            "rows_a_day": round(sum(self.rows.values()) / days),
            "rows_per_s_charging": round(self.rows_while_charging / max(self.charging_s, 1.0), 3),
            "written_mb_a_day": round(sum(self.written_bytes.values()) / 1e6 / days, 2),
            "log_lines_a_day": round(sum(self.log_lines.values()) / days),
            "energy_error_pct": round(
                max((100 * off / wh for wh, off in self.energies_wh.values() if wh > 1000.0), default=0.0), 3
            ),
        }


class CarHome(SimulatedHome):
    """The simulated home, with a car whose integration reports on it."""

    driven_km = 20_000.0

    @override
    def _show(self) -> None:
        super()._show()
        soc = self.physics.report_of("car_soc_pct")
        car = self.evse.car or self._car
        self.state(
            CAR_SOC,
            round(soc.value) if soc and soc.value is not None else "unknown",
            {"unit_of_measurement": "%", "device_class": "battery"},
        )
        km = {"unit_of_measurement": "km", "device_class": "distance"}
        self.state(CAR_ODOMETER, round(self.driven_km), {**km, "state_class": "total_increasing"})
        self.state(CAR_RANGE, round(car.soc_pct / 100 * car.spec.capacity_wh * KM_PER_WH), km)

    def come_and_go(self) -> None:
        """Let the car leave, drive, and come back."""
        if self.evse.car is not None:
            self._car = self.evse.car
        is_away = AWAY_H[0] <= self.now.hour < AWAY_H[1]
        if is_away and self.evse.car is not None:
            self._car.drive(DRIVEN_WH)
            self.driven_km += DRIVEN_KM
            self.evse.car = None
        elif not is_away and self.evse.car is None:
            self.evse.car = self._car


class LogCounter(logging.Handler):
    """Counts the lines of the integration's log, from information upwards."""

    def __init__(self, figures: DayFigures) -> None:
        super().__init__(logging.INFO)
        self._figures = figures

    @override
    def emit(self, record: logging.LogRecord) -> None:
        text = f"{record.levelname} {record.getMessage()}"
        self._figures.log_lines[text[:100]] += 1 + (len(str(record.exc_info[1]).splitlines()) if record.exc_info else 0)


async def _add_parts(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Add the car and two rates, through the forms."""
    flow = hass.config_entries.subentries
    car = {
        "name": "Blue hatchback",
        "battery_kwh": 80,
        "soc_entity": CAR_SOC,
        "advanced": {"odometer_entity": CAR_ODOMETER, "range_entity": CAR_RANGE},
    }
    rates = {
        "price": 0.34,
        "cheap_price": 0.24,
        "cheap_from": "22:00:00",
        "cheap_until": "06:00:00",
        "cheap_weekends": False,
    }
    answers: dict[str, list[dict[str, Any]]] = {"car": [car], "tariff": [{"next_step_id": "two_rates"}, rates]}
    for kind, forms in answers.items():
        shown: Any = await flow.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
        for form in forms:
            shown = await flow.async_configure(shown["flow_id"], form)
        if shown["type"] != "create_entry":
            raise RuntimeError(f"{kind}: {shown}")
        await hass.async_block_till_done()


def _charger_device(hass: HomeAssistant) -> str:
    (entity_id,) = [one for one in hass.states.async_entity_ids("select") if one.startswith("select.garage_mode")]
    entity = er.async_get(hass).async_get(entity_id)
    return str(entity and entity.device_id)


def _energies(hass: HomeAssistant) -> Iterator[PacedSensor]:
    for platform in async_get_platforms(hass, DOMAIN):
        for entity in platform.entities.values():
            if isinstance(entity, PacedSensor) and entity._pace is ENERGY:  # noqa: SLF001 - no other way to tell
                yield entity


def _booked_wh(entity: PacedSensor) -> float:
    value = entity._value()  # noqa: SLF001 - what it would show, were it to write now
    return float(value) if isinstance(value, float | int) else 0.0


async def _until_there_is_a_table(entry: ConfigEntry[Any]) -> None:
    """Wait for pvlib's process, which lives in our time."""
    for _ in range(int(TABLE_S)):
        if entry.runtime_data.estimator.table_as_dict()["table"]:
            return
        await asyncio.to_thread(time.sleep, 1.0)
    raise RuntimeError("the sun's table does not come")


async def run(hours: float, seed: int, *, is_broken: bool = False) -> DayFigures:
    """Let the day pass."""
    figures = DayFigures()
    steady = SimpleNamespace(s=0.0)
    logger = logging.getLogger("custom_components.solar_charging")
    logger.setLevel(logging.INFO)
    with (
        tempfile.TemporaryDirectory() as folder,
        freeze_time(START) as freezer,
        patch.object(clock, "time", SimpleNamespace(monotonic=lambda: steady.s)),
    ):
        async with async_test_home_assistant(config_dir=folder) as hass:
            frame.async_setup(hass)
            hass.data.pop(DATA_CUSTOM_COMPONENTS, None)
            await hass.config.async_update(latitude=52.52, longitude=13.405, time_zone="Europe/Berlin")
            home = CarHome(hass, cast("FrozenDateTimeFactory", freezer), START, CloudKind.BROKEN, seed)

            async def pass_time(seconds: int) -> None:
                for _ in range(0, seconds, TICK_S):
                    steady.s += TICK_S
                    home.come_and_go()
                    await home.advance(timedelta(seconds=TICK_S))

            await home.plug_in_devices()
            await pass_time(60)
            entry = await home.set_up()
            await _add_parts(hass, entry)
            data = {"device_id": _charger_device(hass), "time": "07:00:00", "target_pct": READY_PCT}
            await hass.services.async_call(DOMAIN, "set_ready_by", data, blocking=True)
            await _until_there_is_a_table(entry)
            await pass_time(600)
            ours = {one.entity_id for one in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)}

            @callback
            def count(event: Event[EventStateChangedData]) -> None:
                if event.data["entity_id"] in ours:
                    figures.rows[event.data["entity_id"]] += 1
                    figures.rows_while_charging += home.physics.flows.car_w > 0

            hass.bus.async_listen(EVENT_STATE_CHANGED, count)
            logger.addHandler(LogCounter(figures))
            written, charged_wh = WrittenFiles(Path(folder)), home.physics.energies.car_wh
            begun = {entity.entity_id: _booked_wh(entity) for entity in _energies(hass)}
            for tick in range(int(hours * 3600 / TICK_S)):
                if is_broken:
                    _break(home, tick * TICK_S)
                await pass_time(TICK_S)
                written.look()
                figures.charging_s += TICK_S * (home.physics.flows.car_w > 0)
            figures.written_bytes = written.by_file
            figures.charged_wh = home.physics.energies.car_wh - charged_wh
            # Statistics take what a slot of the clock ends with.
            await pass_time(SLOT_S - int(home.now.timestamp()) % SLOT_S)
            for entity in _energies(hass):
                value, shown = _booked_wh(entity), entity.native_value
                figures.energies_wh[entity.entity_id] = (
                    value - begun[entity.entity_id],
                    abs(value - float(str(shown))),
                )
            await hass.async_stop(force=True)
    return figures


def _break(home: CarHome, second: int) -> None:
    hour, within_s = divmod(second, 3600)
    names = FAULTS[hour % len(FAULTS)]
    if within_s == 1200:
        home.break_sensors(names, KINDS[hour // len(FAULTS) % len(KINDS)])
    elif within_s == 2400:
        home.break_sensors(names, Fault.NONE)


def main() -> int:
    """Print what is left behind and compare with the budget. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="script/bench host_day", description=__doc__)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--faults", action="store_true", help="let meters fail in turn, a third of each hour")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = asyncio.run(run(options.hours, options.seed, is_broken=options.faults))
    for title, counted in (
        ("Rows", figures.rows),
        ("Bytes written", figures.written_bytes),
        ("Lines of log", figures.log_lines),
    ):
        print(f"{title}:", *(f"  {number:8}  {name}" for name, number in counted.most_common()), sep="\n")
    print(
        f"Charged {figures.charged_wh / 1000:.1f} kWh in {figures.charging_s / 3600:.1f} h. In the books, and how far statistics are off:"
    )
    for name, (wh, off_wh) in figures.energies_wh.items():
        print(f"  {wh:8.0f} Wh  {off_wh:5.1f} Wh  {name}")
    budget: dict[str, float] = json.loads(BUDGET.read_text())
    added = figures.added(options.hours)
    exceeded = [name for name, value in added.items() if value > budget[name] * EXCESS]
    for name, value in added.items():
        print(f"  {name:20} {value:10} {budget[name]:10}{'   EXCEEDED' if name in exceeded else ''}")
    if options.json:
        options.json.write_text(json.dumps({**vars(figures), "added": added}, indent=1))
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
