"""What a battery holds is learnt from its power and its level."""

import pytest

from custom_components.solar_charging.engine.measure.battery_size import BatterySizeState, learn_size
from custom_components.solar_charging.engine.measure.freshness import MISSING, CheckedReading
from custom_components.solar_charging.engine.measure.reading import Quality


def reading(value: float, quality: Quality = Quality.LIVE) -> CheckedReading:
    return CheckedReading(value, 0.0, 0.0, quality)


def live(
    state: BatterySizeState, power_w: float, hours: float, capacity_wh: float = 8000.0, from_pct: float = 20.0
) -> None:
    """Charge for so long; the level is shown in whole percents."""
    factor = 0.96 if power_w > 0 else 1 / 0.96
    for step in range(int(hours * 60)):
        level = from_pct + 100.0 * power_w * factor * step / 60.0 / capacity_wh
        learn_size(reading(power_w), reading(float(round(level))), state, 60.0)


@pytest.mark.parametrize(("power_w", "from_pct"), [(2000.0, 20.0), (-1500.0, 90.0)])
def test_it_is_learnt_while_charging_and_while_discharging(power_w: float, from_pct: float) -> None:
    state = BatterySizeState()
    assert state.capacity_wh is None
    live(state, power_w, 2.5, from_pct=from_pct)
    assert state.capacity_wh == pytest.approx(8000.0, rel=0.06)


def test_the_most_power_seen_counts_and_a_quarter_an_hour_until_more_was_seen() -> None:
    state = BatterySizeState(seen_wh=[8000.0])
    assert state.charge_w == 2000.0
    live(state, 3000.0, 0.1)
    assert state.charge_w == 3000.0


def test_what_nobody_saw_is_not_counted() -> None:
    state = BatterySizeState()
    live(state, 2000.0, 0.3)
    learn_size(reading(2000.0, Quality.STALE), reading(80.0), state, 60.0)
    learn_size(MISSING, reading(80.0), state, 60.0)
    learn_size(reading(2000.0), reading(90.0), state, 60.0)
    assert state.capacity_wh is None


def test_a_wrong_unit_is_no_size() -> None:
    state = BatterySizeState()
    live(state, 2.0, 3.0, capacity_wh=8.0)
    assert state.capacity_wh is None
