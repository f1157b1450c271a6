"""Sharing by forecast lies between the battery first and the car first, on a few made-up days."""

from custom_components.solar_charging.engine.decide.battery_share import BatteryPriority
from simulator.planning.battery_year import BatteryHome, chosen, live
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
