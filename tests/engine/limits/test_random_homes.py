"""No command makes a phase, or a circuit two deep, carry more than its limit, in homes of any kind, once what changed has been measured.

Every second home has a limit from outside and one on the difference of phases, too.

`script/bench limits` runs the same for a million steps, beside a rival. Two cases are excluded, as nobody could know: a car without a
sensor that pauses by itself, while the house takes what it leaves, and goes on later; and a car that takes a third of what it is
offered, then all of it, where its charger's sensor reads three times too much.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.limits.random_home import RandomHome

QUICK = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.integers(0, 10_000))
def test_the_sum_on_every_phase_stays_below_every_limit(seed: int) -> None:
    home = RandomHome(seed, most_chargers=5, has_other_limits=seed % 2 == 0)
    home.run(600)
    assert home.worst_over_a == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("seed", "period_s", "seconds"),
    [
        # A charger that may be on another phase takes all of them, while others start.
        (70, 1, 560),
        # One learns its phase while another follows late.
        (99, 1, 140),
    ],
)
def test_homes_in_which_a_limit_was_passed_once(seed: int, period_s: int, seconds: int) -> None:
    home = RandomHome(seed, period_s=period_s)
    home.run(seconds)
    assert home.worst_over_a == pytest.approx(0.0)
