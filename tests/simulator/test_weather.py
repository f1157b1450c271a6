from datetime import UTC, datetime, timedelta
from statistics import fmean, quantiles

import pytest

from simulator.clouds import CloudKind, Clouds
from simulator.weather import CloudySun, MeasuredSun, Roof, WeatherTrace, cloudless_trace

from .days import MORNING, constant, seeded

HOURS_8 = 8 * 3600


def indices(sky: CloudKind, count: int = HOURS_8, seed: int = 3) -> list[float]:
    clouds = Clouds(seeded(seed), sky)
    return [clouds.step(1.0) for _ in range(count)]


def changes(values: list[float], lag: int) -> list[float]:
    """The 50th, 90th and 99th percentile of the change within `lag` seconds."""
    steps = [abs(after - before) for before, after in zip(values, values[lag:], strict=False)]
    percentiles = quantiles(steps, n=100)
    return [percentiles[49], percentiles[89], percentiles[98]]


def test_a_clear_sky_is_nearly_cloudless_and_hardly_moves():
    values = indices(CloudKind.CLEAR)
    assert fmean(values) == pytest.approx(0.97, abs=0.02)
    assert changes(values, 60)[2] < 0.02


def test_an_overcast_sky_is_dark_and_slow():
    values = indices(CloudKind.OVERCAST, 3 * HOURS_8)
    assert 0.15 < fmean(values) < 0.45
    assert changes(values, 60)[1] < 0.08


def test_a_broken_sky_is_now_bright_now_dark():
    values = indices(CloudKind.BROKEN)
    dark = sum(value < 0.65 for value in values) / len(values)
    bright = sum(value > 0.9 for value in values) / len(values)
    assert 0.25 < dark < 0.7
    assert 0.25 < bright < 0.7


def test_a_broken_sky_exceeds_the_cloudless_one_beside_clouds():
    values = indices(CloudKind.BROKEN)
    assert 0.03 < sum(value > 1.08 for value in values) / len(values) < 0.35
    assert max(values) <= 1.5


def test_shadows_last_minutes_with_many_short_and_few_long_ones():
    clouds = Clouds(seeded(5))
    lengths = []
    began = None
    for second in range(6 * HOURS_8):
        clouds.step(1.0)
        if clouds.in_shadow and began is None:
            began = second
        elif not clouds.in_shadow and began is not None:
            lengths.append(second - began)
            began = None
    assert 170 < fmean(lengths) < 290
    assert sorted(lengths)[len(lengths) // 2] < 0.7 * fmean(lengths)


def test_a_changing_sky_shows_all_kinds_within_days():
    clouds = Clouds(seeded(1), CloudKind.CHANGING)
    covers = set()
    for _ in range(3 * 24 * 60):
        clouds.step(60.0)
        covers.add(clouds.cover_pct)
    assert len(covers) == 3


def test_new_weather_arrives_within_a_minute():
    clouds = Clouds(seeded(1), CloudKind.CLEAR)
    clouds.step(1.0)
    clouds.sky = CloudKind.OVERCAST
    for _ in range(60):
        clouds.step(1.0)
    assert clouds.index < 0.5


@pytest.fixture(scope="module")
def june() -> WeatherTrace:
    return cloudless_trace(Roof(), datetime(2026, 6, 21, tzinfo=UTC))


def test_a_cloudless_june_day_gives_what_eight_kilowatts_give(june):
    assert sum(june.values_w) / 60_000 == pytest.approx(52, rel=0.15)
    assert 5500 < max(june.values_w) < 7500


def test_noon_is_the_suns_not_the_clocks(june):
    brightest = june.start + timedelta(minutes=june.values_w.index(max(june.values_w)))
    noon = datetime(2026, 6, 21, 12, tzinfo=UTC) - timedelta(hours=Roof().longitude / 15)
    assert abs(brightest - noon) < timedelta(minutes=25)


def test_there_is_no_sun_at_night(june):
    assert june.at(june.start + timedelta(minutes=30)) == 0


def test_a_winter_day_on_the_southern_half_is_short_and_seen_facing_north():
    north = Roof(latitude=-33.9, longitude=18.4, azimuth_deg=0.0)
    winter = cloudless_trace(north, datetime(2026, 6, 21, tzinfo=UTC))
    summer = cloudless_trace(north, datetime(2026, 12, 21, tzinfo=UTC))
    assert 20 < sum(winter.values_w) / 60_000 < sum(summer.values_w) / 60_000


def test_between_two_points_a_trace_is_straight_and_beyond_them_held():
    trace = WeatherTrace(MORNING, 60.0, [0.0, 600.0])
    assert trace.at(MORNING - timedelta(hours=1)) == 0
    assert trace.at(MORNING + timedelta(seconds=15)) == pytest.approx(150)
    assert trace.at(MORNING + timedelta(hours=1)) == 600


def test_a_measured_sun_can_take_the_place_of_the_made_one():
    assert MeasuredSun(constant(1234.0)).step(1.0, MORNING) == 1234


def test_clouds_dim_the_cloudless_sun():
    sun = CloudySun(constant(1000.0), Clouds(seeded(1), CloudKind.OVERCAST))
    for _ in range(120):
        power_w = sun.step(1.0, MORNING)
    assert power_w == pytest.approx(1000 * sun.clouds.index)
    assert power_w < 700
