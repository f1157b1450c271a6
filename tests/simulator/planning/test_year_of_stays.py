"""A few weeks of made-up weather are enough to see that planning pays."""

import pytest

from simulator.bench.planning import compare
from simulator.planning.planners import best_plan, evcc, ours
from simulator.planning.prices import FEED_IN, Market, household_prices, known_until, two_rates
from simulator.planning.stays import ONE_OR_THREE_PHASES, THREE_PHASES, ParkedCar, live_through
from simulator.planning.year import QUARTERS_PER_DAY, Year, made_up


@pytest.fixture(scope="module")
def year() -> Year:
    return made_up(30)


def test_every_departure_is_met_and_the_forecast_saves_money(year: Year) -> None:
    figures = compare(year, Market(two_rates(year), is_published=False), ONE_OR_THREE_PHASES, 30)
    assert figures["met_pct"] == figures["met_by_evcc_pct"] == 100.0
    assert figures["cost_all_knowing"] <= figures["cost"] <= figures["cost_without_forecast"]
    assert figures["cost"] <= figures["cost_evcc"]


def test_a_stay_on_sun_alone_costs_its_feed_in(year: Year) -> None:
    noon = 20 * QUARTERS_PER_DAY + 44
    energy_wh = float(year.surplus_w.flat[noon : noon + 8].clip(0, THREE_PHASES.most_w).sum()) / 8
    market = Market(household_prices(year))
    stay = ParkedCar(noon, noon + 8, energy_wh)
    outcome = live_through(stay, year, market.prices, ours(year, market, THREE_PHASES), THREE_PHASES)
    assert outcome.missing_wh == 0
    assert outcome.cost >= energy_wh / 1000 * FEED_IN * 0.99
    assert outcome.solar_wh + outcome.grid_wh == pytest.approx(energy_wh, abs=2)
    assert (best_plan(stay, year, market, THREE_PHASES).cost or 0.0) <= outcome.cost + 1e-6


def test_evcc_buys_in_the_cheapest_hours_whatever_the_sun_will_do(year: Year) -> None:
    market = Market(two_rates(year), is_published=False)
    evening = 10 * QUARTERS_PER_DAY + 18 * 4
    outcome = live_through(
        ParkedCar(evening, evening + 92, 20_000.0), year, market.prices, evcc(market, THREE_PHASES), THREE_PHASES
    )
    assert outcome.grid_wh == pytest.approx(20_000.0, abs=2)
    assert outcome.cost == pytest.approx(20.0 * 0.22, abs=0.01)


def test_tomorrows_prices_come_at_one_in_the_afternoon() -> None:
    assert known_until(12 * 4) == QUARTERS_PER_DAY
    assert known_until(13 * 4) == 2 * QUARTERS_PER_DAY
