"""Two cars that swap chargers by night, guests, a car that also charges at work, restarts: every watt-hour is booked right."""

import pytest

from simulator.planning.car_month import CARS, CarMonth


@pytest.mark.parametrize("latest_report_s", [300, 900])
def test_every_watt_hour_of_some_days_is_in_the_right_account(latest_report_s: int) -> None:
    month = CarMonth(days=4, latest_report_s=latest_report_s)
    month.live()
    found = month.figures()
    assert found["sessions"] > 12
    assert found["restarts"] >= 1
    assert found["wrong_wh"] == found["booked_wh_unknown"] == 0
    assert found["cars_less_chargers_wh"] == found["booked_less_counted_wh"] == 0
    for name in (*CARS, "guest"):
        # Also what flows while Home Assistant is down and the car leaves meanwhile.
        assert found[f"booked_wh_{name}"] == found[f"true_wh_{name}"] > 5_000
    assert (
        abs(found["elsewhere_booked_wh_zoe"] - found["elsewhere_true_wh_zoe"]) < 0.15 * found["elsewhere_true_wh_zoe"]
    )
    assert found["elsewhere_booked_wh_id3"] == 0
