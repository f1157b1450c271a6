"""An estimator in Home Assistant whose worker answers at once, without pvlib."""

from datetime import UTC, datetime

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.array import Plane, SolarArray
from custom_components.solar_charging.solar.table import GenerationTable, TableStep
from custom_components.solar_charging.solar_sources import table_cache as module
from custom_components.solar_charging.solar_sources.estimator import EstimatorSetup, SolarEstimator

EXACT = 0.8
NOON = datetime(2026, 6, 21, 11, tzinfo=UTC)


@pytest.fixture
def array():
    return SolarArray(52.5, 13.4, 40.0, (Plane(10_000.0, 35.0, 180.0),))


class Worker:
    """Stands in for the other process: counts calls, fails on demand, and marks its tables: they yield EXACT of the rough one's."""

    def __init__(self):
        self.calls = 0
        self.error = None

    async def __call__(self, array, requests, **_):
        self.calls += 1
        if self.error:
            raise self.error
        return [
            marked(approximate_table(array, one.start, hours=int(one.count * one.step_s / 3600), step_s=3600.0))
            for one in requests
        ]


def marked(table):
    rows = (TableStep(*row[:3], tuple(EXACT * power for power in row.power_w)) for row in table.rows)
    return GenerationTable(table.start, table.step_s, tuple(rows))


@pytest.fixture
def worker(monkeypatch):
    stand_in = Worker()
    monkeypatch.setattr(module, "compute_tables", stand_in)
    return stand_in


@pytest.fixture
async def make(hass, array, worker, freezer):
    freezer.move_to(NOON)
    await hass.config.async_set_time_zone("Europe/Berlin")
    made = []

    def _make(**options):
        stored, table = options.pop("stored", None), options.pop("stored_table", None)
        setup = EstimatorSetup(**{"array": array, "house_load_w": 300.0} | options)
        made.append(SolarEstimator(hass, setup, stored, table))
        return made[-1]

    yield _make
    for estimator in made:
        estimator.async_stop()
