"""What is tried beside the charger speaks up only where it was clearly better than the usual."""

import pytest

from custom_components.solar_charging.engine.charger.tried_budgets import (
    AGAIN_PRICE_WH,
    FADES_S,
    PAIRS,
    STOPS_WH,
    Trial,
    TriedBudgets,
)
from custom_components.solar_charging.engine.json_state import dump, load

LEAST_W = 1380.0


def tried(sky, hours):
    """Try under pieces of sky (s, W) again and again."""
    budgets = TriedBudgets()
    for _ in range(int(hours * 3600) // sum(lasts_s for lasts_s, _ in sky)):
        for lasts_s, surplus_w in sky:
            off_w, on_w = (surplus_w, 0.0) if surplus_w >= LEAST_W else (0.0, LEAST_W - max(surplus_w, 0.0))
            for _ in range(lasts_s // 5):
                budgets.fade(5.0)
                budgets.add(off_w, on_w, 5.0)
    return budgets


@pytest.mark.parametrize("sky", [[(600, 3000.0)], [(600, -300.0)], [(3600, 3000.0), (60, 300.0)]])
def test_under_a_plain_sky_the_usual_stays(sky):
    assert tried(sky, 4).better() is None


def test_after_short_peaks_a_start_waits():
    assert tried([(30, 3000.0), (270, 0.0)], 2).better().start_wh * 3600.0 / 3000.0 > 30.0


def test_where_shadows_were_too_long_to_be_bridged_a_stop_does_not_wait():
    assert tried([(480, 3000.0), (240, 0.0)], 2).better() == PAIRS[0]
    assert PAIRS[0].stop_wh == min(STOPS_WH)


def test_each_start_of_late_makes_the_next_dearer():
    budgets, rises = TriedBudgets(), []
    for _ in range(3):
        before_wh = budgets.trials[0].cost_wh
        for off_w, on_w in ((3000.0, 0.0), (0.0, 3000.0)):
            for _ in range(12):
                budgets.add(off_w, on_w, 5.0)
        rises.append(budgets.trials[0].cost_wh - before_wh)
    assert [rises[1] - rises[0], rises[2] - rises[1]] == pytest.approx([AGAIN_PRICE_WH] * 2)


def test_what_was_is_forgotten():
    budgets = tried([(30, 3000.0), (270, 0.0)], 2)
    budgets.fade(4 * FADES_S)
    assert budgets.better() is None


def test_what_is_stored_comes_back_and_what_does_not_fit_is_begun_anew():
    budgets = tried([(30, 3000.0), (270, 0.0)], 1)
    assert load(TriedBudgets, dump(budgets)) == budgets
    for broken in ([], [{}], [{"is_on": True}] * 40, "none", None):
        assert load(TriedBudgets, {"trials": broken}).trials == [Trial()] * len(PAIRS)
