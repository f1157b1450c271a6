"""Where the demo's home stands."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.demo.place import Place, morning_place

MOMENTS = [datetime(2026, month, 15, hour, 40, tzinfo=UTC) for month in (1, 6, 11) for hour in range(0, 24, 3)]


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_it_is_a_summer_morning_there_whenever_the_demo_is_started(now: datetime) -> None:
    place = morning_place(now)
    assert -180 <= place.longitude < 180
    assert place.is_sunny(now)
    assert 9.5 <= place.local(now).hour + place.local(now).minute / 60 <= 11.5
    assert (place.latitude > 0) == (now.month == 6)


def test_a_demo_found_after_sunset_has_to_move_on() -> None:
    now = datetime(2026, 6, 15, 12, tzinfo=UTC)
    assert morning_place(now).is_sunny(now + timedelta(hours=3))
    assert not morning_place(now).is_sunny(now + timedelta(hours=9))


def test_time_zones_have_the_names_that_home_assistant_knows() -> None:
    assert Place(35, 150).time_zone == "Etc/GMT-10"
    assert Place(35, -60).time_zone == "Etc/GMT+4"
    assert Place(35, 3).time_zone == "Etc/GMT"
