from itertools import pairwise
from statistics import fmean

import pytest

from simulator.household import APPLIANCES, Household

from .days import seeded


def day(seed: int) -> list[float]:
    household = Household(seeded(seed))
    return [household.step(10.0, second / 3600) for second in range(0, 86_400, 10)]


@pytest.fixture(scope="module")
def fortnight() -> list[list[float]]:
    return [day(seed) for seed in range(14)]


def test_a_household_needs_some_kilowatt_hours_a_day_and_no_day_is_like_another(fortnight):
    daily_kwh = [sum(powers) / 360_000 for powers in fortnight]
    assert 6 < fmean(daily_kwh) < 11
    assert len(set(daily_kwh)) == len(daily_kwh)


def test_nights_are_quiet_and_evenings_are_not(fortnight):
    night = fmean(power for powers in fortnight for power in powers[360 * 1 : 360 * 5])
    evening = fmean(power for powers in fortnight for power in powers[360 * 17 : 360 * 21])
    assert 150 < night < 300
    assert evening > 2 * night


def test_load_jumps_by_kilowatts_within_a_step(fortnight):
    powers = fortnight[0]
    assert max(after - before for before, after in pairwise(powers)) > 1500


def test_a_kettle_boils_for_some_minutes():
    household = Household(seeded(1))
    before_w = household.step(1.0, 3.0)
    household.start("kettle")
    powers = [household.step(1.0, 3.0) for _ in range(400)]
    assert powers[0] == pytest.approx(before_w + 2200, abs=30)
    assert 85 <= sum(power > 2000 for power in powers) <= 205


@pytest.mark.parametrize("name", APPLIANCES)
def test_every_appliance_comes_to_an_end(name):
    household = Household(seeded(1))
    household.start(name)
    for _ in range(7 * 360):
        household.step(10.0, 3.0)
    assert household.step(10.0, 3.0) < 400


def test_what_is_switched_on_by_hand_stays_on():
    household = Household(seeded(1), scale=2.0)
    household.extra_w = 1000.0
    assert household.step(1.0, 3.0) > 1200
