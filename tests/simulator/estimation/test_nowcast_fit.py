"""The benchmark scores, in numpy, what is shipped in plain Python: both must say the same."""

from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest

from custom_components.solar_charging.solar import nowcast_fit
from custom_components.solar_charging.solar.nowcast import HORIZONS_MIN, SkyHistory, nowcast
from simulator.estimation.measured_sets import MinuteSet
from simulator.estimation.nowcast_fit import Fit, fit, samples, score, with_areas

START = datetime(2026, 6, 21, 6, tzinfo=UTC)
MINUTES = 600


@pytest.fixture(params=[0.0, 0.03, 0.3])
def minutes(request):
    rng = Random(1)
    index, indices = 0.8, []
    for _ in range(MINUTES):
        index = min(max(index + rng.gauss(0.0, request.param), 0.05), 1.3)
        indices.append(index)
    clear = np.full(MINUTES, 800.0)
    return MinuteSet("made up", 1000.0, np.arange(MINUTES) * 60.0, clear * np.array(indices), clear)


@pytest.mark.parametrize("place", range(len(HORIZONS_MIN)))
def test_both_say_the_same_of_the_same_minutes(minutes, place):
    horizon = HORIZONS_MIN[place]
    chosen = samples(minutes, horizon)
    now = MINUTES - horizon - 1
    memory = SkyHistory()
    for minute in range(now + 1):
        memory.observe(START + timedelta(minutes=minute), minutes.measured_w[minute] / 800.0)
    sky = memory.sky()
    assert sky.kind == chosen.kind[-1]
    assert (1.0, sky.now, *sky.means.values()) == pytest.approx(tuple(chosen.features[-1]))
    expected = float(np.clip(chosen.features[-1] @ np.array(nowcast_fit.MIXES[place])[sky.kind], 0.0, 1.4))
    assert nowcast(sky, horizon).mean == pytest.approx(expected)


def test_a_fit_beats_persistence_on_the_sky_it_was_made_for_and_covers_what_it_should(minutes):
    if np.ptp(minutes.measured_w) == 0:
        pytest.skip("nothing to be learned from a sky that never changes")
    own = samples(minutes, 5)
    found = score(own, fit([own]))
    assert found.skill >= 0.0
    assert 70.0 < found.coverage_pct < 90.0


def test_larger_arrays_are_smoother(minutes):
    point, *areas = with_areas(minutes)
    assert point is minutes
    for area in areas:
        assert (
            np.abs(np.diff(area.measured_w[10:-10])).mean() <= np.abs(np.diff(point.measured_w[10:-10])).mean() + 1e-9
        )


def test_what_is_shipped_has_the_shape_the_code_expects():
    shipped = [
        Fit(np.array(mix), np.array(residuals))
        for mix, residuals in zip(nowcast_fit.MIXES, nowcast_fit.RESIDUALS, strict=True)
    ]
    assert len(shipped) == len(HORIZONS_MIN)
    assert {one.mix.shape for one in shipped} == {(24, 6)}
    assert all((np.diff(one.residuals, axis=1) >= 0).all() for one in shipped)
