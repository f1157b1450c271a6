from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.solar_charging.sensor.pace import (
    AT_ONCE,
    CURRENT,
    ENERGY,
    LEAPS,
    MOMENT,
    POWER,
    SHARE,
    SLOT_END_S,
    Pace,
    Timing,
    Value,
)

LONG_S = 3600.0
NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)


def rows(pace: Pace, values: list[Value], every_s: float) -> list[tuple[float, Value]]:
    """What is written of values that come every so many seconds."""
    written: list[tuple[float, Value]] = []
    times_s: tuple[float, ...] = ()
    for number, value in enumerate(values):
        timing = Timing(number * every_s, times_s)
        if pace.is_news(written[-1][1] if written else None, value, timing):
            written.append((timing.now_s, pace.shown(value)))
            times_s = timing.written()
    return written


def after(seconds: float) -> Timing:
    """So long after the last row, in the middle of a slot of the clock."""
    return Timing(150.0 + seconds, (150.0,))


def test_words_are_shown_at_once() -> None:
    assert AT_ONCE.is_news("solar_charging", "paused", after(0.0))
    assert not AT_ONCE.is_news("paused", "paused", after(LONG_S))


@pytest.mark.parametrize(("shown", "value"), [(None, 100.0), (100.0, None)])
@pytest.mark.parametrize("pace", [POWER, ENERGY])
def test_what_appears_or_vanishes_is_shown_at_once(pace: Pace, shown: Value, value: Value) -> None:
    assert pace.is_news(shown, value, after(0.0))


def test_a_meters_noise_is_not_written() -> None:
    noise = [3000.0 + (-1) ** number * (number % 9) for number in range(1000)]
    assert len(rows(POWER, noise, every_s=1.0)) == 1


def test_a_kettle_shows_within_seconds() -> None:
    written = rows(POWER, [300.0] * 60 + [2300.0] * 60, every_s=1.0)
    assert written == [(0.0, 300.0), (60.0, 2300.0)]


def test_clouds_that_race_are_seen_to_begin_and_then_drawn_at_a_steady_pace() -> None:
    written = rows(POWER, [1000.0 + 3000.0 * (number % 2) for number in range(3600)], every_s=1.0)
    gaps_s = [later - earlier for (earlier, _), (later, _) in pairwise(written)]
    assert all(29.0 < gap_s < 32.0 for gap_s in gaps_s[: LEAPS - 1]), gaps_s
    assert len(written) <= 3600.0 / POWER.interval_s + LEAPS


def test_after_the_clouds_a_kettle_shows_again() -> None:
    calm = [300.0] * int(LEAPS * POWER.interval_s)
    racing = [1000.0 + 3000.0 * (number % 2) for number in range(1800)]
    written = rows(POWER, [*racing, *calm, *[2300.0] * 60], every_s=1.0)
    assert written[-1] == (1800.0 + len(calm), 2300.0)


def test_a_level_that_somebody_waits_for_is_passed_at_once() -> None:
    assert not POWER.is_news(1399.0, 1401.0, after(0.0))
    assert POWER.is_news(1399.0, 1401.0, after(0.0), levels=[1400.0])
    assert POWER.is_news(1401.0, 1400.0, after(0.0), levels=[1400.0])


def test_a_charger_that_starts_or_pauses_shows_at_once_and_its_steps_in_time() -> None:
    assert CURRENT.is_news(0.0, 6.0, after(0.0))
    assert CURRENT.is_news(6.0, 0.0, after(0.0))
    assert not CURRENT.is_news(6.0, 7.0, after(5.0))
    assert CURRENT.is_news(6.0, 16.0, after(31.0))
    assert CURRENT.is_news(6.0, 7.0, after(301.0))


def test_a_clock_that_was_set_back_keeps_nothing_waiting() -> None:
    assert POWER.is_news(1000.0, 1100.0, after(-LONG_S))


@given(st.lists(st.floats(0.0, 2000.0), min_size=2, max_size=50))
def test_energy_in_the_books_is_what_was_counted(steps_w: list[float]) -> None:
    total, counted = 0.0, []
    for power_w in steps_w:
        total += power_w * SLOT_END_S / 3600.0
        counted.append(total)
    # And then it rests, as each charge does.
    written = rows(ENERGY, [*counted, *[total] * 60], every_s=SLOT_END_S)
    values = [value for _, value in written]
    assert values == sorted(values)
    assert abs(float(values[-1] if values else 0.0) - total) <= 10.0  # type: ignore[arg-type]


def test_statistics_of_an_hour_have_a_thousandth_of_a_days_energy_at_most_in_the_wrong_hour() -> None:
    power_w, step_s = 11_000.0, 5.0
    counted = [power_w * step_s * number / 3600.0 for number in range(int(8 * LONG_S / step_s))]
    written = rows(ENERGY, list(counted), every_s=step_s)
    # Home Assistant takes what a counter shows when the hour ends.
    for hour in range(1, 8):
        (*_, at_the_end) = (value for at_s, value in written if at_s < hour * LONG_S)
        assert abs(float(at_the_end) - power_w * hour) <= counted[-1] / 1000.0  # type: ignore[arg-type]
    assert len(written) <= 8 * LONG_S / ENERGY.slot_s + 1


def test_a_slots_end_that_nobody_saw_is_made_up_for() -> None:
    at_end, missed = Timing(899.0, (595.0,)), Timing(905.0, (580.0,))
    assert ENERGY.is_news(1000.0, 2000.0, at_end)
    assert ENERGY.is_news(1000.0, 2000.0, missed)
    assert not ENERGY.is_news(1000.0, 2000.0, Timing(750.0, (595.0,)))


def test_a_new_sessions_energy_begins_at_once() -> None:
    assert ENERGY.is_news(12_340.0, 0.0, after(1.0))
    assert not ENERGY.is_news(12_340.0, 12_336.0, after(LONG_S))


def test_a_moment_is_shown_to_the_minute_and_written_when_it_moves() -> None:
    jitter = [NOON + timedelta(seconds=20 + number % 7 - 3) for number in range(500)]
    assert rows(MOMENT, jitter, every_s=5.0) == [(0.0, NOON + timedelta(minutes=1))]
    assert MOMENT.is_news(NOON, NOON + timedelta(minutes=3), after(301.0))


def test_a_moment_that_has_passed_gives_way_to_the_next_within_a_minute() -> None:
    passed = NOON - timedelta(minutes=1)
    assert MOMENT.is_news(passed, NOON + timedelta(minutes=1), Timing(NOON.timestamp(), (NOON.timestamp() - 61.0,)))
    assert not MOMENT.is_news(passed, NOON + timedelta(minutes=1), Timing(NOON.timestamp(), (NOON.timestamp() - 9.0,)))


@pytest.mark.parametrize(
    ("pace", "value", "shown"), [(POWER, 4999.6, "5000"), (ENERGY, 12344.0, "12340"), (SHARE, 12.34, "12.3")]
)
def test_numbers_have_no_digits_that_mean_nothing(pace: Pace, value: float, shown: str) -> None:
    assert str(pace.shown(value)) == shown
