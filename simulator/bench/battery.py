"""Car and home battery under one sun: shared by forecast, battery first, car first, and evcc's priority level, over a year.

usage: script/bench battery [--data FOLDER] [--days N] [--json FILE]
The measured year is used where FOLDER holds one, made-up weather else.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from custom_components.solar_charging.engine.decide.battery_share import BatteryPriority
from simulator.planning.battery_writes import writes_a_day
from simulator.planning.battery_year import (
    BatteryHome,
    Days,
    Law,
    chosen,
    expected_at_sunset_pct,
    live,
    most_for_car_wh,
    priority_soc,
)
from simulator.planning.year import Year, made_up, measured

DATA = Path("../shared/data")
CHOICES = {
    "share by forecast": BatteryPriority.SHARE_BY_FORECAST,
    "battery first": BatteryPriority.BATTERY_FIRST,
    "car first": BatteryPriority.CAR_FIRST,
}
LAWS: dict[str, Law] = {
    **{name: chosen(priority) for name, priority in CHOICES.items()},
    "evcc, priority 50 %": priority_soc(50.0),
    "evcc, priority 80 %": priority_soc(80.0),
}
# As full as with battery first: within so many points.
POINTS = 2.0
# On so many days it may be less full.
DAYS_LESS_FULL = 0.05


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
    year = Year(year.start_s, year.pv_w[: options.days], year.load_w[: options.days], year.seed)
    figures: dict[str, Any] = {"weather": "measured" if is_measured else "made up", **compare(year)}
    figures["writes_a_day"] = writes_a_day(year, options.seed)
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def compare(year: Year) -> dict[str, dict[str, float]]:
    """Return what each law makes of the same year, and what is the most that any could."""
    home = BatteryHome()
    lived = {name: live(year, law, home) for name, law in LAWS.items()}
    figures = {name: _figures(days, lived["battery first"], lived["car first"]) for name, days in lived.items()}
    for name, priority in CHOICES.items():
        errors_pct = expected_at_sunset_pct(priority, year, home, lived[name]) - lived[name].sunset_pct
        figures[name]["expected_at_sunset_too_high_by_pct"] = round(float(errors_pct.mean()), 1)
        figures[name]["expected_at_sunset_mean_error_pct"] = round(float(np.abs(errors_pct).mean()), 1)
    return {**figures, "no law can give more": _bounds(year, home, lived["battery first"], lived["car first"])}


def _bounds(year: Year, home: BatteryHome, battery_first: Days, car_first: Days) -> dict[str, float]:
    """Return the car's most, of car first, with the battery as full every day, and with those days given to it on which that helps it most."""
    most_wh = most_for_car_wh(year, home, battery_first, POINTS)
    given = int(DAYS_LESS_FULL * most_wh.size)
    gains_wh = np.sort(np.maximum(car_first.car_wh - most_wh, 0.0))[most_wh.size - given :]
    all_wh = float(car_first.car_wh.sum())
    return {
        "car_of_car_first_pct": round(100.0 * float(most_wh.sum()) / all_wh, 1),
        "car_of_car_first_with_best_days_given_pct": round(100.0 * float(most_wh.sum() + gains_wh.sum()) / all_wh, 1),
    }


def _figures(days: Days, battery_first: Days, car_first: Days) -> dict[str, float]:
    as_full = days.sunset_pct >= battery_first.sunset_pct - POINTS
    return {
        "as_full_as_battery_first_pct_of_days": round(100.0 * float(np.mean(as_full)), 1),
        "sunset_level_pct": round(float(days.sunset_pct.mean()), 1),
        "car_kwh": round(float(days.car_wh.sum()) / 1000.0, 0),
        "car_of_car_first_pct": round(100.0 * float(days.car_wh.sum() / car_first.car_wh.sum()), 1),
        "evening_import_kwh": round(float(days.evening_import_wh.sum()) / 1000.0, 0),
        "evening_import_above_battery_first_pct": round(
            100.0 * float(days.evening_import_wh.sum() / battery_first.evening_import_wh.sum() - 1.0), 1
        ),
    }


if __name__ == "__main__":
    main()
