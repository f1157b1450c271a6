"""What the array's own measurements teach, told on a made-up roof whose truth is known."""

import json
import math
from random import Random

import pytest

from custom_components.solar_charging.solar.calibration import Calibration, CalibrationStage, Observation
from custom_components.solar_charging.solar.table import SunPosition

CAPACITY_W = 10_000.0


def hours_of(day, rng, *, roof=lambda _sun: 1.0, weather_error=0.0, level=1.0):
    """The sunny hours of one day: sun in an arc, a sky share of its own, a model that may err on it."""
    share = rng.uniform(0.3, 1.0)
    for hour in range(6, 19):
        elevation = 50.0 * math.sin(math.pi * (hour - 5.5) / 13)
        sun = SunPosition(elevation, 90.0 + 180.0 * (hour - 5.5) / 13)
        clear_w = CAPACITY_W * 0.9 * math.sin(math.radians(elevation)) / math.sin(math.radians(50.0))
        modelled_w = clear_w * share
        measured_w = modelled_w * roof(sun) * level * math.exp(rng.gauss(0.0, weather_error))
        yield Observation(day, 1.0, sun, clear_w, modelled_w, measured_w)


def taught(days=60, calibration=None, first_day=0, **truth):
    calibration = calibration or Calibration(CAPACITY_W)
    rng = Random(1)
    for day in range(first_day, first_day + days):
        for observation in hours_of(day, rng, **truth):
            calibration.observe(observation)
    calibration.close_day()
    return calibration


def tree(sun):
    return 0.3 if 130.0 < sun.azimuth_deg < 165.0 else 1.0


def error_pct(calibration, **truth):
    rng = Random(2)
    errors = [
        abs(calibration.corrected_w(one.sun, one.clear_w, one.modelled_w) - one.measured_w)
        for day in range(20)
        for one in hours_of(1000 + day, rng, **truth)
    ]
    return 100 * sum(errors) / len(errors) / CAPACITY_W


def test_a_trees_shadow_is_learned_where_it_falls_and_nowhere_else():
    calibration = taught(roof=tree)
    assert calibration.sky_factor(SunPosition(45.0, 147.0)) == pytest.approx(0.3, abs=0.12)
    assert calibration.sky_factor(SunPosition(40.0, 230.0)) == pytest.approx(1.0, abs=0.05)
    assert calibration.correction is not CalibrationStage.NONE


def test_a_modest_array_is_told_from_its_nameplate_within_days():
    assert taught(days=5, level=0.8).level == pytest.approx(0.8, abs=0.04)
    assert taught(days=30, level=1.15).level == pytest.approx(1.15, abs=0.03)


def test_learning_never_worsens_a_clean_array_noticeably():
    truth = {"weather_error": 0.35}
    assert error_pct(taught(**truth), **truth) <= error_pct(Calibration(CAPACITY_W), **truth) + 0.1


def test_after_a_week_a_wrong_level_no_longer_shows():
    truth = {"weather_error": 0.1, "level": 0.7}
    assert error_pct(taught(days=8, **truth), **truth) < 0.4 * error_pct(Calibration(CAPACITY_W), **truth)


def test_nothing_is_corrected_before_anything_was_learned():
    calibration = Calibration(CAPACITY_W)
    assert calibration.correction is CalibrationStage.NONE
    assert calibration.corrected_w(SunPosition(40, 180), 8000, 5000) == 5000
    assert calibration.error_pct() is None


def test_its_own_error_is_known_to_it():
    assert taught(days=30).error_pct() < 1.0
    assert 20.0 < taught(days=60, weather_error=0.4).error_pct() < 50.0


def spoilt(observation, **change):
    return Observation(**{name: getattr(observation, name) for name in Observation.__slots__} | change)


@pytest.mark.parametrize(
    "change",
    [{"measured_w": 0.0}, {"is_curtailed": True, "measured_w": 500.0}, {"measured_w": math.nan}, {"measured_w": 7e6}],
    ids=["outage", "curtailment", "no number", "another unit"],
)
def test_days_of_nonsense_teach_nothing(change):
    calibration, rng = taught(), Random(3)
    before = calibration.level
    for day in range(100, 110):
        for observation in hours_of(day, rng):
            if observation.modelled_w > 0.2 * CAPACITY_W:
                calibration.observe(spoilt(observation, **change))
    calibration.close_day()
    assert calibration.level == pytest.approx(before, abs=0.01)
    assert calibration.step_change is None


def test_an_inverter_at_its_limit_says_nothing_of_the_roof():
    calibration, rng = Calibration(CAPACITY_W, max_power_w=5000.0), Random(1)
    for day in range(30):
        for one in hours_of(day, rng):
            clipped = spoilt(one, modelled_w=min(one.modelled_w, 5000.0), measured_w=min(one.measured_w * 0.8, 5000.0))
            calibration.observe(clipped)
    calibration.close_day()
    assert calibration.level == pytest.approx(0.8, abs=0.03)
    assert calibration.corrected_w(SunPosition(45, 180), 9000, 9000) == 5000.0


def test_a_lost_string_is_noticed_and_relearned_within_days():
    calibration = taught(weather_error=0.05)
    calibration = taught(days=25, calibration=calibration, first_day=60, level=0.5, weather_error=0.05)
    assert calibration.step_change is not None
    assert calibration.step_change.ratio == pytest.approx(0.5, abs=0.1)
    assert error_pct(calibration, level=0.5) < 0.3 * error_pct(taught(), level=0.5)


def test_what_was_learned_survives_storage_and_fits_one_array_only():
    calibration = taught(roof=tree)
    stored = json.loads(json.dumps(calibration.to_dict()))
    again = Calibration(CAPACITY_W)
    again.restore(stored)
    assert again.correction is calibration.correction
    sun = SunPosition(45.0, 147.0)
    assert again.corrected_w(sun, 8000, 6000) == pytest.approx(calibration.corrected_w(sun, 8000, 6000), rel=1e-3)
    assert len(json.dumps(stored)) < 20_000
    with pytest.raises(ValueError, match="another array"):
        Calibration(5000.0).restore(stored)


def test_years_of_learning_keep_the_numbers_small():
    calibration = taught(days=1500)
    assert calibration.level == pytest.approx(1.0, abs=0.01)
    assert all(cell["modelled_wh"] < 1e8 for cell in calibration.to_dict()["maps"]["sky"]["cells"].values())
