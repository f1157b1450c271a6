"""A month of living, and whether its books are right: nothing lost over restarts, every session balances, every car leaves charged.

Of two cars that swap chargers by night, guests, and a car that charges elsewhere, every watt-hour is in the right account.

usage: script/bench living [--data FOLDER] [--days N] [--json FILE]
"""

import argparse
import json
from pathlib import Path
from typing import Any

from simulator.planning.car_month import CarMonth
from simulator.planning.living import Month
from simulator.planning.prices import household_prices
from simulator.planning.year import made_up, measured

DATA = Path("../shared/data")
FIRST_DAY = 95


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    year = measured(options.data) if (options.data / "load.py").exists() else made_up()
    month = Month(year, household_prices(year), FIRST_DAY, options.days)
    month.live()
    cars = CarMonth(options.days)
    cars.live()
    figures = {**audit(month), "cars": cars.figures()}
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def audit(month: Month) -> dict[str, Any]:
    """Compare the books with what is true."""
    figures: dict[str, Any] = {}
    for guest in month.guests:
        booked = [session for session in month.sessions if session.charger_id == guest.name]
        stays = guest.stays[: len(booked)]
        errors = [
            abs(session.energy_wh / true_wh - 1.0)
            for session, true_wh in zip(booked, stays, strict=True)
            if true_wh > 0.0
        ]
        true_wh, booked_wh = sum(stays), sum(session.energy_wh for session in booked)
        unbalanced = [
            session
            for session in booked
            if abs(session.solar_wh + session.battery_wh + session.grid_wh - session.energy_wh) > 1e-6
        ]
        figures[guest.name] = {
            "stays": len(guest.stays),
            "sessions": len(booked),
            "true_kwh": round(true_wh / 1000.0, 2),
            "booked_kwh": round(booked_wh / 1000.0, 2),
            "worst_session_error_pct": round(100.0 * max(errors, default=0.0), 3),
            "unbalanced_sessions": len(unbalanced),
            "solar_pct": round(100.0 * sum(session.solar_wh for session in booked) / max(booked_wh, 1.0), 1),
            "saved": round(sum(session.saved or 0.0 for session in booked), 2),
            "departures_missed": int(guest.missed),
        }
    return figures


if __name__ == "__main__":
    main()
