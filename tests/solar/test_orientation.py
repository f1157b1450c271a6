"""Does the array face where its owner says? Asked of clear hours, answered with a question at most."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.solar_charging.solar.array import Plane
from custom_components.solar_charging.solar.orientation import find_orientation
from custom_components.solar_charging.solar.orientation_report import OrientationReport
from custom_components.solar_charging.solar.tabulate import make_table
from custom_components.solar_charging.solar.worker import compute_orientation

SPRING = datetime(2026, 4, 1, tzinfo=UTC)


def clear_hours(array, days=12, level=0.9):
    table = make_table(array, SPRING, step_s=1800.0, count=48 * days + 1)
    hours = [SPRING + timedelta(hours=hour, minutes=30) for hour in range(24 * days)]
    return [(at, level * table.power_w(at)) for at in hours if table.power_w(at) > 0]


@pytest.mark.parametrize(("tilt", "azimuth"), [(35.0, 180.0), (30.0, 210.0), (20.0, 270.0)])
def test_the_true_plane_is_found_from_a_dozen_clear_days(berlin, tilt, azimuth):
    true = replace(berlin, planes=(Plane(10_000.0, tilt, azimuth),))
    found = find_orientation(berlin, clear_hours(true))
    assert abs(found.azimuth_deg - azimuth) <= 4.0
    assert abs(found.tilt_deg - tilt) <= 4.0
    assert found.capacity_w == pytest.approx(9000.0, rel=0.05)
    assert found.contradicts(berlin) is (abs(azimuth - 180.0) > 15.0)


def test_too_few_clear_hours_say_nothing(berlin):
    assert find_orientation(berlin, clear_hours(berlin, days=2)) is None


async def test_the_other_process_finds_it_too(berlin, socket_enabled):
    assert abs((await compute_orientation(berlin, clear_hours(berlin))).azimuth_deg - 180.0) <= 4.0


@pytest.mark.parametrize(
    "change", [{"azimuth_deg": 190.0}, {"error_pct": 11.0}, {"noon_elevation_deg": 14.0}, {"tilt_deg": 2.0}]
)
def test_a_weak_finding_is_no_question(berlin, change):
    found = OrientationReport(30.0, 215.0, 9000.0, 4.0, 12.0, 55.0)
    assert found.contradicts(berlin)
    assert not replace(found, **change).contradicts(berlin)


def test_of_several_planes_none_is_questioned(berlin):
    two = replace(berlin, planes=berlin.planes * 2)
    assert not OrientationReport(30.0, 215.0, 9000.0, 4.0, 12.0, 55.0).contradicts(two)
