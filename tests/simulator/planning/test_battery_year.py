"""Sharing by forecast lies between the battery first and the car first, on a few made-up days."""

from dataclasses import replace

import numpy as np

from custom_components.solar_charging.engine.decide.battery_share import BatteryPriority
from simulator.planning.battery_year import BatteryHome, chosen, expected_at_sunset_pct, live, most_for_car_wh
from simulator.planning.year import made_up


def test_the_car_gets_more_than_after_the_battery_and_the_battery_more_than_after_the_car() -> None:
    year = made_up(days=25)
    share, battery, car = (
        live(year, chosen(priority), BatteryHome())
        for priority in (
            BatteryPriority.SHARE_BY_FORECAST,
            BatteryPriority.BATTERY_FIRST,
            BatteryPriority.CAR_FIRST,
        )
    )
    assert car.sunset_pct.mean() < share.sunset_pct.mean() <= battery.sunset_pct.mean() + 1.0
    assert battery.car_wh.sum() <= share.car_wh.sum() <= car.car_wh.sum()
    assert share.evening_import_wh.sum() <= 1.05 * battery.evening_import_wh.sum()
    # Nobody who fills the battery as well gives the car more.
    most_wh = most_for_car_wh(year, BatteryHome(), battery, points=0.0)
    assert np.all(battery.car_wh <= most_wh + 0.1)
    assert share.car_wh.sum() <= most_wh.sum() <= car.car_wh.sum()


def test_the_level_expected_at_sunset_counts_with_what_the_car_takes_first() -> None:
    year, home, choice = made_up(days=25), BatteryHome(), BatteryPriority.CAR_FIRST
    days = live(year, chosen(choice), home)
    errors_pct, errors_without_car_pct = (
        float(np.abs(expected_at_sunset_pct(choice, year, one, days) - days.sunset_pct).mean())
        for one in (home, replace(home, car_needs_wh=0.0))
    )
    assert errors_pct < 0.75 * errors_without_car_pct
