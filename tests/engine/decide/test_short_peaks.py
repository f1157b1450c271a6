"""Peaks of sun that end before a start has paid: after a few, none is started for."""

import pytest

from custom_components.solar_charging.engine.policy import SwitchingPreference
from simulator.laws.evcc import LoadPoint

from ..loop import SINGLE
from .bare import STEP_S, Bare

HOURS = 4
# Lengths (s) and powers (W) of peaks and of what is between them.
TOO_SHORT = {
    "30 s of each 5 min": [(30, 3000.0), (270, -300.0)],
    "40 s of each 4 min": [(40, 2000.0), (200, 200.0)],
    "a minute of each 5": [(60, 2000.0), (240, 200.0)],
    "10 s of each min": [(10, 6000.0), (50, 0.0)],
}
# Here what is bought between the peaks is about as much as they give: it is their mean that does not pay.
CLOSE_TOGETHER = {
    "20 s of each min": [(20, 3000.0), (40, -300.0)],
    "a minute of each 2": [(60, 3000.0), (60, 200.0)],
}
LONG_ENOUGH = {
    "90 s of each 10 min": [(90, 5000.0), (510, -300.0)],
    "2 min of each 10": [(120, 3000.0), (480, 0.0)],
    "5 min of each 20": [(300, 3000.0), (900, -300.0)],
}


def polled_starts(sky):
    """How often a law starts that looks each 30 s and waits for a minute, at the phase of its clock at which it starts most."""
    return max(_polled_starts(sky, phase_s) for phase_s in (0, 10, 20))


def _polled_starts(sky, phase_s):
    point, power_w, starts = LoadPoint(6, 32, phases=1, measured_phases=1), 0.0, 0
    seconds = [watts for lasts_s, watts in sky for _ in range(lasts_s)]
    for now_s in range(phase_s, HOURS * 3600, 30):
        point.charge_w, point.is_charging, point.current_a = power_w, power_w > 0.0, power_w / 230.0 or None
        current_a = int(point.target(power_w - seconds[now_s % len(seconds)], now_s))
        starts += current_a >= 6 and not point.is_enabled
        point.is_enabled, point.offered_a = current_a >= 6, float(current_a)
        power_w = current_a * 230.0
    return starts


@pytest.mark.parametrize("preference", SwitchingPreference)
@pytest.mark.parametrize("sky", TOO_SHORT.values(), ids=TOO_SHORT)
def test_after_few_starts_for_short_peaks_there_are_no_more(sky, preference):
    bare = Bare(SINGLE, preference).run(sky, hours=HOURS)
    started = bare.starts
    assert started <= 3
    assert sum(bare.bought_wh) < 0.2 * bare.sun_wh
    assert bare.run(sky, hours=HOURS + 2).starts == started


@pytest.mark.parametrize("sky", CLOSE_TOGETHER.values(), ids=CLOSE_TOGETHER)
def test_peaks_close_together_make_few_starts_and_buy_within_the_account(sky):
    bare = Bare(SINGLE, SwitchingPreference.BALANCED).run(sky, hours=HOURS)
    assert bare.starts <= 3 * HOURS
    assert sum(bare.bought_wh) < 0.35 * bare.sun_wh


def test_once_the_sun_has_lasted_it_starts_again():
    bare = Bare(SINGLE, SwitchingPreference.BALANCED).run(TOO_SHORT["30 s of each 5 min"], hours=HOURS)
    assert not bare.state.is_enabled
    for _ in range(180 // STEP_S):
        bare.step(3000.0)
    assert bare.state.is_enabled


@pytest.mark.parametrize("sky", LONG_ENOUGH.values(), ids=LONG_ENOUGH)
def test_peaks_that_pay_for_a_start_are_used_and_shadows_hardly_bought(sky):
    bare = Bare(SINGLE, SwitchingPreference.BALANCED).run(sky, hours=HOURS)
    assert bare.starts <= polled_starts(sky) + 2
    assert sum(bare.bought_wh) < 0.22 * bare.sun_wh
