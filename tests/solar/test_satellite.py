"""What a satellite saw: the sky of the last hours at its true age, where the array itself is not measured."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.satellite import SatelliteImages, is_light, sky_seen
from custom_components.solar_charging.solar.sky_sources import SourceKind, from_cover
from custom_components.solar_charging.solar.solar_model import SolarModel

START = datetime(2026, 6, 1, tzinfo=UTC)
NOON = START + timedelta(hours=11)
STEPS_S = [600.0, 900.0, 1800.0]


@pytest.fixture
def table(berlin):
    return approximate_table(berlin, START, hours=48, step_s=900.0)


@pytest.fixture
def model(berlin, table):
    model = SolarModel(berlin, table)
    model.sky_sources.put(from_cover(NOON, START, 3600.0, [100.0] * 48, SourceKind.CLOUD_FORECAST))
    return model


def images(table, share, until, step_s=600.0):
    """Images since midnight of a sky that let so much of the clear sky's irradiance through; None: the last ones are missing."""
    count = int((until - START).total_seconds() / step_s)
    middles = [START + timedelta(seconds=step_s * (index + 0.5)) for index in range(count)]
    return SatelliteImages(until, START, step_s, tuple(share * table.clear_ghi_w_m2(middle) for middle in middles))


@pytest.mark.parametrize("step_s", STEPS_S)
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_the_sky_that_was_seen_lasts_until_its_last_image(table, step_s, share):
    until = NOON - timedelta(minutes=30)
    sky = sky_seen(images(table, share, until, step_s), table)
    assert sky.seen_at == until - timedelta(minutes=1)
    assert sky.sky().now == pytest.approx(share, abs=0.12)


def test_a_clear_sky_seen_from_space_outweighs_a_forecast_of_clouds_and_fades_into_it(model, table):
    dull_w = model.estimate(NOON, NOON).mean_w
    model.see(images(table, 1.0, NOON - timedelta(minutes=20)))
    assert model.is_led_by_satellite(NOON)
    assert model.estimate(NOON, NOON).mean_w > 0.85 * model.clear_w(NOON, NOON) > 1.5 * dull_w
    later = NOON + timedelta(hours=4)
    assert model.estimate(NOON, later).mean_w < 0.6 * model.clear_w(NOON, later)


def test_the_older_an_image_the_wider_the_band(model, table):
    model.see(images(table, 0.6, NOON - timedelta(minutes=20)))

    def width(minutes):
        one = model.estimate(NOON, NOON + timedelta(minutes=minutes))
        return (one.p90_w - one.p10_w) / one.clear_w

    assert width(0) < width(60)


@pytest.mark.parametrize(("silent_min", "is_from_space"), [(5, False), (45, True)])
def test_the_inverter_counts_until_a_newer_image_shows_more(model, table, silent_min, is_from_space):
    for minute in range(120):
        at = NOON - timedelta(minutes=silent_min + 120 - minute)
        model.observe(at, 0.2 * model.clear_w(at, at))
    dull, bright = images(table, 0.2, NOON - timedelta(minutes=20)), images(table, 1.0, NOON - timedelta(minutes=20))
    model.see(replace(bright, ghi_w_m2=dull.ghi_w_m2[:-3] + bright.ghi_w_m2[-3:]))
    assert model.is_led_by_satellite(NOON) is is_from_space
    share = model.estimate(NOON, NOON).mean_w / model.clear_w(NOON, NOON)
    assert (share > 0.4) is is_from_space


def test_images_are_held_against_what_the_array_gave_under_the_same_sky(model, table):
    """The roof gives half as much again as described: when its inverter falls silent, images of the same sky go on from there."""
    silent_since = NOON - timedelta(minutes=45)
    for minute in range(180):
        at = silent_since - timedelta(minutes=180 - minute)
        model.observe(at, 0.75 * model.clear_w(at, at))
    model.see(images(table, 0.5, NOON - timedelta(minutes=20)))
    assert model.is_led_by_satellite(NOON)
    assert model.estimate(NOON, NOON).mean_w / model.clear_w(NOON, NOON) == pytest.approx(0.75, abs=0.1)


@pytest.mark.parametrize(
    "broken",
    [
        lambda one: SatelliteImages(one.asked_at, one.start, one.step_s, ()),
        lambda one: SatelliteImages(one.asked_at, one.start, one.step_s, (None,) * 60),
        lambda one: SatelliteImages(one.asked_at, one.start - timedelta(days=4), one.step_s, one.ghi_w_m2),
        lambda one: SatelliteImages(one.asked_at, one.start, one.step_s, one.ghi_w_m2[:30]),
    ],
    ids=["none", "not seen", "days old", "hours old"],
)
def test_without_images_of_late_the_forecast_serves(model, table, broken):
    before = model.estimate(NOON, NOON)
    model.see(broken(images(table, 1.0, NOON)))
    assert not model.is_led_by_satellite(NOON)
    assert model.estimate(NOON, NOON) == before


def test_gaps_within_the_images_are_left_out(table):
    seen = images(table, 0.5, NOON)
    holes = tuple(None if index % 3 == 1 else one for index, one in enumerate(seen.ghi_w_m2))
    sky = sky_seen(SatelliteImages(seen.asked_at, seen.start, seen.step_s, holes), table)
    assert sky.sky().now == pytest.approx(0.5, abs=0.12)


def test_it_is_light_by_day_only(table):
    assert [is_light(table, START + timedelta(hours=hour)) for hour in (0, 11, 22, 90)] == [False, True, False, False]


def test_what_was_seen_is_kept_over_a_restart(model, berlin, table):
    model.see(images(table, 0.8, NOON - timedelta(minutes=20)))
    again = SolarModel(berlin, table)
    again.restore(model.to_dict())
    assert again.is_led_by_satellite(NOON)
    assert again.estimate(NOON, NOON).mean_w == pytest.approx(model.estimate(NOON, NOON).mean_w, rel=0.01)
