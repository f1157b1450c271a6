"""The physics by pvlib, through the tables that come of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.array import HorizonCorner, Plane, SolarArray
from custom_components.solar_charging.solar.table import CLEAR_SKY_INDICES
from custom_components.solar_charging.solar.tabulate import make_table

SUMMER = datetime(2026, 6, 21, tzinfo=UTC)
WINTER = datetime(2026, 12, 21, tzinfo=UTC)


def a_day(array, start, make=make_table):
    return (
        make(array, start, step_s=900.0, count=97) if make is make_table else make(array, start, hours=24, step_s=900.0)
    )


def day_kwh(array, start, make=make_table):
    return sum(row.power_w[CLEAR_SKY_INDICES.index(1.0)] for row in a_day(array, start, make).rows[:-1]) / 4000


def peak_time(table):
    return max(
        (table.start + timedelta(seconds=table.step_s * index) for index in range(len(table.rows))), key=table.power_w
    )


def place(latitude, longitude, tilt=30.0, azimuth=180.0, capacity_w=10_000.0, **options):
    return SolarArray(latitude, longitude, 0.0, (Plane(capacity_w, tilt, azimuth),), **options)


def test_a_clear_summer_day_yields_what_roofs_yield(berlin):
    assert 55 < day_kwh(berlin, SUMMER) < 65  # of 10 kWp at 35° south
    assert 15 < day_kwh(berlin, WINTER) < 23


def test_power_follows_the_sky_and_stops_at_the_inverters_limit(berlin):
    table = a_day(replace(berlin, ac_limit_w=5000.0), SUMMER)
    noon = SUMMER.replace(hour=11)
    powers = [table.power_w(noon, index) for index in CLEAR_SKY_INDICES]
    assert powers == sorted(powers)
    assert powers[0] == 0
    assert powers[-1] == 5000


@pytest.mark.parametrize("latitude", [69.6, -75.0])
def test_the_polar_night_yields_nothing_and_the_polar_day_all_round_the_clock(latitude):
    array = place(latitude, 19.0, tilt=90.0)
    dark, bright = (WINTER, SUMMER) if latitude > 0 else (SUMMER, WINTER)
    assert day_kwh(array, dark) == 0
    assert all(row.clear_ghi_w_m2 > 0 for row in a_day(array, bright).rows)


@pytest.mark.parametrize("latitude", [90.0, -90.0])
def test_the_poles_themselves_are_places_too(latitude):
    assert day_kwh(place(latitude, 0.0), SUMMER if latitude > 0 else WINTER) > 10


def test_south_of_the_equator_the_north_roof_wins():
    north, south = place(-33.9, 18.4, azimuth=0.0), place(-33.9, 18.4, azimuth=180.0)
    assert day_kwh(north, SUMMER) > 2 * day_kwh(south, SUMMER)


@pytest.mark.parametrize("longitude", [180.0, -180.0, 179.9, -179.9])
def test_at_the_date_line_noon_is_at_midnight_utc(longitude):
    noon = SUMMER + timedelta(days=1)
    table = make_table(place(-17.0, longitude, azimuth=0.0), noon - timedelta(hours=12), step_s=900.0, count=97)
    assert abs(peak_time(table) - noon) < timedelta(minutes=20)


def test_either_side_of_the_date_line_is_the_same_place():
    assert day_kwh(place(-17.0, 180.0), SUMMER) == pytest.approx(day_kwh(place(-17.0, -180.0), SUMMER), rel=0.01)


def test_the_leap_day_lies_between_its_neighbours(berlin):
    before, leap, after = (day_kwh(berlin, datetime(2028, *date, tzinfo=UTC)) for date in ((2, 28), (2, 29), (3, 1)))
    assert before < leap < after
    assert leap - before == pytest.approx(after - leap, rel=0.5)
    assert day_kwh(berlin, datetime(2028, 12, 31, tzinfo=UTC)) > 0


def test_an_array_facing_away_from_the_sun_lives_on_the_skys_light():
    away = place(52.5, 13.4, tilt=60.0, azimuth=0.0)
    assert 0 < day_kwh(away, WINTER) < 0.2 * day_kwh(place(52.5, 13.4, tilt=60.0), WINTER)


def test_a_megawatt_yields_a_hundred_times_ten_kilowatts():
    small, large = place(52.5, 13.4), place(52.5, 13.4, capacity_w=1_000_000.0)
    assert day_kwh(large, SUMMER) == pytest.approx(100 * day_kwh(small, SUMMER), rel=1e-3)


def test_an_east_and_a_west_plane_share_one_inverter():
    east, west = Plane(5000, 45, 90), Plane(5000, 45, 270)
    both = SolarArray(52.5, 13.4, 40, (east, west))
    alone = [day_kwh(SolarArray(52.5, 13.4, 40, (plane,)), SUMMER) for plane in (east, west)]
    assert day_kwh(both, SUMMER) == pytest.approx(sum(alone), rel=0.02)


def test_a_hill_in_the_east_takes_the_morning_only(berlin):
    free, behind_hill = (
        a_day(berlin, SUMMER),
        a_day(
            replace(
                berlin,
                horizon=tuple(HorizonCorner(*at) for at in ((60.0, 40.0), (120.0, 40.0), (121.0, 0.0), (359.0, 0.0))),
            ),
            SUMMER,
        ),
    )
    morning, evening = SUMMER.replace(hour=6), SUMMER.replace(hour=15)
    assert behind_hill.power_w(morning) < 0.6 * free.power_w(morning)
    assert behind_hill.power_w(evening) == free.power_w(evening)


def test_a_known_inverter_is_a_little_different_and_an_unknown_one_is_no_error(berlin):
    known = replace(berlin, inverter_model="SMA_America__SB5000TL_US_22__240V_")
    usual = day_kwh(berlin, SUMMER)
    assert day_kwh(known, SUMMER) == pytest.approx(usual, rel=0.03)
    assert day_kwh(known, SUMMER) != usual
    assert day_kwh(replace(berlin, inverter_model="Perpetuum"), SUMMER) == usual


def test_without_the_turbidity_map_the_sky_is_of_average_haze(berlin, monkeypatch):
    usual = day_kwh(berlin, SUMMER)
    monkeypatch.setattr("pvlib.clearsky.lookup_linke_turbidity", lambda *_: (_ for _ in ()).throw(ImportError("h5py")))
    assert day_kwh(berlin, SUMMER) == pytest.approx(usual, rel=0.06)


@pytest.mark.parametrize(
    ("latitude", "longitude", "azimuth"),
    [(52.5, 13.4, 180.0), (0.0, -78.0, 90.0), (-33.9, 151.2, 0.0), (65.0, 25.0, 225.0), (35.0, 139.0, 270.0)],
)
@pytest.mark.parametrize("start", [SUMMER, WINTER, datetime(2026, 3, 20, tzinfo=UTC)])
def test_the_school_formulae_agree_with_pvlib_within_a_sixth(latitude, longitude, azimuth, start):
    array = place(latitude, longitude, azimuth=azimuth)
    exact, rough = day_kwh(array, start), day_kwh(array, start, approximate_table)
    assert rough == pytest.approx(exact, rel=1 / 6, abs=1.5)
