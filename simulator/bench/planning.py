"""Ready in time, and at what cost: our planner, evcc's, ours without a forecast, and the all-knowing limit, over a year of stays.

usage: script/bench planning [--data FOLDER] [--days N] [--json FILE]
The measured year is used where FOLDER holds one, made-up weather else.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from custom_components.solar_charging.planning.charging_plan import Need, Plan
from custom_components.solar_charging.planning.multi_charger import PowerRoom, plan_all
from custom_components.solar_charging.planning.slots import STEP_S, ExpectedSun, Series, SeriesEntry
from simulator.planning.planners import best_plan, evcc, ours, ours_without_forecast
from simulator.planning.prices import Market, household_prices, two_rates
from simulator.planning.stays import ONE_OR_THREE_PHASES, THREE_PHASES, Charger, Outcome, Planner, live_through, stays
from simulator.planning.year import Year, made_up, measured

DATA = Path("../shared/data")
CHARGERS = {"one or three phases": ONE_OR_THREE_PHASES, "three phases": THREE_PHASES}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    is_measured = (options.data / "load.py").exists()
    year = measured(options.data) if is_measured else made_up(options.days, options.seed)
    figures: dict[str, Any] = {"weather": "measured" if is_measured else "made up"}
    markets = {
        "two_rates": Market(two_rates(year), is_published=False),
        "dynamic": Market(household_prices(year, options.seed)),
    }
    for tariff, market in markets.items():
        for kind, charger in CHARGERS.items():
            figures[f"{tariff}, {kind}"] = compare(year, market, charger, options.days)
    figures["planning_50_chargers_48_h_ms"] = fleet_ms()
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def compare(year: Year, market: Market, charger: Charger, days: int) -> dict[str, float]:
    """Return costs and deadlines of the planners over the year's stays that are feasible."""
    feasible = [stay for stay in stays(min(days, year.pv_w.shape[0])) if stay.is_feasible(charger)]

    def live(planner: Planner) -> list[Outcome]:
        return [live_through(stay, year, market.prices, planner, charger) for stay in feasible]

    our, rival, unforeseen = (
        live(planner)
        for planner in (ours(year, market, charger), evcc(market, charger), ours_without_forecast(market, charger))
    )
    best = [best_plan(stay, year, market, charger) for stay in feasible]
    cost, rival_cost, unforeseen_cost = (sum(one.cost for one in outcomes) for outcomes in (our, rival, unforeseen))
    best_cost = sum(plan.cost or 0.0 for plan in best)
    figures = {
        "stays": len(feasible),
        "met_pct": 100.0 * sum(one.missing_wh <= 0 for one in our) / len(feasible),
        "met_by_evcc_pct": 100.0 * sum(one.missing_wh <= 0 for one in rival) / len(feasible),
        "cost": cost,
        "cost_all_knowing": best_cost,
        "cost_evcc": rival_cost,
        "cost_without_forecast": unforeseen_cost,
        "above_all_knowing_pct": 100.0 * (cost / best_cost - 1.0),
        "below_evcc_pct": 100.0 * (1.0 - cost / rival_cost),
        "all_knowing_below_evcc_pct": 100.0 * (1.0 - best_cost / rival_cost),
        "below_without_forecast_pct": 100.0 * (1.0 - cost / unforeseen_cost),
        "solar_share_pct": _solar_share_pct(our),
        "solar_share_evcc_pct": _solar_share_pct(rival),
        "solar_share_all_knowing_pct": _solar_share_pct(best),
    }
    return {name: round(value, 2) for name, value in figures.items()}


def _solar_share_pct(outcomes: Sequence[Outcome | Plan]) -> float:
    return 100.0 * sum(one.solar_wh for one in outcomes) / sum(one.solar_wh + one.grid_wh for one in outcomes)


def fleet_ms() -> float:
    """Return how long it takes to plan 50 chargers over 48 hours, the best of five."""
    quarters = range(192)
    prices = Series.of([SeriesEntry(i * STEP_S, (i + 1) * STEP_S, 0.2 + 0.1 * (i * 37 % 11)) for i in quarters])
    solar_w = Series.of([SeriesEntry(i * STEP_S, (i + 1) * STEP_S, 400.0 * (i * 53 % 96)) for i in quarters])
    sun = ExpectedSun(solar_w, (solar_w, solar_w, solar_w))
    needs = [Need(str(number), 30_000.0, 192 * STEP_S, 1400.0, 11_000.0, 0.08) for number in range(50)]
    times = []
    for _ in range(5):
        start = time.perf_counter()
        plan_all(needs, 0.0, prices, sun, room=PowerRoom(300_000.0))
        times.append(time.perf_counter() - start)
    return 1000.0 * min(times)


if __name__ == "__main__":
    main()
