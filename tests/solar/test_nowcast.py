import itertools
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.solar_charging.solar.nowcast import HORIZONS_MIN, SkyHistory, nowcast

NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)


def remembered(indices, step_s=60):
    memory = SkyHistory()
    for place, index in enumerate(indices):
        memory.observe(NOON - timedelta(seconds=step_s * (len(indices) - 1 - place)), index)
    return memory


def width(quantiles):
    return quantiles.p90 - quantiles.p10


def test_nothing_seen_is_nothing_known():
    assert SkyHistory().sky() is None
    assert SkyHistory().seen_at is None


@pytest.mark.parametrize("horizon", HORIZONS_MIN)
def test_quantiles_stand_in_order_at_every_horizon(horizon):
    for indices in ([1.0] * 240, [0.2, 1.1] * 120, [0.15] * 240, [0.5] * 3):
        found = nowcast(remembered(indices).sky(), horizon)
        chain = [0.0, found.p10, found.p25, found.p50, found.p75, found.p90, 1.4]
        assert all(low <= high for low, high in itertools.pairwise(chain))


def test_a_steady_clear_sky_stays_clear_and_certain():
    found = nowcast(remembered([1.0] * 240).sky(), 15)
    assert found.mean == pytest.approx(1.0, abs=0.05)
    assert width(found) < 0.15


def test_broken_clouds_draw_the_future_to_the_middle_and_make_it_uncertain():
    broken = nowcast(remembered([0.3, 1.1] * 119 + [0.3, 1.15]).sky(), 15)
    assert 0.5 < broken.mean < 0.95
    assert width(broken) > 0.3


def test_the_further_ahead_the_less_certain():
    sky = remembered([0.6, 0.9, 0.8] * 80).sky()
    widths = [width(nowcast(sky, minutes)) for minutes in (1, 5, 15, 60)]
    assert widths == sorted(widths)


def test_between_fitted_horizons_nothing_jumps():
    sky = remembered([0.6, 0.9, 0.8] * 80).sky()
    means = [nowcast(sky, minutes).mean for minutes in range(1, 181)]
    assert max(abs(one - other) for one, other in itertools.pairwise(means)) < 0.05


def test_readings_within_a_minute_count_as_one_and_gaps_are_held():
    often = SkyHistory()
    for second in range(0, 60, 5):
        often.observe(NOON + timedelta(seconds=second), 0.4 if second % 2 else 0.6)
    assert often.sky().now == pytest.approx(0.5)
    memory = SkyHistory()
    memory.observe(NOON - timedelta(minutes=9), 0.8)
    memory.observe(NOON, 0.2)
    assert memory.sky().means[30] == pytest.approx((9 * 0.8 + 0.2) / 10)


def test_a_long_silence_is_not_filled_with_what_was_before():
    memory = SkyHistory()
    memory.observe(NOON - timedelta(minutes=40), 0.8)
    memory.observe(NOON, 0.2)
    assert memory.sky().means == pytest.approx({5: 0.2, 30: 0.2, 90: 0.5, 240: 0.5})


def test_no_number_and_no_negative_sky_is_remembered():
    memory = SkyHistory()
    memory.observe(NOON, float("nan"))
    assert memory.sky() is None
    memory.observe(NOON, -3.0)
    memory.observe(NOON + timedelta(minutes=1), 50.0)
    assert memory.sky().now == 1.4
