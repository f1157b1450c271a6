"""What of an uncertain generation a car may take: bought energy counts four times as much as sun that is missed."""

import pytest

from custom_components.solar_charging.solar.cautious import BOUGHT_WEIGHT, break_even_w, cautious_w
from custom_components.solar_charging.solar.solar_model import Estimate

EVEN = Estimate(5000.0, 3000.0, 2900.0, 2950.0, 3000.0, 3050.0, 3100.0)
BROKEN = Estimate(5000.0, 2600.0, 600.0, 1200.0, 2500.0, 4000.0, 4600.0)


def test_a_current_is_set_by_what_four_in_five_skies_give():
    assert cautious_w(BROKEN) == pytest.approx(BROKEN.p20_w)
    assert cautious_w(EVEN) == pytest.approx(EVEN.p20_w)


def test_never_more_than_the_mean_is_counted_on():
    assert cautious_w(Estimate(5000.0, 800.0, 600.0, 1200.0, 2500.0, 4000.0, 4600.0)) == 800.0


def test_under_an_even_sky_hardly_more_is_worth_it_than_what_is_counted_on():
    assert cautious_w(EVEN) - 300.0 < break_even_w(EVEN, 300.0) < 1.1 * (cautious_w(EVEN) - 300.0)


def test_under_a_broken_sky_it_is_worth_to_go_on_below_the_least_current():
    worth_w = break_even_w(BROKEN, 300.0)
    assert 1.3 * (cautious_w(BROKEN) - 300.0) < worth_w < BROKEN.p50_w
    skies_w = [BROKEN.p10_w, BROKEN.p25_w, BROKEN.p50_w, BROKEN.p75_w, BROKEN.p90_w]
    bought_w = sum(max(worth_w - max(one - 300.0, 0.0), 0.0) for one in skies_w)
    sun_w = sum(min(worth_w, max(one - 300.0, 0.0)) for one in skies_w)
    assert sun_w == pytest.approx(BOUGHT_WEIGHT * bought_w, rel=0.25)


@pytest.mark.parametrize("load_w", [300.0, 1000.0, 3000.0, 9000.0])
def test_the_more_the_house_takes_the_less_is_worth_it(load_w):
    assert 0.0 <= break_even_w(BROKEN, load_w) <= break_even_w(BROKEN, load_w - 200.0)
    assert break_even_w(BROKEN, 9000.0) < 20.0
