"""A departure is suggested where it has become a habit, and only there."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from custom_components.solar_charging.planning.departure_habit import PlugInTimes, departure_habit

MONDAY = date(2026, 9, 7)
WORKING_DAYS = (0, 1, 2, 3, 4)


def stay(day: date, left: str, hours: float = 12.0) -> PlugInTimes:
    at = datetime.combine(day, time.fromisoformat(left), UTC)
    return PlugInTimes(at - timedelta(hours=hours), at)


def weeks(times: dict[int, str], count: int = 8) -> list[PlugInTimes]:
    """Stays that end at these times, by weekday, for some weeks."""
    return [stay(MONDAY + timedelta(days=7 * week + day), at) for week in range(count) for day, at in times.items()]


def late(stays: list[PlugInTimes], minutes: int, seed: int = 1) -> list[PlugInTimes]:
    """The same, up to so many minutes earlier or later."""
    random = Random(seed)
    by = [timedelta(minutes=random.randint(-minutes, minutes)) for _ in stays]
    return [PlugInTimes(one.plugged_in, one.unplugged + more) for one, more in zip(stays, by, strict=True)]


def test_whoever_leaves_at_ten_past_seven_on_working_days_is_ready_a_little_earlier() -> None:
    found = departure_habit(late(weeks(dict.fromkeys(WORKING_DAYS, "07:10")), 10))
    assert found is not None
    assert (found.usual, found.weekdays, found.days) == ("07:10", WORKING_DAYS, 40)
    assert "07:00" <= found.ready_by < found.usual


def test_other_days_have_other_times() -> None:
    habits = {**dict.fromkeys(WORKING_DAYS, "07:10"), 5: "10:00", 6: "14:00"}
    assert departure_habit(weeks(habits)) == departure_habit(weeks(dict.fromkeys(WORKING_DAYS, "07:10")))
    part_time = departure_habit(weeks({0: "06:45", 1: "06:50", 3: "06:45"}))
    assert part_time is not None
    assert (part_time.weekdays, part_time.usual) == ((0, 1, 3), "06:45")


def test_a_day_off_a_trip_at_noon_and_a_cable_that_is_tried_change_nothing() -> None:
    usual = weeks(dict.fromkeys(WORKING_DAYS, "07:10"))
    odd = [
        *(stay(one.unplugged.date(), "17:30", 2.0) for one in usual),
        *(stay(one.unplugged.date(), "05:00", 0.2) for one in usual),
    ]
    without = [one for one in usual if one.unplugged.date().day % 5]
    without[3] = stay(without[3].unplugged.date(), "11:00")
    found = departure_habit([*without, *odd])
    assert found is not None
    assert (found.usual, found.ready_by, found.weekdays) == ("07:10", "07:10", WORKING_DAYS)


@pytest.mark.parametrize(
    "stays",
    [
        [],
        weeks(dict.fromkeys(WORKING_DAYS, "07:10"), 2)[:7],
        late(weeks(dict.fromkeys(WORKING_DAYS, "07:10")), 60),
        [
            one
            for one in weeks(dict.fromkeys(WORKING_DAYS, "07:10"), 7)
            if (one.unplugged.date() - MONDAY).days % 21 < 7
        ],
    ],
    ids=["nothing", "seven days", "an hour earlier or later", "every third week"],
)
def test_without_a_habit_nothing_is_suggested(stays: list[PlugInTimes]) -> None:
    assert departure_habit(stays) is None


def test_one_that_was_declined_is_the_same_at_half_past_seven_and_another_at_nine() -> None:
    half_past, nine = (departure_habit(weeks(dict.fromkeys(WORKING_DAYS, at))) for at in ("07:30", "09:00"))
    assert half_past
    assert nine
    assert half_past.is_one_of(["07:10"])
    assert not nine.is_one_of(["07:10"])


def test_the_last_minutes_of_a_day_are_a_time_of_that_day() -> None:
    found = departure_habit(weeks(dict.fromkeys(WORKING_DAYS, "23:59")))
    assert found is not None
    assert found.usual == "23:55"
