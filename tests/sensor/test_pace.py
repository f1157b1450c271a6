from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.solar_charging.sensor.pace import AT_ONCE, CURRENT, ENERGY, MOMENT, POWER, SHARE, Pace, Value

LONG_S = 3600.0
NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)


def rows(pace: Pace, values: list[Value], every_s: float) -> list[tuple[float, Value]]:
    """What is written of values that come every so many seconds."""
    written: list[tuple[float, Value]] = []
    for number, value in enumerate(values):
        now_s = number * every_s
        shown, at_s = (written[-1][1], written[-1][0]) if written else (None, 0.0)
        if pace.is_news(shown, value, now_s - at_s):
            written.append((now_s, pace.shown(value)))
    return written


def test_words_are_shown_at_once() -> None:
    assert AT_ONCE.is_news("solar_charging", "paused", 0.0)
    assert not AT_ONCE.is_news("paused", "paused", LONG_S)


@pytest.mark.parametrize(("shown", "value"), [(None, 100.0), (100.0, None)])
@pytest.mark.parametrize("pace", [POWER, ENERGY])
def test_what_appears_or_vanishes_is_shown_at_once(pace: Pace, shown: Value, value: Value) -> None:
    assert pace.is_news(shown, value, 0.0)


def test_a_meters_noise_is_not_written() -> None:
    noise = [3000.0 + (-1) ** number * (number % 9) for number in range(1000)]
    assert len(rows(POWER, noise, every_s=1.0)) == 1


def test_a_kettle_shows_within_seconds() -> None:
    written = rows(POWER, [300.0] * 60 + [2300.0] * 60, every_s=1.0)
    assert written == [(0.0, 300.0), (60.0, 2300.0)]


def test_clouds_that_race_write_no_more_than_two_rows_a_minute() -> None:
    written = rows(POWER, [1000.0 + 3000.0 * (number % 2) for number in range(600)], every_s=1.0)
    assert all(later - earlier > 29.0 for (earlier, _), (later, _) in pairwise(written))


def test_a_level_that_somebody_waits_for_is_passed_at_once() -> None:
    assert not POWER.is_news(1399.0, 1401.0, 0.0)
    assert POWER.is_news(1399.0, 1401.0, 0.0, levels=[1400.0])
    assert POWER.is_news(1401.0, 1400.0, 0.0, levels=[1400.0])


def test_a_charger_that_starts_or_pauses_shows_at_once_and_its_steps_in_time() -> None:
    assert CURRENT.is_news(0.0, 6.0, 0.0)
    assert CURRENT.is_news(6.0, 0.0, 0.0)
    assert not CURRENT.is_news(6.0, 7.0, 5.0)
    assert CURRENT.is_news(6.0, 16.0, 31.0)
    assert CURRENT.is_news(6.0, 7.0, 121.0)


def test_a_clock_that_was_set_back_keeps_nothing_waiting() -> None:
    assert POWER.is_news(1000.0, 1100.0, -LONG_S)


@given(st.lists(st.floats(0.0, 2000.0), min_size=2, max_size=50))
def test_energy_in_the_books_is_what_was_counted(steps_w: list[float]) -> None:
    total, counted = 0.0, []
    for power_w in steps_w:
        total += power_w * 60.0 / 3600.0
        counted.append(total)
    # And then it rests, as each charge does.
    written = rows(ENERGY, [*counted, total, total], every_s=60.0)
    values = [value for _, value in written]
    assert values == sorted(values)
    assert abs(float(values[-1] if values else 0.0) - total) <= 10.0  # type: ignore[arg-type]


def test_a_new_sessions_energy_begins_at_once() -> None:
    assert ENERGY.is_news(12_340.0, 0.0, 1.0)
    assert not ENERGY.is_news(12_340.0, 12_336.0, LONG_S)


def test_a_moment_is_shown_to_the_minute_and_written_when_it_moves() -> None:
    jitter = [NOON + timedelta(seconds=20 + number % 7 - 3) for number in range(500)]
    assert rows(MOMENT, jitter, every_s=5.0) == [(0.0, NOON + timedelta(minutes=1))]
    assert MOMENT.is_news(NOON, NOON + timedelta(minutes=3), 60.0)


@pytest.mark.parametrize(
    ("pace", "value", "shown"), [(POWER, 4999.6, "5000"), (ENERGY, 12344.0, "12340"), (SHARE, 12.34, "12.3")]
)
def test_numbers_have_no_digits_that_mean_nothing(pace: Pace, value: float, shown: str) -> None:
    assert str(pace.shown(value)) == shown
