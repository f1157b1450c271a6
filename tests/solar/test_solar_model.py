"""The whole estimate: clouds from the best source, what was learned, the sky of the last hours."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table
from custom_components.solar_charging.solar.forecast import best_start, periods, total
from custom_components.solar_charging.solar.history import Verdict, learn_history
from custom_components.solar_charging.solar.intervals import Interval
from custom_components.solar_charging.solar.sky_sources import (
    SourceKind,
    from_cover,
    from_irradiance,
    from_power,
)
from custom_components.solar_charging.solar.solar_model import SolarModel

START = datetime(2026, 6, 1, tzinfo=UTC)
NOON = START + timedelta(days=1, hours=11)


@pytest.fixture
def table(berlin):
    return approximate_table(berlin, START, hours=72, step_s=900.0)


@pytest.fixture
def model(berlin, table):
    return SolarModel(berlin, table)


def covered(cover_pct, kind=SourceKind.CLOUD_FORECAST, issued_at=NOON):
    return from_cover(issued_at, START, 3600.0, [cover_pct] * 72, kind)


def test_without_any_source_the_usual_sky_is_expected(model):
    assert model.source(NOON) is SourceKind.CLIMATOLOGY
    found = model.estimate(NOON, NOON)
    assert found.mean_w == pytest.approx(0.7 * found.clear_w, rel=0.01)


def test_the_best_source_that_knows_the_time_is_asked(model, table):
    model.sky_sources.put(covered(100.0))
    assert model.source(NOON) is SourceKind.CLOUD_FORECAST
    ghi = [0.9 * table.clear_ghi_w_m2(START + timedelta(minutes=15 * step + 7.5)) for step in range(192)]
    model.sky_sources.put(from_irradiance(table, NOON, START, 900.0, ghi))
    assert model.source(NOON) is SourceKind.IRRADIANCE
    assert model.estimate(NOON, NOON).mean_w == pytest.approx(table.power_w(NOON, 0.9), rel=0.01)
    powers = [0.5 * table.power_w(START + timedelta(minutes=30 * step + 15)) for step in range(76)]
    model.sky_sources.put(from_power(table, NOON, START, 1800.0, powers))
    assert model.source(NOON) is SourceKind.PV_FORECAST
    assert model.estimate(NOON, NOON).mean_w == pytest.approx(0.5 * table.power_w(NOON), rel=0.03)
    assert model.source(NOON, START + timedelta(hours=40)) is SourceKind.IRRADIANCE
    assert model.source(NOON, START + timedelta(hours=71)) is SourceKind.CLOUD_FORECAST


def test_a_source_that_fell_silent_is_believed_for_a_while_only(model):
    model.sky_sources.put(covered(100.0))
    assert model.source(NOON + timedelta(hours=11), NOON + timedelta(hours=11)) is SourceKind.CLOUD_FORECAST
    assert model.source(NOON + timedelta(hours=13), NOON + timedelta(hours=13)) is SourceKind.CLIMATOLOGY
    model.sky_sources.drop(SourceKind.CLOUD_FORECAST)
    assert model.source(NOON) is SourceKind.CLIMATOLOGY


def test_estimates_stand_in_order_and_below_the_inverters_limit(berlin, table):
    model = SolarModel(replace(berlin, ac_limit_w=4000.0), table)
    model.sky_sources.put(covered(20.0))
    for minutes in range(0, 24 * 60, 25):
        one = model.estimate(NOON, NOON + timedelta(minutes=minutes))
        chain = [0.0, one.p10_w, one.p20_w, one.p25_w, one.p50_w, one.p75_w, one.p90_w, 4000.0]
        assert chain == sorted(chain)
        assert 0.0 <= one.mean_w <= 4000.0


def test_what_is_measured_now_outweighs_the_weather_report_and_fades_into_it(model):
    model.sky_sources.put(covered(100.0))
    reported_w = model.estimate(NOON, NOON).mean_w
    for minute in range(120, -1, -1):
        at = NOON - timedelta(minutes=minute)
        model.observe(at, model.table.power_w(at))
    gains = [
        model.estimate(NOON, NOON + timedelta(minutes=minutes)).mean_w
        / model.table.power_w(NOON + timedelta(minutes=minutes))
        for minutes in (1, 60, 120, 179)
    ]
    assert gains[0] == pytest.approx(1.0, abs=0.05)
    assert gains == sorted(gains, reverse=True)
    assert reported_w < 0.6 * model.table.power_w(NOON)


def test_the_last_sky_fades_without_a_jump(model):
    model.sky_sources.put(covered(100.0))
    for minute in range(60, -1, -1):
        at = NOON - timedelta(minutes=minute)
        model.observe(at, model.table.power_w(at))
    ahead = [NOON + timedelta(minutes=minutes) for minutes in range(1, 240)]
    shares = [model.estimate(NOON, at).mean_w / model.table.power_w(at) for at in ahead]
    assert max(abs(one - other) for one, other in itertools.pairwise(shares)) < 0.02


def test_while_the_inverter_is_silent_the_last_sky_serves_and_then_the_forecast(model):
    for minute in range(60):
        model.observe(NOON - timedelta(minutes=60 - minute), 2000.0)
    assert model.estimate(NOON + timedelta(minutes=20), NOON + timedelta(minutes=20)).mean_w < 3500.0
    later = NOON + timedelta(hours=4)
    model.sky_sources.put(covered(0.0, issued_at=later))
    assert model.estimate(later, later).mean_w > 0.75 * model.table.power_w(later)


@pytest.mark.parametrize("power_w", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_not_noticed(model, power_w):
    before = model.estimate(NOON, NOON)
    model.observe(NOON, power_w)
    assert model.estimate(NOON, NOON) == before


def test_curtailed_power_is_no_sign_of_clouds(model):
    model.observe(NOON, 0.0, is_curtailed=True)
    assert model.sky_history.sky() is None


def test_what_was_learned_survives_storage(berlin, table, model):
    model.sky_sources.put(covered(30.0))
    for minute in range(36 * 60):
        at = START + timedelta(minutes=minute)
        model.observe(at, 0.4 * table.power_w(at))
    for calibration in model.calibrations.values():
        calibration.close_day()
    again = SolarModel(berlin, table)
    again.restore(json.loads(json.dumps(model.to_dict())))
    later = START + timedelta(hours=60)
    assert again.estimate(later, later).clear_w == pytest.approx(model.estimate(later, later).clear_w, rel=0.01)
    assert again.source(NOON) is SourceKind.CLOUD_FORECAST


def test_an_hours_energies_add_up_to_the_days_and_uncertainty_partly_cancels(model):
    model.sky_sources.put(covered(50.0))
    hours = periods(model, START, START, START + timedelta(days=1), timedelta(hours=1))
    quarters = periods(model, START, START, START + timedelta(days=1))
    day = total(hours)
    assert len(hours) == 24
    assert day.mean_wh == pytest.approx(total(quarters).mean_wh, rel=0.005)
    assert day.p10_wh < day.mean_wh < day.p90_wh
    assert day.p90_wh - day.p10_wh < sum(hour.p90_wh - hour.p10_wh for hour in hours)
    assert best_start(hours, 3) == START + timedelta(hours=10)
    assert total([]) is None
    assert best_start(hours[:2], 1) is None


def roof(sun):
    return 0.35 if 110 < sun.azimuth_deg < 140 else 0.9


def past(array, days=60, scale=1.0):
    """Two months of hours under changing skies, and their table."""
    rng = Random(1)
    table = approximate_table(array, START, hours=24 * days, step_s=1800.0)
    hours = []
    for day in range(days):
        share = rng.choice([1.0, 1.0, 0.6, 0.25])
        for hour in range(24):
            at = START + timedelta(days=day, hours=hour)
            middle = at + timedelta(minutes=30)
            hours.append(Interval(at, scale * share * roof(table.sun(middle)) * table.power_w(middle)))
    return table, hours


def test_weeks_of_history_teach_the_shadow_before_the_first_day_is_over(berlin):
    table, hours = past(berlin)
    model, report = learn_history(berlin, table, hours)
    assert report.verdict is Verdict.LEARNED
    assert report.offset_min == 0
    assert report.clear_days > 15
    for kind in (SourceKind.CLOUD_FORECAST, SourceKind.IRRADIANCE):
        calibration = model.calibrations[kind]
        shaded, free = (
            calibration.corrected_w(table.sun(at), table.power_w(at), table.power_w(at)) / table.power_w(at)
            for at in (START + timedelta(days=40, hours=8, minutes=15), START + timedelta(days=40, hours=13))
        )
        assert shaded == pytest.approx(0.45, abs=0.15)
        assert free == pytest.approx(0.9, abs=0.05)


def test_a_past_sky_teaches_what_clear_days_alone_could_not(berlin):
    table, hours = past(berlin)
    ghi = [
        table.clear_ghi_w_m2(hour.start + timedelta(minutes=30))
        * hour.mean_w
        / max(
            table.power_w(hour.start + timedelta(minutes=30)) * roof(table.sun(hour.start + timedelta(minutes=30))), 1.0
        )
        for hour in hours
    ]
    past_sky = from_irradiance(table, table.end, START, 3600.0, ghi)
    taught, _ = learn_history(berlin, table, hours, past_sky)
    untaught, _ = learn_history(berlin, table, hours)
    irradiance = taught.calibrations[SourceKind.IRRADIANCE]
    assert irradiance.days_learned > untaught.calibrations[SourceKind.IRRADIANCE].days_learned
    error_pct = irradiance.error_pct()
    assert error_pct is not None
    assert error_pct < 7.0


def test_a_history_with_spikes_of_another_unit_is_rejected(berlin):
    table, hours = past(berlin, days=30)
    spiked = [replace(hour, mean_w=hour.mean_w + (9e4 if place % 7 == 0 else 0.0)) for place, hour in enumerate(hours)]
    low = [replace(hour, mean_w=hour.mean_w * 0.2) for hour in spiked]
    assert learn_history(berlin, table, low)[1].verdict is Verdict.ABSURD


@pytest.mark.parametrize("scale", [1000.0, 0.001, -1.0])
def test_an_absurd_history_is_rejected(berlin, scale):
    table, hours = past(berlin, days=30, scale=scale)
    model, report = learn_history(berlin, table, hours)
    assert report.verdict is Verdict.ABSURD
    assert model.calibrations[SourceKind.IRRADIANCE].days_learned == 0


def test_a_history_of_days_teaches_nothing_yet(berlin):
    table, hours = past(berlin, days=2)
    assert learn_history(berlin, table, hours)[1].verdict is Verdict.TOO_SHORT
    assert learn_history(berlin, table, [])[1].verdict is Verdict.TOO_SHORT
