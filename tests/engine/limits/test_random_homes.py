"""No command makes any phase carry more than its fuse, in homes of any kind, once what changed has been measured."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.limits.random_home import RandomHome

QUICK = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.integers(0, 10_000))
def test_the_sum_on_every_phase_stays_below_the_fuse(seed: int) -> None:
    home = RandomHome(seed, most_chargers=5)
    home.run(600)
    assert home.worst_over_a == pytest.approx(0.0)
