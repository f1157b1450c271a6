"""The smaller pieces of learning: ratios, bands, blend, surprise, house, time offset, intervals."""

import json
import math
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from custom_components.solar_charging.solar.bands import COVER_SCALES, ErrorBands
from custom_components.solar_charging.solar.blend import Blend
from custom_components.solar_charging.solar.intervals import IntervalMeter, floor
from custom_components.solar_charging.solar.intraday_correction import IntradayCorrection
from custom_components.solar_charging.solar.load_profile import LoadProfile
from custom_components.solar_charging.solar.ratio import RatioMap, on_line, on_sky
from custom_components.solar_charging.solar.time_offset import fit_offset_min

NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)


def through_json(value):
    return json.loads(json.dumps(value))


def test_the_corners_of_any_place_in_the_sky_share_it_out_and_azimuth_is_a_ring():
    for azimuth in (0.0, 7.0, 359.9, 180.0):
        corners = on_sky(33.0, azimuth, elevation_step=10, azimuth_step=15)
        assert sum(share for _, share in corners) == pytest.approx(1.0)
    cells = {key for key, _ in on_sky(0.0, 359.0, elevation_step=10, azimuth_step=15)}
    assert 0 in cells


def test_a_ratio_forgets_with_its_half_life():
    ratio_map = RatioMap(half_life_days=10.0, prior_wh=1e-9)
    ratio_map.observe(on_line(0.0, 1.0), 1000.0, 500.0)
    ratio_map.age_to(0)
    ratio_map.age_to(10)
    ratio_map.observe(on_line(0.0, 1.0), 1000.0, 1000.0)
    assert ratio_map.ratio(on_line(0.0, 1.0)) == pytest.approx((0.5 * 500 + 1000) / 1500)


def test_an_unknown_place_is_what_it_is_drawn_to():
    assert RatioMap(10.0, 100.0).ratio(on_line(3.0, 1.0), towards=0.8) == pytest.approx(0.8)


@pytest.mark.parametrize("clear_w", [0.0, 50.0, 5000.0])
def test_bands_stand_in_order_and_never_below_nothing(clear_w):
    bands = ErrorBands(10_000.0, COVER_SCALES)
    for share in (0.0, 0.3, 0.6, 1.0):
        powers = [bands.power_w(share * clear_w, clear_w, one) for one in (0.1, 0.25, 0.5, 0.75, 0.9)]
        assert powers == sorted(powers)
        assert powers[0] >= 0


def test_bands_come_to_hold_what_they_should_hold():
    bands, rng = ErrorBands(10_000.0), Random(1)
    for day in range(200):
        bands.observe(day, 5000.0, 8000.0, 5000.0 + rng.gauss(0, 1000.0), 5.0)
    inside = 0
    low_w, high_w = (bands.power_w(5000.0, 8000.0, one) for one in (0.1, 0.9))
    for _ in range(1000):
        inside += low_w <= 5000.0 + rng.gauss(0, 1000.0) <= high_w
    assert 740 < inside < 860


def test_bands_widen_when_the_weather_turns_worse_than_was_counted():
    bands, rng = ErrorBands(10_000.0), Random(1)
    for day in range(100):
        bands.observe(day, 5000.0, 8000.0, 5000.0 + rng.gauss(0, 500.0), 5.0)
    calm_w = bands.power_w(5000.0, 8000.0, 0.9) - bands.power_w(5000.0, 8000.0, 0.1)
    for day in range(100, 112):
        bands.observe(day, 5000.0, 8000.0, 5000.0 + rng.choice((-2500.0, 2500.0)), 5.0)
    assert bands.power_w(5000.0, 8000.0, 0.9) - bands.power_w(5000.0, 8000.0, 0.1) > 2.0 * calm_w


def test_bands_survive_storage_and_refuse_another_shape():
    bands = ErrorBands(10_000.0)
    bands.observe(1, 5000.0, 8000.0, 3000.0)
    again = ErrorBands(10_000.0)
    again.restore(through_json(bands.to_dict()))
    assert again.power_w(5000.0, 8000.0, 0.1) == pytest.approx(bands.power_w(5000.0, 8000.0, 0.1), abs=1.0)
    with pytest.raises(ValueError, match="another shape"):
        again.restore({"day": 1, "stretch": {}, "counts": [[0.0]]})


def test_a_good_forecast_stands_alone_and_a_bad_one_is_drawn_to_habit():
    rng, good, bad = Random(1), Blend(1000.0), Blend(1000.0)
    for day in range(90):
        for _ in range(10):
            truth = rng.uniform(100, 900)
            good.observe(day, truth + rng.gauss(0, 50), 500.0, truth)
            bad.observe(day, rng.uniform(100, 900), 500.0, truth)
    assert good.weight == 1.0
    assert bad.weight < 0.2
    assert bad.mix(800.0, 500.0) < 570.0
    again = Blend(1000.0)
    again.restore(through_json(bad.to_dict()))
    assert again.weight == pytest.approx(bad.weight, abs=0.01)


def test_a_dull_morning_lowers_the_afternoon_and_less_so_the_evening():
    surprise = IntradayCorrection(10_000.0)
    for quarter in range(8):
        surprise.observe(NOON + timedelta(minutes=15 * quarter), 1500.0, 600.0)
    at = NOON + timedelta(hours=2)
    assert 0.3 < surprise.factor(at + timedelta(minutes=15)) < surprise.factor(at + timedelta(hours=4)) < 1.0
    assert surprise.factor(at + timedelta(days=1)) == pytest.approx(1.0, abs=0.01)
    assert surprise.factor(NOON - timedelta(hours=1)) == 1.0


def test_the_house_is_learned_by_the_hour_of_the_week():
    house = LoadProfile(asked_w=300.0)
    assert house.load(0, 19).expected_w == 300.0
    for day in range(42):
        for hour in range(24):
            house.observe(day, day % 7, hour, 1500.0 if hour == 19 and day % 7 == 0 else 400.0)
    assert house.load(0, 19).expected_w > 1000.0
    assert house.load(1, 19).expected_w < 700.0
    assert house.load(3, 3).expected_w == pytest.approx(400.0, abs=15.0)
    assert house.load(3, 3).high_w >= house.load(3, 3).expected_w
    again = LoadProfile(asked_w=300.0)
    again.restore(through_json(house.to_dict()))
    assert again.load(0, 19).expected_w == pytest.approx(house.load(0, 19).expected_w, rel=0.01)


@pytest.mark.parametrize("absurd_w", [-50.0, 1e6, math.nan, math.inf])
def test_an_absurd_load_teaches_nothing(absurd_w):
    house = LoadProfile(asked_w=300.0)
    for day in range(30):
        house.observe(day, day % 7, 12, absurd_w)
    assert house.load(0, 12).expected_w == 300.0


def arc(minutes):
    return [max(0.0, 5000 * math.sin(math.pi * (hour + minutes / 60 - 6) / 12)) for hour in range(24)]


@pytest.mark.parametrize("offset", [-60, -30, 0, 30, 60, 120])
def test_stamps_that_run_beside_the_sun_are_told_on_clear_days(offset):
    rng, days = Random(1), []
    for day in range(20):
        share = 1.0 if day % 2 else rng.uniform(0.1, 0.6)
        days.append([power * share * rng.uniform(0.97, 1.03) for power in arc(offset)])
    assert fit_offset_min(days, lambda _day, minutes: arc(minutes)) == offset


def test_without_clear_days_no_offset_is_claimed():
    assert fit_offset_min([], lambda _day, minutes: arc(minutes)) == 0
    assert fit_offset_min([arc(60)] * 3, lambda _day, minutes: arc(minutes)) == 0
    assert fit_offset_min([[0.0] * 24] * 30, lambda _day, minutes: arc(minutes)) == 0


def test_readings_at_odd_times_become_the_mean_of_the_quarter_hour():
    meter = IntervalMeter()
    finished = [meter.observe(NOON + timedelta(seconds=second), 1000.0 + second) for second in range(0, 1000, 20)]
    [interval] = [one for one in finished if one]
    assert interval.start == NOON
    assert interval.mean_w == pytest.approx(1450.0, abs=20.0)


def test_a_source_that_fell_silent_invents_no_energy():
    meter = IntervalMeter()
    meter.observe(NOON, 5000.0)
    meter.observe(NOON + timedelta(minutes=1), 5000.0)
    assert meter.observe(NOON + timedelta(hours=2), 5000.0) is None


def test_quarter_hours_begin_on_the_quarter():
    assert floor(NOON + timedelta(minutes=29, seconds=59)) == NOON + timedelta(minutes=15)
