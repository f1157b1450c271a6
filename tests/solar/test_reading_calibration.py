"""A roof that nothing measures, learned from what the inverter's display shows once a month."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from custom_components.solar_charging.solar.approximate import approximate_table, sun_position
from custom_components.solar_charging.solar.reading_calibration import (
    GenerationReading,
    ReadingCalibration,
    ReadingOutcome,
)
from custom_components.solar_charging.solar.sky_sources import SourceKind, from_cover
from custom_components.solar_charging.solar.solar_model import SolarModel

START = datetime(2026, 3, 1, tzinfo=UTC)
STEP = timedelta(minutes=30)
EVEN, SHADED = (lambda _: 1.25), (lambda sun: 0.6 if sun.elevation_deg < 25 else 1.1)


def month(learned, start, roof, seed, days=30, error_share=0.05):
    """Play some days of changing skies; return what the roof gave. What is modelled of a whole month is off by `error_share` at most."""
    random, given_wh = Random(seed), 0.0
    bias = 1.0 + random.uniform(-error_share, error_share)
    for step in range(days * 48):
        at = start + STEP * step
        sun = sun_position(at + STEP / 2, 52.5, 13.4)
        true_w = 8000.0 * max(sun.elevation_deg, 0.0) / 60.0 * random.uniform(0.2, 1.0)
        learned.observe(at, sun, true_w * bias, error_share)
        given_wh += true_w * roof(sun) * 0.5
    learned.observe(start + timedelta(days=days), sun_position(start, 52.5, 13.4), 0.0, error_share)
    return given_wh


def taught(roof, months, seed=1, error_share=0.05):
    learned, total_wh, at = ReadingCalibration(), 4_321_000.0, START
    learned.record(GenerationReading(at, total_wh))
    for number in range(months):
        total_wh += month(learned, at, roof, seed + number, error_share=error_share)
        at += timedelta(days=30)
        assert learned.record(GenerationReading(at, 1000.0 * round(total_wh / 1000))) is ReadingOutcome.LEARNED
    return learned


def noon(at=START + timedelta(days=90)):
    return sun_position(at + timedelta(hours=11), 52.5, 13.4)


@pytest.mark.parametrize("error_share", [0.05, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_after_three_readings_a_roof_described_a_fifth_too_small_is_known_within_a_twentieth(seed, error_share):
    learned = taught(EVEN, 3, seed, error_share)
    for hour in (7, 11, 15):
        sun = sun_position(START + timedelta(days=90, hours=hour), 52.5, 13.4)
        assert learned.factor(sun) == pytest.approx(1.25, rel=0.05 if error_share < 0.1 else 0.08)


def test_the_first_month_brings_most_of_it_and_makes_the_bands_narrower():
    learned = taught(EVEN, 1)
    assert 1.15 < learned.factor(noon()) < 1.3
    assert learned.spread(noon()) < 0.6 * ReadingCalibration().spread(noon())


def test_a_year_of_readings_finds_what_shades_the_low_sun_of_winter():
    learned = taught(SHADED, 12)
    winter, summer = (noon(START + timedelta(days=days)) for days in (-70, 110))
    assert learned.factor(winter) < learned.factor(summer) - 0.1


@pytest.mark.parametrize("share", [-0.1, 0.1, 10.0], ids=["less than before", "a digit forgotten", "a digit too many"])
def test_a_typing_error_changes_nothing(share):
    learned = taught(EVEN, 1)
    before, last = learned.factor(noon()), learned.last
    month_wh = month(learned, last.at, EVEN, 7)
    at = last.at + timedelta(days=30)
    assert learned.record(GenerationReading(at, last.total_wh + share * month_wh)) is ReadingOutcome.IMPLAUSIBLE
    assert (learned.factor(noon()), learned.last) == (before, last)
    assert learned.record(GenerationReading(at, last.total_wh + month_wh)) is ReadingOutcome.LEARNED


@pytest.mark.parametrize("share", [0.5, 2.0], ids=["too little", "too much"])
def test_a_typing_error_that_was_believed_is_put_right_by_reading_again_within_a_day(share):
    right, wrong = taught(EVEN, 1), taught(EVEN, 1)
    last, at = right.last, right.last.at + timedelta(days=30)
    month_wh = month(right, last.at, EVEN, 7)
    month(wrong, last.at, EVEN, 7)
    reading = GenerationReading(at + timedelta(minutes=5), last.total_wh + month_wh)
    assert wrong.record(GenerationReading(at, last.total_wh + share * month_wh)) is ReadingOutcome.LEARNED
    assert wrong.record(GenerationReading(at + timedelta(minutes=1), last.total_wh - 1.0)) is ReadingOutcome.IMPLAUSIBLE
    for learned in (right, wrong):
        assert learned.record(reading) is ReadingOutcome.LEARNED
    assert wrong.to_dict() == right.to_dict()


def test_even_a_first_reading_that_was_too_much_is_put_right():
    learned = ReadingCalibration()
    for total_wh in (50_000_000.0, 5_000_000.0):
        assert learned.record(GenerationReading(START, total_wh)) is ReadingOutcome.FIRST
    assert [one.total_wh for one in learned.readings] == [5_000_000.0]


def test_a_month_that_was_half_missed_begins_anew():
    learned = taught(EVEN, 1)
    before, last = learned.factor(noon()), learned.last
    month(learned, last.at, EVEN, 7, days=15)
    reading = GenerationReading(last.at + timedelta(days=30), last.total_wh + 1e6)
    assert learned.record(reading) is ReadingOutcome.INCOMPLETE
    assert (learned.factor(noon()), learned.last) == (before, reading)


def test_a_restart_in_mid_month_loses_nothing():
    learned, again = taught(EVEN, 1), ReadingCalibration()
    last = learned.last
    month_wh = month(learned, last.at, EVEN, 7, days=15)
    again.restore(learned.to_dict())
    month_wh += month(again, last.at + timedelta(days=15), EVEN, 8, days=15)
    outcome = again.record(GenerationReading(last.at + timedelta(days=30), last.total_wh + month_wh))
    assert outcome is ReadingOutcome.LEARNED
    assert again.factor(noon()) == pytest.approx(1.25, rel=0.05)


@pytest.mark.parametrize("place", [1, 2, 3], ids=["in the middle", "before the last", "the last"])
def test_a_wrong_reading_that_was_believed_is_taken_back_as_if_it_had_never_been(place):
    right, wrong = ReadingCalibration(), ReadingCalibration()
    total_wh, at = 4_321_000.0, START
    for learned in (right, wrong):
        learned.record(GenerationReading(at, total_wh))
    for number in range(1, 4):
        month_wh = month(right, at, EVEN, number)
        assert month(wrong, at, EVEN, number) == month_wh
        at, total_wh = at + timedelta(days=30), total_wh + month_wh
        is_wrong = number == place
        if not is_wrong:
            assert right.record(GenerationReading(at, total_wh)) is ReadingOutcome.LEARNED
        reading = GenerationReading(at, total_wh - (0.5 * month_wh if is_wrong else 0.0))
        assert wrong.record(reading) is ReadingOutcome.LEARNED
    assert wrong.factor(noon()) != pytest.approx(right.factor(noon()), rel=0.005)
    taken_back = wrong.readings[place]
    again = ReadingCalibration()
    again.restore(wrong.to_dict())
    assert again.remove(taken_back.at)
    assert not again.remove(taken_back.at)
    assert again.readings == right.readings
    for days in (-70, 0, 110):
        sun = noon(START + timedelta(days=days))
        assert (again.factor(sun), again.spread(sun)) == pytest.approx((right.factor(sun), right.spread(sun)), rel=2e-3)
    # What comes next is held against the whole time since the last one that is left.
    for learned in (right, again):
        month_wh = month(learned, at, EVEN, 9)
        reading = GenerationReading(at + timedelta(days=30), total_wh + month_wh)
        assert learned.record(reading) is ReadingOutcome.LEARNED
    assert again.factor(noon()) == pytest.approx(right.factor(noon()), rel=2e-3)


def test_without_its_first_reading_it_begins_with_the_second_and_without_any_as_described():
    learned = taught(EVEN, 1)
    first, second = learned.readings
    assert learned.remove(first.at)
    assert (learned.last, learned.factor(noon())) == (second, 1.0)
    assert learned.remove(second.at)
    assert (learned.last, learned.factor(noon())) == (None, 1.0)
    assert learned.record(first) is ReadingOutcome.FIRST


def test_a_lifetime_of_readings_keeps_three_years_of_them_and_what_all_of_them_taught():
    learned = taught(EVEN, 45)
    assert len(learned.readings) == 36
    spread = learned.spread(noon())
    learned.remove(learned.readings[20].at)
    assert learned.factor(noon()) == pytest.approx(1.25, rel=0.05)
    assert learned.spread(noon()) == pytest.approx(spread, rel=0.1)


def test_the_estimate_follows_the_readings_until_the_array_is_measured_itself(berlin):
    table = approximate_table(berlin, START, hours=24, step_s=900.0)
    model = SolarModel(berlin, table)
    model.sky_sources.put(from_cover(START, START, 3600.0, [30.0] * 24, SourceKind.CLOUD_FORECAST))
    at = START + timedelta(hours=10)
    described = model.estimate(at, at)
    model.readings = taught(EVEN, 3)
    known = model.estimate(at, at)
    assert known.mean_w == pytest.approx(1.25 * described.mean_w, rel=0.05)
    assert (known.p90_w - known.p10_w) / known.mean_w < (described.p90_w - described.p10_w) / described.mean_w
    for kind in model.calibrations:
        model.calibrations[kind]._days_learned = 1
    assert model.estimate(at, at).mean_w == pytest.approx(described.mean_w)
