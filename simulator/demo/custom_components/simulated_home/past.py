"""Three days of statistics for the Energy dashboard and the graphs, at the first start only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Statistics, StatisticsShortTerm
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import get_last_statistics
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from simulator.clouds import CloudKind
from simulator.home import Home
from simulator.weather import WeatherTrace

from .simulation import DAILY_DRIVE_WH, STATION, Simulation, build

DAYS = 3
SHORT = timedelta(minutes=5)
STEP_S = 10.0
# Statistic by what it reads from `Energies` and `Flows`.
ENERGY = {
    "generation_wh": "sensor.inverter_energy",
    "import_wh": "sensor.grid_meter_import",
    "export_wh": "sensor.grid_meter_export",
    "charge_wh": "sensor.home_battery_charged",
    "discharge_wh": "sensor.home_battery_discharged",
    "car_wh": "sensor.wallbox_energy",
}
POWER = {
    "generation_w": "sensor.inverter_power",
    "grid_w": "sensor.grid_meter_power",
    "battery_w": "sensor.home_battery_power",
    "car_w": "sensor.wallbox_power",
}
type Rows = dict[str, list[StatisticData]]


async def give_past(hass: HomeAssistant, simulation: Simulation) -> None:
    """Import what the home would have done in the last days, and set the counters where that ended."""
    recorder = get_instance(hass)
    first = ENERGY["generation_wh"]
    known = await recorder.async_add_executor_job(
        lambda: get_last_statistics(hass, 1, first, convert_units=False, types={"sum"})
    )
    if known:
        return
    end = dt_util.now().replace(second=0, microsecond=0)
    end -= timedelta(minutes=end.minute % 5)
    home, short = await hass.async_add_executor_job(_live, simulation, end)
    hourly = {name: list(_hours(rows, name)) for name, rows in short.items()}
    for name, statistic_id in (ENERGY | POWER).items():
        metadata = _metadata(statistic_id, is_energy=name in ENERGY)
        recorder.async_import_statistics(metadata, hourly[name], Statistics)
        # Without these the first live row would start the sums anew.
        recorder.async_import_statistics(metadata, short[name], StatisticsShortTerm)
    simulation.past_kwh = {name: getattr(home.energies, name) / 1000.0 for name in ENERGY}


def _live(simulation: Simulation, end: datetime) -> tuple[Home, Rows]:
    """Live the days until `end` and return the home and its five-minute rows."""
    now = end.replace(hour=0, minute=0) - timedelta(days=DAYS)
    # Today's cloudless sun stands for those of the days before.
    sun = simulation.cloudless
    days = WeatherTrace(now, sun.step_s, [*sun.values_w[:-1]] * (DAYS + 2))
    home = build(simulation.roof, days, simulation.seed + 1, CloudKind.CHANGING)
    rows: Rows = {name: [] for name in (*ENERGY, *POWER)}
    while now < end:
        powers: dict[str, list[float]] = {name: [] for name in POWER}
        _charge_on_surplus(home)
        for _ in range(int(SHORT.total_seconds() / STEP_S)):
            now += timedelta(seconds=STEP_S)
            home.step(STEP_S, dt_util.as_utc(now))
            for name, values in powers.items():
                values.append(getattr(home.flows, name))
        if now.hour == 0 and now.minute == 0 and home.evse.car:
            home.evse.car.drive(DAILY_DRIVE_WH)
        start = now - SHORT
        for name in ENERGY:
            total_kwh = round(getattr(home.energies, name) / 1000.0, 4)
            rows[name].append({"start": start, "state": total_kwh, "sum": total_kwh})
        for name, values in powers.items():
            rows[name].append(
                {"start": start, "mean": sum(values) / len(values), "min": min(values), "max": max(values)}
            )
    return home, rows


def _charge_on_surplus(home: Home) -> None:
    """A crude rule that gives the past some charging."""
    flows = home.flows
    surplus_a = (flows.car_w + flows.battery_w - flows.grid_w) / STATION.voltage_v
    home.evse.command(is_enabled=surplus_a >= STATION.min_current_a, current_a=surplus_a)


def _hours(rows: list[StatisticData], name: str) -> Iterator[StatisticData]:
    """Sum up whole hours of five-minute rows."""
    per_hour = 12
    for first in range(0, len(rows) - per_hour + 1, per_hour):
        hour = rows[first : first + per_hour]
        if name in ENERGY:
            yield {**hour[-1], "start": hour[0]["start"]}
        else:
            yield {
                "start": hour[0]["start"],
                "mean": sum(row["mean"] or 0.0 for row in hour) / per_hour,
                "min": min(row["min"] or 0.0 for row in hour),
                "max": max(row["max"] or 0.0 for row in hour),
            }


def _metadata(statistic_id: str, *, is_energy: bool) -> StatisticMetaData:
    return {
        "mean_type": StatisticMeanType.NONE if is_energy else StatisticMeanType.ARITHMETIC,
        "has_sum": is_energy,
        "name": None,
        "source": "recorder",
        "statistic_id": statistic_id,
        "unit_class": "energy" if is_energy else "power",
        "unit_of_measurement": "kWh" if is_energy else "W",
    }
