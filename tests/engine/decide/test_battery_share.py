"""The car takes the sun as long as the battery is still sure to be full in the evening."""

import pytest

from custom_components.solar_charging.engine.decide.battery_share import (
    BatteryPriority,
    BatteryShare,
    CarNeeds,
    HomeBattery,
    SunSlot,
    share_sun,
)

SHARE = BatteryPriority.SHARE_BY_FORECAST
HALF = HomeBattery(50.0, 10_000.0, 3000.0)


def hours(*sun_w: float, sure: float = 0.5) -> list[SunSlot]:
    return [SunSlot(1.0, power_w, power_w * sure) for power_w in sun_w]


def test_with_much_sun_to_come_the_car_goes_first_and_with_little_left_the_battery() -> None:
    # Sure are 3 x 2,000 Wh, of which 0.96 reach the cells: 57.6 % of the battery.
    morning = share_sun(SHARE, HALF, hours(4000, 4000, 4000))
    assert morning.priority_level_pct == pytest.approx(42.4)
    assert (morning.reason.key, morning.evening_level_pct) == ("car_before_battery", 100.0)
    afternoon = share_sun(SHARE, HALF, hours(4000))
    assert afternoon.priority_level_pct == pytest.approx(80.8)
    assert afternoon.reason.key == "battery_before_car"
    assert afternoon.reason.numbers == {"level_pct": 50.0, "target_pct": 80.8}


def test_no_more_counts_than_the_battery_can_take() -> None:
    assert share_sun(SHARE, HALF, hours(20_000, sure=1.0)).priority_level_pct == pytest.approx(100 - 28.8)


def test_the_other_choices_do_not_look_at_the_forecast() -> None:
    for sun in (hours(500), hours(9000, 9000)):
        assert share_sun(BatteryPriority.CAR_FIRST, HALF, sun).priority_level_pct == 0.0
        assert share_sun(BatteryPriority.BATTERY_FIRST, HALF, sun).priority_level_pct == 100.0


def test_a_target_below_full_leaves_more_to_the_car() -> None:
    wanted = HomeBattery(50.0, 10_000.0, 3000.0, target_pct=70.0)
    assert share_sun(SHARE, wanted, hours(4000)).priority_level_pct == pytest.approx(50.8)
    assert share_sun(BatteryPriority.BATTERY_FIRST, wanted, hours(4000)).priority_level_pct == 70.0


@pytest.mark.parametrize("choice", BatteryPriority)
def test_when_the_sun_is_gone_nobody_goes_first(choice: BatteryPriority) -> None:
    evening = share_sun(choice, HALF, hours(0.0, 0.0))
    assert evening == BatteryShare(0.0, 50.0, evening.reason)
    assert evening.reason.key == "battery_evening"


def test_behind_a_feed_in_limit_room_is_kept_for_noon() -> None:
    # 2 x 2 kW more than may be fed in: 38.4 % of the battery.
    day = hours(4000, 6000, 6000, 4000)
    kept = share_sun(BatteryPriority.BATTERY_FIRST, HomeBattery(65.0, 10_000.0, 3000.0), day, feed_in_limit_w=4000.0)
    assert kept.priority_level_pct == pytest.approx(61.6)
    assert kept.reason.key == "battery_keeps_room"
    # Below that it is filled first all the same.
    assert share_sun(BatteryPriority.BATTERY_FIRST, HALF, day, feed_in_limit_w=4000.0).priority_level_pct == 100.0


def test_the_expected_level_is_what_the_sun_can_still_give() -> None:
    assert share_sun(SHARE, HALF, hours(1000, 1000)).evening_level_pct == pytest.approx(69.2)


def test_the_expected_level_leaves_to_the_car_what_it_takes_before_the_battery() -> None:
    day = [SunSlot(1.0, power_w, power_w * 0.8) for power_w in (4000.0, 4000.0, 2000.0)]
    car = CarNeeds(1380.0, 11_000.0, 6000.0)
    # Car first: it takes 6 kWh of the 10, the battery the rest; a full car takes nothing, and a big one everything.
    levels = [
        share_sun(BatteryPriority.CAR_FIRST, HALF, day, cars=CarNeeds(1380.0, 11_000.0, energy_wh)).evening_level_pct
        for energy_wh in (6000.0, 0.0, 60_000.0)
    ]
    assert levels == pytest.approx([50.0 + 38.4, 100.0, 50.0])
    # Battery first, and shared: it is full all the same, whatever the car takes.
    assert share_sun(BatteryPriority.BATTERY_FIRST, HALF, day, cars=car).evening_level_pct == 100.0
    assert share_sun(SHARE, HALF, day, cars=car).evening_level_pct == pytest.approx(100.0, abs=1.0)


def test_a_level_that_always_comes_first_is_named_in_the_reason() -> None:
    kept = HomeBattery(50.0, 10_000.0, 3000.0, first_pct=60.0)
    share = share_sun(BatteryPriority.CAR_FIRST, kept, hours(9000, 9000))
    assert (share.priority_level_pct, share.reason.key) == (60.0, "battery_before_car")


def test_by_a_time_only_the_sun_until_then_counts() -> None:
    day = [SunSlot(1.0, 4000.0, 2000.0, is_in_time=number < 2) for number in range(6)]
    # 2 x 2,000 Wh in time.
    assert share_sun(SHARE, HALF, day).priority_level_pct == pytest.approx(100.0 - 38.4)
    late = [SunSlot(1.0, 4000.0, 2000.0, is_in_time=False) for _ in range(2)]
    assert share_sun(SHARE, HALF, late).priority_level_pct == pytest.approx(100.0 - 38.4)
