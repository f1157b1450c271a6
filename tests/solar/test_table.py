import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.table import GenerationTable

START = datetime(2026, 6, 21, tzinfo=UTC)
NOON = START + timedelta(hours=11)


@pytest.fixture
def table(berlin):
    return approximate_table(berlin, START, hours=48, step_s=900.0)


def test_a_table_survives_storage_as_json(table):
    again = GenerationTable.from_dict(json.loads(json.dumps(table.to_dict())))
    assert again.power_w(NOON, 0.6) == pytest.approx(table.power_w(NOON, 0.6), abs=0.2)
    assert again.end == table.end == START + timedelta(days=2)
    assert again.to_dict() == table.to_dict()


@pytest.mark.parametrize("change", [{"version": 0}, {"power_w": []}, {"start": "yesterday"}, {"azimuth_deg": None}])
def test_a_spoilt_table_is_refused(table, change):
    with pytest.raises((KeyError, TypeError, ValueError)):
        GenerationTable.from_dict(table.to_dict() | change)


def test_between_rows_power_goes_straight(table):
    middle = table.power_w(NOON + timedelta(minutes=7.5))
    assert middle == pytest.approx((table.power_w(NOON) + table.power_w(NOON + timedelta(minutes=15))) / 2)


def test_outside_of_the_table_the_nearest_day_serves(table):
    assert table.power_w(NOON - timedelta(days=3)) == pytest.approx(table.power_w(NOON))
    assert table.power_w(NOON + timedelta(days=9)) == pytest.approx(table.power_w(NOON + timedelta(days=1)))
    assert not table.covers(NOON + timedelta(days=9))


@pytest.mark.parametrize("index", [0.05, 0.3, 0.8, 1.0, 1.1])
def test_the_sky_is_told_from_the_power_it_lets_through(table, index):
    assert table.clear_sky_index(NOON, table.power_w(NOON, index)) == pytest.approx(index)


def test_no_sky_is_told_by_night_and_none_is_brighter_than_any_sky(table):
    assert table.clear_sky_index(START, 100.0) is None
    assert table.clear_sky_index(NOON, 1e6) == 1.25
    assert table.clear_sky_index(NOON, -5.0) == 0.0


def test_the_sun_turns_through_north_without_a_jump(berlin):
    southern = approximate_table(replace(berlin, latitude=-35.0), START, hours=24, step_s=3600.0)
    azimuths = [southern.sun(START + timedelta(minutes=minute)).azimuth_deg for minute in range(600, 780, 5)]
    assert all(min(abs(b - a), 360 - abs(b - a)) < 3 for a, b in itertools.pairwise(azimuths))
