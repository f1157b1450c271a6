"""A few weeks of made-up weather are enough to see that planning pays."""

import pytest

from simulator.bench.planning import compare
from simulator.planning.prices import FEED_IN, household_prices, known_until, two_rates
from simulator.planning.stays import MAX_W, Stay, all_knowing, live_through
from simulator.planning.year import QUARTERS_PER_DAY, made_up


def test_every_departure_is_met_and_the_forecast_saves_money() -> None:
    year = made_up(30)
    figures = compare(year, two_rates(year), 30)
    assert figures["met_pct"] == 100.0
    assert figures["cost_all_knowing"] <= figures["cost"] <= figures["cost_without_forecast"]


def test_a_stay_on_sun_alone_costs_its_feed_in() -> None:
    year = made_up(30)
    noon = 20 * QUARTERS_PER_DAY + 44
    energy_wh = float(year.surplus_w.flat[noon : noon + 8].clip(0, MAX_W).sum()) / 8
    prices = household_prices(year)
    outcome = live_through(Stay(noon, noon + 8, energy_wh), year, prices, all_knowing(year, prices))
    assert outcome.missing_wh == 0
    assert outcome.cost >= energy_wh / 1000 * FEED_IN * 0.99
    assert outcome.solar_wh + outcome.grid_wh == pytest.approx(energy_wh, abs=2)


def test_tomorrows_prices_come_at_one_in_the_afternoon() -> None:
    assert known_until(12 * 4) == QUARTERS_PER_DAY
    assert known_until(13 * 4) == 2 * QUARTERS_PER_DAY
